/** What the alterations may make: traces that an honest harness could tell of a wrong transport, and all kinds of them. */
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Script, Step, Trace } from '../machines/alphabet.js';
import { runModel } from '../machines/model.js';
import { offers } from '../machines/sizes.js';
import { ALTERATION_NAMES, altered, anyAlteration, placesOf } from './altered.js';
import { dialects, scripts } from './arbitraries.js';

const traces = fc.tuple(scripts(), dialects()).map(([script, dialect]) => runModel(script, dialect));

test('no alteration leaves a trace as it is, down to what the harness counts', () => {
  fc.assert(
    fc.property(traces, (trace) => {
      expect(altered(trace, [])).toEqual(trace);
    }),
    { seed: 31, numRuns: 500 },
  );
});

test('an altered trace begins with connect and ends with settle or without rest, and its counts are as they must be', () => {
  fc.assert(
    fc.property(traces, fc.array(anyAlteration, { minLength: 1, maxLength: 3 }), (trace, by) => {
      const other = altered(trace, by);
      if (other === null) return;
      expect(other.steps[0]?.stimulus.do).toBe('connect');
      const last = other.steps.at(-1) as Step;
      if (!hasNoRest(other.steps)) expect(last.stimulus.do).toBe('settle');
      expectCounts(other);
    }),
    { seed: 32, numRuns: 2_000 },
  );
});

test('each applies somewhere, and changes something', () => {
  const seen = new Set<string>();
  for (const trace of fc.sample(traces, { seed: 33, numRuns: 60 })) {
    for (const what of ALTERATION_NAMES) {
      if (seen.has(what)) continue;
      for (let at = 0; at < placesOf(trace); at++) {
        const other = altered(trace, [{ what, at, n: at }]);
        if (other !== null && JSON.stringify(other) !== JSON.stringify(trace)) seen.add(what);
      }
    }
  }
  expect(ALTERATION_NAMES.filter((name) => !seen.has(name))).toEqual([]);
});

test('the trace it is given stays as it was', () => {
  const script: Script = {
    stimuli: [{ do: 'write', n: 5, kind: 'bytes' }, { do: 'close' }],
    reactions: [],
    keepOpen: false,
  };
  const [dialect] = fc.sample(dialects(), { seed: 34, numRuns: 1 });
  const trace = runModel(script, dialect as NonNullable<typeof dialect>);
  const before = JSON.stringify(trace);
  for (const what of ALTERATION_NAMES) for (let at = 0; at < 4; at++) altered(trace, [{ what, at, n: 3 }]);
  expect(JSON.stringify(trace)).toBe(before);
});

function hasNoRest(steps: readonly Step[]): boolean {
  return steps.some((step) => step.restless === true || step.calls.some((call) => hasNoRest(call.steps)));
}

/** Offsets count on, and what had arrived by a callback lies between what came before it and what came by its step's end. */
function expectCounts(trace: Trace): void {
  let offered = 0;
  let least = 0;
  const visit = (step: Step): void => {
    const { stimulus } = step;
    if (stimulus.do === 'write' || stimulus.do === 'writelines') expect(stimulus.at).toBe(offered);
    offered += offers(stimulus);
    for (const call of step.calls) {
      expect(call.arrived).toBeGreaterThanOrEqual(least);
      least = call.arrived;
      call.steps.forEach(visit);
    }
  };
  trace.steps.forEach(visit);
  expect(least).toBeLessThanOrEqual(arrivedIn(trace.steps));
}

function arrivedIn(steps: readonly Step[]): number {
  let sum = 0;
  for (const { wire, calls } of steps) {
    for (const one of wire) if (one !== 'eof') sum += 'unknown' in one ? one.unknown : one[1] - one[0];
    for (const call of calls) sum += arrivedIn(call.steps);
  }
  return sum;
}
