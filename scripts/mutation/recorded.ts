/**
 * Traces of the real CPythons as they are kept in cpython.json: short, and the same for all versions that agree.
 * A format, written and read; what the traces show is for the checks to hold.
 */
import type { Callback, Given, Probe, Raise, RaiseKind, Script, Step, Trace } from '../../machines/alphabet.js';

/** One script, and each trace that some version showed of it. */
export interface Recorded {
  readonly script: Script;
  readonly shown: readonly {
    readonly by: readonly string[];
    readonly trace: Trace;
    /** The rules that it breaks, with the place; none: it keeps its word. */
    readonly breaks: readonly string[];
  }[];
}

type Short = readonly [Given, Partial<Rest>?];
interface Rest {
  raised: RaiseKind;
  calls: readonly (Omit<Callback, 'steps' | 'error'> & { steps?: readonly Short[]; error?: RaiseKind | null })[];
  wire: Step['wire'];
  errors: readonly RaiseKind[];
  restless: boolean;
  after: Probe;
}

export function written(cases: readonly Recorded[]): string {
  const lines = cases.map(({ script, shown }) =>
    JSON.stringify({
      script,
      shown: shown.map(({ by, breaks, trace }) => ({ by, breaks, steps: shorten(trace.steps) })),
    }),
  );
  return `[\n${lines.join(',\n')}\n]\n`;
}

export function readRecorded(text: string): readonly Recorded[] {
  const cases = JSON.parse(text) as { script: Script; shown: { by: string[]; breaks: string[]; steps: Short[] }[] }[];
  return cases.map(({ script, shown }) => ({
    script,
    shown: shown.map(({ by, breaks, steps }) => ({ by, breaks, trace: { steps: lengthen(steps) } })),
  }));
}

function shorten(steps: readonly Step[], before: Probe | null = null): Short[] {
  let last = before === null ? '' : JSON.stringify(before);
  return steps.map(({ stimulus, raised, calls, wire, errors, restless, after }): Short => {
    const rest: Partial<Rest> = {};
    if (raised !== null) rest.raised = raised.kind;
    if (calls.length > 0) {
      rest.calls = calls.map(({ steps: nested, error, ...call }) => ({
        ...call,
        ...(nested.length > 0 && { steps: shorten(nested) }),
        ...(error !== undefined && { error: error?.kind ?? null }),
      }));
    }
    if (wire.length > 0) rest.wire = wire;
    if (errors.length > 0) rest.errors = errors.map(({ kind }) => kind);
    if (restless) rest.restless = true;
    const now = JSON.stringify(after);
    if (now !== last) rest.after = after;
    last = now;
    return Object.keys(rest).length > 0 ? [stimulus, rest] : [stimulus];
  });
}

function lengthen(steps: readonly Short[]): Step[] {
  let last: Probe | undefined;
  return steps.map(([stimulus, rest = {}]): Step => {
    last = rest.after ?? last;
    return {
      stimulus,
      raised: rest.raised === undefined ? null : raise(rest.raised),
      calls: (rest.calls ?? []).map(({ steps: nested = [], error, ...call }) => ({
        ...call,
        steps: lengthen(nested),
        ...(error !== undefined && { error: error === null ? null : raise(error) }),
      })),
      wire: rest.wire ?? [],
      errors: (rest.errors ?? []).map(raise),
      ...(rest.restless && { restless: true }),
      after: last as Probe,
    };
  });
}

/** Names and words of exceptions are each version's own: no judge reads them. */
function raise(kind: RaiseKind): Raise {
  return { kind, type: kind, message: '' };
}
