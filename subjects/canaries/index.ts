/**
 * All canaries, by what is wrong with them.
 */
import type { Script, Trace } from '../../machines/alphabet.js';
import type { Canary } from './canary.js';
import { FICKLE } from './fickle.js';
import { IDLE, fromModel } from './idle.js';
import { MISDECLARED } from './misdeclared.js';

export { type Canary } from './canary.js';

/** A subject may not know the model: whoever wants the canary that answers from it brings the answers along. */
export function canaries(model: (script: Script) => Trace): readonly Canary[] {
  return [...IDLE, fromModel(model), ...MISDECLARED, ...FICKLE];
}
