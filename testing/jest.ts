/**
 * `plimsoll/jest`: describeConformance() with Jest's own describe() and it(). Works with and without Jest's globals.
 */
import { beforeAll, describe, it } from '@jest/globals';
import { describeConformance as declare, type ConformanceOptions } from './conformance.js';
import type { GivenSubject } from './given.js';

export type { ConformanceOptions, GivenSubject };
export { judge, type JudgeOptions } from './judge.js';

/** Declares a test for each rule, and a last one that says what there was not enough evidence for: see docs/testing.md. */
export function describeConformance(subject: GivenSubject, options: ConformanceOptions = {}): void {
  declare({ describe, it, beforeAll: (hook, timeout) => beforeAll(hook, timeout) }, subject, options);
}
