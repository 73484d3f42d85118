/**
 * Scripts that were not run, though they were asked for: the words for it, by which they are known apart from those at
 * which a harness failed. Never the transport's fault, and nothing to show or to run again.
 */
import type { Fault } from '../conformance/subject.js';

const PREFIX = 'It was not run: ';

/** `why` completes the sentence. */
export function notRun(why: string): Fault {
  return { fault: `${PREFIX}${why}.` };
}

/** Nobody knows at which script, so none may be shown for it. */
export const CUT_SHORT: Fault = { fault: 'The run was ended before the subject answered.' };

/** Whether a fault is of a script that was run, so that it can be shown and run again. */
export function wasRun({ message }: { readonly message: string }): boolean {
  return !message.startsWith(PREFIX) && message !== CUT_SHORT.fault;
}
