/** What the model does, the oracle allows: in any dialect, in either order of the wire, and it finds the dialect. */
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { CHOICE_NAMES, PROFILES, type Dialect } from '../machines/choices.js';
import { runModel } from '../machines/model.js';
import { Knowledge } from '../conformance/knowledge.js';
import { consult, possibleIn } from '../conformance/oracle.js';
import { dialects, scripts } from './arbitraries.js';

const CONTRACT = possibleIn({});

test('every trace of the model is allowed, and its dialect is among those that explain it', () => {
  fc.assert(
    fc.property(scripts(), dialects(), fc.infiniteStream(fc.boolean()), (script, dialect, orders) => {
      const trace = runModel(script, dialect, { readFirst: () => orders.next().value as boolean });
      const opinion = consult(trace, CONTRACT);
      if (!opinion.allows) throw new Error(`Refused at ${JSON.stringify(opinion.step)}`);
      const isTheOne = (other: Partial<Dialect>) =>
        CHOICE_NAMES.every((name) => other[name] === undefined || other[name] === dialect[name]);
      expect(opinion.dialects.some(isTheOne)).toBe(true);
    }),
    { seed: 1, numRuns: 3_000 },
  );
});

test('and so it is with other limits at the start', () => {
  const limits = fc.nat(40).chain((high) => fc.record({ high: fc.constant(high), low: fc.nat(high) }));
  fc.assert(
    fc.property(scripts(), dialects(), limits, (script, dialect, start) => {
      expect(consult(runModel(script, dialect, start), CONTRACT).allows).toBe(true);
    }),
    { seed: 2, numRuns: 1_000 },
  );
});

test.each(Object.entries(PROFILES))('a dialect of the profile %s is allowed by that profile', (_name, profile) => {
  fc.assert(
    fc.property(scripts(), dialects(profile), (script, dialect) => {
      expect(consult(runModel(script, dialect), possibleIn(profile)).allows).toBe(true);
    }),
    { seed: 3, numRuns: 500 },
  );
});

test('what many scripts show of one dialect never shuts it out, and leaves little else', () => {
  fc.assert(
    fc.property(dialects(), fc.integer(), (dialect, seed) => {
      const knowledge = new Knowledge({});
      for (const script of fc.sample(scripts(), { seed, numRuns: 1_500 })) {
        expect(knowledge.weigh(runModel(script, dialect))).toEqual({ is: 'allowed' });
      }
      const known = knowledge.dialect();
      for (const { choice, values } of known) expect(values).toContain(dialect[choice]);
      // A few choices hide behind the values of others; and nobody can tell that chunks never go one by one.
      expect(known.filter(({ values }) => values.length > 1).length).toBeLessThan(16);
    }),
    { seed: 4, numRuns: 3 },
  );
});
