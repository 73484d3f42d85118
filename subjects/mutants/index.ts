/**
 * All mutants, chapter by chapter.
 */
import { BUFFER } from './buffer.js';
import { FLOW_CONTROL } from './flow-control.js';
import { LIMITS } from './limits.js';
import type { Mutant } from './mutant.js';

export { subjectOf, type Mutant } from './mutant.js';

export const MUTANTS: readonly Mutant[] = [...LIMITS, ...FLOW_CONTROL, ...BUFFER];
