/**
 * An answer to one script, as it came: a trace that can be judged and is of that script, or one of the two sentences.
 * Anything else is a fault of the agent, said in a sentence. Whether a trace is a good one is not for here.
 */
import { isPlainlyTrace } from '../../conformance/schema/plainly.js';
import { inOneSentence } from '../../conformance/schema/sentence.js';
import { traceSchema } from '../../conformance/schema/trace.js';
import type { Result } from '../../conformance/subject.js';
import type { Script, Stimulus, Trace } from '../../machines/alphabet.js';

/** Longer sentences are no sentences. */
const LONGEST = 1_000;

/** One of the three that an answer may be; anything else is a fault of the agent. */
export function read({ trace, fault, inconclusive }: Record<string, unknown>, script: Script): Result {
  const given = [trace, fault, inconclusive].filter((one) => one !== undefined).length;
  if (given !== 1) {
    const what = given === 0 ? 'none' : 'more than one';
    return { fault: `The agent answered with ${what} of trace, fault and inconclusive.` };
  }
  if (trace === undefined) return told(fault ?? inconclusive, fault === undefined ? 'inconclusive' : 'fault');
  const checked = check(trace);
  if (checked !== null) return { fault: `The agent answered what is not a trace: ${checked}` };
  const other = isOfAnother(trace as Trace, script);
  return other === null ? (trace as Trace) : { fault: `The agent answered with a trace of another script: ${other}.` };
}

function told(sentence: unknown, as: 'fault' | 'inconclusive'): Result {
  if (typeof sentence !== 'string' || sentence === '') return { fault: `The agent answered ${as} without a sentence.` };
  const words = sentence.slice(0, LONGEST);
  return as === 'fault' ? { fault: words } : { inconclusive: words };
}

/** What is wrong with a trace, or null. */
function check(trace: unknown): string | null {
  if (isPlainlyTrace(trace)) return null;
  try {
    const { success, error } = traceSchema.safeParse(trace);
    return success ? null : inOneSentence(error, trace);
  } catch (error) {
    return `it cannot even be checked (${(error as Error).name}).`;
  }
}

const SETTLE: Stimulus = { do: 'settle' };

/** The first step that the script does not have, or that the trace has not; null where they are one. */
function isOfAnother({ steps }: Trace, { stimuli }: Script): string | null {
  const isSettled = stimuli.at(-1)?.do === 'settle';
  const length = stimuli.length + (isSettled ? 1 : 2);
  // What does not come to rest ends there.
  const isCut = steps.length < length && steps.at(-1)?.restless === true;
  for (let i = 1; i < (isCut ? steps.length : Math.max(length, steps.length)); i++) {
    const wanted = (stimuli[i - 1] ?? (i < length ? SETTLE : undefined))?.do;
    const found = steps[i]?.stimulus.do;
    if (found !== wanted) return `step ${i} is ${found ?? 'missing'}, and should be ${wanted ?? 'none'}`;
  }
  return null;
}
