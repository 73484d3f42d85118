/**
 * The suite as a function: a subject in, the report as data out. Prints nothing and ends no process.
 */
import { setImmediate } from 'node:timers/promises';
import { selectRules } from '../cli/options.js';
import { LEVELS, type Level, type Rule } from '../conformance/rule.js';
import { RULES } from '../conformance/rules/index.js';
import { DEFAULT_RUNS, DEFAULT_SEED, runSuite } from '../conformance/suite.js';
import { decode } from '../conformance/token.js';
import type { Report } from '../conformance/verdict.js';
import { PROFILE_NAMES, type ProfileName } from '../machines/choices.js';
import { campaign } from '../properties/campaign.js';
import { exhaustive } from '../properties/exhaustive.js';
import { UsageError } from '../subjects/usage.js';
import { known, type GivenSubject } from './given.js';

/** All as on the command line, where `plimsoll run --help` says more. */
export interface JudgeOptions {
  /** `contract` unless given. */
  readonly profile?: ProfileName;
  readonly seed?: number;
  /** Random cases beyond the rules' own scripts and the tour. */
  readonly runs?: number;
  /** Every script of up to so many stimuli, in place of random cases. */
  readonly exhaustive?: number;
  /** Globs of rule ids, or names of chapters: all, unless given. */
  readonly rules?: readonly string[];
  readonly excludeRules?: readonly string[];
  /** Rules of this level and above; `SHOULD` unless given. */
  readonly level?: Level;
  /** Percent of cells, transitions and triples below which there is not enough evidence. */
  readonly coverageThreshold?: number;
  /** Tokens whose scripts are run too. */
  readonly also?: readonly string[];
  /** Ends the run early; the report then says that it is not complete. */
  readonly signal?: AbortSignal;
}

/**
 * Judges a subject and answers the report, whose `exit` is that of `plimsoll run`: 0 conforms, 1 does not, 3 not enough
 * evidence. Throws a UsageError of one sentence where the subject or an option is wrong.
 */
export async function judge(subject: GivenSubject, options: JudgeOptions = {}): Promise<Report> {
  const rules = rulesFor(options);
  const also = (options.also ?? []).map((token) => decode(token).script);
  const { name, open, isOurs } = known(subject);
  const { profile, coverageThreshold, exhaustive: depth, signal, seed = DEFAULT_SEED } = options;
  const runs = depth === undefined ? (options.runs ?? DEFAULT_RUNS) : 0;
  checkNumbers({ seed, runs, ...(depth !== undefined && { exhaustive: depth }) });
  if (profile !== undefined && !PROFILE_NAMES.includes(profile)) {
    throw new UsageError(`There is no profile ${String(profile)}: there are ${PROFILE_NAMES.join(', ')}.`);
  }
  const isStopped = (): boolean => signal?.aborted === true;
  const opened = await open(isStopped);
  try {
    return await runSuite(opened, {
      search: depth === undefined ? campaign : exhaustive(depth),
      ...(profile !== undefined && { profile }),
      seed,
      runs,
      ...(coverageThreshold !== undefined && { coverageThreshold }),
      rules,
      also,
      stop: async () => {
        await setImmediate();
        return isStopped();
      },
    });
  } catch (error) {
    if (error instanceof Error) error.message = `${name} was not judged: ${error.message}`;
    throw error;
  } finally {
    if (isOurs) await opened.close?.();
  }
}

/** The rules that the options ask for. Throws a UsageError where they leave none. */
export function rulesFor({ rules, excludeRules, level = 'SHOULD' }: JudgeOptions): readonly Rule[] {
  const upTo = LEVELS.indexOf(level);
  if (upTo < 0) throw new UsageError(`There is no level ${String(level)}: there are ${LEVELS.join(', ')}.`);
  const left = selectRules(RULES, rules ?? [], excludeRules ?? []).filter((one) => LEVELS.indexOf(one.level) <= upTo);
  if (left.length === 0) throw new UsageError(`None of the rules asked for is of level ${level}, or above it.`);
  return left;
}

function checkNumbers(numbers: Readonly<Record<string, number>>): void {
  for (const [name, n] of Object.entries(numbers)) {
    if (Number.isSafeInteger(n) && n >= 0) continue;
    throw new UsageError(`The option ${name} must be a whole number from 0 on, not ${String(n)}.`);
  }
}
