/**
 * Fixed corpora: scripts, dialects and altered traces by number and seed, for whoever holds the same cases again and again.
 * Draws only; runs and judges nothing but what it is given.
 */
import fc from 'fast-check';
import type { Script, Trace } from '../machines/alphabet.js';
import type { Dialect, Profile } from '../machines/choices.js';
import { alterations, type Altered } from './altered.js';
import { dialects, scripts } from './arbitraries.js';

export function someScripts(seed: number, count: number, maxStimuli: number): readonly Script[] {
  return fc.sample(scripts({ maxStimuli }), { seed, numRuns: count });
}

export function someDialects(seed: number, count: number, profile: Profile = {}): readonly Dialect[] {
  return fc.sample(dialects(profile), { seed, numRuns: count });
}

/** Up to `count` alterations of one trace: fewer where one that was drawn does not apply. */
export function someAlterations(trace: Trace, seed: number, count: number): readonly Altered[] {
  return fc.sample(alterations(trace), { seed, numRuns: count }).filter((one) => one !== null);
}
