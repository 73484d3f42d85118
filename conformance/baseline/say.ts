/**
 * Words about entries of a baseline, in one place so that they are said alike.
 */
import { distance } from 'fastest-levenshtein';
import type { Entry } from './baseline.js';

/** `line 7` or `lines 7 to 15`; with the file, `plimsoll-baseline.json:7` and so on. */
export function inLines({ lines: { from, to } }: Pick<Entry, 'lines'>, file?: string): string {
  const span = from === to ? `line ${from}` : `lines ${from} to ${to}`;
  return file === undefined ? span : `${span} of ${file}`;
}

export function unknownRule(entry: Entry, file: string, ids: readonly string[]): string {
  const near = [...ids].sort((a, b) => distance(a, entry.rule) - distance(b, entry.rule))[0] as string;
  return `There is no rule ${entry.rule}, as ${inLines(entry, file)} says; the nearest is ${near}.`;
}
