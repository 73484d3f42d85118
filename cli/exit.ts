/**
 * Exit codes, their meaning, and which of several is told. Never a count: 256 failures would read as none.
 */
export const EXIT = {
  conforms: 0,
  doesNot: 1,
  usage: 2,
  notEnough: 3,
} as const;
export type Exit = (typeof EXIT)[keyof typeof EXIT];

/** Of several subjects: one that does not conform outweighs one that could not be judged. */
export function worst(exits: readonly Exit[]): Exit {
  const order: readonly Exit[] = [EXIT.usage, EXIT.doesNot, EXIT.notEnough, EXIT.conforms];
  return order.find((exit) => exits.includes(exit)) ?? EXIT.notEnough;
}

export const EXIT_HELP = `
Exit codes:
  0  conforms: every MUST and SHOULD rule that was judged holds
  1  does not conform
  2  usage or configuration: an option, a name, a module or a token is wrong
  3  not enough evidence: nothing ran, a MUST rule had nothing to speak about,
     the harness failed, the run was cut short, or Plimsoll itself has a bug
  Of several subjects the worst is told: 1 before 3 before 0. Never a count.`;
