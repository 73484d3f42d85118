/**
 * Scripts that come from outside (a file, a process, a token): what they must look like, in zod.
 * Agrees with machines/alphabet.ts by the compiler's word (see the end); never the place of a new stimulus or a meaning.
 */
import { z } from 'zod';
import { CALLBACKS, CHUNK_KINDS, CONTAINERS, type Script, type Stimulus } from '../../machines/alphabet.js';
import { LARGEST } from '../../machines/sizes.js';

/** Bounds of what anyone may send; far above what any rule or campaign makes. */
export const MOST = { stimuli: 10_000, items: 1_000, reactions: 64, times: 100, name: 100 } as const;

/** A count of bytes, or an offset. */
export const count = z.int().min(0);
/** A water mark as it was given or answered: not always whole, and perhaps below zero. */
export const limit = z.number().min(Number.MIN_SAFE_INTEGER).max(Number.MAX_SAFE_INTEGER);

const plus = z.int();
const amount = z.union([count, z.strictObject({ to: z.enum(['high', 'low', 'zero']), plus })]);
const mark = z.union([limit, z.strictObject({ at: z.enum(['size', 'high', 'low']), plus: limit })]);

const item = { n: amount, kind: z.enum(CHUNK_KINDS) };

/** The stimuli that hold no relative size: alike in a script and in a trace. */
export const plain = {
  writeEof: z.strictObject({ do: z.literal('write_eof') }),
  close: z.strictObject({ do: z.literal('close') }),
  abort: z.strictObject({ do: z.literal('abort') }),
  stall: z.strictObject({ do: z.literal('stall') }),
  tamper: z.strictObject({ do: z.literal('tamper'), how: z.enum(['edit', 'clear']) }),
  // The one size that no harness cuts, so it is bounded here.
  peerData: z.strictObject({ do: z.literal('peer_data'), n: z.int().min(0).max(LARGEST) }),
  peerEof: z.strictObject({ do: z.literal('peer_eof') }),
  peerReset: z.strictObject({ do: z.literal('peer_reset') }),
  settle: z.strictObject({ do: z.literal('settle') }),
};

const upper = [
  z.strictObject({ do: z.literal('write'), ...item }),
  z.strictObject({
    do: z.literal('writelines'),
    items: z.array(z.strictObject(item)).max(MOST.items),
    as: z.enum(CONTAINERS),
  }),
  plain.writeEof,
  plain.close,
  plain.abort,
  z.strictObject({
    do: z.literal('set_write_buffer_limits'),
    high: mark.exactOptional(),
    low: mark.exactOptional(),
  }),
  plain.tamper,
] as const;

const lower = [
  z.strictObject({ do: z.literal('drain'), n: z.union([amount, z.literal('all')]) }),
  plain.stall,
  plain.peerData,
  plain.peerEof,
  plain.peerReset,
] as const;

const stimulus = z.discriminatedUnion('do', [...upper, ...lower, plain.settle]);

const reaction = z.strictObject({
  on: z.enum(CALLBACKS),
  times: z.int().min(1).max(MOST.times),
  do: z.array(z.discriminatedUnion('do', upper)).max(MOST.stimuli),
  raises: z.boolean().exactOptional(),
});

const script = {
  stimuli: z.array(stimulus).max(MOST.stimuli),
  reactions: z.array(reaction).max(MOST.reactions),
  keepOpen: z.boolean(),
};

export const scriptSchema = z.strictObject(script);

/** What each shape is called where schemas are published. */
name({ amount, mark, stimulus, reaction, script: scriptSchema });

/** A script in a file: its version first, so that a later one can still tell what it reads. */
export const scriptFileSchema = z.strictObject({ version: z.literal(1), ...script });
export type ScriptFile = z.infer<typeof scriptFileSchema>;

export function name(schemas: Readonly<Record<string, z.ZodType>>): void {
  for (const [id, schema] of Object.entries(schemas)) z.globalRegistry.add(schema, { id });
}

/** The same type but that anyone may write to it, as to what a schema answers. */
export type Mutable<T> = T extends object ? { -readonly [K in keyof T]: Mutable<T[K]> } : T;
/** `true` where two types are one; anything less fails to compile where it is claimed. */
export type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;

const agrees: [
  Same<Mutable<z.infer<typeof stimulus>>, Mutable<Stimulus>>,
  Same<Mutable<z.infer<typeof scriptSchema>>, Mutable<Script>>,
  Same<Mutable<ScriptFile>, Mutable<{ version: 1 } & Script>>,
] = [true, true, true];
void agrees;
