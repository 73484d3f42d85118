/**
 * Stands between the suite and a module that nobody here wrote: what throws, never comes back or answers rubbish
 * becomes a fault of the script at which it did, and the run goes on. It never changes an answer that is one.
 */
import { setImmediate, setTimeout } from 'node:timers/promises';
import { createContext, Script as VmScript } from 'node:vm';
import { inOneSentence } from '../conformance/schema/sentence.js';
import { traceSchema } from '../conformance/schema/trace.js';
import type { Result, Subject } from '../conformance/subject.js';
import type { Script, Trace } from '../machines/alphabet.js';
import { inWords } from '../subjects/raise.js';
import { CUT_SHORT, notRun } from '../subjects/unrun.js';

export interface Patience {
  /** Milliseconds in the call for a batch of scripts, then for each alone. They guard the run; no verdict rests on them. */
  readonly batch: number;
  readonly script: number;
  /** Milliseconds for a promise of results. */
  readonly promise: number;
  /** So many scripts may hang; the rest are not run. */
  readonly hangs: number;
}

const USUAL: Patience = { batch: 5_000, script: 2_000, promise: 60_000, hangs: 3 };

/** Milliseconds between two looks at whether the run should end. */
const LOOK = 50;

const NOT_RUN = notRun('a script before it never came to an end');

type Results = readonly Result[];

/** `isStopped`: the run should end, so a subject that hangs is tried only until it is known at which script. */
export function guarded(subject: Subject, isStopped: () => boolean, patience: Patience = USUAL): Subject {
  let hangs = 0;

  return {
    name: subject.name,
    version: subject.version,
    capabilities: subject.capabilities,
    ...(subject.claims && { claims: subject.claims }),
    ...(subject.notes && { notes: subject.notes }),
    async run(scripts) {
      if (hangs >= patience.hangs) return scripts.map(() => NOT_RUN);
      const together = await attempt(scripts);
      if (typeof together !== 'string') return together;
      if (together === CUT_SHORT.fault) return scripts.map(() => CUT_SHORT);
      // One of them broke the batch; alone, each answers for itself.
      return scripts.length === 1 ? [{ fault: together }] : oneByOne(scripts);
    },
    ...(subject.close && { close: () => subject.close?.() }),
  };

  async function oneByOne(scripts: readonly Script[]): Promise<Results> {
    const results: Result[] = [];
    for (const script of scripts) {
      if (hangs >= patience.hangs) {
        results.push(NOT_RUN);
        continue;
      }
      const alone = await attempt([script]);
      results.push(typeof alone === 'string' ? { fault: alone } : (alone[0] as Result));
    }
    return results;
  }

  /** The results, or why there are none: one sentence. */
  async function attempt(scripts: readonly Script[]): Promise<Results | string> {
    const time = scripts.length === 1 ? patience.script : patience.batch;
    try {
      const answer = await withDeadline(
        withinTime(() => subject.run(scripts), time),
        patience.promise,
        isStopped,
      );
      return checked(answer, scripts.length);
    } catch (error) {
      if (error instanceof Stopped) {
        hangs = patience.hangs;
        return CUT_SHORT.fault;
      }
      if (!isTimeout(error)) return `The subject threw ${inWords(error)}.`;
      // Signals wait until the loop turns: it has stood still.
      await setImmediate();
      if (scripts.length === 1) hangs = isStopped() ? patience.hangs : hangs + 1;
      else if (isStopped()) hangs = patience.hangs - 1;
      return error instanceof Timeout
        ? `The subject’s run() gave no answer within ${patience.promise / 1000} s; the script is judged no further.`
        : `A call of the transport, or of what drives it, did not return within ${time / 1000} s; the script is judged no further.`;
    }
  }
}

class Timeout extends Error {}
class Stopped extends Error {}

const context = createContext({ call: null as (() => unknown) | null });
const caller = new VmScript('call()', { filename: 'plimsoll' });

/** A loop without an end blocks every timer, so the engine itself is asked to end it. */
function withinTime<T>(call: () => T, time: number): T {
  const stackTraceLimit = Error.stackTraceLimit;
  context['call'] = call;
  try {
    return caller.runInContext(context, { timeout: time }) as T;
  } finally {
    context['call'] = null;
    // What was ended so did not get to run its own `finally`.
    Error.stackTraceLimit = stackTraceLimit;
  }
}

/** A promise may never be kept. The timers also keep the process alive until then. */
async function withDeadline<T>(answer: T | PromiseLike<T>, time: number, isStopped: () => boolean): Promise<T> {
  const over = new AbortController();
  const until = performance.now() + time;
  const wait = async (): Promise<never> => {
    for (;;) {
      const left = until - performance.now();
      if (left <= 0) throw new Timeout();
      await setTimeout(Math.min(LOOK, left), undefined, { signal: over.signal });
      if (isStopped()) throw new Stopped();
    }
  };
  const late = wait();
  late.catch(() => undefined); // it is aborted where the answer comes first
  try {
    return await Promise.race([answer, late]);
  } finally {
    over.abort();
  }
}

function isTimeout(error: unknown): boolean {
  return error instanceof Timeout || (error as NodeJS.ErrnoException | null)?.code === 'ERR_SCRIPT_EXECUTION_TIMEOUT';
}

function checked(answer: unknown, n: number): Results | string {
  if (!Array.isArray(answer)) return 'The subject’s run() did not answer with a list.';
  if (answer.length !== n) return `The subject’s run() answered ${answer.length} results to ${n} scripts.`;
  return answer.map(checkedOne);
}

function checkedOne(result: unknown): Result {
  if (typeof result === 'object' && result !== null && 'fault' in result) {
    const { fault } = result;
    return { fault: typeof fault === 'string' ? fault : 'The subject answered a fault that is not a string.' };
  }
  if (typeof result === 'object' && result !== null && 'inconclusive' in result) {
    const { inconclusive } = result;
    if (typeof inconclusive === 'string') return { inconclusive };
    return { fault: 'The subject answered inconclusive without saying why, in a string.' };
  }
  const trace = traceSchema.safeParse(result);
  if (trace.success) return result as Trace;
  return { fault: `The subject answered what is not a trace: ${inOneSentence(trace.error, result)}` };
}
