/**
 * All mutants, chapter by chapter.
 */
import type { Mutant } from './mutant.js';
import { ABORTING } from './abort.js';
import { CLOSING } from './closing.js';
import { EOF_MUTANTS } from './eof.js';
import { FLOW_CONTROL } from './flow-control.js';
import { LIFECYCLE } from './lifecycle.js';
import { REENTRANCY } from './reentrancy.js';
import { ROBUSTNESS } from './robustness.js';

export { subjectOf, type Mutant } from './mutant.js';

export const MUTANTS: readonly Mutant[] = [
  ...FLOW_CONTROL,
  ...CLOSING,
  ...ABORTING,
  ...EOF_MUTANTS,
  ...LIFECYCLE,
  ...REENTRANCY,
  ...ROBUSTNESS,
];
