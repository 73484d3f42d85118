/**
 * Chapter: the buffer. What counts as accepted, what get_write_buffer_size() answers, and what reaches the peer.
 */
import type { Told } from '../facts.js';
import type { Rule } from '../rule.js';
import {
  abort,
  clear,
  close,
  drain,
  edit,
  limits,
  script,
  settle,
  toZero,
  write,
  writelines,
  wrong,
  peerReset,
} from './build.js';
import { asItShould, does, isKept, isOpen, isUp, isWhole, oneWay, writingOf } from './moments.js';
import { bytes, called, did, raising, showed } from './say.js';

const WRITE = 'asyncio.WriteTransport.write';
const LINES = 'asyncio.WriteTransport.writelines';
const SIZE = 'asyncio.WriteTransport.get_write_buffer_size';

export const BUFFER: readonly Rule[] = [
  {
    id: 'buffer/write-accepts',
    level: 'MUST',
    clause: WRITE,
    statement:
      'write() on an open transport takes any bytes-like value, raises nothing and buffers what the wire does not take.',
    intent: 'A write never blocks and never fails for want of room.',
    given: script(write(10), write(3, 'bytearray'), write(5, 'memoryview')),
    on: 'step',
    about: ['write'],
    when: (moment) => does(moment, 'write') && isWhole(moment) && isPlain(moment),
    expect: ({ step, grew }) => step.raised === null && grew === (step.stimulus as { n: number }).n,
    expected: ({ step }) => `${called(step.stimulus)} taken whole`,
    seen: (moment) => `${showed(moment)}, ${bytes(moment.grew)} taken`,
  },
  {
    id: 'buffer/writelines-accepts',
    level: 'MUST',
    clause: LINES,
    statement: 'writelines() takes each item of a list or any other iterable, as a write of each would.',
    intent: 'The two are documented as functionally equal.',
    given: script(writelines([10, 3]), writelines([2, 0, 5], 'generator')),
    on: 'step',
    about: ['writelines'],
    when: (moment) =>
      does(moment, 'writelines') && isWhole(moment) && isPlain(moment) && (writingOf(moment)?.n ?? 0) > 0,
    expect: (moment) => moment.step.raised === null && moment.grew === writingOf(moment)?.n,
    expected: (moment) => `${bytes(writingOf(moment)?.n ?? 0)} taken by ${called(moment.step.stimulus)}`,
    seen: (moment) => `${showed(moment)}, ${bytes(moment.grew)} taken`,
  },
  {
    id: 'buffer/empty-write-does-nothing',
    level: 'SHOULD',
    clause: WRITE,
    statement: 'An empty write on an open transport does nothing.',
    intent: 'Callers need not guard against an empty chunk.',
    given: script(write(0), write(4), write(0, 'bytearray'), drain(toZero()), settle, write(0)),
    on: 'step',
    about: ['write'],
    when: (moment) => does(moment, 'write') && isWhole(moment) && isPlain(moment) && writingOf(moment)?.n === 0,
    expect: ({ step, before, took }) =>
      step.raised === null && step.calls.length === 0 && took === 0 && step.after.size === before.size,
    expected: () => 'nothing',
    seen: showed,
  },
  {
    id: 'buffer/empty-writelines-does-nothing',
    level: 'SHOULD',
    clause: LINES,
    statement: 'writelines() of no items, or of items without bytes, does nothing on an open transport.',
    intent: 'Callers need not guard against an empty list, an empty generator or an empty item.',
    given: script(
      writelines([]),
      writelines([], 'generator'),
      writelines([0]),
      writelines([0, 0], 'generator'),
      drain(1),
    ),
    on: 'step',
    about: ['writelines'],
    when: (moment) =>
      does(moment, 'writelines') &&
      isWhole(moment) &&
      isPlain(moment) &&
      writingOf(moment)?.n === 0 &&
      ((moment.before.room === 0 && !moment.before.reset) || moment.before.size === 0),
    expect: ({ step, before, took }) =>
      step.raised === null && step.calls.length === 0 && took === 0 && step.after.size === before.size,
    expected: () => 'nothing',
    seen: showed,
  },
  {
    id: 'buffer/size-counts-what-waits',
    level: 'SHOULD',
    clause: SIZE,
    statement:
      'get_write_buffer_size() counts every accepted byte that has not been handed to the wire; a send that goes in parts may count whole until all of it has gone.',
    intent: 'Flow control is worth what this number is worth.',
    choice: 'sizeFalls',
    rank: 'last',
    given: script(write(10), drain(3), settle, writelines([5, 2]), drain(toZero())),
    on: 'step',
    when: ({ now, step }) => ['open', 'flushing', 'flushed'].includes(now.phase) && step.restless !== true,
    expect: ({ now, step, told }) => isCounted(step.after.size, now.queued, told),
    expected: ({ now, told }) => asCounted(now.queued, told),
    seen: showed,
  },
  {
    id: 'buffer/size-in-callbacks',
    level: 'SHOULD',
    clause: SIZE,
    statement: 'Inside a callback get_write_buffer_size() already counts what led to it.',
    intent: 'A protocol that looks at the size when it is paused or resumed sees the truth.',
    choice: 'sizeFalls',
    rank: 'last',
    given: script(limits(8, 2), write(9), drain(8), settle),
    on: 'callback',
    when: ({ now, call }) => (now.phase === 'open' || now.phase === 'flushing') && call.name !== 'connection_lost',
    expect: ({ now, call, told }) => isCounted(call.size, now.queued, told),
    expected: ({ now, call, told }) => `${asCounted(now.queued, told)} inside ${call.name}()`,
    seen: ({ call }) => `a size of ${call.size}`,
  },
  {
    id: 'buffer/handed-before-the-callback',
    level: 'SHOULD',
    clause: SIZE,
    statement: 'What has left the buffer has gone to the wire before the protocol is called back.',
    intent: 'A protocol that acts on a smaller size must not find out that the bytes were still somewhere else.',
    rank: 'last',
    given: script(limits(8, 2), drain(4), settle, write(13), drain(toZero()), settle),
    on: 'callback',
    when: () => true,
    expect: ({ call, now }) => call.arrived === now.arrived,
    expected: ({ now, call }) => `${bytes(now.arrived)} at the peer by ${call.name}()`,
    seen: ({ call }) => `${bytes(call.arrived)} at the peer by then`,
  },
  {
    id: 'buffer/size-never-negative',
    level: 'SHOULD',
    clause: SIZE,
    statement: 'get_write_buffer_size() is never negative.',
    intent: 'It is a number of bytes.',
    given: script(write(10), drain(toZero(-5)), settle, write(3), abort),
    on: 'step',
    when: ({ step }) => step.stimulus.do !== 'connect',
    expect: ({ step }) => step.after.size >= 0,
    expected: () => 'a size of 0 or more',
    seen: ({ step }) => `a size of ${step.after.size}`,
  },
  {
    id: 'buffer/size-zero-at-first',
    level: 'SHOULD',
    clause: SIZE,
    statement: 'A new transport holds nothing.',
    intent: 'Sizes are those of the caller’s own writes.',
    given: script(),
    on: 'callback',
    about: ['connection_made'],
    when: ({ call }) => call.name === 'connection_made',
    expect: ({ call }) => call.size === 0 && call.arrived === 0,
    expected: () => 'a size of 0 in connection_made()',
    seen: ({ call }) => `a size of ${call.size}`,
  },
  {
    id: 'buffer/size-zero-after-the-loss',
    level: 'SHOULD',
    clause: SIZE,
    statement: 'After connection_lost() the size is 0.',
    intent: 'Nothing waits any more, and nothing must be kept alive for it.',
    given: script(write(10), abort, settle, write(3)),
    on: 'step',
    when: ({ now }) => now.phase === 'lost',
    expect: ({ step }) => step.after.size === 0,
    expected: () => 'a size of 0',
    seen: ({ step }) => `a size of ${step.after.size}`,
  },
  {
    id: 'buffer/sends-what-the-wire-takes',
    level: 'MUST',
    clause: WRITE,
    statement: 'What is buffered goes out as long as the wire takes it.',
    intent: 'The transport arranges for the sending; nobody has to ask again.',
    given: script(write(10), drain(4), settle, writelines([0, 5]), drain(toZero())),
    on: 'step',
    about: ['connect', 'settle'],
    when: ({ settles, before, now, step }) =>
      settles &&
      (now.phase === 'open' || now.phase === 'flushing') &&
      !now.reset &&
      step.restless !== true &&
      (before.queued > 0 || now.queued > 0),
    expect: ({ now }) => now.queued === 0 || now.room === 0,
    expected: ({ now }) => `no more waiting while the wire takes ${bytes(now.room)}`,
    seen: ({ now }) => `${bytes(now.queued)} not sent at rest`,
  },
  {
    id: 'buffer/arrives-once-in-order',
    level: 'SHOULD',
    clause: WRITE,
    statement: 'What arrives at the peer is what was accepted: each byte once, in order, unchanged.',
    intent: 'It is a stream.',
    given: script(write(5), writelines([3, 4]), drain(6), settle, write(2, 'bytearray'), drain(toZero())),
    on: 'step',
    about: 'arriving',
    when: ({ took, strays }) => took > 0 || strays !== null,
    expect: ({ strays }) => strays === null,
    expected: () => 'the bytes accepted, in order',
    seen: ({ strays }) => strays ?? 'nothing',
  },
  {
    id: 'buffer/wrong-type-raises',
    level: 'SHOULD',
    clause: WRITE,
    statement: 'write() of a value that is not bytes-like raises TypeError, has no effect, and the transport lives on.',
    intent: 'The mistake shows at the call, and costs nothing else.',
    given: script(write(0, 'wrong'), write(5), write(0, 'wrong'), drain(toZero())),
    on: 'step',
    about: ['write'],
    when: (moment) => does(moment, 'write') && isOpen(moment) && writingOf(moment)?.wrong === true,
    expect: ({ step, before }) =>
      step.raised?.kind === 'type' && step.calls.length === 0 && step.after.size === before.size && !step.after.closing,
    expected: () => 'TypeError and nothing else',
    seen: showed,
  },
  {
    id: 'buffer/bad-item-raises',
    level: 'SHOULD',
    clause: LINES,
    statement:
      'writelines() with an item of a wrong type, or of something that is no iterable, raises TypeError, and the transport lives on.',
    intent: 'The mistake shows at the call.',
    given: script(writelines([wrong]), writelines([3, wrong, 4]), writelines([], 'not-iterable'), drain(toZero())),
    on: 'step',
    about: ['writelines'],
    when: (moment) => does(moment, 'writelines') && isOpen(moment) && writingOf(moment)?.wrong === true,
    expect: ({ step, quiet, now }) =>
      step.raised?.kind === 'type' && (!quiet || !step.after.closing || now.shutBy === 'wire'),
    expected: () => 'TypeError',
    seen: showed,
  },
  {
    id: 'buffer/bad-item-queues-nothing',
    level: 'SHOULD',
    clause: LINES,
    statement:
      'Of a writelines() that raises for one item nothing is queued, or just the items before it; always the same.',
    intent: 'A caller that catches the TypeError knows what was sent.',
    choice: 'badItem',
    given: script(writelines([3, wrong, 4]), writelines([2, wrong])),
    on: 'step',
    about: ['writelines'],
    when: (moment) => does(moment, 'writelines') && isWhole(moment) && moment.step.raised?.kind === 'type',
    expect: (moment) =>
      (moment.grew === 0 || writingOf(moment)?.before.includes(moment.grew) === true) &&
      moment.told.every((one) => one.choice !== 'badItem' || isKept(one)),
    expected: (moment) => {
      const broken = moment.told.find((one) => one.choice === 'badItem' && !isKept(one));
      return broken === undefined ? `0 or ${bytes(writingOf(moment)?.before[0] ?? 0)} taken` : asItShould(broken);
    },
    seen: (moment) => `${bytes(moment.grew)} taken; ${did(moment.step)}`,
  },
  {
    id: 'buffer/wide-memoryview',
    level: 'SHOULD',
    clause: WRITE,
    statement: 'A memoryview of items wider than a byte is taken whole, byte for byte, or refused with a TypeError.',
    intent: 'A length in items is not a length in bytes; mixing them loses data.',
    given: script(write(8, 'wide'), drain(3), settle, drain(toZero())),
    on: 'step',
    about: ['write', 'writelines'],
    when: (moment) =>
      isUp(moment) && !moment.before.eofAsked && writingOf(moment)?.wide === true && writingOf(moment)?.wrong === false,
    expect: (moment) => {
      const kind = moment.step.raised?.kind;
      if (kind !== undefined) return kind === 'type' || (kind === 'state' && moment.before.phase === 'flushing');
      const mayTakeNothing = moment.before.phase === 'flushing' || moment.before.reset;
      return moment.grew === writingOf(moment)?.n || (moment.grew <= 0 && mayTakeNothing);
    },
    expected: (moment) => `${bytes(writingOf(moment)?.n ?? 0)} taken, or TypeError`,
    seen: (moment) =>
      moment.step.raised ? did(moment.step) : `${bytes(moment.grew)} taken by ${called(moment.step.stimulus)}`,
  },
  oneWay('buffer/wide-memoryview-one-way', 'SHOULD', 'wideChunk', {
    statement: 'Memoryviews of wide items are taken each time, or refused each time.',
    intent: 'A caller finds out at the first try, not in production.',
    given: script(write(8, 'wide'), writelines([{ n: 4, kind: 'wide' }]), write(4, 'wide')),
  }),
  {
    id: 'buffer/edit-is-harmless',
    level: 'SHOULD',
    clause: WRITE,
    statement:
      'Editing a mutable buffer after a write changes no count and loses no byte, whether it was copied or is still in use.',
    intent: 'A reused read buffer is a common thing to write from.',
    given: script(write(6, 'bytearray'), edit, drain(3), settle, drain(toZero())),
    on: 'step',
    about: ['tamper'],
    when: ({ step }) => step.stimulus.do === 'tamper' && step.stimulus.how === 'edit',
    expect: ({ step, before, took }) => step.raised === null && step.after.size === before.size && took === 0,
    expected: ({ before }) => `a size of ${before.size} as before`,
    seen: showed,
  },
  {
    id: 'buffer/clear-is-refused-or-harmless',
    level: 'SHOULD',
    clause: WRITE,
    statement:
      'Resizing a mutable buffer after a write is refused with a BufferError, or changes nothing of what was accepted.',
    intent: 'No accepted byte may vanish because the caller reuses its buffer.',
    given: script(
      write(6, 'bytearray'),
      clear,
      drain(toZero()),
      settle,
      writelines([{ n: 4, kind: 'bytearray' }]),
      clear,
      drain(toZero()),
    ),
    on: 'step',
    about: ['tamper'],
    when: ({ step }) => step.stimulus.do === 'tamper' && step.stimulus.how === 'clear',
    expect: ({ step, before, took }) =>
      (step.raised === null || step.raised.kind === 'buffer') && step.after.size === before.size && took === 0,
    expected: ({ before }) => `BufferError, or a size of ${before.size} as before`,
    seen: showed,
  },
  {
    id: 'buffer/tries-wholly',
    level: 'SHOULD',
    clause: WRITE,
    statement: 'A try hands the wire all that it takes, or whole chunks of it, from the oldest byte on.',
    intent: 'Part of a chunk leaves room unused until something else happens.',
    rank: 'last',
    choice: 'handsOver',
    given: script(drain(4), settle, write(10), drain(toZero()), settle, drain(4), writelines([2, 8])),
    on: 'step',
    about: 'arriving',
    when: ({ handedOver }) => handedOver !== null,
    expect: ({ handedOver, told }) =>
      handedOver !== 'in part' && told.every((one) => one.choice !== 'handsOver' || isKept(one)),
    expected: ({ before, accepted }) => `${bytes(Math.min(before.room, before.queued + accepted))} handed to the wire`,
    seen: ({ took, step }) => `${bytes(took)} in ${called(step.stimulus)}`,
  },
  {
    id: 'buffer/only-a-write-sends',
    level: 'SHOULD',
    clause: WRITE,
    statement: 'Of all calls, only one that gives bytes sends any; the rest is for the loop.',
    intent: 'A call that has nothing to do with sending does not do the loop’s work on the caller’s stack.',
    rank: 'last',
    given: script(drain(8), settle, write(4), writelines([3])),
    on: 'step',
    about: 'arriving',
    when: ({ took, settles }) => took > 0 && !settles,
    expect: (moment) => moment.accepted > 0 || does(moment, 'writelines'),
    expected: ({ step }) => `nothing sent by ${called(step.stimulus)}`,
    seen: ({ took }) => `${bytes(took)} at the peer`,
  },
  {
    id: 'buffer/arrives-into-room',
    level: 'SHOULD',
    clause: WRITE,
    statement: 'No more arrives than the wire takes.',
    intent: 'A size that falls without the wire taking anything would hide a loss.',
    given: script(drain(4), settle, write(10), drain(2), settle),
    on: 'step',
    about: 'arriving',
    when: ({ took }) => took > 0,
    expect: ({ now }) => now.room >= 0,
    expected: () => 'no more than the room on the wire',
    seen: ({ now }) => `${bytes(-now.room)} more`,
  },
  oneWay('buffer/write-tries-one-way', 'SHOULD', 'writeTries', {
    statement: 'write() tries the wire in the call when nothing is buffered, always, or never; the same each time.',
    intent: 'Whether the size is 0 after a write to an idle wire is something protocols come to rely on.',
    given: script(drain(100), settle, write(10), settle, write(10)),
  }),
  oneWay('buffer/writelines-tries-one-way', 'SHOULD', 'writelinesTries', {
    statement:
      'writelines() tries the wire in the call when nothing is buffered, always, or never; the same each time.',
    intent: 'Whether the size is 0 after a writelines to an idle wire is something protocols come to rely on.',
    given: script(drain(100), settle, writelines([10, 4]), settle, writelines([10])),
  }),
  oneWay('buffer/failed-try-one-way', 'SHOULD', 'failedTry', {
    statement:
      'A write that meets a reset in the call ends the transport, or leaves that to the loop; the same each time.',
    intent: 'is_closing() right after a write tells the truth or is known not to.',
    given: script(peerReset, write(5)),
  }),
  {
    id: 'buffer/closing-keeps-the-buffer',
    level: 'MUST',
    clause: 'asyncio.BaseTransport.close',
    statement: 'close() leaves in the buffer what is to be flushed.',
    intent: 'Closing is not losing.',
    given: script(write(10), close, drain(4), settle),
    on: 'step',
    about: ['close'],
    when: ({ step, before }) => step.stimulus.do === 'close' && before.phase === 'open' && before.queued > 0,
    expect: ({ step, before }) => step.after.size === before.size,
    expected: ({ before }) => `a size of ${before.size} as before`,
    seen: showed,
  },
  {
    id: 'buffer/write-raises-nothing-else',
    level: 'SHOULD',
    clause: WRITE,
    statement:
      'write() and writelines() raise nothing but a TypeError for a wrong value, or a RuntimeError once writing has ended.',
    intent: 'Errors of the wire come by connection_lost(), not to whoever writes next.',
    rank: 'last',
    given: script(peerReset, write(5), write(5), settle, write(5), writelines([5, 5])),
    on: 'step',
    about: ['write', 'writelines'],
    when: (moment) => writingOf(moment) !== null,
    expect: (moment) => {
      const { raised } = moment.step;
      const offered = writingOf(moment);
      if (raised === null) return true;
      if (raised.kind === 'type') return offered?.wrong === true || offered?.wide === true;
      return raised.kind === 'state' && (moment.before.phase !== 'open' || moment.before.eofAsked);
    },
    expected: ({ step }) => `nothing raised by ${called(step.stimulus)} but for a wrong value or an ended transport`,
    seen: ({ step }) => (step.raised ? raising(step.raised) : 'nothing'),
  },
];

/** What waits, or with it a part of a send that has gone already: always the same, and as the profile says. */
function isCounted(size: number, queued: number, told: readonly Told[]): boolean {
  const counts = told.find(({ choice }) => choice === 'sizeFalls');
  return counts === undefined ? size === queued : isKept(counts);
}

function asCounted(queued: number, told: readonly Told[]): string {
  const counts = told.find(({ choice }) => choice === 'sizeFalls');
  return counts === undefined || isKept(counts) ? `a size of ${queued}` : asItShould(counts);
}

/** Nothing in it that a transport may refuse. */
function isPlain(moment: Parameters<typeof writingOf>[0]): boolean {
  const offered = writingOf(moment);
  return offered !== null && !offered.wrong && !offered.wide;
}
