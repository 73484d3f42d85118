/**
 * What the relations say of the model and of the reference: that they hold, and that they would not if something were
 * wrong. What they say of CPython stands in subjects/cpython/cpython.test.ts; of all of them, `npm run metamorphic`.
 */
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { profileFor } from '../conformance/declared.js';
import { ALL_CAPABILITIES } from '../conformance/subject.js';
import { runModel } from '../machines/model.js';
import type { Choices } from '../subjects/reference/choices.js';
import { reference } from '../subjects/reference/subject.js';
import { dialects, scripts } from './arbitraries.js';
import { RELATIONS } from './metamorphic.js';
import { relate } from './relate.js';

test.each(RELATIONS.map((relation) => [relation.name, relation] as const))(
  '%s holds on the model, in any dialect that it speaks of',
  (_name, relation) => {
    // With asyncio's ends: elsewhere even an empty write may come too late, and end things.
    const only = profileFor(relation.only ?? {}, ALL_CAPABILITIES);
    let pairs = 0;
    fc.assert(
      fc.property(scripts({ maxStimuli: 12 }), dialects(only), fc.nat(1_000), (script, dialect, place) => {
        const pair = relation.pair(script, place);
        if (pair === null) return;
        pairs++;
        expect(pair.differs(runModel(pair.one, dialect), runModel(pair.other, dialect))).toBeNull();
      }),
      { seed: 21, numRuns: 300 },
    );
    expect(pairs).toBeGreaterThan(25);
  },
);

const CHOSEN: readonly Partial<Choices>[] = [
  {},
  { pausesWhen: 'exceeds' },
  { writeTries: 'later' },
  { mutableChunks: 'aliased' },
  { writeWhileClosing: 'accepted' },
  { sizeAfterAbort: 'kept' },
  { zeroHigh: 'refused' },
];

test.each(CHOSEN)('all hold on the reference with %j', async (choices) => {
  const related = await relate(reference(choices), { seed: 22, runs: 40 });
  expect(related.filter(({ broken }) => broken > 0).map(({ relation }) => relation.name)).toEqual([]);
  expect(related.every(({ pairs }) => pairs > 0)).toBe(true);
});
