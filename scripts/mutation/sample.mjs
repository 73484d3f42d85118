/**
 * Which mutants are run when not all are: one in `n`, always the same ones; or the slice `i/n`, of n that are all there is.
 * What is left out has no part in the score.
 */
const [part, of] = (process.env.MUTATION_SAMPLE ?? '1').split('/').map(Number);
/** Slice `slice` of `of`, counted from 1. */
export const SAMPLE = of === undefined ? { slice: 1, of: part } : { slice: part, of };

export function isInSample(id, { slice, of } = SAMPLE) {
  const place = ((Number(id) + 1) * 2_654_435_761) % 2 ** 32;
  const width = 2 ** 32 / of;
  return place >= (slice - 1) * width && place < slice * width;
}
