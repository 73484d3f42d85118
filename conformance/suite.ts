/**
 * The suite: runs every rule's own script and a search on a subject, holds both judges against each trace, and says a
 * verdict for each rule. How scripts are searched is given to it (properties/campaign.ts); it reads no clock.
 */
import type { Given, Script, Trace } from '../machines/alphabet.js';
import {
  allowed,
  CHOICE_NAMES,
  CHOICES,
  completed,
  PROFILES,
  type Profile,
  type ProfileName,
} from '../machines/choices.js';
import type { Codes } from '../machines/coverage.js';
import { reach } from '../machines/reach.js';
import { coverChart, coverNames, meansOf, missing, type Wanted } from './covered.js';
import { exitOf } from './exit.js';
import { profileFor } from './declared.js';
import { Judge } from './judge.js';
import { deviates, Knowledge } from './knowledge.js';
import { gates, refuses } from './refuses.js';
import type { Failure, Rule } from './rule.js';
import { RULES } from './rules/index.js';
import {
  ALL_CAPABILITIES,
  isFault,
  isInconclusive,
  isTrace,
  needs,
  type Capability,
  type Result,
  type Subject,
} from './subject.js';
import { encode } from './token.js';
import { ask, asItCame } from './ask.js';
import { wrongClaims } from './claims.js';
import { Audit } from './audit/audit.js';
import { doubted } from './audit/doubted.js';
import { coarse } from './coarse.js';
import { compare } from './compare.js';
import type {
  Counterexample,
  Coverage,
  Disagreement,
  Exhausted,
  FaultResult,
  Progress,
  Report,
  RuleResult,
} from './verdict.js';

/** A script that has no trace, and why. */
type Trouble = Omit<FaultResult, 'token'>;

/** A search for scripts that make a rule fail: see campaign() in properties/. */
export type Search = (options: {
  readonly subject: Subject;
  readonly judge: (script: Script, result: Result) => readonly string[];
  readonly first: readonly Script[];
  /** What is still to be covered; null for nothing. Asked for when all that ran before has been judged. */
  readonly wanted: () => Wanted | null;
  readonly seed: number;
  readonly runs: number;
  readonly stop?: (phase: 'searching' | 'minimising') => boolean | Promise<boolean>;
  readonly onProgress?: (progress: Progress) => void;
}) => Promise<{
  readonly cases: number;
  readonly complete: boolean;
  readonly found: ReadonlyMap<string, Script>;
  readonly faults: readonly Trouble[];
  readonly inconclusive: { readonly scripts: number; readonly examples: readonly (Trouble & { times: number })[] };
  readonly exhausted?: Exhausted;
}>;

export interface SuiteOptions {
  readonly search: Search;
  readonly profile?: ProfileName;
  readonly seed?: number;
  /** Random cases beyond the rules' own scripts and the tour. */
  readonly runs?: number;
  /** Below so many percent of the cells, transitions or triples there is not enough evidence. */
  readonly coverageThreshold?: number;
  /** Scripts to run too, such as those that showed a failure elsewhere; not those that it cannot run. */
  readonly also?: readonly Script[];
  /** The rules to report: all are judged, so that the two judges can be compared. */
  readonly rules?: readonly Rule[];
  readonly stop?: (phase: 'searching' | 'minimising') => boolean | Promise<boolean>;
  readonly onProgress?: (progress: Progress) => void;
}

export const DEFAULT_RUNS = 2_000;
export const DEFAULT_SEED = 1;

/** Judges a subject. The subject stays open: whoever made it closes it. */
export async function runSuite(subject: Subject, options: SuiteOptions): Promise<Report> {
  return new Suite(subject, options).run();
}

/** So many times a counterexample is run again: what fails less often than that is not mistaken for what always does. */
const AGAIN = 16;
/** Of those runs, so many must have a trace. */
const ENOUGH = 8;

/** What a script can do beyond failing rules: these stand beside rule ids in the search. */
const DISAGREES = 'the judges disagree';
export const INCONSISTENT = 'inconsistent: ';

class Suite {
  readonly #subject: Subject;
  readonly #options: SuiteOptions;
  readonly #profile: ProfileName;
  /** What the profile allows to a subject with these capabilities. */
  readonly #allowed: Profile;
  readonly #rules: readonly Rule[];
  readonly #judge: Judge;
  readonly #knowledge: Knowledge;
  readonly #audit: Audit;
  /** Each rule's own script, as the subject's wire can be worked. */
  readonly #own: ReadonlyMap<Rule, Script>;
  /** Of those, the ones that were inconclusive, with the sentence. */
  readonly #unsaid = new Map<Script, string>();
  /** Of the scripts that are to be run too, the rules that fail at each. */
  readonly #also = new Map<Script, readonly string[]>();
  /** The limits that the subject begins with, in bytes, once it has told them. */
  #limits: { readonly low: number; readonly high: number } | null = null;

  constructor(subject: Subject, options: SuiteOptions) {
    this.#subject = subject;
    this.#options = options;
    this.#profile = options.profile ?? 'contract';
    this.#rules = options.rules ?? RULES;
    this.#allowed = profileFor(PROFILES[this.#profile], subject.capabilities);
    this.#judge = new Judge(RULES, this.#allowed);
    this.#knowledge = new Knowledge(this.#allowed);
    this.#audit = new Audit(subject, (script) => this.#token(script));
    const isExact = subject.capabilities.includes('exact-drain');
    this.#own = new Map(RULES.map((rule) => [rule, isExact ? rule.given : coarse(rule.given)]));
  }

  async run(): Promise<Report> {
    const { search, stop, onProgress, coverageThreshold, also = [] } = this.#options;
    const seed = this.#options.seed ?? DEFAULT_SEED;
    const runs = this.#options.runs ?? DEFAULT_RUNS;
    await this.#audit.begin(seed);
    const able = [...this.#own.values()].filter((script) => this.#lacks(script).length === 0);
    const own = new Set(able);
    const asked = new Set(also);
    const {
      cases,
      complete,
      found,
      faults: later,
      inconclusive,
      exhausted,
    } = await (this.#audit.isHopeless
      ? nothing()
      : search({
          subject: this.#subject,
          judge: (script, result) => {
            if (own.has(script) && isTrace(result)) this.#audit.remember(script, result);
            if (own.has(script) && isInconclusive(result)) this.#unsaid.set(script, result.inconclusive);
            const failing = this.#failing(result);
            if (asked.has(script)) this.#also.set(script, failing);
            return failing;
          },
          first: [...able, ...also.filter((script) => this.#lacks(script).length === 0)],
          wanted: () => this.#wanted(),
          seed,
          runs,
          ...(stop && { stop }),
          ...(onProgress && { onProgress }),
        }));
    if (complete) await this.#audit.end();
    const faults = oncePerMessage([...this.#audit.faults, ...later]);
    const hits = Uint32Array.from(this.#judge.hits);
    const steps = this.#judge.steps;
    const coverage = this.#coverage(hits);
    const results: RuleResult[] = [];
    for (const [index, rule] of RULES.entries()) {
      if (this.#rules.includes(rule)) results.push(await this.#resultOf(rule, hits[index] as number, found, faults));
    }
    const doubts = this.#audit.doubts();
    const believed = results.map((result) => doubted(result, doubts));
    const compared = believed.map((result) => compare(result, believed));
    const disagreements = await this.#disagreements(found);
    const dialect = this.#knowledge.dialect();
    const faultResults = faults.map((fault) => this.#told(fault));
    const report = {
      subject: this.#subject,
      options: {
        profile: this.#profile,
        seed,
        runs,
        ...(exhausted && { exhaustive: exhausted.depth }),
        ...(coverageThreshold !== undefined && { coverageThreshold }),
      },
      rules: compared,
      dialect,
      coverage,
      faults: faultResults,
      inconclusive: { ...inconclusive, examples: inconclusive.examples.map((one) => this.#told(one)) },
      notes: [...(this.#subject.notes ?? []), ...wrongClaims(this.#subject.claims ?? {}, dialect)],
      disagreements,
      doubts,
      cases,
      steps,
      complete,
      ...(exhausted && { exhausted }),
      also: [...this.#also].map(([script, failing]) => ({ script, failing })),
    };
    return { ...report, exit: exitOf(report) };
  }

  /** Both judges' findings on one result, as ids for the search. */
  #failing(result: Result): readonly string[] {
    if (!isTrace(result)) return [];
    this.#audit.watch(result);
    this.#limits ??= result.steps[0]?.stimulus as Extract<Given, { do: 'connect' }>;
    const failures = this.#judge.judge(result);
    const ids = failures.flatMap(({ rule }) => (this.#rules.includes(rule) ? [rule.id as string] : []));
    // Why the oracle refuses matters only where no rule tells.
    if (refuses(failures)) {
      if (this.#knowledge.allows(result)) ids.push(DISAGREES);
      return ids;
    }
    const position = this.#knowledge.weigh(result);
    if ('choice' in position) ids.push(INCONSISTENT + position.choice);
    else if (position.is === 'refused') ids.push(DISAGREES);
    return ids;
  }

  #wanted(): Wanted | null {
    if (this.#limits === null) return null;
    const { low, high } = this.#limits;
    const reachable = this.#canReach();
    const codes = missing(reachable, this.#knowledge.tally.codes);
    const { capabilities } = this.#subject;
    return codes && { reachable, codes, dialect: this.#knowledge.likely(), low, high, capabilities };
  }

  #coverage(hits: Uint32Array): Coverage {
    const dialect = this.#knowledge.dialect();
    const spoke = new Set(RULES.filter((_rule, index) => (hits[index] as number) > 0));
    return {
      ...coverChart(this.#canReach(), this.#knowledge.tally.codes),
      rules: coverNames(
        this.#rules.map(({ id }) => id),
        (_id, index) => spoke.has(this.#rules[index] as Rule),
      ),
      choices: coverNames(CHOICE_NAMES, (_name, index) => dialect[index]?.seen === true),
    };
  }

  #canReach(): Codes {
    return reach(this.#knowledge.likely(), meansOf(this.#subject.capabilities));
  }

  async #resultOf(
    rule: Rule,
    hits: number,
    found: ReadonlyMap<string, Script>,
    faults: readonly { readonly message: string }[],
  ): Promise<RuleResult> {
    const script = found.get(rule.id);
    if (script !== undefined) return this.#believe(rule, hits, script);
    const own = this.#own.get(rule) as Script;
    const contradiction = rule.choice && found.get(INCONSISTENT + rule.choice);
    if (contradiction) return this.#believeContradiction(rule, hits, contradiction);
    const lacks = this.#lacks(own, rule.needs);
    if (lacks.length > 0 && hits === 0) {
      return { rule, verdict: 'unsupported', hits, reason: `It needs ${lacks.join(' and ')}.` };
    }
    const unsaid = this.#unsaid.get(own);
    if (hits === 0 && unsaid !== undefined) {
      return { rule, verdict: 'inconclusive', hits, reason: `Its own script was inconclusive: ${unsaid}` };
    }
    const [fault] = faults;
    if (hits === 0 && fault !== undefined) return { rule, verdict: 'harness-error', hits, reason: fault.message };
    if (hits === 0) return { rule, verdict: 'unexercised', hits, reason: 'What it speaks about never happened.' };
    return { rule, verdict: 'pass', hits };
  }

  /** A counterexample is run again before it is believed. */
  async #believe(rule: Rule, hits: number, script: Script): Promise<RuleResult> {
    const again = await this.#again(script);
    if (again === null) return { rule, verdict: 'inconclusive', hits, reason: notAgain(this.#token(script)) };
    const failures = again.map((trace) => failureOf(rule, this.#judge.judge(trace)));
    const [failure] = failures;
    if (!failure || failures.includes(undefined)) {
      this.#audit.differed(script);
      const reason = `A script failed once and held when it was run again: ${this.#token(script)}.`;
      return { rule, verdict: 'inconclusive', hits, reason };
    }
    const verdict =
      this.#profile === 'contract' && deviates(again[0] as Trace, this.#allowed) ? 'divergence' : 'violation';
    return { rule, verdict, hits, counterexample: this.#counterexample(script, again[0] as Trace, failure) };
  }

  async #believeContradiction(rule: Rule, hits: number, script: Script): Promise<RuleResult> {
    const again = await this.#again(script);
    if (again === null) return { rule, verdict: 'inconclusive', hits, reason: notAgain(this.#token(script)) };
    const positions = again.map((trace) => this.#knowledge.weigh(trace));
    const [position] = positions;
    if (position === undefined || !('choice' in position) || !positions.every((one) => 'choice' in one)) {
      const reason = `A script failed once and held when it was run again: ${this.#token(script)}.`;
      return { rule, verdict: 'inconclusive', hits, reason };
    }
    const { choice } = position;
    const isOutside = position.is === 'outside';
    const values = isOutside
      ? allowed(choice, this.#allowed)
      : (this.#knowledge.dialect().find((one) => one.choice === choice)?.values ?? []);
    const failure = {
      expected: `as ${isOutside ? 'the profile says' : 'in the scripts before'}: ${completed(choice, values)}`,
      seen: `what only another value explains: ${CHOICES[choice].values.filter((one) => !values.includes(one)).join(' or ')}`,
      path: [],
    };
    return {
      rule,
      verdict: 'violation',
      hits,
      counterexample: this.#counterexample(script, again[0] as Trace, failure),
    };
  }

  async #disagreements(found: ReadonlyMap<string, Script>): Promise<readonly Disagreement[]> {
    const script = found.get(DISAGREES);
    if (script === undefined) return [];
    const again = await this.#again(script);
    if (again === null) return [];
    const failures = this.#judge.judge(again[0] as Trace);
    const message = refuses(failures)
      ? `The model allows what ${failures
          .filter(({ rule }) => gates(rule))
          .map(({ rule }) => rule.id)
          .join(', ')} refuses.`
      : 'The model refuses a trace that no rule refuses.';
    return [{ script, token: this.#token(script), message }];
  }

  /** Its traces, when it is run that many times; null if the harness fails once, or mostly cannot say what happened. */
  async #again(script: Script): Promise<readonly Trace[] | null> {
    const results = await ask(this.#subject, Array<Script>(AGAIN).fill(script));
    const traces = results.filter(isTrace);
    this.#audit.hold(script, traces);
    return traces.length < ENOUGH || results.some(isFault) ? null : traces;
  }

  #counterexample(
    script: Script,
    trace: Trace,
    { expected, seen, path }: Pick<Failure, 'expected' | 'seen' | 'path'>,
  ): Counterexample {
    return { script, token: this.#token(script), expected, seen, ...asItCame(trace, path) };
  }

  #told<T extends Trouble>(trouble: T): T & { readonly token: string } {
    return { ...trouble, token: this.#token(trouble.script) };
  }

  #token(script: Script): string {
    return encode({ script, subject: this.#subject.name, profile: this.#profile });
  }

  /** What the subject has not of what a script needs, in the order of the capabilities. */
  #lacks(script: Script, more: readonly Capability[] = []): readonly Capability[] {
    const needed = needs(script);
    const { capabilities } = this.#subject;
    return ALL_CAPABILITIES.filter((one) => (needed.has(one) || more.includes(one)) && !capabilities.includes(one));
  }
}

/** A hang or a crash in the audit may be the only time that the harness failed. */
function oncePerMessage<T extends { readonly message: string }>(all: readonly T[]): readonly T[] {
  return all.filter(({ message }, i) => all.findIndex((one) => one.message === message) === i);
}

/** No search at all. */
async function nothing(): ReturnType<Search> {
  return { cases: 0, complete: true, found: new Map(), faults: [], inconclusive: { scripts: 0, examples: [] } };
}

function notAgain(token: string): string {
  return `A script failed, and could not be run again: ${token}.`;
}

function failureOf(rule: Rule, failures: readonly Failure[]): Failure | undefined {
  return failures.find((failure) => failure.rule === rule);
}
