/**
 * Traces that come from outside (a process, a file): what they must look like, in zod.
 * Says whether a trace can be judged at all; never whether it is a good one.
 */
import { z } from 'zod';
import {
  CHUNK_KINDS,
  CONTAINERS,
  CALLBACKS,
  RAISE_KINDS,
  UPPER,
  type Step,
  type Trace,
} from '../../machines/alphabet.js';
import { count, limit, MOST, name, plain, type Mutable, type Same } from './script.js';

/** Callbacks within steps within callbacks, at most. Two reactions that set each other off reach some 200. */
export const DEEPEST = 400;

const TEXT = 100_000;
const CALLS = 10_000;

const raise = z.strictObject({
  kind: z.enum(RAISE_KINDS),
  type: z.string().max(TEXT),
  message: z.string().max(TEXT),
});

const item = { n: count, kind: z.enum(CHUNK_KINDS) };

const given = z.discriminatedUnion('do', [
  z.strictObject({ do: z.literal('connect'), low: limit, high: limit }),
  z.strictObject({ do: z.literal('write'), at: count, ...item }),
  z.strictObject({
    do: z.literal('writelines'),
    items: z.array(z.strictObject(item)).max(MOST.items),
    as: z.enum(CONTAINERS),
    at: count,
  }),
  z.strictObject({
    do: z.literal('set_write_buffer_limits'),
    high: limit.exactOptional(),
    low: limit.exactOptional(),
  }),
  plain.writeEof,
  plain.close,
  plain.abort,
  plain.tamper,
  z.strictObject({ do: z.literal('drain'), n: z.union([count, z.literal('all')]) }),
  plain.stall,
  plain.peerData,
  plain.peerEof,
  plain.peerReset,
  plain.settle,
]);

const arrival = z.union([
  z.tuple([count, count]),
  z.tuple([count, count, z.literal('edited')]),
  z.strictObject({ unknown: count }),
  z.literal('eof'),
]);

// What a transport answers may be wrong, and is then judged: here it need only be a number.
const probe = z.strictObject({
  size: z.number(),
  low: z.number(),
  high: z.number(),
  closing: z.boolean(),
  eof: z.boolean(),
});

const callback = z.strictObject({
  name: z.enum(CALLBACKS),
  size: z.number(),
  arrived: count,
  n: count.exactOptional(),
  error: raise.nullable().exactOptional(),
  get steps() {
    return z.array(step).max(MOST.stimuli);
  },
  raised: z.boolean().exactOptional(),
  kept: z.boolean().exactOptional(),
});

const step = z.strictObject({
  stimulus: given,
  raised: raise.nullable(),
  get calls() {
    return z.array(callback).max(CALLS);
  },
  wire: z.array(arrival),
  errors: z.array(raise),
  restless: z.boolean().exactOptional(),
  after: probe,
});

const trace = {
  // connect, the script's own, and the last settle
  steps: z
    .array(step)
    .min(1)
    .max(MOST.stimuli + 2)
    .superRefine(checkOrder),
};

const shape = z.strictObject(trace);
const fileShape = z.strictObject({ version: z.literal(1), ...trace });

const shallow = z.custom<unknown>((value) => depthOf(value, 0) <= DEEPEST, {
  error: `expected at most ${DEEPEST} callbacks within each other`,
});

export const traceSchema = shallow.pipe(shape);
name({ given, raise, arrival, answers: probe, callback, step, trace: shape });

/** A trace in a file: its version first, so that a later one can still tell what it reads. */
export const traceFileSchema = shallow.pipe(fileShape);
export type TraceFile = z.infer<typeof traceFileSchema>;

const agrees: [
  Same<Mutable<z.infer<typeof step>>, Mutable<Step>>,
  Same<Mutable<z.infer<typeof traceSchema>>, Mutable<Trace>>,
  Same<Mutable<TraceFile>, Mutable<{ version: 1 } & Trace>>,
] = [true, true, true];
void agrees;

/** `connect` is first and nowhere else; inside a callback there is only the upper tester. */
function checkOrder(steps: readonly z.infer<typeof step>[], context: z.RefinementCtx<unknown>): void {
  steps.forEach(({ stimulus, calls }, index) => {
    if ((stimulus.do === 'connect') !== (index === 0)) {
      const message = index === 0 ? 'expected connect' : 'expected connect as the first step alone';
      context.addIssue({ code: 'custom', path: [index, 'stimulus', 'do'], message });
    }
    checkNested(calls, [index], context);
  });
}

function checkNested(
  calls: z.infer<typeof callback>[],
  path: readonly (string | number)[],
  context: z.RefinementCtx<unknown>,
): void {
  calls.forEach(({ steps }, index) => {
    steps.forEach(({ stimulus, calls: inner }, nested) => {
      const place = [...path, 'calls', index, 'steps', nested];
      if (!(UPPER as readonly string[]).includes(stimulus.do)) {
        const message = `expected one of ${UPPER.join(', ')}`;
        context.addIssue({ code: 'custom', path: [...place, 'stimulus', 'do'], message });
      }
      checkNested(inner, place, context);
    });
  });
}

/** How deep callbacks go, of a value that nobody has checked yet: the schema itself would recurse as deep. */
function depthOf(value: unknown, depth: number): number {
  if (depth > DEEPEST || typeof value !== 'object' || value === null) return depth;
  const { steps, calls } = value as { steps?: unknown; calls?: unknown };
  let deepest = depth;
  for (const inner of Array.isArray(steps) ? steps : []) deepest = Math.max(deepest, depthOf(inner, depth));
  for (const inner of Array.isArray(calls) ? calls : []) deepest = Math.max(deepest, depthOf(inner, depth + 1));
  return deepest;
}
