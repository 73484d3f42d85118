/**
 * Numbers and texts as the page writes them. Controls and turned directions in what a subject said are spelt out (plain.ts).
 */
import { plain } from '../../conformance/report/plain.js';

/** 65536 as `65,536`; an open wire takes any number. */
export function count(n: number): string {
  return n === Infinity ? 'any' : n.toLocaleString('en-US');
}

/** One line of what is not ours. */
export function foreign(text: string, longest = 400): string {
  return plain(text, longest);
}
