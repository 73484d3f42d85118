/**
 * Which name was meant, where one is not known. Wording of suggestions; nothing is ever guessed and then done.
 */
import { distance } from 'fastest-levenshtein';

/** The known names that are near, best first: those that hold the given one, or are a few letters off. */
export function nearest(given: string, known: readonly string[]): readonly string[] {
  const wanted = given.toLowerCase();
  const holding = known.filter((name) => wanted.length > 2 && name.toLowerCase().includes(wanted));
  if (holding.length > 0) return holding.slice(0, MOST);
  const limit = Math.max(2, Math.floor(given.length * 0.4));
  const near = known
    .map((name) => ({ name, off: offBy(wanted, name.toLowerCase()) }))
    .filter(({ off }) => off <= limit)
    .sort((a, b) => a.off - b.off);
  // One that is much nearer than the others is what was meant.
  const best = near[0]?.off ?? 0;
  return near
    .filter(({ off }) => off <= best + 1)
    .slice(0, MOST)
    .map(({ name }) => name);
}

/** The end of a sentence about a name that is not known: `; the nearest is docs.` */
export function suggestion(given: string, known: readonly string[], otherwise: string): string {
  const [first, ...others] = nearest(given, known);
  if (first === undefined) return `; ${otherwise}.`;
  return others.length === 0 ? `; the nearest is ${first}.` : `; the nearest are ${[first, ...others].join(', ')}.`;
}

const MOST = 4;

/** A slug may be given without its chapter. */
function offBy(wanted: string, name: string): number {
  const slug = name.slice(name.indexOf('/') + 1);
  return Math.min(distance(wanted, name), distance(wanted, slug));
}
