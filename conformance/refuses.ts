/**
 * What it is for the rules to refuse a trace: one notion for the suite, for replay and for the proof that both judges agree.
 * Rules of level MUST and SHOULD gate. A rule of level MAY is advice: that it fails never makes a trace a refused one,
 * so nothing that the oracle refuses may hang on such a rule alone.
 */
import type { Failure, Rule } from './rule.js';

/** The rule decides whether a subject conforms. */
export function gates({ level }: Rule): boolean {
  return level !== 'MAY';
}

/** The rules refuse the trace on which these fail. */
export function refuses(failures: readonly Failure[]): boolean {
  return failures.some(({ rule }) => gates(rule));
}
