/**
 * One script on a subject of this process, at once. Runs, and judges nothing.
 */
import type { Script, Trace } from '../../machines/alphabet.js';
import { isFault, type Fault, type Subject } from '../../conformance/subject.js';

/** Null where the subject answers with a fault. */
export function runOne(subject: Subject, script: Script): Trace | null {
  const [result] = subject.run([script]) as readonly (Trace | Fault)[];
  return result === undefined || isFault(result) ? null : result;
}
