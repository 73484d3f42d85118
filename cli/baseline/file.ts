/**
 * Where a run's baseline is, and what stands in it. Reads only; baseline.ts is who writes.
 */
import { readBaseline, type Baseline } from '../../conformance/baseline/baseline.js';
import { daySchema } from '../../conformance/schema/baseline.js';
import { UsageError } from '../../subjects/usage.js';
import { isThere, readText } from '../whole-file.js';

export const BASELINE = 'plimsoll-baseline.json';
const WHAT = 'a baseline, as `plimsoll baseline update` writes it';

export interface BaselineFlags {
  /** False: none, whatever is there. */
  readonly baseline?: string | false;
  /** As `2027-01-31`. */
  readonly today?: string;
}

/** The file that was named; else the one that is here, if there is one. */
export function findBaseline({ baseline }: BaselineFlags): Baseline | null {
  if (baseline === false) return null;
  if (baseline !== undefined) return readBaseline(readText(baseline, WHAT), baseline);
  return isThere(BASELINE) ? readBaseline(readText(BASELINE, WHAT), BASELINE) : null;
}

/** The same to begin with: nothing is listed where there is no file yet. */
export function openBaseline({ baseline }: BaselineFlags): Baseline {
  const file = baseline || BASELINE;
  return isThere(file) ? readBaseline(readText(file, WHAT), file) : { file, entries: [] };
}

/** The one place that asks what day it is, in UTC. */
export function dayOf({ today }: BaselineFlags): string {
  return today ?? new Date().toISOString().slice(0, 10);
}

export function day(option: string): (text: string) => string {
  return (text) => {
    if (daySchema.safeParse(text).success) return text;
    throw new UsageError(`${option} must be a day that there is, such as 2027-01-31, not ${text}.`);
  };
}
