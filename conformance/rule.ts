/**
 * What a rule is: a record that says which promise it guards and a pure predicate over what a trace tells.
 * Types only. A rule never sees the machine or the oracle: they would mark their own homework.
 */
import type { CallbackName, Given, Script } from '../machines/alphabet.js';
import type { ChoiceName } from '../machines/choices.js';
import type { Capability } from './subject.js';
import type { CallbackMoment, StepMoment } from './facts.js';

/** MUST: the documents promise it. SHOULD: implementations mean to do it and users rely on it. MAY: advice. */
export const LEVELS = ['MUST', 'SHOULD', 'MAY'] as const;
export type Level = (typeof LEVELS)[number];

export const CHAPTERS = [
  'limits',
  'flow-control',
  'buffer',
  'closing',
  'abort',
  'eof',
  'lifecycle',
  'reentrancy',
  'robustness',
] as const;
export type Chapter = (typeof CHAPTERS)[number];

interface Claim {
  /** `chapter/what-must-hold`; never renumbered, never reused. */
  readonly id: `${Chapter}/${string}`;
  readonly level: Level;
  /** The anchor in the documentation of asyncio's protocols that the rule reads. */
  readonly clause: string;
  /** What must hold, in one sentence. */
  readonly statement: string;
  /** Why anyone needs it, in one sentence. */
  readonly intent: string;
  /** Its own script: deterministic, listed, replayable. */
  readonly given: Script;
  /** The choice that it holds the subject to: also over all the scripts of a run. */
  readonly choice?: ChoiceName;
  /**
   * Which of several rules that fail at one step are told. `first`: what else fails there is its consequence.
   * `last`: it speaks in general, and gives way to any that speaks in particular.
   */
  readonly rank?: 'first' | 'last';
  /** What it needs beyond what its script needs. */
  readonly needs?: readonly Capability[];
}

interface Judgement<M> {
  /** What it speaks about. Never matched in a whole run: unexercised, which is not a pass. */
  when(moment: M): boolean;
  /** What must hold of it. */
  expect(moment: M): boolean;
  /** What should have been seen, as a noun phrase or a clause without full stop. */
  expected(moment: M): string;
  /** What was seen instead. */
  seen(moment: M): string;
}

/** Steps of these stimuli; or that tell of the rule's choice, stand inside a callback, call back, or see something arrive. */
export type About = readonly Given['do'][] | 'told' | 'nested' | 'calling' | 'arriving';

/** A rule speaks of steps or of callbacks. */
export type Rule = Claim &
  (
    | ({
        readonly on: 'step';
        /** The only steps that `when` can match: an index, for speed. */
        readonly about?: About;
      } & Judgement<StepMoment>)
    | ({
        readonly on: 'callback';
        /** The only callbacks that `when` can match: an index, for speed. */
        readonly about?: readonly CallbackName[];
      } & Judgement<CallbackMoment>)
  );

/** Why a rule fails on a trace. */
export interface Failure {
  readonly rule: Rule;
  readonly expected: string;
  readonly seen: string;
  /** The place of the step in the trace, for example [3] or [3, 0, 1] (step, callback, nested step, ...). */
  readonly path: readonly number[];
}
