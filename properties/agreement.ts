/**
 * Do the two judges agree? Makes traces by the thousand, of the model, of subjects and altered at random, asks both
 * judges of each, and answers counts by source and every disagreement, as short as it can be made.
 * It decides nothing about a subject, and knows no rule by name.
 */
import fc from 'fast-check';
import type { Script, Trace } from '../machines/alphabet.js';
import type { Dialect } from '../machines/choices.js';
import { runModel } from '../machines/model.js';
import { Judge } from '../conformance/judge.js';
import { Knowledge } from '../conformance/knowledge.js';
import { consult, possibleIn } from '../conformance/oracle.js';
import { gates, refuses } from '../conformance/refuses.js';
import type { Failure } from '../conformance/rule.js';
import { RULES } from '../conformance/rules/index.js';
import { ALL_CAPABILITIES, isTrace, needs, type Subject } from '../conformance/subject.js';
import { altered, anyAlteration, placesOf, type Alteration } from './altered.js';
import { dialects, scripts } from './arbitraries.js';
import { minimise } from './minimise.js';

/** Where traces come from: what runs the lot of scripts that was drawn from a seed. Another for each lot, or the same. */
export interface Source {
  readonly name: string;
  subject(seed: number): Subject;
}

export interface AgreementOptions {
  readonly sources: readonly Source[];
  /** Traces to compare, in all: shared out evenly among the sources, and half of each are altered. */
  readonly traces: number;
  readonly seed: number;
  /** Disagreements to make short, at most, of each source; the others are only counted. */
  readonly shorten?: number;
  /** Asked before each lot: true ends it with what it has. */
  readonly stop?: () => boolean | Promise<boolean>;
  /** Told after each lot how many traces have been compared. */
  readonly onProgress?: (done: number) => void;
}

/** What both judges said of the traces of one source: how many they agree on, and how many they do not. */
export interface Agreed {
  readonly source: string;
  /** Traces as they came, or altered at random. */
  readonly altered: boolean;
  readonly allowed: number;
  readonly refused: number;
  readonly disagreed: number;
}

export interface Parting {
  readonly source: string;
  /** The subject of that source whose trace it is. */
  readonly subject: string;
  readonly script: Script;
  /** What was done to its trace; nothing where that is as it came. */
  readonly by: readonly Alteration[];
  readonly trace: Trace;
  /** Who says what, in one sentence. */
  readonly message: string;
}

export interface Agreement {
  readonly sources: readonly Agreed[];
  readonly partings: readonly Parting[];
  /** Scripts at which the harness failed: of these nothing was compared. */
  readonly faults: number;
  /** All traces were compared. */
  readonly complete: boolean;
}

/** Compares the judges. The subjects stay open: whoever made them closes them. */
export async function agreement(options: AgreementOptions): Promise<Agreement> {
  return new Comparison(options).run();
}

/** The model in dialects drawn at random, another for each lot. */
export const MODEL: Source = {
  name: 'model',
  subject(seed) {
    const dialect = fc.sample(dialects(), { seed, numRuns: 1 })[0] as Dialect;
    const readFirst = seed % 2 === 0;
    return {
      name: 'model',
      version: 'model',
      capabilities: ALL_CAPABILITIES,
      run: (given) => given.map((script) => runModel(script, dialect, { readFirst: () => readFirst })),
    };
  },
};

/** A subject, the same for every lot. */
export function sourceOf(subject: Subject): Source {
  return { name: subject.name, subject: () => subject };
}

/** Of one trace, with no regard to any other: null where both judges say the same, else who says what. */
export function parting(trace: Trace, judge: Judge): string | null {
  return opinionsOn(trace, judge).message;
}

const ANY = possibleIn({});
const NO_RULE = 'The model refuses what no rule does.';
/** Scripts in one call of a subject, all drawn from one seed. */
const LOT = 50;
/** What to alter: the first of these that applies. Mostly one thing, sometimes two or three. */
const CHANGES = fc.array(
  fc.oneof(
    { weight: 4, arbitrary: fc.tuple(anyAlteration) },
    { weight: 1, arbitrary: fc.array(anyAlteration, { minLength: 2, maxLength: 3 }) },
  ),
  { minLength: 12, maxLength: 12 },
);
/** Ways of an alteration to try for the shortest. */
const WAYS = 36;
const BUDGET = 600;

class Comparison {
  readonly #options: AgreementOptions;
  readonly #judge = new Judge(RULES, {});
  readonly #partings: Parting[] = [];
  #done = 0;
  #faults = 0;
  #complete = true;

  constructor(options: AgreementOptions) {
    this.#options = options;
  }

  async run(): Promise<Agreement> {
    const { sources, traces } = this.#options;
    const agreed: Agreed[] = [];
    for (const [index, source] of sources.entries()) {
      const from = Math.floor((traces * index) / sources.length);
      agreed.push(...(await this.#compare(source, index, Math.floor((traces * (index + 1)) / sources.length) - from)));
    }
    return { sources: agreed, partings: this.#partings, faults: this.#faults, complete: this.#complete };
  }

  async #compare(source: Source, index: number, traces: number): Promise<readonly Agreed[]> {
    const { seed, stop, onProgress } = this.#options;
    const plain = new Count(source.name, false);
    const changed = new Count(source.name, true);
    const known = new Map<Subject, Knowledge>();
    for (let lot = 0; plain.compared + changed.compared < traces; lot++) {
      if ((await stop?.()) || (lot > 0 && plain.compared === 0)) {
        this.#complete = false;
        break;
      }
      const own = seedOf(seed, index, lot);
      const subject = source.subject(own);
      const knowledge = known.get(subject) ?? new Knowledge({});
      known.clear();
      known.set(subject, knowledge);
      const drawn = fc.sample(fc.tuple(scripts(subject), CHANGES), { seed: own, numRuns: LOT });
      const results = await subject.run(drawn.map(([script]) => script));
      for (const [i, [script, changes]] of drawn.entries()) {
        const trace = results[i];
        if (!isTrace(trace)) {
          this.#faults++;
          continue;
        }
        const message = this.#ask(trace, plain) ?? inconsistency(trace, knowledge);
        if (message !== null) await this.#part(source, subject, script, [], message);
        for (const by of changes) {
          const other = altered(trace, by);
          if (other === null) continue;
          const change = this.#ask(other, changed);
          if (change !== null) await this.#part(source, subject, script, by, change);
          break;
        }
      }
      onProgress?.((this.#done += 2 * LOT));
    }
    return [plain, changed];
  }

  #ask(trace: Trace, count: Count): string | null {
    const { allows, message } = opinionsOn(trace, this.#judge);
    if (message !== null) count.disagreed++;
    else if (allows) count.allowed++;
    else count.refused++;
    return message;
  }

  /** Notes a disagreement, with the shortest script that shows one of its kind. */
  async #part(
    source: Source,
    subject: Subject,
    script: Script,
    by: readonly Alteration[],
    message: string,
  ): Promise<void> {
    const { shorten = 10 } = this.#options;
    if (this.#partings.filter((one) => one.source === source.name).length >= shorten) return;
    const find = (trace: Trace, alterations: readonly Alteration[]) => this.#find(trace, alterations, message);
    const fails = async (candidates: readonly Script[]): Promise<boolean[]> => {
      const able = candidates.filter((one) => [...needs(one)].every((need) => subject.capabilities.includes(need)));
      const results = await subject.run(able);
      const failing = new Set(able.filter((_one, i) => isTrace(results[i]) && find(results[i] as Trace, by) !== null));
      return candidates.map((one) => failing.has(one));
    };
    const { script: shortest } = await minimise(script, fails, { budget: BUDGET });
    const [trace] = await subject.run([shortest]);
    const found = isTrace(trace) ? find(trace as Trace, by) : null;
    this.#partings.push({
      source: source.name,
      subject: subject.name,
      script: shortest,
      ...(found ?? { by, trace: trace as Trace, message }),
    });
  }

  /** A disagreement of the same kind on a trace, altered likewise: by one alteration alone, where one is enough. */
  #find(
    trace: Trace,
    by: readonly Alteration[],
    message: string,
  ): { by: readonly Alteration[]; trace: Trace; message: string } | null {
    const places = placesOf(trace);
    for (const candidate of waysOf(by, places)) {
      const other = candidate.length === 0 ? trace : altered(trace, candidate);
      const seen = other && parting(other, this.#judge);
      if (seen && (seen === NO_RULE) === (message === NO_RULE)) return { by: candidate, trace: other, message: seen };
    }
    return null;
  }
}

/** Counts of one source. */
class Count implements Agreed {
  allowed = 0;
  refused = 0;
  disagreed = 0;
  constructor(
    readonly source: string,
    readonly altered: boolean,
  ) {}

  get compared(): number {
    return this.allowed + this.refused + this.disagreed;
  }
}

/** The same alterations elsewhere and otherwise: each alone in all its ways, then all of them wherever they apply. */
function* waysOf(by: readonly Alteration[], places: number): Generator<readonly Alteration[]> {
  if (by.length === 0) yield [];
  for (const { what } of by) {
    for (let at = 0; at < places; at++) for (let n = 0; n < WAYS; n++) yield [{ what, at, n }];
  }
  const [one, ...others] = by;
  if (one === undefined || others.length === 0) return;
  for (let at = 0; at < places; at++) {
    for (let then = 0; then < places; then++)
      yield [{ ...one, at }, ...others.map((other) => ({ ...other, at: then }))];
  }
}

/** A trace that is allowed, but not by the dialect of those before it: the rule of the choice must be there to tell. */
function inconsistency(trace: Trace, knowledge: Knowledge): string | null {
  const position = knowledge.weigh(trace);
  if (position.is !== 'inconsistent') return null;
  const { choice } = position;
  return RULES.some((rule) => rule.choice === choice && gates(rule)) ? null : `No rule holds a subject to ${choice}.`;
}

function opinionsOn(trace: Trace, judge: Judge): { readonly allows: boolean; readonly message: string | null } {
  const failures = judge.judge(trace);
  const { allows } = consult(trace, ANY);
  if (allows !== refuses(failures)) return { allows, message: null };
  return { allows, message: allows ? `The model allows what ${namesOf(failures)} refuses.` : NO_RULE };
}

function namesOf(failures: readonly Failure[]): string {
  return failures
    .filter(({ rule }) => gates(rule))
    .map(({ rule }) => rule.id)
    .join(' and ');
}

/** Seeds side by side would draw alike. */
function seedOf(seed: number, source: number, lot: number): number {
  let hash = (seed ^ Math.imul(source + 1, 0x85ebca6b) ^ Math.imul(lot + 1, 0x9e3779b1)) | 0;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return hash ^ (hash >>> 16);
}
