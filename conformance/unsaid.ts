/**
 * What scripts cost of which the harness could not say what happened: nothing, as long as they are few.
 */

/** In percent of the scripts: where more are inconclusive, the others are not evidence enough. */
export const MOST_INCONCLUSIVE = 5;

export function areTooMany(inconclusive: number, cases: number): boolean {
  return inconclusive * 100 > MOST_INCONCLUSIVE * cases;
}
