/**
 * Holds the metamorphic relations on a subject: draws scripts, runs each pair, and answers the shortest script that
 * breaks each relation. Never asks a rule or the model.
 */
import fc from 'fast-check';
import type { Script } from '../machines/alphabet.js';
import { ask } from '../conformance/ask.js';
import { isTrace, needs, type Result, type Subject } from '../conformance/subject.js';
import { scripts } from './arbitraries.js';
import { RELATIONS, type Pair, type Relation } from './metamorphic.js';
import { minimise } from './minimise.js';

export interface RelateOptions {
  readonly seed: number;
  /** Scripts to draw for each relation. */
  readonly runs: number;
  /** Whether what breaks a relation is made as short as can be. */
  readonly short?: boolean;
  /** Pairs that are not to be run. */
  readonly except?: (pair: Pair) => boolean;
}

export interface Related {
  readonly relation: Relation;
  /** Pairs that were run. */
  readonly pairs: number;
  /** Pairs that differed. */
  readonly broken: number;
  readonly shortest?: { readonly pair: Pair; readonly differs: string };
}

export async function relate(subject: Subject, options: RelateOptions): Promise<readonly Related[]> {
  const results: Related[] = [];
  for (const relation of RELATIONS) results.push(await relateOne(subject, relation, options));
  return results;
}

async function relateOne(subject: Subject, relation: Relation, options: RelateOptions): Promise<Related> {
  const { seed, runs, short = false } = options;
  const { capabilities } = subject;
  const drawn = fc.sample(fc.tuple(scripts({ capabilities, maxStimuli: 12 }), fc.nat(1_000)), { seed, numRuns: runs });
  const tried = await differences(subject, relation, drawn, options);
  const broken = tried.flatMap((differs, i) => (typeof differs === 'string' ? [i] : []));
  const pairs = tried.filter((differs) => differs !== undefined).length;
  if (broken.length === 0) return { relation, pairs, broken: 0 };
  let [script, place] = drawn[broken[0] as number] as [Script, number];
  if (short) {
    const fails = async (candidates: readonly Script[]): Promise<boolean[]> => {
      const again = await differences(
        subject,
        relation,
        candidates.map((one) => [one, place] as const),
        options,
      );
      return again.map((differs) => typeof differs === 'string');
    };
    ({ script } = await minimise(script, fails, {}));
  }
  const pair = relation.pair(script, place) as Pair;
  const [differs] = await differences(subject, relation, [[script, place]], options);
  return { relation, pairs, broken: broken.length, shortest: { pair, differs: differs ?? 'nothing, the second time' } };
}

/** What differs for each script: null where nothing does, undefined where there was no pair to run. */
async function differences(
  subject: Subject,
  relation: Relation,
  drawn: readonly (readonly [Script, number])[],
  { except }: RelateOptions,
): Promise<readonly (string | null | undefined)[]> {
  const able = (script: Script) => [...needs(script)].every((need) => subject.capabilities.includes(need));
  const pairs = drawn.map(([script, place]) => {
    const pair = relation.pair(script, place);
    return pair === null || !able(pair.one) || !able(pair.other) || except?.(pair) === true ? null : pair;
  });
  const run = pairs.filter((pair) => pair !== null);
  const results = await ask(
    subject,
    run.flatMap(({ one, other }) => [one, other]),
  );
  let next = 0;
  return pairs.map((pair) => {
    if (pair === null) return undefined;
    const [one, other] = [results[next++], results[next++]] as [Result, Result];
    return isTrace(one) && isTrace(other) ? pair.differs(one, other) : undefined;
  });
}
