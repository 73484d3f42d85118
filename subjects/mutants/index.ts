/**
 * All mutants, chapter by chapter.
 */
import type { Mutant } from './mutant.js';
import { FLOW_CONTROL } from './flow-control.js';

export { subjectOf, type Mutant } from './mutant.js';

export const MUTANTS: readonly Mutant[] = [...FLOW_CONTROL];
