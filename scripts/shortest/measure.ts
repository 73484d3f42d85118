/**
 * How short a script one mutant could be shown with, and what the campaign answers for some seeds. Measures and prints
 * nothing: scripts/shortest.ts does, in as many workers as there are cores.
 */
import type { Script } from '../../machines/alphabet.js';
import { profileFor } from '../../conformance/declared.js';
import { Judge } from '../../conformance/judge.js';
import type { Rule } from '../../conformance/rule.js';
import { RULES } from '../../conformance/rules/index.js';
import { isTrace, type Result, type Subject } from '../../conformance/subject.js';
import { INCONSISTENT, runSuite } from '../../conformance/suite.js';
import { campaign, Search } from '../../properties/campaign.js';
import { lengthOf } from '../../conformance/length.js';
import { minimumOf, type Minimum } from '../../properties/shortest.js';
import { subjectOf, type Mutant } from '../../subjects/mutants/index.js';

const RUNS = 2_000;
/** Scripts of up to so many stimuli are run to prove that none of them is enough. */
export const DEPTH = 3;

export interface Row {
  readonly mutant: string;
  readonly rule: string;
  /** Only other scripts contradict what is seen: no rule fails on one alone. */
  readonly isAgainst: boolean;
  /** The true minimum where it is proved, or else the shortest that is known. */
  readonly least: number;
  /** All scripts shorter than this were run, and the rule fails at none. */
  readonly beyond: number;
  /** Lengths of the campaign's scripts, one for each seed that found it. */
  readonly found: readonly number[];
  /** Scripts run for the proof. */
  readonly run: number;
}

/**
 * A script that breaks the rule by itself says more than one that only contradicts others, and is told rather: so each is
 * held against its own kind, and a mutant that is found in both ways has two rows. One without `found` was not found.
 */
export async function rowsOf(mutant: Mutant, seeds: readonly number[]): Promise<readonly Row[]> {
  const subject = subjectOf(mutant);
  const rule = RULES.find(({ id }) => id === mutant.killedBy) as Rule;
  const alone: Script[] = [];
  const against: Script[] = [];
  for (const seed of seeds) {
    // Only that rule's script is made short: none is found by the way, while another's is.
    const report = await runSuite(subject, { search: campaign, seed, runs: RUNS, rules: [rule] });
    const shown = report.rules[0]?.counterexample;
    if (shown !== undefined) (shown.path.length > 0 ? alone : against).push(shown.script);
  }
  const made: Row[] = [];
  const add = (isAgainst: boolean, scripts: readonly Script[], { length, beyond, run }: Minimum): void => {
    const found = scripts.map(lengthOf);
    made.push({ mutant: mutant.name, rule: rule.id, isAgainst, least: length, beyond, found, run });
  };
  if (alone.length > 0) add(false, alone, await minimumAlone(subject, rule, alone));
  if (against.length > 0) add(true, against, await minimumAgainst(subject, rule, against));
  if (made.length === 0) add(false, [], { length: Infinity, beyond: 0, run: 0 });
  return made;
}

/** What a rule says of a script by itself needs neither the oracle nor any other script. */
function minimumAlone(subject: Subject, rule: Rule, scripts: readonly Script[]): Promise<Minimum> {
  const rules = new Judge(RULES, profileFor({}, subject.capabilities));
  const judge = (_script: Script, result: Result): readonly string[] =>
    isTrace(result) ? rules.judge(result).map((failure) => failure.rule.id) : [];
  return minimumOf({ subject, judge, ids: [rule.id] }, scripts, DEPTH);
}

/** Within a run, so that a choice counts as it does there: what the rules' own scripts and the tour have shown is known. */
async function minimumAgainst(subject: Subject, rule: Rule, scripts: readonly Script[]): Promise<Minimum> {
  let answer: Minimum | null = null;
  await runSuite(subject, {
    search: async (options) => {
      const search = new Search({ ...options, runs: 0 });
      await search.look();
      const ids = [rule.id, INCONSISTENT + (rule.choice ?? '')];
      answer = await minimumOf({ subject, judge: options.judge, ids }, scripts, DEPTH);
      return search.result();
    },
  });
  return answer as unknown as Minimum;
}
