/**
 * Chapter: robustness. A legal use never ends in an exception of the transport's own making, a loop that spins, or silence.
 */
import { UPPER, type Given } from '../../machines/alphabet.js';
import type { Rule } from '../rule.js';
import {
  abort,
  clear,
  close,
  drain,
  inside,
  limits,
  peerReset,
  script,
  settle,
  toHigh,
  toZero,
  write,
  writeEof,
  writelines,
  wrong,
} from './build.js';
import { isEnded, oneWay, writingOf } from './moments.js';
import { called, did, exception, raising, showed } from './say.js';

const WRITE = 'asyncio.WriteTransport.write';
const LOST = 'asyncio.BaseProtocol.connection_lost';

export const ROBUSTNESS: readonly Rule[] = [
  {
    id: 'robustness/no-error-of-its-own',
    level: 'SHOULD',
    clause: WRITE,
    statement: 'No call raises an exception of the transport’s own making.',
    intent: 'An AttributeError from inside a transport is a bug of the transport, whatever state it was in.',
    rank: 'last',
    given: script(
      write(3),
      close,
      writelines([2]),
      drain(toZero()),
      settle,
      write(1),
      writelines([1], 'generator'),
      abort,
    ),
    on: 'step',
    when: () => true,
    expect: ({ step }) =>
      step.raised === null ||
      (isUpper(step.stimulus) && !['other', 'reset', 'broken-pipe', 'scripted'].includes(step.raised.kind)),
    expected: ({ step }) => `${called(step.stimulus)} without an error of the transport’s own`,
    seen: ({ step }) => (step.raised ? raising(step.raised) : 'nothing'),
  },
  {
    id: 'robustness/loop-hears-nothing-else',
    level: 'SHOULD',
    clause: LOST,
    statement: 'The loop’s exception handler hears of callbacks that raised, and of nothing else.',
    intent: 'An error in the log that no one caused hides those that someone did.',
    rank: 'first',
    given: inside('resume_writing', [close], script(limits(8, 2), write(toHigh(1)), drain(toZero()))),
    needs: ['loop-errors'],
    on: 'step',
    when: () => true,
    expect: ({ step }) =>
      step.errors.every((error) => error.kind === 'scripted') &&
      step.errors.length <= step.calls.filter((call) => call.raised).length,
    expected: () => 'nothing at the loop’s exception handler',
    seen: ({ step }) => step.errors.map(exception).join(', '),
  },
  {
    id: 'robustness/comes-to-rest',
    level: 'SHOULD',
    clause: WRITE,
    statement: 'The loop comes to rest when there is nothing to do.',
    intent: 'A loop that spins burns a core until the process is restarted.',
    rank: 'first',
    given: script(writelines([0]), writelines([4, 0]), drain(8), settle, write(2, 'bytearray'), clear, drain(4)),
    on: 'step',
    when: ({ step }) => step.stimulus.do === 'settle' || step.stimulus.do === 'connect' || step.restless === true,
    expect: ({ step }) => step.restless !== true,
    expected: () => 'a loop at rest',
    seen: () => 'a loop that keeps turning',
  },
  {
    id: 'robustness/late-calls-do-nothing',
    level: 'SHOULD',
    clause: LOST,
    statement:
      'After connection_lost() a call is silent or raises RuntimeError (or TypeError, ValueError for its arguments), and nothing follows from it.',
    intent: 'Late callers are common; they must not wake the dead.',
    rank: 'last',
    given: script(
      write(3),
      close,
      drain(toZero()),
      settle,
      write(1),
      writelines([1]),
      limits(8, 2),
      close,
      abort,
      settle,
    ),
    on: 'step',
    when: ({ before, settles }) => before.phase === 'lost' && !settles,
    expect: ({ step, took }) =>
      (step.raised === null || ['state', 'type', 'value', 'unsupported', 'buffer'].includes(step.raised.kind)) &&
      step.calls.length === 0 &&
      took === 0,
    expected: () => 'nothing, or a RuntimeError',
    seen: ({ step }) => did(step),
  },
  oneWay('robustness/calls-in-the-loss-one-way', 'SHOULD', 'callsInLoss', {
    statement: 'Inside connection_lost() a call is taken as it is afterwards, or as it was before; always the same.',
    intent: 'Cleaning up in connection_lost() is what it is for.',
    given: inside('connection_lost', [writeEof], script(close)),
  }),
  {
    id: 'robustness/wrong-type-when-ended',
    level: 'SHOULD',
    clause: WRITE,
    statement:
      'A wrong type given to a transport that has ended raises TypeError or RuntimeError, or is dropped, and has no effect.',
    intent: 'A mistake in a late call is still only a mistake.',
    given: script(close, write(0, 'wrong'), writelines([wrong]), settle, write(0, 'wrong'), writelines([1, wrong])),
    on: 'step',
    about: ['write', 'writelines'],
    when: (moment) => isEnded(moment) && writingOf(moment)?.wrong === true,
    expect: ({ step, took, before }) =>
      (step.raised === null || step.raised.kind === 'type' || step.raised.kind === 'state') &&
      step.calls.length === 0 &&
      took === 0 &&
      step.after.size <= before.size,
    expected: () => 'TypeError, RuntimeError or nothing, and no effect',
    seen: showed,
  },
  {
    id: 'robustness/one-dialect',
    level: 'SHOULD',
    clause: WRITE,
    statement: 'What is free is used in one way throughout: some whole dialect explains all that a script shows.',
    intent: 'A transport that answers now by one reading and now by another can be relied on by neither.',
    rank: 'last',
    given: script(writeEof, write(3), close, write(3), writelines([2]), settle, write(3), write(0)),
    on: 'step',
    about: ['connect', 'write', 'writelines', 'write_eof', 'abort', 'set_write_buffer_limits', 'settle'],
    when: ({ explained }) => explained !== null,
    expect: ({ explained }) => explained === true,
    expected: ({ step }) => `of ${called(step.stimulus)} what goes with the steps before it`,
    seen: showed,
  },
  {
    id: 'robustness/settling-after-the-loss-is-quiet',
    level: 'SHOULD',
    clause: LOST,
    statement: 'Once connection_lost() was called, the loop has nothing more to do for the transport.',
    intent: 'A watcher left behind belongs to the next connection with that descriptor.',
    given: script(write(5), peerReset, settle, drain(3), settle),
    on: 'step',
    about: ['connect', 'settle'],
    when: ({ before, settles }) => before.phase === 'lost' && settles,
    expect: ({ step, took }) => step.calls.length === 0 && step.errors.length === 0 && took === 0,
    expected: () => 'nothing',
    seen: ({ step }) => did(step),
  },
  {
    id: 'robustness/wire-errors-stay-inside',
    level: 'SHOULD',
    clause: WRITE,
    statement: 'An error of the wire does not come out of the loop: it is told by connection_lost().',
    intent: 'Nobody can catch it there.',
    rank: 'first',
    given: script(write(5), peerReset),
    needs: ['loop-errors'],
    on: 'step',
    about: ['connect', 'settle'],
    when: ({ settles, before }) => settles && before.reset && before.phase !== 'lost',
    expect: ({ step }) => step.errors.every(({ kind }) => kind !== 'reset' && kind !== 'broken-pipe'),
    expected: () => 'no error of the wire at the loop’s exception handler',
    seen: ({ step }) => did(step),
  },
];

function isUpper({ do: name }: Given): boolean {
  return (UPPER as readonly string[]).includes(name);
}
