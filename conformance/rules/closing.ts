/**
 * Chapter: closing. close(), what is flushed after it, and what is_closing() says.
 */
import type { Step } from '../../machines/alphabet.js';
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
  toZero,
  write,
  writelines,
  inside,
} from './build.js';
import { calls, does, oneWay, writingOf } from './moments.js';
import { bytes, callback, called, did, showed } from './say.js';

const CLOSE = 'asyncio.BaseTransport.close';
const IS_CLOSING = 'asyncio.BaseTransport.is_closing';
const LOST = 'asyncio.BaseProtocol.connection_lost';

export const CLOSING: readonly Rule[] = [
  {
    id: 'closing/is-closing-at-once',
    level: 'SHOULD',
    clause: IS_CLOSING,
    statement: 'is_closing() is true from close() on.',
    intent: 'A caller that asks before it writes is told in time.',
    given: script(write(5), close),
    on: 'step',
    about: ['close'],
    when: (moment) => does(moment, 'close'),
    expect: ({ step }) => step.after.closing,
    expected: () => 'is_closing() true after close()',
    seen: ({ step }) => `is_closing() ${step.after.closing}`,
  },
  {
    id: 'closing/stays-closing',
    level: 'MUST',
    clause: IS_CLOSING,
    statement: 'is_closing() stays true while closing and when closed.',
    intent: 'There is no way back.',
    given: script(write(5), close, write(1), drain(toZero()), settle, write(1)),
    on: 'step',
    when: ({ before, now, quiet }) =>
      (now.shutBy !== null && (before.shutBy !== null || !quiet)) || now.phase === 'lost',
    expect: ({ step }) => step.after.closing,
    expected: () => 'is_closing() true',
    seen: ({ step }) => `is_closing() ${step.after.closing} after ${called(step.stimulus)}`,
  },
  {
    id: 'closing/not-before',
    level: 'SHOULD',
    clause: IS_CLOSING,
    statement: 'is_closing() is false until a close, an abort, the end of the peer’s stream or a failure.',
    intent: 'An open transport says so.',
    given: keepingOpen(script(write(5), peerData(3), settle, peerEof, settle)),
    on: 'step',
    when: ({ now }) => now.phase === 'open',
    expect: ({ step, before }) => !step.after.closing && before.phase === 'open',
    expected: () => 'is_closing() false',
    seen: ({ step }) => `is_closing() ${step.after.closing} after ${called(step.stimulus)}`,
  },
  {
    id: 'closing/nothing-raised',
    level: 'SHOULD',
    clause: CLOSE,
    statement: 'close() raises nothing, whenever it is called.',
    intent: 'It is called in every finally clause.',
    given: script(close, close, settle, close),
    on: 'step',
    about: ['close'],
    when: (moment) => does(moment, 'close'),
    expect: ({ step }) => step.raised === null,
    expected: () => 'nothing raised by close()',
    seen: ({ step }) => did(step),
  },
  {
    id: 'closing/flushes-then-loses',
    level: 'MUST',
    clause: CLOSE,
    statement: 'After close() the buffered data is flushed, and then connection_lost() is called.',
    intent: 'close() is how one says: send the rest and end.',
    given: script(write(10), close, drain(4), settle, drain(toZero())),
    on: 'step',
    about: ['connect', 'settle'],
    when: ({ settles, before, now, step }) =>
      settles &&
      step.restless !== true &&
      (before.phase === 'flushing' ||
        now.phase === 'flushing' ||
        (now.phase === 'lost' && before.phase !== 'lost' && now.shutBy === 'close')),
    expect: ({ now }) => now.phase !== 'flushing' || (now.queued > 0 && !now.reset),
    expected: () => 'connection_lost() when all is flushed',
    seen: (moment) => `${showed(moment)}, and no connection_lost() at rest`,
  },
  {
    id: 'closing/loses-when-empty',
    level: 'MUST',
    clause: CLOSE,
    statement: 'After close() with nothing buffered connection_lost() is called by the loop.',
    intent: 'Nothing is to be waited for.',
    given: script(close),
    // Where closing has a word of its own to say, nothing is ever empty by then.
    needs: ['exact-size'],
    on: 'step',
    about: ['connect', 'settle'],
    when: ({ settles, before, now, step }) =>
      settles && (before.phase === 'flushed' || now.phase === 'flushed') && step.restless !== true,
    expect: ({ now }) => now.phase === 'lost',
    expected: () => 'connection_lost(None)',
    seen: ({ step }) => did(step),
  },
  {
    id: 'closing/last-byte-first',
    level: 'SHOULD',
    clause: CLOSE,
    statement: 'connection_lost() does not come before the last byte is flushed.',
    intent: 'A protocol that hears None may take it that all was sent.',
    // What is written just before the close, in the callback of the last byte: a flush may take itself for the last one.
    given: inside(
      'resume_writing',
      [write(2), writelines([1]), close],
      script(limits(8, 2), write(toHigh(1)), drain(toZero()), settle, drain(2), settle, drain(1)),
    ),
    on: 'callback',
    about: ['connection_lost'],
    when: ({ call, now }) => call.name === 'connection_lost' && now.phase === 'flushing' && !call.error,
    expect: ({ now, call }) => now.queued === 0 && call.size === 0,
    expected: () => 'connection_lost(None) with nothing left to flush',
    seen: ({ now }) => `connection_lost(None) with ${bytes(now.queued)} not sent`,
  },
  {
    id: 'closing/lost-with-none',
    level: 'MUST',
    clause: LOST,
    statement: 'After a close that was flushed, by close() or by the peer’s EOF, connection_lost() gets None.',
    intent: 'None says that it ended in good order.',
    given: script(write(3), close, drain(3)),
    on: 'callback',
    about: ['connection_lost'],
    when: ({ call, now }) =>
      call.name === 'connection_lost' &&
      (now.phase === 'flushed' || now.phase === 'flushing') &&
      !now.reset &&
      now.late.length === 0,
    expect: ({ call }) => call.error === null,
    expected: () => 'connection_lost(None)',
    seen: ({ call }) => callback(call),
  },
  {
    id: 'closing/reset-while-flushing',
    level: 'SHOULD',
    clause: LOST,
    statement: 'When the peer resets during the flush, connection_lost() gets the exception.',
    intent: 'Somebody must learn that the rest was not delivered.',
    given: script(write(10), close, drain(4), settle, peerReset),
    on: 'callback',
    about: ['connection_lost'],
    when: ({ call, now }) => call.name === 'connection_lost' && now.phase === 'flushing' && now.reset && now.queued > 0,
    expect: ({ call }) => call.error !== null && call.error !== undefined && call.error.kind !== 'scripted',
    expected: () => 'connection_lost(exception)',
    seen: ({ call }) => callback(call),
  },
  {
    id: 'closing/no-data-after',
    level: 'MUST',
    clause: CLOSE,
    statement: 'After close() or abort() no data and no EOF is received.',
    intent: 'A protocol that has closed need not guard its parser.',
    given: inside(
      'data_received',
      [close],
      script(write(5), peerData(4), settle, peerData(4), peerEof, settle, drain(toZero())),
    ),
    // Where a harness stops reading in the transport's stead, that proves nothing of the transport.
    needs: ['close-ends-reading'],
    on: 'callback',
    // The loss speaks for it where something had waited to be read until then.
    when: ({ call, now }) => {
      if (now.phase === 'open') return false;
      if (call.name === 'connection_lost') return now.incoming > 0 || now.peerEof === 'waits';
      return call.name === 'data_received' || call.name === 'eof_received';
    },
    expect: ({ call }) => call.name === 'connection_lost',
    expected: () => 'no data after the close',
    seen: ({ call }) => callback(call),
  },
  {
    id: 'closing/second-close-does-nothing',
    level: 'SHOULD',
    clause: CLOSE,
    statement: 'A second close() does nothing.',
    intent: 'Two parts of a program may both clean up.',
    given: script(write(5), close, close, drain(toZero()), settle, close),
    on: 'step',
    about: ['close'],
    when: (moment) => does(moment, 'close') && moment.before.shutBy !== null,
    expect: ({ step, before, took }) =>
      step.raised === null && step.calls.length === 0 && step.after.size === before.size && took === 0,
    expected: () => 'nothing',
    seen: showed,
  },
  {
    id: 'closing/close-only-closes',
    level: 'SHOULD',
    clause: CLOSE,
    statement: 'close() itself sends nothing and ends nothing: the loop does.',
    intent: 'A call from anywhere must not run the teardown on the caller’s stack.',
    given: script(write(5), drain(3), close),
    on: 'step',
    about: ['close'],
    when: (moment) => does(moment, 'close'),
    expect: ({ took, now, before }) => took === 0 && now.losses === before.losses,
    expected: () => 'nothing sent and nothing ended inside close()',
    seen: showed,
  },
  oneWay('closing/writes-while-flushing', 'SHOULD', 'writeWhileClosing', {
    statement:
      'A write while the rest is flushed is accepted and delivered, dropped, or raises, or ends the transport; always the same.',
    intent: 'Nothing of it may be half done.',
    given: script(write(5), close, write(3), writelines([2, 2]), drain(toZero())),
  }),
  {
    id: 'closing/writes-whole-or-not',
    level: 'SHOULD',
    clause: CLOSE,
    statement: 'A write while closing is taken whole or not at all.',
    intent: 'Half of a message is worse than none.',
    given: script(write(5), close, write(3), writelines([2, 2])),
    on: 'step',
    about: ['write', 'writelines'],
    when: (moment) => moment.before.phase === 'flushing' && !moment.before.reset && writingOf(moment) !== null,
    expect: (moment) => {
      const offered = writingOf(moment);
      if (moment.step.raised !== null)
        return moment.failed || moment.grew === 0 || offered?.before.includes(moment.grew) === true;
      return moment.failed || offered?.wide === true || moment.grew === 0 || moment.grew === offered?.n;
    },
    expected: (moment) => `0 or ${bytes(writingOf(moment)?.n ?? 0)} taken`,
    seen: (moment) => `${bytes(moment.grew)} taken; ${showed(moment)}`,
  },
  oneWay('closing/writes-when-flushed', 'SHOULD', 'writeAfterClose', {
    statement:
      'A write after a close with nothing to flush, or after an abort, is dropped or raises, or fails the close; always the same.',
    intent: 'A late writer is told each time, or never.',
    given: script(close, write(3), writelines([2])),
  }),
  oneWay('closing/writes-after-the-loss', 'SHOULD', 'writeAfterLoss', {
    statement: 'A write after connection_lost() is dropped or raises; always the same.',
    intent: 'A late writer is told each time, or never.',
    given: script(close, settle, write(3), writelines([2])),
  }),
  {
    id: 'closing/nothing-taken-when-ended',
    level: 'SHOULD',
    clause: CLOSE,
    statement: 'Once nothing more can go out, a write takes nothing: no size, no bytes on the wire.',
    intent: 'Nothing may be queued that nobody will send.',
    given: script(close, write(3), writelines([2]), settle, write(3), writelines([2], 'generator'), abort, write(1)),
    on: 'step',
    about: ['write', 'writelines'],
    when: (moment) => writingOf(moment) !== null && !['open', 'flushing'].includes(moment.before.phase),
    expect: ({ step, before, took }) => took === 0 && step.after.size <= before.size,
    expected: () => 'nothing taken',
    seen: (moment) => (moment.took > 0 ? `${bytes(moment.took)} sent` : showed(moment)),
  },
  oneWay('closing/wrong-write-when-closed', 'SHOULD', 'wrongWriteAfterClose', {
    statement:
      'A wrong type given to write() on a closed transport raises TypeError, or is treated as a write; always the same.',
    intent: 'The same mistake shows in the same way.',
    given: script(close, write(0, 'wrong'), settle, write(0, 'wrong')),
  }),
  oneWay('closing/wrong-writelines-when-closed', 'SHOULD', 'wrongLinesAfterClose', {
    statement:
      'A wrong type given to writelines() on a closed transport raises TypeError, or is treated as a write; always the same.',
    intent: 'The same mistake shows in the same way.',
    given: script(close, writelines([], 'not-iterable'), settle, writelines([], 'not-iterable')),
  }),
  oneWay('closing/empty-write-when-closed', 'SHOULD', 'emptyAfterClose', {
    statement: 'Where a write on a closed transport raises, an empty one does too, or is ignored; always the same.',
    intent: 'An empty chunk is no special case for the caller.',
    given: script(close, write(0), settle, write(0)),
  }),
  {
    id: 'closing/close-while-paused',
    level: 'MUST',
    clause: CLOSE,
    statement: 'close() of a paused transport flushes and ends like any other.',
    intent: 'Flow control does not hold up the end.',
    given: script(limits(8, 2), write(toHigh(1)), close, drain(toZero())),
    on: 'step',
    about: ['connect', 'settle'],
    when: ({ settles, before, step, quiet }) =>
      settles &&
      before.phase === 'flushing' &&
      before.paused &&
      !before.reset &&
      step.restless !== true &&
      before.room >= before.queued &&
      quiet,
    expect: ({ now }) => now.phase === 'lost',
    expected: () => 'connection_lost(None)',
    seen: ({ step }) => did(step),
  },
  {
    id: 'closing/close-in-resume-at-zero',
    level: 'SHOULD',
    clause: CLOSE,
    statement: 'close() inside the resume_writing() of the last byte ends the transport once.',
    intent: 'It is the natural place to close; the flush that is going on must not end it a second time.',
    given: inside('resume_writing', [close], script(limits(8, 2), write(toHigh(1)), drain(toZero()))),
    on: 'step',
    about: 'calling',
    when: (moment) =>
      moment.settles &&
      moment.step.calls.some((call) => call.name === 'resume_writing' && call.size === 0 && isOnlyClosing(call.steps)),
    expect: (moment) => moment.now.losses === 1 && calls(moment, 'connection_lost'),
    expected: () => 'connection_lost(None), once',
    seen: ({ step }) => did(step),
  },
  {
    id: 'closing/abort-ends-a-stalled-flush',
    level: 'SHOULD',
    clause: 'asyncio.WriteTransport.abort',
    statement: 'abort() ends a close() that still flushes to a peer that does not read.',
    intent: 'It is the way out when the peer stalls.',
    given: script(write(10), close, settle, abort),
    on: 'step',
    about: ['connect', 'settle'],
    when: ({ settles, before, step }) =>
      settles && before.phase === 'aborted' && before.shutBy === 'abort' && step.restless !== true,
    expect: ({ now }) => now.phase === 'lost',
    expected: () => 'connection_lost(None)',
    seen: ({ step }) => did(step),
  },
  {
    id: 'closing/abort-after-the-close',
    level: 'SHOULD',
    clause: 'asyncio.WriteTransport.abort',
    statement: 'abort() between a close() and connection_lost() changes nothing but the wait.',
    intent: 'Cleaning up twice is legal.',
    given: script(close, abort, settle, abort, settle),
    on: 'step',
    about: ['abort'],
    when: (moment) => does(moment, 'abort') && moment.before.shutBy !== null,
    expect: ({ step }) => step.raised === null && step.calls.length === 0,
    expected: () => 'nothing',
    seen: showed,
  },
];

function isOnlyClosing(steps: readonly Step[]): boolean {
  return steps.length > 0 && steps.every((step) => step.stimulus.do === 'close');
}
