/**
 * What a run says: a verdict for each rule, the dialect, and what could not be judged. Plain data that any report is
 * made from. No rendering, no running.
 */
import type { Script, Trace } from '../machines/alphabet.js';
import type { ChoiceName, ProfileName } from '../machines/choices.js';
import type { Rule } from './rule.js';
import type { Capability } from './subject.js';

export type Verdict =
  | 'pass'
  | 'violation'
  /** Outside the contract in a way that is known well enough to have a name. */
  | 'divergence'
  /** The subject or its harness lacks a capability that the rule needs. */
  | 'unsupported'
  /** What the rule speaks about never happened: it is not a pass. */
  | 'unexercised'
  | 'inconclusive'
  /** The harness failed, not the transport. */
  | 'harness-error';

/** A script that shows a failure, as short as could be found, with what was seen of it. */
export interface Counterexample {
  readonly script: Script;
  readonly trace: Trace;
  readonly token: string;
  readonly expected: string;
  readonly seen: string;
  /** Where in the trace: step, callback, nested step, ... */
  readonly path: readonly number[];
  /** A rule that some of the same calls break alone: this failure may be no more than its consequence. */
  readonly compare?: Rule;
}

export interface RuleResult {
  readonly rule: Rule;
  readonly verdict: Verdict;
  /** How many times the rule had something to speak about. */
  readonly hits: number;
  /** Why it is not a pass, where no counterexample says so: one sentence. */
  readonly reason?: string;
  readonly counterexample?: Counterexample;
  /** The violation is in the baseline, as it was seen: it decides nothing. */
  readonly known?: Known;
}

/** What a baseline says of a violation that it lets pass. */
export interface Known {
  readonly reason: string;
  readonly issue?: string;
  /** The last day on which it is let pass, as `2027-01-31`. */
  readonly expires?: string;
  /** Where the entry begins in the file. */
  readonly line: number;
}

/** What a baseline has against a run: it does not conform. */
export interface BaselineProblem {
  readonly kind:
    /** A violation that is not listed. */
    | 'new'
    /** The rule is listed, and fails otherwise. */
    | 'different'
    /** Listed, and happens no longer. */
    | 'gone'
    | 'expired'
    /** There is no such rule. */
    | 'unknown';
  readonly rule: string;
  readonly message: string;
  /** Of the entry, in its file. */
  readonly lines: { readonly from: number; readonly to: number } | null;
}

export interface DialectResult {
  readonly choice: ChoiceName;
  /** The values that explain all that was seen. One: known. None: no one value explains it. */
  readonly values: readonly string[];
  /** Whether anything seen spoke about it at all. */
  readonly seen: boolean;
}

/** A script at which the harness failed. */
export interface FaultResult {
  readonly script: Script;
  readonly token: string;
  readonly message: string;
  /** The end of what a process said on its stderr. */
  readonly stderr?: string;
}

/** Scripts of the search of which the harness could not say what happened: they speak for nothing and against nothing. */
export interface Unsaid {
  readonly scripts: number;
  /** For each sentence that was given: how often, and the shortest script. */
  readonly examples: readonly (FaultResult & { readonly times: number })[];
}

/** A trace on which the two judges disagree: a bug of Plimsoll, and never a verdict on the subject. */
export interface Disagreement {
  readonly script: Script;
  readonly token: string;
  readonly message: string;
}

/** How much of what there is was covered, and the names of what was not, in a fixed order. */
export interface Covered {
  readonly covered: number;
  readonly total: number;
  readonly missing: readonly string[];
}

/**
 * What a run drove into its subject. Of the chart: what can be reached in the dialect that was seen, by the capabilities
 * that the subject has; of a trace that is refused, what came before. docs/coverage-of-a-run.md defines each kind.
 */
export interface Coverage {
  readonly cells: Covered;
  /** Of each cell that can be reached, by name: how many of the stimuli that can come next there did, of how many. */
  readonly followed?: Readonly<Record<string, readonly [number, number]>>;
  readonly transitions: Covered;
  readonly triples: Covered;
  /** The rules asked for that had something to speak about. */
  readonly rules: Covered;
  /** The choices of which something was seen. */
  readonly choices: Covered;
}

/** Why the harness is not believed in something: one sentence. Never the transport's fault, and never a pass. */
export interface Doubt {
  readonly kind:
    /** Its traces were seen not to tell what happens: nothing was judged. */
    | 'dishonest'
    /** Nothing shows that its traces tell what happens. */
    | 'unattested'
    /** The same script gave two traces. */
    | 'unsteady'
    /** A capability is declared and was never shown: the harness lacks it, or the transport is broken. */
    | 'unshown'
    /** A capability is declared, and the harness was seen to lack it. */
    | 'lacking'
    /** A capability was shown and is not declared, so rules were left out. */
    | 'undeclared';
  readonly capability?: Capability;
  readonly message: string;
}

export interface RunOptions {
  readonly profile: ProfileName;
  readonly seed: number;
  /** Random cases beyond the rules' own scripts and the tour. */
  readonly runs: number;
  /** Every script of up to so many stimuli, in place of random cases. */
  readonly exhaustive?: number;
  /** Below so many percent of the cells, transitions or triples there is not enough evidence. */
  readonly coverageThreshold?: number;
}

/** What became of every script of a small world (docs/exhaustive.md): each is run, or not for one of four reasons. */
export interface Exhausted {
  /** Stimuli of a script, those of reactions included, at most. */
  readonly depth: number;
  /** All scripts of up to so many stimuli are accounted for: the depth, unless the run was cut short. */
  readonly reached: number;
  /** Different stimuli. */
  readonly stimuli: number;
  /** All scripts that there are; where the run was not cut short, the five numbers below add up to it. */
  readonly scripts: number;
  readonly run: number;
  /** Others that were run are the same, once the sizes are numbers. */
  readonly same: number;
  /** They differ from others that were run in nothing that the transport can see. */
  readonly unseen: number;
  /** What they begin with fails already. */
  readonly failed: number;
  /** The callback in which they do something never came. */
  readonly uncalled: number;
  /** Scripts at which the subject was not what it had been when the same stimuli came before. */
  readonly unsteady: number;
}

export interface Report {
  readonly subject: { readonly name: string; readonly version: string; readonly capabilities: readonly Capability[] };
  readonly options: RunOptions;
  readonly rules: readonly RuleResult[];
  readonly dialect: readonly DialectResult[];
  readonly coverage: Coverage;
  readonly faults: readonly FaultResult[];
  readonly inconclusive: Unsaid;
  /** Sentences about the harness that cost nothing: unknown capabilities, claims that are wrong, what it did at its end. */
  readonly notes: readonly string[];
  readonly disagreements: readonly Disagreement[];
  /** What the audit of the harness found. */
  readonly doubts: readonly Doubt[];
  /** Scripts run and judged. */
  readonly cases: number;
  /** Steps judged, nested ones included. */
  readonly steps: number;
  /** False when the run was cut short (time, interrupt): then no rule passes for what was not run. */
  readonly complete: boolean;
  /** Of a run over a small world. */
  readonly exhausted?: Exhausted;
  /** The scripts that were to be run too, and the rules that failed at each. */
  readonly also: readonly { readonly script: Script; readonly failing: readonly string[] }[];
  /** Where a baseline was held against it. */
  readonly baseline?: { readonly file: string; readonly problems: readonly BaselineProblem[] };
  /** 0 conforms, 1 does not, 3 not enough evidence. */
  readonly exit: 0 | 1 | 3;
}

/** What a run tells while it goes on. */
export interface Progress {
  readonly phase: 'loading' | 'rules' | 'touring' | 'searching' | 'enumerating' | 'minimising';
  readonly done: number;
  readonly total: number;
  readonly violations: number;
}
