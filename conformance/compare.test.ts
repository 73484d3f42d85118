/** A failure points to a shorter one that its own calls hold, and to no other. */
import { expect, test } from '@jest/globals';
import type { Script } from '../machines/alphabet.js';
import { compare } from './compare.js';
import { abort, close, drain, inside, script, settle, write, writelines } from './rules/build.js';
import { RULES } from './rules/index.js';
import type { RuleResult } from './verdict.js';

const failing = (index: number, given: Script): RuleResult => ({
  rule: RULES[index] as RuleResult['rule'],
  verdict: 'violation',
  hits: 1,
  counterexample: { script: given, trace: { steps: [] }, token: '', expected: '', seen: '', path: [0] },
});
const pointsTo = (result: RuleResult, ...all: RuleResult[]): string | undefined =>
  compare(result, [result, ...all]).counterexample?.compare?.id;

const spins = failing(0, script(writelines([0]), drain(1)));

test('a script that holds all calls of another, whatever the wire and the loop do between, points to it', () => {
  expect(pointsTo(failing(1, script(drain(2), writelines([0]), settle, close)), spins)).toBe(RULES[0]?.id);
});

test('calls inside callbacks count as well', () => {
  expect(pointsTo(failing(1, inside('pause_writing', [close], script(writelines([0])))), spins)).toBe(RULES[0]?.id);
});

test('the same calls, other calls or another order point nowhere', () => {
  expect(pointsTo(failing(1, script(writelines([0]), settle)), spins)).toBeUndefined();
  expect(pointsTo(failing(1, script(write(1), close, abort)), spins)).toBeUndefined();
  const other = failing(2, script(close, write(1)));
  expect(pointsTo(failing(1, script(write(1), close, abort)), other)).toBeUndefined();
});

test('of several the one with the fewest calls', () => {
  const longer = failing(2, script(writelines([0]), close));
  expect(pointsTo(failing(1, script(writelines([0]), close, abort)), longer, spins)).toBe(RULES[0]?.id);
});
