/**
 * The two judges hold each other: no rule fails on any trace of the model, in any dialect, and on traces altered at
 * random a rule that gates fails exactly when the oracle refuses. The sample is small and its seeds are fixed;
 * agreement() is the same on as many traces as one likes, and what it has found is pinned in agreement.test.ts.
 */
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { allowed, CHOICE_NAMES, PROFILES, type Profile, type ProfileName } from '../machines/choices.js';
import { runModel } from '../machines/model.js';
import { Judge } from '../conformance/judge.js';
import { gates, refuses } from '../conformance/refuses.js';
import type { Rule } from '../conformance/rule.js';
import { RULES } from '../conformance/rules/index.js';
import { reference } from '../subjects/reference/subject.js';
import { agreement, MODEL, sourceOf } from './agreement.js';
import { alterations } from './altered.js';
import { dialects, scripts } from './arbitraries.js';

describe('no rule fails on a trace of the model', () => {
  test.each(Object.keys(PROFILES) as ProfileName[])('in any dialect of the profile %s', (name) => {
    const judge = new Judge(RULES, PROFILES[name]);
    fc.assert(
      fc.property(scripts(), dialects(PROFILES[name]), fc.infiniteStream(fc.boolean()), (script, dialect, orders) => {
        const trace = runModel(script, dialect, { readFirst: () => orders.next().value as boolean });
        expect(judge.judge(trace).map(({ rule, expected, seen }) => `${rule.id}: ${expected}; ${seen}`)).toEqual([]);
      }),
      { seed: 11, numRuns: 2_000 },
    );
  });

  test('nor where a profile allows a single value of a choice', () => {
    const fixed = CHOICE_NAMES.flatMap((name) => allowed(name, {}).map((value) => ({ [name]: [value] }) as Profile));
    for (const [index, profile] of fixed.entries()) {
      const judge = new Judge(RULES, profile);
      const drawn = fc.sample(fc.tuple(scripts(), dialects(profile)), { seed: 40 + index, numRuns: 40 });
      for (const [script, dialect] of drawn) {
        expect(judge.judge(runModel(script, dialect)).map(({ rule }) => [profile, rule.id])).toEqual([]);
      }
    }
  });

  test('nor on a rule’s own script', () => {
    const judge = new Judge(RULES, {});
    fc.assert(
      fc.property(fc.constantFrom(...RULES), dialects(), (rule, dialect) => {
        expect(judge.judge(runModel(rule.given, dialect)).map((failure) => failure.rule.id)).toEqual([]);
      }),
      { seed: 12, numRuns: 3_000 },
    );
  });
});

describe('the oracle refuses exactly when a rule of level MUST or SHOULD fails', () => {
  test('on traces of the model and of the reference, and on such traces altered at random', async () => {
    const sources = [
      MODEL,
      sourceOf(reference()),
      sourceOf(reference({ writeTries: 'later', sizeAfterAbort: 'kept' })),
    ];
    const { sources: agreed, partings, faults, complete } = await agreement({ sources, traces: 9_000, seed: 1 });
    expect(partings).toEqual([]);
    expect({ faults, complete }).toEqual({ faults: 0, complete: true });
    for (const { altered, allowed, refused, disagreed } of agreed) {
      expect(disagreed).toBe(0);
      expect(allowed).toBeGreaterThan(altered ? 150 : 1_400);
      if (altered) expect(refused).toBeGreaterThan(1_000);
      else expect(refused).toBe(0);
    }
  });

  test('and a choice on which a subject contradicts its earlier traces has a rule to tell it', () => {
    const told = new Set(RULES.filter(gates).flatMap(({ choice }) => choice ?? []));
    expect(CHOICE_NAMES.filter((name) => !told.has(name))).toEqual([]);
  });
});

describe('advice', () => {
  const advice: Rule = {
    ...(RULES.find(({ id }) => id === 'robustness/no-error-of-its-own') as Extract<Rule, { on: 'step' }>),
    level: 'MAY',
    rank: 'first',
    when: () => true,
    expect: () => false,
  };

  test('that fails refuses no trace, and hides no rule that does', () => {
    const alone = new Judge(RULES, {});
    const advised = new Judge([advice, ...RULES], {});
    fc.assert(
      fc.property(tracesAltered, (trace) => {
        const failures = alone.judge(trace);
        const all = advised.judge(trace);
        // It is not told where another fails before the first step has ended.
        expect(all.length).toBeGreaterThan(0);
        expect(all.filter(({ rule }) => rule !== advice).map(({ rule, path }) => [rule.id, path])).toEqual(
          failures.map(({ rule, path }) => [rule.id, path]),
        );
        expect(refuses(all)).toBe(refuses(failures));
      }),
      { seed: 13, numRuns: 500 },
    );
  });

  test('is never what holds a subject to a choice: the oracle refuses for those', () => {
    expect(RULES.filter((rule) => rule.choice !== undefined && !gates(rule))).toEqual([]);
  });
});

const tracesAltered = fc.tuple(scripts(), dialects()).chain(([script, dialect]) => {
  const trace = runModel(script, dialect);
  return alterations(trace).map((altered) => altered?.trace ?? trace);
});
