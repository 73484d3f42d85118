/**
 * `plimsoll/testing`: describeConformance() for any runner with describe() and it(), and judge() for none. Only re-exports.
 */
export { describeConformance, type ConformanceOptions, type Runner } from './conformance.js';
export type { GivenSubject } from './given.js';
export { judge, type JudgeOptions } from './judge.js';
export { ConformanceError } from './message.js';
