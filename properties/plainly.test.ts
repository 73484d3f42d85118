/**
 * The quick look at a trace never takes what the schema refuses, and takes nearly all that are traces: no rubbish comes in
 * by it, and it is worth having. Seeds are fixed.
 */
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { isPlainlyTrace } from '../conformance/schema/plainly.js';
import { traceSchema } from '../conformance/schema/trace.js';
import { MUTANTS, subjectOf } from '../subjects/mutants/index.js';
import { reference } from '../subjects/reference/subject.js';
import { someScripts } from './corpus.js';

const SCRIPTS = someScripts(5, 300, 20);
const TRACES = [reference(), ...MUTANTS.slice(0, 5).map(subjectOf)].flatMap((subject) =>
  (subject.run(SCRIPTS) as readonly object[]).filter((one) => 'steps' in one),
);

test('it takes what is a trace', () => {
  const whole = TRACES.map((trace) => JSON.parse(JSON.stringify(trace)) as unknown);
  expect(whole.length).toBeGreaterThan(1_500);
  expect(whole.filter((trace) => !isPlainlyTrace(trace))).toEqual([]);
  expect(whole.filter((trace) => !traceSchema.safeParse(trace).success)).toEqual([]);
});

test('what it takes of traces that were spoilt, the schema takes too', () => {
  let refused = 0;
  const trace = fc.constantFrom(...TRACES.filter((one) => JSON.stringify(one).length < 6_000));
  const wrong = fc.constantFrom<unknown>(
    null,
    -1,
    1.5,
    2 ** 53,
    2 ** 60,
    Infinity,
    NaN,
    '',
    'all',
    'eof',
    'close',
    'connect',
    true,
    [],
    {},
    [1, 2],
    [1, 2, 'edited'],
    { unknown: 1 },
    { do: 'settle' },
    { do: 'drain', n: 'all' },
  );
  const how = fc.constantFrom('replace', 'remove', 'add', 'repeat');
  fc.assert(
    fc.property(trace, fc.nat(), how, wrong, (one, place, way, value) => {
      const spoilt = structuredClone(one);
      const places = placesIn(spoilt);
      const [holder, key] = places[place % places.length] as [Record<string, unknown>, string];
      if (way === 'replace') holder[key] = value;
      else if (way === 'remove') delete holder[key];
      else if (way === 'add') holder[`${key}_`] = value;
      else if (Array.isArray(holder)) holder.push(holder[Number(key)]);
      const isTrace = traceSchema.safeParse(spoilt).success;
      if (!isTrace) refused++;
      if (isPlainlyTrace(spoilt)) expect(isTrace).toBe(true);
    }),
    { seed: 7, numRuns: 6_000 },
  );
  expect(refused).toBeGreaterThan(3_000);
});

test.each([null, 1, 'x', [], {}, { steps: {} }, { steps: [] }, { steps: [null] }, { steps: [{}] }])(
  'rubbish: %j',
  (value) => {
    expect(isPlainlyTrace(value)).toBe(false);
  },
);

/** Whatever is in a value, as who holds it and under which key. */
function placesIn(value: unknown): (readonly [object, string])[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.keys(value).flatMap((key) => [
    [value, key] as const,
    ...placesIn((value as Record<string, unknown>)[key]),
  ]);
}
