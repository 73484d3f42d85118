/**
 * A campaign: tours a subject, draws scripts from a seed, runs them all, and answers the shortest script for each rule that fails.
 * It keeps scripts, never traces; it reads no clock (whoever calls it says when to stop) and knows no rule.
 */
import fc from 'fast-check';
import type { Script } from '../machines/alphabet.js';
import type { Wanted } from '../conformance/covered.js';
import { ask } from '../conformance/ask.js';
import { isFault, isInconclusive, needs, type Fault, type Result, type Subject } from '../conformance/subject.js';
import type { Progress } from '../conformance/verdict.js';
import { scripts } from './arbitraries.js';
import { costOf } from './cost.js';
import { minimise } from './minimise.js';
import { GRAND, STRAIGHT, tour } from './tour.js';

export interface CampaignOptions {
  readonly subject: Subject;
  /** The ids of the rules that fail on what was seen; none when all hold. */
  readonly judge: (script: Script, result: Result) => readonly string[];
  /** The same seed and runs are the same scripts, however they are batched and whatever they show. */
  readonly seed: number;
  /** Scripts to draw. */
  readonly runs: number;
  /** Scripts to run before those, such as the rules' own. */
  readonly first?: readonly Script[];
  /** What is still to be covered after those, and then again after the tour that covers it; null for nothing. */
  readonly wanted?: () => Wanted | null;
  /** Scripts in one call of the subject. */
  readonly batch?: number;
  readonly maxStimuli?: number;
  /** Scripts to try for each rule that fails, to find its shortest. */
  readonly budget?: number;
  /** Asked before each batch; true goes on to what is left with what there is. */
  readonly stop?: (phase: 'searching' | 'minimising') => boolean | Promise<boolean>;
  readonly onProgress?: (progress: Progress) => void;
}

export interface Campaign {
  /** Scripts run in the search, the first ones, the tours' and those at which the harness failed included. */
  readonly cases: number;
  /** All scripts were run, and each found was made as short as could be. */
  readonly complete: boolean;
  /** The shortest script known for each rule that failed, in the order in which they first did. */
  readonly found: ReadonlyMap<string, Script>;
  /** Scripts at which the harness failed: the shortest for each message, of the first hundred. */
  readonly faults: readonly { readonly script: Script; readonly message: string; readonly stderr?: string }[];
  readonly faulted: number;
  /** Scripts of the search of which the harness could not say what happened; examples as above. */
  readonly inconclusive: {
    readonly scripts: number;
    readonly examples: readonly { readonly script: Script; readonly message: string; readonly times: number }[];
  };
}

/** Told of the batch's i-th script: what was seen, and the rules that fail on it. */
export type Saw = (i: number, result: Result, failing: readonly string[]) => void;

export async function campaign(options: CampaignOptions): Promise<Campaign> {
  const search = new Search(options);
  await search.look();
  await search.minimise();
  return search.result();
}

/** An agent goes on meanwhile only as long as the pipe holds what it says: so few that they are judged before that is full. */
const BATCH = 64;
/** Scripts drawn from one seed; apart from BATCH, so that batches do not decide what is drawn. */
const CHUNK = 256;
/** The first tour shows where a subject goes other ways than thought; the second goes to what that left. */
const TOURS = [GRAND, STRAIGHT];
const FAULTS = 100;
const OTHERS = 4;
const NO_IDS: readonly string[] = [];

/** What every search has: it runs, judges, keeps the shortest script for each rule that fails, and makes those shorter. */
export class Search {
  readonly #options: CampaignOptions;
  readonly #found = new Map<string, Script>();
  /** The first few that failed, for when the shortest one leads nowhere. */
  readonly #others = new Map<string, readonly Script[]>();
  readonly #faults = new Map<string, { readonly script: Script; readonly stderr?: string }>();
  readonly #unsaid = new Map<string, { readonly script: Script; readonly times: number }>();
  #cases = 0;
  #faulted = 0;
  #inconclusive = 0;
  #complete = true;

  constructor(options: CampaignOptions) {
    this.#options = options;
  }

  async look(): Promise<void> {
    const { runs, first = [], wanted } = this.#options;
    if (!(await this.#drive('rules', first, first.length))) return;
    for (const pace of TOURS) {
      const left = wanted?.();
      const scripts = left ? tour(left, pace) : [];
      if (!(await this.#drive('touring', scripts, scripts.length))) return;
    }
    await this.#drive('searching', drawn(this.#options), runs);
  }

  /** Runs so many scripts; false when it was stopped. A subject that runs elsewhere has the next while a batch is judged. */
  async #drive(phase: Progress['phase'], scripts: Iterable<Script>, total: number): Promise<boolean> {
    const { batch: size = BATCH, subject } = this.#options;
    let batch: Script[] = [];
    let asked = 0;
    let done = 0;
    let ahead: { readonly batch: readonly Script[]; readonly results: Promise<readonly Result[]> } | null = null;
    for (const script of scripts) {
      batch.push(script);
      if (batch.length < size && asked + batch.length < total) continue;
      const [before, results] = [ahead?.batch, await ahead?.results];
      const stops = await this.stops('searching');
      ahead = stops ? null : { batch, results: ask(subject, batch) };
      if (before && results) this.tell(phase, (done += this.#searched(before, results)), total);
      if (stops) return false;
      asked += batch.length;
      batch = [];
    }
    if (ahead !== null) this.tell(phase, done + this.#searched(ahead.batch, await ahead.results), total);
    return true;
  }

  /** Scripts of the search itself, as against those of the minimiser. */
  async run(batch: readonly Script[], saw?: Saw): Promise<void> {
    this.#searched(batch, await ask(this.#options.subject, batch), saw);
  }

  #searched(batch: readonly Script[], results: readonly Result[], saw?: Saw): number {
    this.#cases += batch.length;
    this.#judge(batch, results, (i, result, failing) => {
      if (isInconclusive(result)) this.#noteUnsaid(batch[i] as Script, result.inconclusive);
      saw?.(i, result, failing);
    });
    return batch.length;
  }

  /** Rules that come to fail only here are found too, and minimised in their turn. */
  async minimise(): Promise<void> {
    const { capabilities } = this.#options.subject;
    let done = 0;
    // Much the same scripts are tried for one rule after the other: what each showed is kept.
    const tried = new Map<string, readonly string[]>();
    for (const id of this.#found.keys()) {
      this.tell('minimising', done++, this.#found.size);
      const fails = async (candidates: readonly Script[]): Promise<boolean[]> => {
        const able = candidates.filter((script) => [...needs(script)].every((need) => capabilities.includes(need)));
        const keys = new Map(able.map((script) => [script, JSON.stringify(script)]));
        const fresh = able.filter((script) => !tried.has(keys.get(script) as string));
        const failing = this.#judge(fresh, await ask(this.#options.subject, fresh));
        for (const script of fresh) tried.set(keys.get(script) as string, failing.get(script) ?? NO_IDS);
        return candidates.map((script) => tried.get(keys.get(script) ?? '')?.includes(id) ?? false);
      };
      const { budget } = this.#options;
      const stop = () => this.stops('minimising');
      const known = this.#found.get(id) as Script;
      const others = (this.#others.get(id) ?? []).filter((other) => other !== known);
      const { script } = await minimise(known, fails, { ...(budget && { budget }), others, stop });
      this.#keep(id, script);
    }
    if (done > 0) this.tell('minimising', done, done);
  }

  result(): Campaign {
    return {
      cases: this.#cases,
      complete: this.#complete,
      found: this.#found,
      faults: [...this.#faults].map(([message, one]) => ({ message, ...one })),
      faulted: this.#faulted,
      inconclusive: {
        scripts: this.#inconclusive,
        examples: [...this.#unsaid].map(([message, one]) => ({ message, ...one })),
      },
    };
  }

  /** Whatever fails is kept, whichever rule it was tried for. */
  #judge(batch: readonly Script[], results: readonly Result[], saw?: Saw): Map<Script, readonly string[]> {
    const { judge } = this.#options;
    const failing = new Map<Script, readonly string[]>();
    for (const [i, script] of batch.entries()) {
      const result = results[i] as Result;
      if (isFault(result)) this.#noteFault(script, result);
      const ids = judge(script, result);
      saw?.(i, result, ids);
      if (ids.length === 0) continue;
      failing.set(script, ids);
      for (const id of ids) {
        this.#keep(id, script);
        const others = this.#others.get(id) ?? [];
        if (others.length < OTHERS) this.#others.set(id, [...others, script]);
      }
    }
    return failing;
  }

  #keep(id: string, script: Script): void {
    const known = this.#found.get(id);
    if (known === undefined || costOf(script) < costOf(known)) this.#found.set(id, script);
  }

  #noteFault(script: Script, { fault, stderr }: Fault): void {
    this.#faulted++;
    const known = this.#faults.get(fault);
    if (known === undefined ? this.#faults.size < FAULTS : costOf(script) < costOf(known.script)) {
      this.#faults.set(fault, { script, ...(stderr !== undefined && { stderr }) });
    }
  }

  #noteUnsaid(script: Script, message: string): void {
    this.#inconclusive++;
    const known = this.#unsaid.get(message);
    if (known === undefined && this.#unsaid.size >= FAULTS) return;
    const isShorter = known === undefined || costOf(script) < costOf(known.script);
    this.#unsaid.set(message, { script: isShorter ? script : known.script, times: (known?.times ?? 0) + 1 });
  }

  /** Whether it should end here, with what it has. */
  async stops(phase: 'searching' | 'minimising'): Promise<boolean> {
    const stops = (await this.#options.stop?.(phase)) ?? false;
    if (stops) this.#complete = false;
    return stops;
  }

  tell(phase: Progress['phase'], done: number, total: number): void {
    this.#options.onProgress?.({ phase, done, total, violations: this.#found.size });
  }
}

function* drawn({ seed, runs, maxStimuli, subject }: CampaignOptions): Generator<Script> {
  const { capabilities } = subject;
  const arbitrary = scripts({ capabilities, ...(maxStimuli !== undefined && { maxStimuli }) });
  for (let chunk = 0; chunk * CHUNK < runs; chunk++) {
    const numRuns = Math.min(CHUNK, runs - chunk * CHUNK);
    yield* fc.sample(arbitrary, { seed: scattered(seed, chunk), numRuns });
  }
}

/** Seeds side by side would draw alike at first: the finaliser of murmur3 sets them apart. */
function scattered(seed: number, chunk: number): number {
  let hash = (seed ^ Math.imul(chunk + 1, 0x9e3779b1)) | 0;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return hash ^ (hash >>> 16);
}
