/**
 * Traces altered at random: one observation dropped, doubled, moved or changed. Most of them no transport may show, so
 * they try the judges from the other side than the model's own traces do. Never used to judge a subject.
 */
import fc from 'fast-check';
import type { Arrival, Callback, Raise, Step, Trace } from '../machines/alphabet.js';

type Open<T> = { -readonly [K in keyof T]: T[K] };
type OpenStep = Omit<Open<Step>, 'calls' | 'wire' | 'errors'> & {
  calls: Open<Callback>[];
  wire: Arrival[];
  errors: Raise[];
};

const ALTERATIONS: Readonly<Record<string, (step: OpenStep, n: number) => boolean>> = {
  'a callback dropped': (step, n) => step.calls.length > 0 && step.calls.splice(n % step.calls.length, 1).length > 0,
  'a callback doubled': (step, n) => {
    const call = step.calls[n % step.calls.length];
    if (call === undefined) return false;
    step.calls.splice(n % step.calls.length, 0, { ...call, steps: [] });
    return true;
  },
  'two callbacks exchanged': (step, n) => {
    if (step.calls.length < 2) return false;
    step.calls.push(...step.calls.splice(n % (step.calls.length - 1), 1));
    return true;
  },
  'another callback': (step, n) => {
    const call = step.calls[n % step.calls.length];
    if (call === undefined) return false;
    const names = (['pause_writing', 'resume_writing', 'eof_received'] as const).filter((name) => name !== call.name);
    call.name = names[n % names.length] as Callback['name'];
    return true;
  },
  'a callback’s size': (step, n) => {
    const call = step.calls[n % step.calls.length];
    if (call === undefined) return false;
    call.size += n % 2 === 0 ? 1 : -1;
    return true;
  },
  'the size': (step, n) => {
    step.after = { ...step.after, size: step.after.size + (n % 2 === 0 ? 1 : -1) };
    return true;
  },
  'is_closing()': (step) => {
    step.after = { ...step.after, closing: !step.after.closing };
    return true;
  },
  'an exception': (step, n) => {
    const kinds = ['type', 'value', 'state', 'other'] as const;
    step.raised = step.raised === null ? { kind: kinds[n % 4] as Raise['kind'], type: 'X', message: '' } : null;
    return true;
  },
  'bytes lost': (step) => Array.isArray(step.wire[0]) && step.wire.splice(0, 1).length > 0,
  'bytes shifted': (step) => {
    const [first] = step.wire;
    if (!Array.isArray(first)) return false;
    step.wire[0] = [(first[0] as number) + 1, (first[1] as number) + 1];
    return true;
  },
  'the argument of the loss': (step) => {
    const call = step.calls.find(({ name }) => name === 'connection_lost');
    if (call === undefined) return false;
    call.error = call.error ? null : { kind: 'reset', type: 'X', message: '' };
    return true;
  },
  'an error in the loop': (step) => {
    if (step.errors.length > 0) step.errors.pop();
    else step.errors.push({ kind: 'other', type: 'E', message: '' });
    return true;
  },
};

export interface Altered {
  readonly trace: Trace;
  readonly what: string;
}

/** One alteration of a trace, or null where the one that was drawn does not apply to the step that was drawn. */
export function alterations(trace: Trace): fc.Arbitrary<Altered | null> {
  return fc.tuple(fc.constantFrom(...Object.keys(ALTERATIONS)), fc.nat(), fc.nat()).map(([what, at, n]) => {
    const copy = structuredClone(trace) as { steps: OpenStep[] };
    const steps = flat(copy.steps);
    return (ALTERATIONS[what] as (typeof ALTERATIONS)[string])(steps[at % steps.length] as OpenStep, n)
      ? { trace: copy, what }
      : null;
  });
}

function flat(steps: readonly OpenStep[]): OpenStep[] {
  return steps.flatMap((step) => [step, ...step.calls.flatMap((call) => flat(call.steps as OpenStep[]))]);
}
