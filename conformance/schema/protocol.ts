/**
 * The process protocol (docs/protocol.md), in zod: every message, from us and from the agent.
 * Shapes only. What a message is worth, and what becomes of a bad one, is decided in subjects/process/.
 */
import { z } from 'zod';
import { CALLBACKS } from '../../machines/alphabet.js';
import { count, MOST, name as publish, scriptSchema } from './script.js';
import { traceSchema } from './trace.js';

export const PROTOCOL = 1;

/** The longest line that is read, in bytes: a trace as long as any script allows has room in it. */
export const LONGEST_LINE = 16 * 1024 * 1024;

const TEXT = 1_000;

/** A name goes on the command line and into replay tokens. The pattern is published: no flag may be needed to read it. */
const name = z
  .string()
  .regex(/^[^\s\u0000-\u001f\u007f-\u009f]+$/, {
    error: 'expected a name without spaces and controls, such as cpython-3.13:unix',
  })
  .max(MOST.name);

const words = z.string().min(1).max(TEXT);

/** What the agent says of itself, once, first. What it can do beyond what we know is no mistake, so any words will do. */
export const helloSchema = z.object({
  plimsoll: z.literal(PROTOCOL),
  op: z.literal('hello'),
  name,
  version: words,
  capabilities: z.array(z.string().max(MOST.name)).max(MOST.name),
  claims: z.record(z.string().max(MOST.name), z.string().max(MOST.name)).exactOptional(),
});
export type Hello = z.infer<typeof helloSchema>;

const place = { id: count, case: count };

export const beginSchema = z.object({ op: z.literal('begin'), ...place });
export const doneSchema = z.object({ op: z.literal('done'), id: count });
export const unsupportedSchema = z.object({
  op: z.literal('unsupported'),
  id: z.unknown().optional(),
  what: z.string().optional(),
});

/** What became of one script: one of the three, and no other. */
const RESULTS = ['trace', 'fault', 'inconclusive'] as const;
const results = {
  trace: traceSchema.exactOptional(),
  fault: z.string().exactOptional(),
  inconclusive: z.string().exactOptional(),
};
export const resultSchema = z
  .object({ op: z.literal('trace'), ...place, ...results })
  .refine((one) => RESULTS.filter((key) => key in one).length === 1, {
    error: 'expected one of trace, fault and inconclusive',
  });

/** All that an agent may say. */
export const answerSchema = z.union([helloSchema, beginSchema, resultSchema, doneSchema, unsupportedSchema]);

/** Of scripts from the audit (docs/harness.md, "Planted faults"), what is to go wrong. */
const plant = z.strictObject({
  lose: count.exactOptional(),
  double: z.enum(CALLBACKS).exactOptional(),
  swell: count.exactOptional(),
});

/** All that we say. */
export const requestSchema = z.discriminatedUnion('op', [
  z.strictObject({ plimsoll: z.literal(PROTOCOL), op: z.literal('hello') }),
  z.strictObject({
    op: z.literal('run'),
    id: count,
    scripts: z.array(z.union([scriptSchema, scriptSchema.extend({ plant })])).min(1),
  }),
  z.strictObject({ op: z.literal('bye') }),
]);

publish({ request: requestSchema, answer: answerSchema, plant });
