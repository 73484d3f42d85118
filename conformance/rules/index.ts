/**
 * The rule catalogue: every chapter, in the order of the contract. Ids are never renumbered and never reused.
 */
import type { Rule } from '../rule.js';
import { ABORTING } from './abort.js';
import { BUFFER } from './buffer.js';
import { CLOSING } from './closing.js';
import { EOF_RULES } from './eof.js';
import { FLOW_CONTROL } from './flow-control.js';
import { LIFECYCLE } from './lifecycle.js';
import { LIMITS } from './limits.js';
import { REENTRANCY } from './reentrancy.js';
import { ROBUSTNESS } from './robustness.js';

export const RULES: readonly Rule[] = [
  ...LIMITS,
  ...FLOW_CONTROL,
  ...BUFFER,
  ...CLOSING,
  ...ABORTING,
  ...EOF_RULES,
  ...LIFECYCLE,
  ...REENTRANCY,
  ...ROBUSTNESS,
];
