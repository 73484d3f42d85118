/**
 * All mutants, chapter by chapter.
 */
import { ABORT } from './abort.js';
import { BUFFER } from './buffer.js';
import { CLOSING } from './closing.js';
import { EOF } from './eof.js';
import { FLOW_CONTROL } from './flow-control.js';
import { LIFECYCLE } from './lifecycle.js';
import { LIMITS } from './limits.js';
import type { Mutant } from './mutant.js';
import { REENTRANCY } from './reentrancy.js';
import { ROBUSTNESS } from './robustness.js';

export { subjectOf, type Mutant } from './mutant.js';

export const MUTANTS: readonly Mutant[] = [
  ...LIMITS,
  ...FLOW_CONTROL,
  ...BUFFER,
  ...CLOSING,
  ...ABORT,
  ...EOF,
  ...LIFECYCLE,
  ...REENTRANCY,
  ...ROBUSTNESS,
];
