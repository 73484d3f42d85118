/**
 * A call as the machine hears it: what was given, in the words of the alphabet. Items of an iterable that can be read only
 * once are noted as the transport takes them. Never changes what the transport is given otherwise.
 */
import type { ChunkKind, GivenItem } from '../machines/alphabet.js';
import type { Transport } from '../subjects/parts.js';
import type { Call } from './follower.js';

/** Something that the monitor cannot make out: it stops watching, and says so. Never an alarm. */
export class NotSeen extends Error {}

export interface GivenCall {
  readonly call: Call;
  /** What the transport is to be given. */
  readonly args: unknown[];
  /** Bytes offered, as far as they are known before the call. */
  readonly bytes: number;
}

export function given(name: keyof Transport, args: unknown[], at: number): GivenCall {
  switch (name) {
    case 'write': {
      const item = itemOf(args[0]);
      return { call: { do: 'write', at, ...item }, args, bytes: item.n };
    }
    case 'writelines':
      return lines(args, at);
    case 'setWriteBufferLimits': {
      const { high, low } = (args[0] ?? {}) as { high?: unknown; low?: unknown };
      if (!isLimit(high) || !isLimit(low)) throw new NotSeen('limits were given that are no numbers');
      const call: Call = {
        do: 'set_write_buffer_limits',
        ...(high !== undefined && { high }),
        ...(low !== undefined && { low }),
      };
      return { call, args, bytes: 0 };
    }
    case 'writeEof':
      return { call: { do: 'write_eof' }, args, bytes: 0 };
    case 'abort':
      return { call: { do: 'abort' }, args, bytes: 0 };
    default:
      return { call: { do: 'close' }, args, bytes: 0 };
  }
}

function lines(args: unknown[], at: number): GivenCall {
  const [value, ...rest] = args;
  if (Array.isArray(value)) {
    const items = value.map(itemOf);
    const bytes = items.reduce((sum, { n }) => sum + n, 0);
    return { call: { do: 'writelines', items, as: 'list', at }, args, bytes };
  }
  if (!isIterable(value)) return { call: { do: 'writelines', items: [], as: 'not-iterable', at }, args, bytes: 0 };
  const items: GivenItem[] = [];
  const noting = {
    *[Symbol.iterator]() {
      for (const item of value) {
        items.push(itemOf(item));
        yield item;
      }
    },
  };
  return { call: { do: 'writelines', items, as: 'generator', at }, args: [noting, ...rest], bytes: 0 };
}

function itemOf(value: unknown): GivenItem {
  if (value instanceof ArrayBuffer) return { n: value.byteLength, kind: 'bytes' };
  if (!ArrayBuffer.isView(value)) return { n: 0, kind: 'wrong' };
  const { BYTES_PER_ELEMENT: wide = 1 } = value as { BYTES_PER_ELEMENT?: number };
  const kind: ChunkKind = wide > 1 ? 'wide' : 'bytes';
  return { n: value.byteLength, kind };
}

function isLimit(value: unknown): value is number | undefined {
  return value === undefined || typeof value === 'number';
}

function isIterable(value: unknown): value is Iterable<unknown> {
  return typeof (value as Partial<Iterable<unknown>> | null | undefined)?.[Symbol.iterator] === 'function';
}
