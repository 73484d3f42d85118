/**
 * What a search says of the catalogue: `about`, an index for speed, hides nothing that a rule would speak of; and the
 * table of cells (docs/cells.md), which is made of ways written down, misses next to nothing that chance finds.
 */
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Trace } from '../machines/alphabet.js';
import { runModel } from '../machines/model.js';
import { findSpeakers, SpeakerFinder } from '../conformance/coverage/cells.js';
import { profileFor } from '../conformance/declared.js';
import { Judge } from '../conformance/judge.js';
import type { Rule } from '../conformance/rule.js';
import { RULES } from '../conformance/rules/index.js';
import { ALL_CAPABILITIES } from '../conformance/subject.js';
import { alterations } from './altered.js';
import { dialects, scripts } from './arbitraries.js';

test('about hides no match, on traces of the model nor on altered ones', () => {
  const indexed = new Judge(RULES, {});
  const plain = new Judge(RULES.map(withoutAbout), {});
  for (const trace of tracesOfModel(21, 3_000)) {
    indexed.judge(trace);
    plain.judge(trace);
    const altered = fc.sample(alterations(trace), { seed: 22, numRuns: 1 })[0];
    if (!altered) continue;
    indexed.judge(altered.trace);
    plain.judge(altered.trace);
  }
  const hidden = RULES.filter((_rule, index) => indexed.hits[index] !== plain.hits[index]);
  expect(hidden.map(({ id }) => id)).toEqual([]);
});

test('a search finds no cell and next to no speaker that the table of cells does not have', () => {
  const table = findSpeakers(runModel);
  const search = new SpeakerFinder(RULES);
  for (const trace of tracesOfModel(23, 5_000)) search.listen(trace);
  const found = [...search.found].flatMap(([cell, rules]) => [...rules].map((rule) => ({ cell, rule })));
  const missed = found.filter(({ cell, rule }) => !isOfPlace(rule) && !table.get(cell)?.has(rule));
  expect([...search.found.keys()].filter((cell) => !table.has(cell))).toEqual([]);
  expect(found.length).toBeGreaterThan(1_500);
  // What is left are calls within callbacks within calls.
  expect(missed.length / found.length).toBeLessThan(0.01);
});

/** Of what a transport with asyncio's ends may do, one with a single direction among them. */
const WITH_ONE_WAY = ALL_CAPABILITIES.filter((one) => one !== 'half-close');

function tracesOfModel(seed: number, numRuns: number): readonly Trace[] {
  return fc
    .sample(fc.tuple(scripts(), dialects(profileFor({}, WITH_ONE_WAY))), { seed, numRuns })
    .map(([script, dialect]) => runModel(script, dialect));
}

function withoutAbout(rule: Rule): Rule {
  if (rule.on !== 'step') return rule;
  const { about: _about, ...rest } = rule;
  return rest;
}

/** The chapter on calls inside callbacks: the table leaves it out. */
function isOfPlace({ id }: Rule): boolean {
  return id.startsWith('reentrancy/');
}
