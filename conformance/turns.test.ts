/** How much goes in one turn of the loop is nobody's promise: both judges follow what the callbacks tell, and no further. */
import { describe, expect, test } from '@jest/globals';
import type { Callback, Script, Step, Trace } from '../machines/alphabet.js';
import { dialect, type Dialect } from '../machines/choices.js';
import { runModel } from '../machines/model.js';
import { Judge } from './judge.js';
import { consult, possibleIn } from './oracle.js';
import { RULES } from './rules/index.js';
import { drain, inside, limits, peerData, script, settle, toHigh, write } from './rules/build.js';

describe('a flush in parts', () => {
  const given = script(limits(8, 4), write(6), write(3), write(1), drain(10));
  const resumedAt = (size: number) => altered(given, (call) => ({ ...call, size, arrived: 10 - size }));

  test.each([0, 1, 4])('may resume with %i bytes left, between two chunks', (size) => {
    expect(opinions(resumedAt(size))).toEqual([true, []]);
  });

  test('may not stop inside a chunk', () => {
    expect(opinions(resumedAt(2))).toEqual([false, ['buffer/tries-wholly']]);
  });

  test('may not resume above low', () => {
    expect(opinions(resumedAt(5))).toEqual([false, ['flow-control/no-resume-above-low']]);
  });
});

describe('data in pieces', () => {
  const given = inside('data_received', [write(1)], script(peerData(7)));
  const inPieces = (...pieces: number[]): Trace =>
    altered(given, (call) => pieces.map((n, index) => ({ ...call, n, ...(index > 0 && { steps: [], size: 1 }) })));

  test('may come, also where the first is answered', () => {
    expect(opinions(inPieces(7))).toEqual([true, []]);
    expect(opinions(inPieces(3, 4))).toEqual([true, []]);
  });

  test('is neither more nor less than what was sent', () => {
    expect(opinions(inPieces(3, 3))).toEqual([false, ['lifecycle/data-is-delivered']]);
    expect(opinions(inPieces(3, 5))).toEqual([false, ['lifecycle/data-as-sent', 'lifecycle/data-is-delivered']]);
  });
});

describe('a send that counts until it is complete', () => {
  const given = script(limits(8, 2), write(6), write(4), write(2), drain(5), settle, drain(4), settle, drain(3));
  const chosen = { sizeFalls: 'when-sent', resumesAt: 'low' } as const;
  const trace = runModel(given, dialect({}, chosen));

  test('leaves the size as a whole; what came meanwhile is the next', () => {
    const sizes = trace.steps.map(({ after }) => after.size);
    expect(sizes).toEqual([0, 0, 6, 10, 12, 12, 12, 12, 6, 6, 0]);
    expect(opinions(trace)).toEqual([true, []]);
  });

  test('counts so each time', () => {
    const mixed: Trace = {
      steps: trace.steps.map((step, index) => (index === 8 ? { ...step, after: { ...step.after, size: 3 } } : step)),
    };
    const [allows, failing] = opinions(mixed);
    expect([allows, failing.length > 0]).toEqual([false, true]);
    expect(opinions(trace, { sizeFalls: 'as-taken' })[0]).toBe(false);
  });

  test('pauses by that size', () => {
    const paused = runModel(script(limits(8, 2), write(toHigh()), drain(6), settle, write(1)), dialect({}, chosen));
    expect(paused.steps[5]?.calls.map(({ name, size }) => [name, size])).toEqual([]);
    expect(paused.steps[2]?.calls.map(({ name, size }) => [name, size])).toEqual([['pause_writing', 8]]);
  });
});

/** What the oracle and the rules say: within the contract, or where some choices are given. */
function opinions(trace: Trace, given: Partial<Dialect> = {}): [boolean, string[]] {
  const profile = Object.fromEntries(Object.entries(given).map(([name, value]) => [name, [value]]));
  const failing = new Judge(RULES, profile).judge(trace).map(({ rule }) => rule.id as string);
  return [consult(trace, possibleIn(profile)).allows, failing];
}

/** The model's trace with the callback of its last step changed. */
function altered(given: Script, change: (call: Callback) => Callback | Callback[]): Trace {
  const { steps } = runModel(given, dialect());
  const last = steps.at(-1) as Step;
  return { steps: [...steps.slice(0, -1), { ...last, calls: last.calls.flatMap(change) }] };
}
