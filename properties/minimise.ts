/**
 * The shortest script that still fails: reductions one after the other, then every short script there is, then
 * reductions again. Deterministic; never longer than it was told; never takes a script that costs as much as the last.
 */
import type { Script } from '../machines/alphabet.js';
import { shorterScripts } from './boundary.js';
import { lengthOf } from '../conformance/length.js';
import { costOf } from './cost.js';
import { reductions } from './reductions.js';

/** Tells of each script whether it still fails. A batch is one round trip, perhaps to another thread or process. */
export type Fails = (scripts: readonly Script[]) => Promise<readonly boolean[]>;

export interface MinimiseOptions {
  /** Scripts to try, at most. */
  readonly budget?: number;
  /** Others that fail: where one leads into a dead end, another may not. */
  readonly others?: readonly Script[];
  /** Asked before each batch: true ends the search with what it has. */
  readonly stop?: () => boolean | Promise<boolean>;
}

export interface Minimised {
  readonly script: Script;
  /** Scripts tried for it. */
  readonly tried: number;
}

/** `script` and `others` must fail. What it answers fails too, and costs less (cost.ts) or is the same. */
export async function minimise(script: Script, fails: Fails, options: MinimiseOptions = {}): Promise<Minimised> {
  const search = new Search(fails, options);
  let reduced = await search.reduce(script);
  for (const other of options.others ?? []) {
    if (lengthOf(reduced) <= SHORT || search.tried > ENOUGH) break;
    const again = await search.reduce(other);
    if (costOf(again) < costOf(reduced)) reduced = again;
  }
  const shortest = await search.firstOf(shorterScripts(reduced, search.left));
  return { script: shortest === null ? reduced : await search.reduce(shortest), tried: search.tried };
}

const BUDGET = 4_000;
/** So short a script is found from any other, and after so many tries no other is begun with. */
const SHORT = 2;
const ENOUGH = 2_500;
/** Small batches waste little when one fails early, large ones save round trips when none does. */
const BATCH = { least: 8, most: 128 };
/** Scripts of more stimuli are not remembered: to try one twice is cheaper than to keep them all. */
const REMEMBERED = 100;

class Search {
  tried = 0;
  readonly #fails: Fails;
  #budget: number;
  readonly #stop: () => boolean | Promise<boolean>;
  /** What has been tried and holds: never again. */
  readonly #held = new Set<string>();

  constructor(fails: Fails, { budget = BUDGET, stop = () => false }: MinimiseOptions) {
    this.#fails = fails;
    this.#budget = budget;
    this.#stop = stop;
  }

  get left(): number {
    return Math.max(0, this.#budget - this.tried);
  }

  /** Takes the first reduction that fails, and again of that, until none does. */
  async reduce(script: Script): Promise<Script> {
    let shortest = script;
    for (;;) {
      const shorter = await this.firstOf(reductions(shortest));
      if (shorter === null) return shortest;
      shortest = shorter;
    }
  }

  /** The first of these that fails; of those in its batch, the cheapest. Null when none does, or no more may be tried. */
  async firstOf(candidates: Iterable<Script>): Promise<Script | null> {
    let size = BATCH.least;
    let batch: Script[] = [];
    for (const candidate of candidates) {
      if (!this.#isNew(candidate)) continue;
      batch.push(candidate);
      if (batch.length < Math.min(size, this.left)) continue;
      const failing = await this.#cheapest(batch);
      if (failing !== null || this.left === 0) return failing;
      batch = [];
      size = Math.min(2 * size, BATCH.most);
    }
    return batch.length === 0 ? null : this.#cheapest(batch);
  }

  async #cheapest(batch: readonly Script[]): Promise<Script | null> {
    if (this.left > 0 && (await this.#stop())) this.#budget = this.tried;
    if (this.left === 0) return null;
    this.tried += batch.length;
    const failing = await this.#fails(batch);
    let cheapest: Script | null = null;
    for (const [i, script] of batch.entries()) {
      if (failing[i] === true && (cheapest === null || costOf(script) < costOf(cheapest))) cheapest = script;
    }
    return cheapest;
  }

  #isNew(script: Script): boolean {
    if (script.stimuli.length > REMEMBERED) return true;
    const size = this.#held.size;
    return this.#held.add(JSON.stringify(script)).size > size;
  }
}
