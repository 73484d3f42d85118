/**
 * A search that draws nothing: every script of a small world up to a depth, the shortest first, but those that could show
 * nothing new. It judges, keeps and minimises as a campaign does, and tells what became of each script.
 */
import type { Trace } from '../machines/alphabet.js';
import { isTrace, type Result } from '../conformance/subject.js';
import type { Exhausted } from '../conformance/verdict.js';
import { Search, type Campaign, type CampaignOptions } from './campaign.js';
import { Census } from './census.js';
import { ScriptTree, type Sight, type World } from './tree.js';
import { smallWorld } from './world.js';

export interface Exhaustion extends Campaign {
  readonly exhausted: Exhausted;
}

const BATCH = 256;

/** A search for the suite: of scripts of up to so many stimuli, those of reactions included. Seed and runs mean nothing. */
export function exhaustive(depth: number): (options: CampaignOptions) => Promise<Exhaustion> {
  return (options) => exhaust(smallWorld(options.subject.capabilities), depth, options);
}

/** How many scripts there are to account for, on a subject that can do all there is. */
export function scriptsIn(world: World, depth: number): number {
  return new Census(world, depth).all;
}

export async function exhaust(world: World, depth: number, options: CampaignOptions): Promise<Exhaustion> {
  // Without a tour: what is long is not of the small world.
  const { wanted: _toured, ...rest } = options;
  const search = new Search({ ...rest, runs: 0 });
  await search.look();
  const census = new Census(world, depth);
  const tree = new ScriptTree(world, depth, census);
  const { batch: size = BATCH } = options;
  let unsteady = 0;
  let isCut = false;
  for (let batch = tree.next(size); batch.length > 0; batch = tree.next(size)) {
    isCut = await search.stops('searching');
    if (isCut) break;
    const scripts = batch.map(({ script }) => script);
    await search.run(scripts, (i, result, failing) => {
      const candidate = batch[i] as (typeof batch)[number];
      if (
        !tree.saw(
          candidate,
          sightOf(result, failing, (trace) => options.judge(candidate.script, trace)),
        )
      )
        unsteady++;
    });
    search.tell('enumerating', census.done, census.all);
  }
  await search.minimise();
  const { run, same, unseen, failed, uncalled, all } = census;
  const reached = isCut ? tree.length - 1 : depth;
  const stimuli = world.stimuli.length;
  const exhausted = { depth, reached, stimuli, scripts: all, run, same, unseen, failed, uncalled, unsteady };
  return { ...search.result(), exhausted };
}

/** Where a script fails: what it fails only in the settle that the driver adds, it may not fail with more stimuli. */
export function sightOf(result: Result, failing: readonly string[], judge: (trace: Trace) => readonly string[]): Sight {
  if (!isTrace(result)) return { trace: null, fails: true, failsBefore: true };
  const fails = failing.length > 0;
  return { trace: result, fails, failsBefore: fails && judge({ steps: result.steps.slice(0, -1) }).length > 0 };
}
