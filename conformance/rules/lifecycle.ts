/**
 * Chapter: the life of a connection. connection_made() first, connection_lost() last, and what lies between.
 */
import type { CallbackMoment } from '../facts.js';
import type { Rule } from '../rule.js';
import {
  abort,
  close,
  drain,
  keepingOpen,
  peerData,
  peerEof,
  peerReset,
  raisingIn,
  script,
  settle,
  toZero,
  write,
  writeEof,
} from './build.js';
import { calls, can, isKept, oneWay } from './moments.js';
import { bytes, callback, called, did, exception } from './say.js';

const MADE = 'asyncio.BaseProtocol.connection_made';
const LOST = 'asyncio.BaseProtocol.connection_lost';
const DATA = 'asyncio.Protocol.data_received';
const EOF = 'asyncio.Protocol.eof_received';

export const LIFECYCLE: readonly Rule[] = [
  {
    id: 'lifecycle/made-first',
    level: 'MUST',
    clause: MADE,
    statement: 'connection_made() is the first callback.',
    intent: 'It gives the protocol its transport.',
    given: script(),
    on: 'callback',
    when: ({ now }) => now.made === 0,
    expect: ({ call }) => call.name === 'connection_made',
    expected: () => 'connection_made() before any other callback',
    seen: ({ call }) => callback(call),
  },
  {
    id: 'lifecycle/made-at-all',
    level: 'MUST',
    clause: MADE,
    statement: 'connection_made() comes with the connection.',
    intent: 'A protocol starts there.',
    given: script(),
    on: 'step',
    about: ['connect'],
    when: ({ step }) => step.stimulus.do === 'connect',
    expect: ({ step }) => step.calls[0]?.name === 'connection_made',
    expected: () => 'connection_made()',
    seen: ({ step }) => did(step),
  },
  {
    id: 'lifecycle/made-once',
    level: 'MUST',
    clause: MADE,
    statement: 'connection_made() comes once.',
    intent: 'A protocol has one connection.',
    given: script(settle),
    on: 'callback',
    about: ['connection_made'],
    when: ({ call }) => call.name === 'connection_made',
    expect: ({ now }) => now.made === 0,
    expected: () => 'connection_made() once',
    seen: () => 'connection_made() again',
  },
  {
    id: 'lifecycle/lost-last',
    level: 'MUST',
    clause: LOST,
    statement: 'Nothing is called back after connection_lost().',
    intent: 'A protocol lets go of everything there.',
    given: script(write(5), close, peerData(3), drain(toZero()), settle, peerEof, settle),
    on: 'callback',
    when: ({ call, now }) => call.name === 'connection_lost' || now.losses > 0,
    expect: ({ call, now }) => now.losses === 0 || call.name === 'connection_lost',
    expected: () => 'nothing after connection_lost()',
    seen: ({ call }) => callback(call),
  },
  {
    id: 'lifecycle/lost-once',
    level: 'MUST',
    clause: LOST,
    statement: 'connection_lost() comes once.',
    intent: 'Cleaning up twice frees what somebody else has taken since.',
    given: script(write(5), close, abort, settle, abort, settle),
    on: 'callback',
    about: ['connection_lost'],
    when: ({ call }) => call.name === 'connection_lost',
    expect: ({ now }) => now.losses === 0,
    expected: () => 'connection_lost() once',
    seen: () => 'connection_lost() again',
  },
  {
    id: 'lifecycle/lost-from-the-loop',
    level: 'SHOULD',
    clause: LOST,
    statement: 'connection_lost() is not called from inside a call of the user.',
    intent: 'The caller’s objects must not be torn down while it is using them.',
    given: script(write(5), close, abort, settle, abort),
    on: 'callback',
    about: ['connection_lost'],
    when: ({ call }) => call.name === 'connection_lost',
    expect: ({ settles }) => settles,
    expected: () => 'connection_lost() from the loop',
    seen: ({ step }) => `connection_lost() inside ${called(step.stimulus)}`,
  },
  {
    id: 'lifecycle/reading-from-the-loop',
    level: 'SHOULD',
    clause: DATA,
    statement: 'data_received() and eof_received() are not called from inside a call of the user.',
    intent: 'A writer must not find its own reader on its stack.',
    given: script(peerData(5), write(3), settle, peerEof, write(3), settle),
    on: 'callback',
    about: ['data_received', 'eof_received'],
    when: ({ call }) => call.name === 'data_received' || call.name === 'eof_received',
    expect: ({ settles }) => settles,
    expected: ({ call }) => `${call.name}() from the loop`,
    seen: ({ call, step }) => `${callback(call)} inside ${called(step.stimulus)}`,
  },
  {
    id: 'lifecycle/lost-for-a-reason',
    level: 'MUST',
    clause: LOST,
    statement:
      'connection_lost() follows a close, an abort, the peer’s EOF, or a failure; an open connection is not lost, unless both its sides have ended.',
    intent: 'A transport does not give up by itself.',
    choice: 'bothEnded',
    given: script(write(5), drain(toZero()), settle, settle, close),
    on: 'callback',
    about: ['connection_lost'],
    when: ({ call }) => call.name === 'connection_lost',
    expect: (moment) => moment.now.phase !== 'open' || moment.now.reset || mayEndItself(moment),
    expected: () => 'no connection_lost() while open',
    seen: ({ call }) => callback(call),
  },
  {
    id: 'lifecycle/reset-is-told',
    level: 'MUST',
    clause: LOST,
    statement:
      'When the peer resets an open connection, or the transport fails otherwise, connection_lost() gets the exception; of one that only writes, and has nothing left to write, it may be the regular end.',
    intent: 'None would say that all went well.',
    choice: 'emptyReset',
    given: script(write(5), peerReset),
    on: 'callback',
    about: ['connection_lost'],
    when: ({ call, now }) =>
      call.name === 'connection_lost' &&
      ((now.phase === 'open' && now.reset) || (now.phase === 'aborted' && now.shutBy === 'wire')),
    expect: ({ call, told }) => {
      if (call.error === null) {
        return told.some((one) => can(one, 'emptyReset', 'regular-end') || can(one, 'bothEnded', 'ends'));
      }
      return call.error !== undefined && call.error.kind !== 'scripted';
    },
    expected: () => 'connection_lost(exception)',
    seen: ({ call }) => callback(call),
  },
  {
    id: 'lifecycle/reset-is-noticed',
    level: 'MUST',
    clause: LOST,
    statement: 'A transport that reads or has something to write notices the peer’s reset and ends.',
    intent: 'A connection_lost() that never comes leaks the protocol.',
    given: script(write(5), peerReset, settle),
    on: 'step',
    about: ['connect', 'settle'],
    when: ({ settles, before, step }) =>
      settles &&
      before.reset &&
      step.restless !== true &&
      (before.phase === 'open' || before.phase === 'flushing') &&
      (before.peerEof !== 'read' || before.queued > 0),
    expect: ({ now }) => now.phase === 'lost',
    expected: () => 'connection_lost(exception)',
    seen: ({ step }) => did(step),
  },
  oneWay('lifecycle/idle-reset-one-way', 'SHOULD', 'idleReset', {
    statement:
      'A reset after the peer’s EOF, with nothing to write, is noticed at once or with the next write; always the same.',
    intent: 'Whoever keeps half a connection open knows whether to use a timer.',
    given: keepingOpen(script(peerEof, settle, peerReset, settle)),
  }),
  {
    id: 'lifecycle/idle-reset-ends-or-waits',
    level: 'SHOULD',
    clause: LOST,
    statement: 'A reset after the peer’s EOF ends the connection or changes nothing.',
    intent: 'There is no third state.',
    given: keepingOpen(script(write(4), drain(9), settle, peerEof, settle, peerReset, settle, write(3))),
    on: 'step',
    about: ['connect', 'settle'],
    when: ({ settles, before, step, now }) =>
      settles &&
      before.reset &&
      before.peerEof === 'read' &&
      before.phase === 'open' &&
      before.queued === 0 &&
      step.restless !== true &&
      now.queued === 0,
    expect: ({ now, step }) => (now.phase === 'lost') === step.after.closing,
    expected: () => 'connection_lost(exception), or no change',
    seen: ({ step }) => did(step),
  },
  {
    id: 'lifecycle/data-is-delivered',
    level: 'MUST',
    clause: DATA,
    statement: 'While the transport is open, what the peer sends is received.',
    intent: 'Writing, paused or not, does not stop reading.',
    given: script(peerData(7), settle, write(5), peerData(2)),
    on: 'step',
    about: ['connect', 'settle'],
    when: ({ settles, now, before, step }) =>
      settles &&
      (before.incoming > 0 || now.incoming > 0) &&
      now.phase === 'open' &&
      !now.reset &&
      step.restless !== true,
    expect: ({ now }) => now.incoming === 0,
    expected: ({ before }) => `data_received(${bytes(before.incoming)})`,
    seen: ({ step, now }) => `${did(step)}; ${bytes(now.incoming)} not received`,
  },
  {
    id: 'lifecycle/data-as-sent',
    level: 'MUST',
    clause: DATA,
    statement: 'Data is received in pieces that are never empty, and never more of it than the peer sent.',
    intent: 'It is a stream; and an empty chunk would read as its end.',
    given: script(peerData(7), settle, peerData(1), settle),
    on: 'callback',
    about: ['data_received'],
    when: ({ call }) => call.name === 'data_received',
    expect: ({ call, now }) => (call.n ?? 0) > 0 && (call.n ?? 0) <= now.incoming,
    expected: ({ now }) => `at most ${bytes(now.incoming)}, and at least 1`,
    seen: ({ call }) => callback(call),
  },
  {
    id: 'lifecycle/eof-is-told',
    level: 'MUST',
    clause: EOF,
    statement: 'While the transport is open, the peer’s end of the stream is told by eof_received().',
    intent: 'A protocol must know that no more comes.',
    given: script(peerData(3), peerEof),
    on: 'step',
    about: ['connect', 'settle'],
    when: ({ settles, now, before, step }) =>
      settles &&
      before.peerEof === 'waits' &&
      before.phase === 'open' &&
      (now.phase === 'open' || now.peerEof === 'read') &&
      !now.reset &&
      step.restless !== true,
    expect: ({ now }) => now.peerEof === 'read',
    expected: () => 'eof_received()',
    seen: ({ step }) => did(step),
  },
  {
    id: 'lifecycle/eof-once-after-the-data',
    level: 'MUST',
    clause: EOF,
    statement: 'eof_received() comes at most once, when the peer has ended its side and all its data was received.',
    intent: 'The end is the end.',
    given: keepingOpen(script(peerData(3), peerEof, settle, settle)),
    on: 'callback',
    about: ['eof_received'],
    when: ({ call }) => call.name === 'eof_received',
    expect: ({ now }) => now.peerEof === 'waits' && now.incoming === 0,
    expected: () => 'eof_received() once, after all data',
    seen: ({ now }) =>
      now.peerEof === 'read' ? 'eof_received() again' : `eof_received() with ${bytes(now.incoming)} not received`,
  },
  {
    id: 'lifecycle/no-data-after-eof',
    level: 'MUST',
    clause: EOF,
    statement: 'After eof_received() no data is received.',
    intent: 'A protocol may have finished its parser.',
    given: keepingOpen(script(peerEof, settle, peerData(3), settle, close)),
    on: 'callback',
    when: ({ call, now }) =>
      (call.name === 'data_received' || call.name === 'connection_lost') && now.peerEof === 'read',
    expect: ({ call }) => call.name === 'connection_lost',
    expected: () => 'no data after eof_received()',
    seen: ({ call }) => callback(call),
  },
  {
    id: 'lifecycle/eof-false-closes',
    level: 'MUST',
    clause: EOF,
    statement: 'When eof_received() returns a false value, the transport closes itself, after flushing.',
    intent: 'A protocol that does not care gets the plain ending.',
    given: script(write(5), peerEof, settle, drain(toZero())),
    on: 'step',
    about: 'calling',
    when: ({ step, settles }) =>
      settles &&
      step.restless !== true &&
      step.calls.some((call) => call.name === 'eof_received' && !call.raised && call.kept !== true),
    expect: ({ step, now }) => step.after.closing && (now.phase === 'lost' || now.queued > 0),
    expected: () => 'is_closing() true, and connection_lost() once all is flushed',
    seen: ({ step }) => `${did(step)}; is_closing() ${step.after.closing}`,
  },
  {
    id: 'lifecycle/eof-true-keeps-open',
    level: 'MUST',
    clause: EOF,
    statement: 'When eof_received() returns a true value, the transport stays open for writing.',
    intent: 'Half a connection is still a connection.',
    given: keepingOpen(script(peerEof, settle, write(5), drain(toZero()))),
    // The documents let a transport that has no half-close close itself all the same.
    needs: ['half-close'],
    on: 'step',
    about: 'calling',
    when: ({ step, now }) =>
      step.calls.some((call) => call.name === 'eof_received' && call.kept === true) &&
      now.phase !== 'lost' &&
      now.shutBy === null,
    expect: ({ step, now }) => !step.after.closing && now.losses === 0,
    expected: () => 'is_closing() false',
    seen: ({ step }) => `${did(step)}; is_closing() ${step.after.closing}`,
  },
  {
    id: 'lifecycle/eof-true-is-not-lost',
    level: 'MUST',
    clause: EOF,
    statement: 'A connection that eof_received() kept open is not lost until this side ends it.',
    intent: 'The answer is still being written.',
    given: keepingOpen(script(peerEof, settle, write(5), drain(toZero()), settle, writeEof, settle, close)),
    on: 'callback',
    about: ['connection_lost'],
    when: ({ call, now }) => call.name === 'connection_lost' && now.peerEof === 'read',
    expect: (moment) => moment.now.phase !== 'open' || moment.now.reset || mayEndItself(moment),
    expected: () => 'no connection_lost() while kept open',
    seen: ({ call }) => callback(call),
  },
  oneWay('lifecycle/kept-eof-one-way', 'SHOULD', 'keptEof', {
    statement:
      'A transport that cannot end its writing side alone stays open when eof_received() answers true, or closes all the same; always the same.',
    intent: 'The documents allow the latter to those that have no half of a connection, and to nobody else.',
    given: keepingOpen(script(peerEof, settle)),
  }),
  {
    id: 'lifecycle/failed-by-the-protocol',
    level: 'SHOULD',
    clause: LOST,
    statement: 'When a reading callback raises and the transport ends for it, connection_lost() gets that exception.',
    intent: 'The reason must reach whoever cleans up.',
    given: raisingIn('data_received', script(write(5), peerData(3))),
    on: 'callback',
    about: ['connection_lost'],
    when: ({ call, now }) =>
      call.name === 'connection_lost' && (call.error?.kind === 'scripted' || now.shutBy === 'scripted'),
    expect: ({ call, now }) => call.error?.kind === 'scripted' && now.shutBy === 'scripted',
    expected: ({ now }) =>
      now.shutBy === 'scripted' ? 'connection_lost(the callback’s exception)' : 'no exception of a callback',
    seen: ({ call }) => (call.error ? `connection_lost(${exception(call.error)})` : 'connection_lost(None)'),
  },
  {
    id: 'lifecycle/ends-when-failed',
    level: 'SHOULD',
    clause: LOST,
    statement: 'A transport that says it is closing after a failure calls connection_lost().',
    intent: 'There is no end without being told.',
    given: script(drain(5), settle, peerReset, write(3)),
    on: 'step',
    about: ['connect', 'settle'],
    when: ({ settles, before, now, step }) =>
      settles &&
      step.restless !== true &&
      ((before.phase === 'aborted' && before.shutBy !== 'abort') ||
        (now.phase === 'aborted' && now.shutBy !== 'abort')),
    expect: (moment) => calls(moment, 'connection_lost'),
    expected: () => 'connection_lost(exception)',
    seen: ({ step }) => did(step),
  },
  oneWay('lifecycle/raise-in-data-one-way', 'SHOULD', 'raiseInData', {
    statement: 'A data_received() that raises ends the connection, or not; always the same.',
    intent: 'A protocol’s author knows what an uncaught exception does.',
    given: raisingIn('data_received', script(peerData(3), settle, peerData(2))),
  }),
  oneWay('lifecycle/raise-in-eof-one-way', 'SHOULD', 'raiseInEof', {
    statement: 'An eof_received() that raises fails, closes or keeps the connection; always the same.',
    intent: 'A protocol’s author knows what an uncaught exception does.',
    given: raisingIn('eof_received', script(peerEof)),
  }),
  oneWay('lifecycle/both-ended-one-way', 'SHOULD', 'bothEnded', {
    statement:
      'When both sides have ended, by write_eof() and by the peer, the transport waits for a close(), or ends by itself; always the same.',
    intent: 'Whoever has ended its side knows whether there is still something to close.',
    given: keepingOpen(script(write(4), peerEof, settle, writeEof, drain(toZero()), settle)),
    needs: ['half-close'],
  }),
  oneWay('lifecycle/half-close-known', 'SHOULD', 'halfClose', {
    statement:
      'A transport can end its writing side alone, or cannot, which it says from the start; or it has no other, and ends with it.',
    intent: 'A protocol asks once.',
    given: script(writeEof, writeEof),
  }),
];

/** Both sides have ended, and that may be the end of it. */
function mayEndItself({ told }: CallbackMoment): boolean {
  return told.some((one) => one.choice === 'bothEnded' && isKept(one));
}
