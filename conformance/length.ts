/**
 * How long a script is: the first thing by which two of them are compared.
 */
import type { Script } from '../machines/alphabet.js';

/** Stimuli, those of reactions included: what a counterexample's length is. */
export function lengthOf({ stimuli, reactions }: Script): number {
  return reactions.reduce((sum, reaction) => sum + reaction.do.length, stimuli.length);
}
