/**
 * Whether a subject that is known to be wrong is found to be so: which rules fail on it, and after how many scripts the
 * one that should. Runs the suite as anyone would, but for the shortening. Knows no mutant and prints nothing.
 */
import type { Script } from '../machines/alphabet.js';
import type { Rule } from '../conformance/rule.js';
import { RULES } from '../conformance/rules/index.js';
import type { Subject } from '../conformance/subject.js';
import { DEFAULT_RUNS, DEFAULT_SEED, INCONSISTENT, runSuite, type Search } from '../conformance/suite.js';
import type { Disagreement, FaultResult } from '../conformance/verdict.js';
import { campaign } from './campaign.js';

export interface KillOptions {
  readonly seed?: number;
  /** Random scripts, beyond the rules' own. */
  readonly runs?: number;
  /** `first`: end with the first script that the rule refuses, and begin with the rule's own. `shortest`: shorten too. */
  readonly until?: 'first' | 'end' | 'shortest';
  /** Asked now and then, so that whoever watches gets a turn; true ends the search. */
  readonly stop?: () => boolean | Promise<boolean>;
}

export interface Kill {
  /** The rule that should fail does. */
  readonly isKilled: boolean;
  /** All rules that fail, in the order of the catalogue. */
  readonly failing: readonly Rule[];
  /** A script that the rule refuses: the shortest, if that was asked for. */
  readonly script: Script | null;
  /** Scripts run until the rule first failed, by itself or because its choice contradicts the scripts before; else null. */
  readonly after: number | null;
  /** Scripts run in all. */
  readonly scripts: number;
  /** Both must be none: a bug of Plimsoll each. */
  readonly disagreements: readonly Disagreement[];
  readonly faults: readonly FaultResult[];
}

/** Tries to kill a subject by the rule of that id. Throws a RangeError where there is no such rule. */
export async function kill(subject: Subject, by: string, options: KillOptions = {}): Promise<Kill> {
  const { seed = DEFAULT_SEED, runs = DEFAULT_RUNS, until = 'end', stop = () => false } = options;
  const rule = RULES.find(({ id }) => id === by);
  if (rule === undefined) throw new RangeError(`There is no rule ${by}.`);
  const isIt = (id: string): boolean => id === by || (rule.choice !== undefined && id === INCONSISTENT + rule.choice);
  let scripts = 0;
  let after: number | null = null;
  const search: Search = (asked) =>
    campaign({
      ...asked,
      ...(until === 'first' && {
        first: [rule.given, ...asked.first.filter((one) => one !== rule.given)],
        batch: BATCH,
      }),
      judge: (script, result) => {
        const ids = asked.judge(script, result);
        scripts++;
        if (after === null && ids.some(isIt)) after = scripts;
        return ids;
      },
      stop: async (phase) => {
        if (phase === 'minimising' && until !== 'shortest') return true;
        return (until === 'first' && after !== null) || stop();
      },
    });
  const report = await runSuite(subject, { search, seed, runs });
  const broken = report.rules.filter(({ counterexample }) => counterexample !== undefined);
  const named = broken.find((result) => result.rule === rule);
  return {
    isKilled: named !== undefined,
    failing: broken.map((result) => result.rule),
    script: named?.counterexample?.script ?? null,
    after,
    scripts,
    disagreements: report.disagreements,
    faults: report.faults,
  };
}

/** Small, where the search should end soon after it has found what it looks for. */
const BATCH = 16;
