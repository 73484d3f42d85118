/**
 * Asks a subject for the traces of some scripts, whatever it does instead: one that throws, or that answers too few,
 * has failed at each of them. Never reads a trace.
 */
import type { Script } from '../machines/alphabet.js';
import type { Result, Subject } from './subject.js';

export async function ask(subject: Subject, scripts: readonly Script[]): Promise<readonly Result[]> {
  if (scripts.length === 0) return [];
  try {
    const results = await subject.run(scripts);
    if (results.length === scripts.length) return results;
    const fault = `The subject answered ${results.length} of ${scripts.length} scripts.`;
    return scripts.map(() => ({ fault }));
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const fault = `The subject failed: ${message.replace(/\.$/, '')}.`;
    return scripts.map(() => ({ fault }));
  }
}
