/**
 * Chapter: reentrancy. Every call is legal inside every callback, and does there what it does anywhere.
 * What it does is for the other chapters; here is that it works at all, and that a callback that raises harms nobody.
 */
import type { CallbackName, Script, UpperStimulus } from '../../machines/alphabet.js';
import type { Rule } from '../rule.js';
import {
  abort,
  close,
  drain,
  inside,
  keepingOpen,
  limits,
  peerData,
  peerEof,
  raisingIn,
  script,
  toHigh,
  toZero,
  write,
  writeEof,
  writelines,
} from './build.js';
import { calls } from './moments.js';
import { called, did, showed } from './say.js';

const ALL: readonly UpperStimulus[] = [write(3), writelines([2, 1]), limits(32, 8), writeEof, close, abort];
const PROTOCOL = 'asyncio.BaseProtocol';

const legalIn = (on: CallbackName, clause: string, intent: string, given: Script): Rule => ({
  id: `reentrancy/calls-in-${on.replace('_', '-')}`,
  level: 'SHOULD',
  clause,
  statement: `Every call inside ${on}() is legal: it raises nothing that it would not raise elsewhere.`,
  intent,
  rank: 'last',
  given: inside(on, ALL, given),
  on: 'step',
  about: 'nested',
  when: (moment) => moment.inside === on,
  expect: ({ step }) =>
    step.raised === null || ['type', 'value', 'state', 'unsupported', 'buffer'].includes(step.raised.kind),
  expected: ({ step }) => `${called(step.stimulus)} inside ${on}() without an error of the transport’s own`,
  seen: ({ step }) => did(step),
});

const paused = script(limits(8, 2), write(toHigh(1)), drain(toZero()));

export const REENTRANCY: readonly Rule[] = [
  legalIn('connection_made', `${PROTOCOL}.connection_made`, 'Most clients send their first bytes there.', script()),
  legalIn('pause_writing', `${PROTOCOL}.pause_writing`, 'A protocol may give up on a slow peer there.', paused),
  legalIn('resume_writing', `${PROTOCOL}.resume_writing`, 'A protocol refills the buffer or closes there.', paused),
  legalIn('data_received', 'asyncio.Protocol.data_received', 'Servers answer there.', script(peerData(4))),
  legalIn('eof_received', 'asyncio.Protocol.eof_received', 'Servers send their last answer there.', script(peerEof)),
  legalIn(
    'connection_lost',
    `${PROTOCOL}.connection_lost`,
    'Clean-up code closes and aborts whatever it finds.',
    script(write(3), close, drain(toZero())),
  ),
  {
    id: 'reentrancy/pause-is-told-in-time',
    level: 'SHOULD',
    clause: `${PROTOCOL}.pause_writing`,
    statement: 'A write inside pause_writing() does not pause again.',
    intent: 'The flag is set before the callback, or the two recurse.',
    given: inside(
      'pause_writing',
      [write(5)],
      inside('data_received', [write(toHigh(1))], script(limits(8, 2), peerData(4))),
    ),
    on: 'step',
    about: 'nested',
    when: ({ inside: on, step }) =>
      on === 'pause_writing' && (step.stimulus.do === 'write' || step.stimulus.do === 'writelines'),
    expect: (moment) => !calls(moment, 'pause_writing') || !moment.before.paused,
    expected: () => 'no pause_writing() inside pause_writing()',
    seen: showed,
  },
  {
    id: 'reentrancy/raise-is-reported',
    level: 'SHOULD',
    clause: `${PROTOCOL}.pause_writing`,
    statement: 'A callback that raises is reported to the loop’s exception handler, once.',
    intent: 'A bug in a protocol must be seen by somebody.',
    rank: 'last',
    given: raisingIn(
      'pause_writing',
      raisingIn('resume_writing', script(limits(8, 2), write(toHigh(1)), drain(toZero()))),
    ),
    needs: ['loop-errors'],
    on: 'step',
    about: 'calling',
    when: ({ step }) => step.calls.some((call) => call.raised === true),
    expect: ({ step }) =>
      step.errors.filter((error) => error.kind === 'scripted').length ===
      step.calls.filter((call) => call.raised).length,
    expected: () => 'the callback’s exception at the loop’s exception handler, once',
    seen: ({ step }) => did(step),
  },
  {
    id: 'reentrancy/raise-stays-inside',
    level: 'SHOULD',
    clause: `${PROTOCOL}.pause_writing`,
    statement: 'A callback’s exception does not reach whoever made the call.',
    intent: 'The writer did nothing wrong.',
    rank: 'first',
    given: raisingIn('pause_writing', script(limits(8, 2), write(toHigh(1)))),
    needs: ['loop-errors'],
    on: 'step',
    about: 'calling',
    when: ({ step, settles }) => !settles && step.calls.some((call) => call.raised === true),
    expect: ({ step }) => step.raised?.kind !== 'scripted',
    expected: () => 'the call to return',
    seen: ({ step }) => did(step),
  },
  {
    id: 'reentrancy/raise-in-pause-goes-on',
    level: 'SHOULD',
    clause: `${PROTOCOL}.pause_writing`,
    statement:
      'When pause_writing() or resume_writing() raises, the transport goes on, paused or resumed as it was about to be.',
    intent: 'A bug in the protocol’s bookkeeping does not cost the connection.',
    given: raisingIn('pause_writing', script(limits(8, 2), write(toHigh(1)), write(1), drain(toZero()))),
    needs: ['loop-errors'],
    on: 'step',
    about: 'calling',
    when: ({ step }) =>
      step.calls.some(
        (call) => call.raised === true && (call.name === 'pause_writing' || call.name === 'resume_writing'),
      ),
    expect: ({ now, step }) => now.phase !== 'open' || !step.after.closing,
    expected: () => 'is_closing() false',
    seen: ({ step }) => `is_closing() ${step.after.closing}`,
  },
  {
    id: 'reentrancy/abort-in-data',
    level: 'MUST',
    clause: 'asyncio.WriteTransport.abort',
    statement: 'After a close() or an abort() inside a callback no more is read.',
    intent: 'What waits behind is for nobody.',
    // Which side is served first is free: so the close comes before the data, or the abort before the end.
    given: inside(
      'resume_writing',
      [close],
      inside(
        'data_received',
        [abort],
        keepingOpen(script(limits(8, 2), write(toHigh(1)), peerData(4), peerEof, drain(toZero()))),
      ),
    ),
    on: 'step',
    about: 'calling',
    when: ({ step }) =>
      step.calls.some((call) => call.steps.some((one) => one.stimulus.do === 'abort' || one.stimulus.do === 'close')),
    expect: ({ step }) => {
      const at = step.calls.findIndex((call) =>
        call.steps.some((one) => one.stimulus.do === 'abort' || one.stimulus.do === 'close'),
      );
      return step.calls.slice(at + 1).every((call) => call.name !== 'data_received' && call.name !== 'eof_received');
    },
    expected: () => 'no data and no EOF after it',
    seen: ({ step }) => did(step),
  },
];
