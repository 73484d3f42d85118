/**
 * Chapter: flow control. When pause_writing() and resume_writing() come, and when they do not.
 * The line itself (reaches or exceeds) is a choice; that it is always the same one is not.
 */
import type { Told } from '../facts.js';
import type { Rule } from '../rule.js';
import {
  abort,
  close,
  drain,
  keepingOpen,
  limits,
  peerData,
  peerEof,
  peerReset,
  script,
  settle,
  toHigh,
  toLow,
  toZero,
  write,
  writeEof,
  writelines,
  inside,
} from './build.js';
import { calls, can, does, hasDrainedSincePause, isUp, limitsOf, oneWay } from './moments.js';
import { bytes, callback, called, did, showed } from './say.js';

const SET = 'asyncio.WriteTransport.set_write_buffer_limits';
const PAUSE = 'asyncio.BaseProtocol.pause_writing';
const RESUME = 'asyncio.BaseProtocol.resume_writing';
const LINES = 'asyncio.WriteTransport.writelines';

export const FLOW_CONTROL: readonly Rule[] = [
  {
    id: 'flow-control/no-pause-below-high',
    level: 'MUST',
    clause: SET,
    statement: 'pause_writing() is not called while the buffer is below the high-water mark.',
    intent: 'A protocol is not held up while there is room.',
    given: script(limits(64, 16), write(toHigh(-1))),
    on: 'step',
    when: (moment) =>
      moment.step.calls.some((call) => call.name === 'pause_writing') ||
      (moment.accepted > 0 && moment.size === moment.before.high - 1),
    expect: (moment) => {
      const pause = moment.step.calls.find((call) => call.name === 'pause_writing');
      return pause === undefined || !moment.before.limitsTold || pause.size >= highIn(moment);
    },
    expected: ({ before }) => `no pause_writing() below high ${before.high}`,
    seen: showed,
  },
  {
    id: 'flow-control/write-over-high-pauses',
    level: 'MUST',
    clause: SET,
    statement: 'A write that takes the buffer over the high-water mark calls pause_writing().',
    intent: 'Without the pause a fast writer fills the memory.',
    // Three times: a transport may lose count.
    given: script(
      limits(64, 16),
      write(toHigh(1)),
      drain(toLow()),
      settle,
      write(toHigh(1)),
      drain(toLow()),
      settle,
      write(toHigh(1)),
    ),
    on: 'step',
    about: ['write'],
    when: (moment) => does(moment, 'write') && leavesOver(moment),
    expect: (moment) => calls(moment, 'pause_writing'),
    expected: ({ step }) => `pause_writing() during ${called(step.stimulus)}`,
    seen: showed,
  },
  {
    id: 'flow-control/writelines-counts',
    level: 'MUST',
    clause: LINES,
    statement: 'writelines() crosses the high-water mark like the same bytes written one by one.',
    intent: 'CVE-2024-12254: a writelines() that never pauses lets a peer that reads slowly fill the memory.',
    given: script(limits(64, 16), writelines([64, 1])),
    on: 'step',
    about: ['writelines'],
    when: (moment) => does(moment, 'writelines') && leavesOver(moment),
    expect: (moment) => calls(moment, 'pause_writing'),
    expected: ({ step }) => `pause_writing() during ${called(step.stimulus)}`,
    seen: showed,
  },
  oneWay('flow-control/one-line', 'SHOULD', 'pausesWhen', {
    statement: 'A buffer of exactly high bytes pauses each time, or never, and as the profile says.',
    intent: 'The documents give both readings; whoever sets a limit must be able to find out which holds, once.',
    given: script(
      limits(64, 16),
      write(toHigh()),
      drain(toZero()),
      settle,
      writelines([toHigh()]),
      drain(toZero()),
      settle,
      write(32),
      limits(32, 8),
    ),
  }),
  {
    id: 'flow-control/lowering-high-pauses',
    level: 'SHOULD',
    clause: SET,
    statement: 'Lowering high below what is buffered pauses in the call.',
    intent: 'The new limit holds from now on, not from the next write.',
    given: script(limits(64, 16), write(32), limits(16, 4)),
    on: 'step',
    about: ['set_write_buffer_limits'],
    when: (moment) => {
      const { before, step, set } = moment;
      if (limitsOf(moment) === null || step.raised !== null || before.phase !== 'open' || before.paused) return false;
      return calls(moment, 'pause_writing') || (set !== null && moment.size > set.high);
    },
    expect: (moment) => calls(moment, 'pause_writing'),
    expected: ({ step }) => `pause_writing() during ${called(step.stimulus)}`,
    seen: showed,
  },
  {
    id: 'flow-control/high-zero-pauses-on-any-byte',
    level: 'MUST',
    clause: SET,
    statement: 'With high = 0 writing pauses whenever the buffer becomes non-empty.',
    intent: 'A protocol can ask for a buffer that is never ahead of the wire.',
    given: script(limits(0), write(1)),
    on: 'step',
    about: ['write', 'writelines'],
    when: (moment) =>
      (does(moment, 'write') || does(moment, 'writelines')) &&
      moment.before.limitsTold &&
      moment.before.high === 0 &&
      moment.before.phase === 'open' &&
      !moment.before.paused &&
      moment.step.raised === null &&
      moment.size > 0,
    expect: (moment) => calls(moment, 'pause_writing'),
    expected: ({ step }) => `pause_writing() during ${called(step.stimulus)}`,
    seen: showed,
  },
  {
    id: 'flow-control/no-pause-on-empty',
    level: 'MUST',
    clause: SET,
    statement: 'pause_writing() is never called on an empty buffer, even with high = 0.',
    intent: 'Nothing would ever drain to resume it.',
    given: script(limits(0), write(1), drain(toZero()), settle, limits(0, 0)),
    on: 'callback',
    about: ['pause_writing'],
    when: ({ call }) => call.name === 'pause_writing',
    expect: ({ call }) => call.size > 0,
    expected: () => 'no pause_writing() with nothing buffered',
    seen: ({ call }) => `pause_writing() with ${bytes(call.size)} buffered`,
  },
  {
    id: 'flow-control/no-second-pause',
    level: 'MUST',
    clause: PAUSE,
    statement: 'pause_writing() is not called again before resume_writing().',
    intent: 'The two are paired, so that a protocol can hold one flag.',
    given: script(limits(64, 16), write(toHigh(1)), write(1), limits(32, 8)),
    on: 'callback',
    about: ['pause_writing'],
    when: ({ call }) => call.name === 'pause_writing',
    expect: ({ now }) => !now.paused,
    expected: () => 'a single pause_writing() for each crossing',
    seen: () => 'pause_writing() while paused',
  },
  {
    id: 'flow-control/no-resume-unpaused',
    level: 'MUST',
    clause: RESUME,
    statement: 'resume_writing() comes only after a pause_writing(), and once for each.',
    intent: 'The two are paired, and the first is a pause.',
    given: script(
      limits(64, 16),
      write(10),
      drain(toZero()),
      settle,
      write(toHigh(1)),
      drain(toZero()),
      settle,
      write(1),
      drain(1),
    ),
    on: 'callback',
    about: ['resume_writing'],
    when: ({ call }) => call.name === 'resume_writing',
    expect: ({ now }) => now.paused,
    expected: () => 'no resume_writing() while writing flows',
    seen: () => 'resume_writing() while writing flows',
  },
  {
    id: 'flow-control/pause-in-the-call',
    level: 'SHOULD',
    clause: PAUSE,
    statement: 'pause_writing() comes inside the call that crosses the line: a write, a writelines or new limits.',
    intent: 'A protocol that writes in a loop must hear it before its next write.',
    given: script(limits(64, 16), write(toHigh(1))),
    on: 'callback',
    about: ['pause_writing'],
    when: ({ call }) => call.name === 'pause_writing',
    expect: ({ step }) => ['write', 'writelines', 'set_write_buffer_limits'].includes(step.stimulus.do),
    expected: () => 'pause_writing() inside the call that crossed the line',
    seen: ({ step }) => `pause_writing() in ${called(step.stimulus)}`,
  },
  {
    id: 'flow-control/pause-has-a-cause',
    level: 'SHOULD',
    clause: PAUSE,
    statement: 'A write or a writelines pauses only if it has taken bytes.',
    intent: 'A call that was refused, or had nothing to give, changes nothing of the flow.',
    rank: 'last',
    given: script(limits(8, 2), write(toHigh()), write(0), writelines([]), write(1)),
    on: 'step',
    about: ['write', 'writelines'],
    when: (moment) => (does(moment, 'write') || does(moment, 'writelines')) && calls(moment, 'pause_writing'),
    expect: ({ accepted }) => accepted > 0,
    expected: () => 'no pause_writing() where nothing was taken',
    seen: showed,
  },
  {
    id: 'flow-control/resumes-at-low',
    level: 'MUST',
    clause: SET,
    statement: 'Once paused, the protocol is resumed when the buffer is drained to low or below.',
    intent: 'A protocol that is not resumed waits for ever.',
    choice: 'resumesAt',
    given: script(limits(64, 16), write(toHigh(1)), drain(toLow())),
    on: 'step',
    when: (moment) =>
      moment.now.phase === 'open' &&
      !moment.now.reset &&
      (hasDrainedSincePause(moment) || calls(moment, 'resume_writing')),
    expect: ({ now, told }) => !now.paused || now.arrived <= now.mark || now.size > now.low || mayStayPaused(told),
    expected: ({ now }) => `resume_writing() with ${bytes(now.size)} buffered, low ${now.low}`,
    seen: showed,
  },
  {
    id: 'flow-control/resume-comes-first',
    level: 'SHOULD',
    clause: RESUME,
    statement: 'When the buffer is drained to low, resume_writing() comes before any other callback.',
    intent: 'A protocol hears of room as soon as there is some.',
    // Data and an end that wait, so that there are other callbacks for it to come before.
    given: keepingOpen(script(limits(64, 16), write(toHigh(1)), peerData(1), peerEof, drain(toLow()), settle)),
    on: 'callback',
    when: (moment) =>
      moment.call.name !== 'connection_lost' &&
      moment.now.phase === 'open' &&
      !moment.now.reset &&
      hasDrainedSincePause(moment) &&
      moment.call.size <= moment.now.low,
    expect: ({ call, told }) => call.name === 'resume_writing' || mayStayPaused(told),
    expected: () => 'resume_writing()',
    seen: ({ call }) => callback(call),
  },
  {
    id: 'flow-control/no-resume-above-low',
    level: 'MUST',
    clause: SET,
    statement: 'resume_writing() is not called while more than low bytes are buffered.',
    intent: 'Between the marks nothing changes: that is what keeps pause and resume from chattering.',
    given: script(limits(64, 16), write(toHigh(1)), drain(toLow(1)), settle, drain(1)),
    on: 'callback',
    about: ['resume_writing'],
    when: ({ call, now }) => now.limitsTold && call.name === 'resume_writing',
    expect: ({ call, now }) => call.size <= now.low,
    expected: ({ now }) => `resume_writing() at low ${now.low} or below`,
    seen: ({ call }) => `resume_writing() with ${bytes(call.size)} buffered`,
  },
  {
    id: 'flow-control/low-zero-resumes-when-empty',
    level: 'MUST',
    clause: SET,
    statement: 'With low = 0 the protocol is resumed when the buffer is empty, and not before.',
    intent: 'A protocol can ask to write in bursts.',
    given: script(limits(8, 0), write(toHigh(1)), drain(toZero(1)), settle, drain(1)),
    on: 'callback',
    about: ['resume_writing'],
    when: ({ call, now }) => now.limitsTold && call.name === 'resume_writing' && now.low === 0,
    expect: ({ call }) => call.size === 0,
    expected: () => 'resume_writing() on an empty buffer',
    seen: ({ call }) => `resume_writing() with ${bytes(call.size)} buffered`,
  },
  {
    id: 'flow-control/resume-has-a-cause',
    level: 'SHOULD',
    clause: RESUME,
    statement:
      'resume_writing() follows from bytes that left the buffer since the pause, or from limits raised over it.',
    intent: 'A resume out of nowhere would let a writer on while nothing has moved.',
    given: script(limits(64, 16), write(toHigh(1)), limits(256, 128), drain(1)),
    on: 'callback',
    about: ['resume_writing'],
    when: ({ call }) => call.name === 'resume_writing',
    expect: ({ now, step }) =>
      step.stimulus.do === 'set_write_buffer_limits' ||
      // It comes in the call or the settle in which they left, not in a later one.
      (now.arrived > now.mark && step.wire.some((one) => one !== 'eof')),
    expected: () => 'bytes that left the buffer, or raised limits, before resume_writing()',
    seen: ({ step }) => `resume_writing() in ${called(step.stimulus)} with nothing moved`,
  },
  oneWay('flow-control/raised-limits-one-way', 'SHOULD', 'raisedLimits', {
    statement: 'Limits raised over what is buffered resume at once, or with the next drain; always the same.',
    intent: 'Whoever raises the limits knows whether to wait.',
    given: script(
      limits(64, 16),
      write(toHigh(1)),
      limits(256, 128),
      drain(toLow()),
      settle,
      limits(16, 4),
      limits(256, 128),
    ),
  }),
  {
    id: 'flow-control/raised-limits-resume',
    level: 'MUST',
    clause: SET,
    statement: 'When limits were raised over what is buffered, the next drain resumes a paused protocol at the latest.',
    intent: 'A protocol paused under the old limits must not stay so under the new ones.',
    given: script(limits(64, 16), write(toHigh(1)), limits(256, 128), drain(1)),
    on: 'step',
    about: ['connect', 'settle'],
    when: (moment) =>
      moment.settles &&
      moment.quiet &&
      moment.before.paused &&
      moment.before.size <= moment.before.low &&
      moment.before.phase === 'open' &&
      moment.took > 0 &&
      !moment.before.reset,
    expect: (moment) => calls(moment, 'resume_writing') || moment.now.phase !== 'open' || mayStayPaused(moment.told),
    expected: ({ now }) => `resume_writing(), low ${now.low}`,
    seen: showed,
  },
  {
    id: 'flow-control/no-resume-after-the-end',
    level: 'SHOULD',
    clause: RESUME,
    statement: 'A protocol whose connection was aborted, has failed or is lost is not resumed.',
    intent: 'A resume would invite writes that go nowhere.',
    given: script(limits(64, 16), write(toHigh(1)), drain(toLow()), abort),
    on: 'callback',
    about: ['resume_writing', 'connection_lost'],
    when: ({ call, now }) => call.name === 'resume_writing' || (call.name === 'connection_lost' && now.paused),
    expect: ({ call, now }) => call.name !== 'resume_writing' || now.phase === 'open' || now.phase === 'flushing',
    expected: () => 'no resume_writing() after the end',
    seen: ({ now }) => `resume_writing() when the transport was ${now.phase}`,
  },
  {
    id: 'flow-control/no-pause-after-the-end',
    level: 'SHOULD',
    clause: PAUSE,
    statement: 'Nothing pauses after an abort, a failure, the loss, or a close with nothing to flush.',
    intent: 'A protocol that was told the end is not told of flow.',
    given: script(limits(4, 1), close, write(8), settle, write(8)),
    on: 'step',
    about: ['write', 'writelines'],
    when: (moment) => !isUp(moment) && (does(moment, 'write') || does(moment, 'writelines')),
    expect: (moment) => !calls(moment, 'pause_writing'),
    expected: () => 'no pause_writing()',
    seen: showed,
  },
  oneWay('flow-control/pauses-while-closing-one-way', 'SHOULD', 'pausesWhileClosing', {
    statement: 'While closing, crossing the high-water mark pauses each time or never.',
    intent: 'A protocol that still writes while closing can rely on one of the two.',
    given: script(limits(4, 1), write(4), close, write(toHigh(1)), limits(1, 0)),
  }),
  oneWay('flow-control/resumes-while-closing-one-way', 'SHOULD', 'resumesWhileClosing', {
    statement: 'While the rest is flushed, a paused protocol is resumed at low, or not at all; always the same.',
    intent: 'A protocol that waits for the resume to clean up can rely on one of the two.',
    given: script(limits(64, 16), write(toHigh(1)), close, drain(toLow()), settle),
  }),
  oneWay('flow-control/resumes-after-eof-one-way', 'SHOULD', 'resumesAfterEof', {
    statement:
      'After write_eof() a paused protocol is resumed at low while the rest is flushed, or not at all; always the same.',
    intent: 'A protocol that waits for the resume to clean up can rely on one of the two.',
    given: script(limits(64, 16), write(toHigh(1)), writeEof, drain(toLow()), settle, drain(toZero())),
    needs: ['half-close'],
  }),
  {
    id: 'flow-control/one-callback-a-call',
    level: 'SHOULD',
    clause: PAUSE,
    statement: 'A write, a writelines or new limits call back at most once, with a pause or a resume.',
    intent: 'One crossing, one call.',
    rank: 'last',
    given: script(limits(4, 1), writelines([8, 8, 8])),
    on: 'step',
    about: ['write', 'writelines', 'set_write_buffer_limits'],
    when: (moment) => ['write', 'writelines', 'set_write_buffer_limits'].includes(moment.step.stimulus.do),
    expect: ({ step }) =>
      step.calls.length === 0 ||
      (step.calls.length === 1 && ['pause_writing', 'resume_writing'].includes(step.calls[0]?.name ?? '')),
    expected: () => 'at most one pause_writing() or resume_writing()',
    seen: ({ step }) => did(step),
  },
  {
    id: 'flow-control/quiet-calls',
    level: 'SHOULD',
    clause: PAUSE,
    statement: 'close(), abort(), write_eof(), an edit of a buffer and an act of the peer call nothing back at once.',
    intent: 'The caller’s own stack is not re-entered by a call that has nothing to tell at once.',
    rank: 'last',
    given: script(limits(64, 16), write(toHigh(1)), close, peerReset, abort),
    on: 'step',
    when: ({ step }) =>
      !['write', 'writelines', 'set_write_buffer_limits', 'settle', 'connect'].includes(step.stimulus.do),
    expect: ({ step }) => step.calls.length === 0,
    expected: ({ step }) => `no callback inside ${called(step.stimulus)}`,
    seen: ({ step }) => did(step),
  },
  {
    id: 'flow-control/pause-resume-pause',
    level: 'MUST',
    clause: PAUSE,
    statement: 'A crossing inside resume_writing() pauses again, and the next drain resumes again.',
    intent: 'Refilling the buffer when told there is room is what protocols do.',
    given: inside(
      'resume_writing',
      [write(toHigh(1))],
      script(limits(64, 16), write(toHigh(1)), drain(toZero()), settle, drain(toZero())),
    ),
    // An open wire may take in the call what is to cross the line again.
    needs: ['exact-drain'],
    on: 'step',
    about: 'nested',
    when: (moment) => moment.inside === 'resume_writing' && leavesOver(moment),
    expect: (moment) => calls(moment, 'pause_writing'),
    expected: ({ step }) => `pause_writing() during ${called(step.stimulus)}`,
    seen: showed,
  },
];

/** After write_eof(), where that is the dialect. */
function mayStayPaused(told: readonly Told[]): boolean {
  return told.some((one) => can(one, 'resumesAfterEof', 'no'));
}

/** An accepted write of an open, flowing transport left more than high bytes buffered. */
function leavesOver(moment: Parameters<typeof does>[0]): boolean {
  const { before } = moment;
  if (before.phase !== 'open' || before.paused || before.eofAsked || !before.limitsTold) return false;
  return moment.accepted > 0 && moment.size > before.high;
}

/** The high that counts in a call: the one being set, in the call that sets it. */
function highIn(moment: Parameters<typeof does>[0]): number {
  const given = limitsOf(moment);
  if (given === null) return moment.before.high;
  return moment.set?.high ?? Math.trunc(given.high ?? 0);
}
