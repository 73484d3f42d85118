/**
 * Each mutant is killed by the rule that it names: with seed 1, and no more scripts than that takes. All ten seeds, and
 * the whole budget: `npm run selftest`.
 */
import { describe, expect, test } from '@jest/globals';
import { dialect } from '../../machines/choices.js';
import { runModel } from '../../machines/model.js';
import { UNKILLED } from '../../conformance/coverage/kills-page.js';
import { Judge } from '../../conformance/judge.js';
import { RULES } from '../../conformance/rules/index.js';
import { kill } from '../../properties/kill.js';
import { close, drain, limits, script, settle, traceOf, write } from '../shorthand.js';
import { MUTANTS, subjectOf, type Mutant } from './index.js';

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

describe('a rule that can kill none is not blind for it', () => {
  const seen: { readonly [id: string]: () => ReturnType<typeof runModel> } = {
    'buffer/arrives-into-room': () => {
      const { steps } = runModel(script([drain(4), settle, write(4)]), dialect());
      return { steps: steps.map((step) => (step.stimulus.do === 'drain' ? { ...step, stimulus: LESS } : step)) };
    },
    'flow-control/quiet-calls': () =>
      traceOf(subjectOf(mutantOf('close-resumes')), script([limits(4, 1), write(8), close])),
  };

  test.each(Object.keys(UNKILLED))('%s', (id) => {
    const rule = RULES.find((one) => one.id === id)!;
    expect(new Judge([rule], {}).judge(seen[id]!()).length).toBe(1);
  });
});

/** A capital or the name of a call first, a full stop at the end. */
const SENTENCE = /^([A-Z]|[a-z]\w+\(\)).*[^.]\.$/;

const LESS = { do: 'drain', n: 2 } as const;

function mutantOf(name: string): Mutant {
  return MUTANTS.find((mutant) => mutant.name === name)!;
}
