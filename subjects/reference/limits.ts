/**
 * The limits of a write buffer: defaults, and what a request for new ones comes to.
 * Refuses or answers a pair; never keeps one, and never looks at a buffer.
 */
import type { Choices } from './choices.js';

export interface Limits {
  readonly low: number;
  readonly high: number;
}

export const DEFAULT_LIMITS: Limits = { low: 16 * 1024, high: 64 * 1024 };

/** The pair that a request means. Throws, and so changes nothing, where it makes no sense. */
export function limitsFor(
  asked: { readonly high?: number; readonly low?: number },
  zeroHigh: Choices['zeroHigh'],
): Limits {
  checkNumber('high', asked.high);
  checkNumber('low', asked.low);
  const high = asked.high ?? (asked.low === undefined ? DEFAULT_LIMITS.high : 4 * asked.low);
  let low = asked.low ?? Math.floor(high / 4);
  if (high === 0 && zeroHigh === 'forces-low') low = Math.min(low, 0);
  if (!(0 <= low && low <= high)) throw new RangeError(`0 <= low <= high is not so: low is ${low}, high is ${high}.`);
  return { low, high };
}

function checkNumber(name: string, limit: unknown): void {
  if (limit !== undefined && typeof limit !== 'number') throw new TypeError(`${name} is not a number.`);
}
