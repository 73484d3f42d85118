/**
 * Chapter: EOF. write_eof() and can_write_eof(): ending the writing side alone.
 */
import type { Step } from '../../machines/alphabet.js';
import type { StepMoment } from '../facts.js';
import type { Rule } from '../rule.js';
import {
  close,
  drain,
  inside,
  keepingOpen,
  limits,
  peerData,
  peerEof,
  script,
  settle,
  toHigh,
  toZero,
  write,
  writeEof,
  writelines,
} from './build.js';
import { does, isKept, oneWay, writingOf } from './moments.js';
import { bytes, called, did, raising, showed } from './say.js';

const EOF = 'asyncio.WriteTransport.write_eof';
const CAN = 'asyncio.WriteTransport.can_write_eof';

export const EOF_RULES: readonly Rule[] = [
  {
    id: 'eof/answer-never-changes',
    level: 'SHOULD',
    clause: CAN,
    statement: 'The answer of can_write_eof() never changes.',
    intent: 'A protocol asks once.',
    given: script(write(5), writeEof, drain(toZero()), settle, close, settle),
    on: 'step',
    when: ({ step }) => step.stimulus.do !== 'connect',
    expect: ({ step, before }) => step.after.eof === before.canWriteEof,
    expected: ({ before }) => `can_write_eof() ${before.canWriteEof}, as before`,
    seen: ({ step }) => `can_write_eof() ${step.after.eof} after ${called(step.stimulus)}`,
  },
  {
    id: 'eof/unsupported-raises',
    level: 'MUST',
    clause: EOF,
    statement: 'Where can_write_eof() is false, write_eof() raises NotImplementedError; where it is true, it does not.',
    intent: 'The answer can be relied on.',
    given: script(writeEof),
    on: 'step',
    about: ['write_eof'],
    when: (moment) => does(moment, 'write_eof'),
    expect: ({ step, before }) =>
      (step.raised?.kind === 'unsupported') === !before.canWriteEof || (before.eofAsked && step.raised === null),
    expected: ({ before }) => (before.canWriteEof ? 'no NotImplementedError' : 'NotImplementedError'),
    seen: ({ step }) => did(step),
  },
  {
    id: 'eof/nothing-else-raised',
    level: 'SHOULD',
    clause: EOF,
    statement: 'write_eof() raises nothing but NotImplementedError, and RuntimeError after the loss.',
    intent: 'A second call, or one while closing, is no mistake.',
    rank: 'last',
    given: script(writeEof, writeEof, close, writeEof, settle, writeEof),
    on: 'step',
    about: ['write_eof'],
    when: (moment) => does(moment, 'write_eof'),
    expect: ({ step, before }) =>
      step.raised === null || step.raised.kind === 'unsupported' || isLateRefusal(step, before),
    expected: () => 'nothing raised by write_eof()',
    seen: ({ step }) => (step.raised ? raising(step.raised) : 'nothing'),
  },
  {
    id: 'eof/after-the-buffer',
    level: 'MUST',
    clause: EOF,
    statement: 'The peer sees the end of the stream after all that was written before it.',
    intent: 'The end must not overtake the data.',
    given: script(write(10), writeEof, drain(4), settle, drain(toZero())),
    needs: ['half-close'],
    on: 'step',
    about: 'arriving',
    when: ({ step, now, before }) => step.wire.includes('eof') && !before.eofHeard && now.phase !== 'lost',
    expect: ({ now, strays }) => now.queued === 0 && strays === null,
    expected: () => 'the end of the stream after the last byte',
    seen: ({ now }) => `the end of the stream with ${bytes(now.queued)} not sent`,
  },
  {
    id: 'eof/arrives',
    level: 'MUST',
    clause: EOF,
    statement: 'After write_eof(), when the buffer is flushed, the peer sees the end of the stream.',
    intent: 'It is what many protocols wait for before they answer.',
    given: inside('resume_writing', [writeEof], script(limits(8, 2), write(toHigh(1)), drain(toZero()))),
    needs: ['half-close'],
    on: 'step',
    about: ['connect', 'settle'],
    when: ({ settles, now, step }) =>
      settles && now.phase === 'open' && now.eofAsked && !now.reset && step.restless !== true,
    expect: ({ now }) => now.eofHeard || now.queued > 0,
    expected: () => 'the end of the stream at the peer',
    seen: (moment) => showed(moment),
  },
  {
    id: 'eof/not-unasked',
    level: 'MUST',
    clause: EOF,
    statement: 'While the transport is open the peer sees no end of the stream that write_eof() did not ask for.',
    intent: 'The peer would stop reading.',
    given: script(write(4), drain(toZero()), settle, write(0), settle),
    on: 'step',
    when: ({ now, before }) => now.phase === 'open' || (now.eofHeard && !before.eofHeard),
    expect: ({ now, before }) => !now.eofHeard || before.eofHeard || now.eofAsked || now.phase === 'lost',
    expected: () => 'no end of the stream',
    seen: () => 'the end of the stream',
  },
  {
    id: 'eof/once',
    level: 'MUST',
    clause: EOF,
    statement: 'The end of the stream comes once and last.',
    intent: 'Nothing can follow it.',
    given: script(writeEof, writeEof, settle, close),
    on: 'step',
    about: 'arriving',
    when: ({ step }) => step.wire.includes('eof'),
    expect: ({ step, endsAgain }) => !endsAgain && step.wire.indexOf('eof') === step.wire.length - 1,
    expected: () => 'one end of the stream, after all bytes',
    seen: ({ step }) => `${step.wire.filter((one) => one === 'eof').length} in one step`,
  },
  {
    id: 'eof/from-the-call-or-the-loop',
    level: 'SHOULD',
    clause: EOF,
    statement: 'Until the connection is lost, the end of the stream goes out in write_eof() itself or from the loop.',
    intent: 'A call that has nothing to do with it does not end the stream behind the caller’s back.',
    rank: 'last',
    given: script(write(4), writeEof, drain(toZero()), settle),
    on: 'step',
    about: 'arriving',
    when: ({ step, now }) => step.wire.includes('eof') && now.phase !== 'lost',
    expect: (moment) => (moment.settles || does(moment, 'write_eof')) && !moment.now.reset,
    expected: ({ step }) => `no end of the stream in ${called(step.stimulus)}`,
    seen: () => 'the end of the stream',
  },
  {
    id: 'eof/second-does-nothing',
    level: 'SHOULD',
    clause: EOF,
    statement: 'A second write_eof() does nothing, or raises RuntimeError after the loss.',
    intent: 'Two parts of a program may both end the stream.',
    given: script(write(5), writeEof, writeEof, drain(toZero()), settle, writeEof),
    needs: ['half-close'],
    on: 'step',
    about: ['write_eof'],
    when: (moment) => does(moment, 'write_eof') && moment.before.eofAsked,
    expect: ({ step, before }) =>
      (step.raised === null || isLateRefusal(step, before)) &&
      step.after.size === before.size &&
      (before.phase !== 'open' || !step.after.closing) &&
      (before.phase === 'lost' || step.wire.length === 0),
    expected: () => 'nothing',
    seen: showed,
  },
  {
    id: 'eof/nothing-when-closing',
    level: 'SHOULD',
    clause: EOF,
    statement: 'write_eof() while closing does nothing, and after the loss nothing, or RuntimeError.',
    intent: 'Cleaning up in any order is legal.',
    given: script(write(5), close, writeEof, drain(toZero()), settle, writeEof),
    on: 'step',
    about: ['write_eof'],
    when: (moment) => does(moment, 'write_eof') && moment.before.phase !== 'open' && moment.before.canWriteEof,
    expect: ({ step, before }) =>
      (step.raised === null || isLateRefusal(step, before)) &&
      step.after.size === before.size &&
      (before.phase === 'lost' || step.wire.length === 0),
    expected: () => 'nothing',
    seen: showed,
  },
  oneWay('eof/after-the-loss-one-way', 'SHOULD', 'eofAfterLoss', {
    statement: 'write_eof() after connection_lost() does nothing, or raises RuntimeError; always the same.',
    intent: 'A late call of a slow caller does no harm.',
    given: script(close, settle, writeEof),
  }),
  {
    id: 'eof/keeps-the-buffer',
    level: 'MUST',
    clause: EOF,
    statement:
      'write_eof() leaves in the buffer what is to be flushed, and does not close the transport, unless there is no other direction.',
    intent: 'It ends one direction, after the data.',
    choice: 'halfClose',
    given: script(write(10), writeEof),
    on: 'step',
    about: ['write_eof'],
    when: (moment) => does(moment, 'write_eof') && moment.before.phase === 'open',
    expect: ({ step, before, took, told }) =>
      step.after.size === before.size &&
      took === 0 &&
      (!step.after.closing || told.some((one) => one.choice === 'halfClose' && isKept(one))),
    expected: ({ before }) => `a size of ${before.size} as before, and is_closing() false`,
    seen: showed,
  },
  {
    id: 'eof/no-write-after',
    level: 'SHOULD',
    clause: EOF,
    statement: 'A write after write_eof() raises RuntimeError or is dropped: nothing of it is taken.',
    intent: 'The peer has been told that no more comes.',
    given: script(writeEof, write(3), writelines([2])),
    needs: ['half-close'],
    on: 'step',
    about: ['write', 'writelines'],
    when: (moment) => moment.before.eofAsked && moment.before.phase === 'open' && writingOf(moment) !== null,
    expect: ({ step, before, took, failed }) =>
      took === 0 &&
      (step.after.size === before.size || failed) &&
      step.calls.length === 0 &&
      (step.raised === null || step.raised.kind === 'state' || step.raised.kind === 'type'),
    expected: () => 'RuntimeError or nothing, and no byte taken',
    seen: showed,
  },
  {
    id: 'eof/no-write-after-while-closing',
    level: 'SHOULD',
    clause: EOF,
    statement: 'A write after write_eof() is not taken while closing either.',
    intent: 'The peer has been told that no more comes.',
    choice: 'checksFirst',
    given: script(write(5), writeEof, close, write(3), writelines([2])),
    needs: ['half-close'],
    on: 'step',
    about: ['write', 'writelines'],
    when: (moment) => moment.before.eofAsked && moment.before.phase === 'flushing' && writingOf(moment) !== null,
    expect: ({ step, before, took, failed }) =>
      took === 0 && (step.after.size === before.size || failed) && step.calls.length === 0,
    expected: () => 'no byte taken',
    seen: showed,
  },
  oneWay('eof/write-after-one-way', 'SHOULD', 'writeAfterEof', {
    statement: 'A write after write_eof() raises each time, or is dropped each time, or ends the transport.',
    intent: 'A late writer is told each time, or never.',
    given: script(writeEof, write(3), writelines([2]), settle, write(1)),
    needs: ['half-close'],
  }),
  oneWay('eof/empty-write-after-one-way', 'SHOULD', 'emptyAfterEof', {
    statement: 'Where a write after write_eof() raises, an empty one does too, or is ignored; always the same.',
    intent: 'An empty chunk is no special case for the caller.',
    given: script(writeEof, write(0), write(0, 'bytearray')),
    needs: ['half-close'],
  }),
  oneWay('eof/wrong-write-after', 'SHOULD', 'wrongWriteAfterEof', {
    statement:
      'A wrong type given to write() after write_eof() raises TypeError, or is treated as a write; always the same.',
    intent: 'The same mistake shows in the same way.',
    given: script(write(5), writeEof, write(0, 'wrong'), drain(toZero()), settle, write(0, 'wrong')),
    needs: ['half-close'],
  }),
  oneWay('eof/wrong-writelines-after', 'SHOULD', 'wrongLinesAfterEof', {
    statement:
      'A wrong type given to writelines() after write_eof() raises TypeError, or is treated as a write; always the same.',
    intent: 'The same mistake shows in the same way.',
    given: script(
      write(5),
      writeEof,
      writelines([], 'not-iterable'),
      drain(toZero()),
      settle,
      writelines([], 'not-iterable'),
    ),
    needs: ['half-close'],
  }),
  oneWay('eof/goes-one-way', 'SHOULD', 'eofTries', {
    statement: 'write_eof() on an empty buffer ends the writing side in the call, or in the loop; always the same.',
    intent: 'The peer hears of it without another call.',
    given: script(writeEof, settle),
    needs: ['half-close'],
  }),
  {
    id: 'eof/data-still-received',
    level: 'MUST',
    clause: EOF,
    statement: 'After write_eof() data from the peer is still received.',
    intent: 'Half a connection is still a connection: requests end so, and answers follow.',
    given: script(writeEof, settle, peerData(6)),
    needs: ['half-close'],
    on: 'step',
    about: ['connect', 'settle'],
    when: ({ settles, before, now, step }) =>
      settles &&
      before.eofAsked &&
      before.incoming > 0 &&
      before.phase === 'open' &&
      !before.reset &&
      now.phase === 'open' &&
      step.restless !== true,
    expect: ({ now }) => now.incoming === 0,
    expected: ({ before }) => `data_received(${bytes(before.incoming)})`,
    seen: ({ step }) => did(step),
  },
  {
    id: 'eof/close-after',
    level: 'SHOULD',
    clause: EOF,
    statement: 'close() and abort() after write_eof() work as ever.',
    intent: 'Ending one side does not make the other endless.',
    given: script(write(5), writeEof, close, drain(toZero())),
    needs: ['half-close'],
    on: 'step',
    about: ['connect', 'settle'],
    when: ({ settles, before, step }) =>
      settles &&
      before.eofAsked &&
      before.shutBy !== null &&
      before.phase !== 'lost' &&
      step.restless !== true &&
      (before.phase !== 'flushing' || (before.room >= before.queued && !before.reset)),
    expect: ({ now }) => now.phase === 'lost',
    expected: () => 'connection_lost()',
    seen: ({ step }) => did(step),
  },
  {
    id: 'eof/peer-eof-after',
    level: 'MUST',
    clause: 'asyncio.Protocol.eof_received',
    statement: 'After write_eof() the peer’s own end is still told.',
    intent: 'That is how both sides know they are done.',
    given: keepingOpen(script(writeEof, settle, peerEof)),
    needs: ['half-close'],
    on: 'step',
    about: ['connect', 'settle'],
    when: ({ settles, before, step }) =>
      settles &&
      before.eofAsked &&
      before.peerEof === 'waits' &&
      before.phase === 'open' &&
      !before.reset &&
      step.restless !== true,
    expect: ({ now, step }) =>
      now.peerEof === 'read' || step.calls.some((call) => call.steps.length > 0 || call.raised === true),
    expected: () => 'eof_received()',
    seen: ({ step }) => did(step),
  },
];

/** After the loss a call is silent, or raises RuntimeError: a choice. */
function isLateRefusal({ raised }: Step, { phase }: StepMoment['before']): boolean {
  return phase === 'lost' && raised?.kind === 'state';
}
