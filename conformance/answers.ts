/**
 * What the answers of a step tell of the call itself, apart from what was done inside its callbacks.
 * Only looks them up; nothing is judged here.
 */
import type { Probe, Step } from '../machines/alphabet.js';

/** The first answers after a call that sets limits has set them; null where they were set again before anyone asked. */
export function answersOf({ calls, after }: Step): Probe | null {
  const [call, ...others] = calls;
  if (call === undefined) return after;
  const [nested] = call.steps;
  if (nested === undefined) return others.some(({ steps }) => steps.length > 0) ? null : after;
  const setsAgain = nested.stimulus.do === 'set_write_buffer_limits' && nested.raised === null;
  if (setsAgain || nested.calls.some((one) => one.steps.length > 0)) return null;
  return nested.after;
}
