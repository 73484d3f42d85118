/**
 * Asks a subject for the traces of some scripts, whatever it does instead: one that throws, or that answers too few,
 * has failed at each of them. What comes is as the judges read it (framing.ts); nothing is judged here.
 */
import type { Script, Trace } from '../machines/alphabet.js';
import { withFraming, type Retold } from './framing.js';
import { isTrace, type Result, type Subject } from './subject.js';

export async function ask(subject: Subject, scripts: readonly Script[]): Promise<readonly Result[]> {
  if (scripts.length === 0) return [];
  try {
    const results = await subject.run(scripts);
    if (results.length === scripts.length) return readable(subject, results);
    const fault = `The subject answered ${results.length} of ${scripts.length} scripts.`;
    return scripts.map(() => ({ fault }));
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const fault = `The subject failed: ${message.replace(/\.$/, '')}.`;
    return scripts.map(() => ({ fault }));
  }
}

/** A place in a trace that was asked for, in the trace as it came. */
export function asItCame(trace: Trace, path: readonly number[]): { trace: Trace; path: readonly number[] } {
  const told = CAME.get(trace);
  return told === undefined ? { trace, path } : { trace: told.came, path: told.originOf(path) };
}

/** Of each trace that was told anew, the one that came. */
const CAME = new WeakMap<Trace, Retold & { readonly came: Trace }>();

function readable({ capabilities }: Subject, results: readonly Result[]): readonly Result[] {
  if (capabilities.includes('exact-size')) return results;
  return results.map((result) => {
    if (!isTrace(result)) return result;
    const told = withFraming(result);
    if ('inconclusive' in told) return told;
    CAME.set(told.trace, { ...told, came: result });
    return told.trace;
  });
}
