/**
 * Each mutant is killed by the rule that it names: with seed 1, and no more scripts than that takes. All ten seeds, and
 * the whole budget: `npm run selftest`.
 */
import { describe, expect, test } from '@jest/globals';
import { kill } from '../../properties/kill.js';
import { MUTANTS, subjectOf } from './index.js';

describe('a mutant', () => {
  test('has a name of its own, and a sentence', () => {
    expect(new Set(MUTANTS.map(({ name }) => name)).size).toBe(MUTANTS.length);
    for (const { name, statement, spreads = statement } of MUTANTS) {
      expect(name).toMatch(/^[a-z]+(-[a-z0-9]+)*$/);
      expect(statement).toMatch(SENTENCE);
      expect(spreads).toMatch(SENTENCE);
    }
  });

  test.each(MUTANTS.map((mutant) => [mutant.name, mutant.killedBy, mutant] as const))(
    '%s is killed by %s',
    async (_name, by, mutant) => {
      const { isKilled, faults } = await kill(subjectOf(mutant), by, { seed: 1, until: 'first' });
      expect({ isKilled, faults }).toEqual({ isKilled: true, faults: [] });
    },
  );
});

/** A capital or the name of a call first, a full stop at the end. */
const SENTENCE = /^([A-Z]|[a-z]\w+\(\)).*[^.]\.$/;
