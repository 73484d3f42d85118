/** Which mutants are run when not all are: one in so many, always the same ones. What is left out has no part in the score. */
export const SAMPLE = Number(process.env.MUTATION_SAMPLE ?? 1);

export function isInSample(id, one = SAMPLE) {
  return ((Number(id) + 1) * 2_654_435_761) % 2 ** 32 < 2 ** 32 / one;
}
