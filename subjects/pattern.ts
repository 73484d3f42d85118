/**
 * The bytes that tell their position: see "Bytes" in docs/harness.md. Made once, then only looked up and compared.
 * Knows offsets only; never a chunk, never a wire.
 */
import { valueAt } from '../machines/pattern.js';
import { LARGEST } from '../machines/sizes.js';

/** The formula has no bit above: o, o >> 7 and o >> 14 all repeat, in seven bits, after so many bytes. */
const PERIOD = 1 << 21;

/** One memory, seen twice: only a plain Uint8Array slices into plain ones, only a Buffer compares without a view. */
let table: { readonly bytes: Uint8Array<ArrayBuffer>; readonly buffer: Buffer } | null = null;

/** Fills memory with the bytes of the offsets from one on, at most LARGEST of them, and answers it. */
export function copyPattern(offset: number, into: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  const { bytes } = pattern();
  const from = offset % PERIOD;
  const n = into.length;
  if (n > 48) into.set(bytes.subarray(from, from + n));
  else for (let i = 0; i < n; i++) into[i] = bytes[from + i]!;
  return into;
}

/** The low seven bits at an offset; the top bit is never set. */
export function patternAt(offset: number): number {
  return pattern().bytes[offset % PERIOD]!;
}

/** The first n bytes are exactly those of the offsets from one on. */
export function isPattern(bytes: Uint8Array, n: number, offset: number): boolean {
  const expected = pattern();
  const from = offset % PERIOD;
  // Below some thirty bytes a loop beats the call into native code.
  if (n > 32) return n <= LARGEST && expected.buffer.compare(bytes, 0, n, from, from + n) === 0;
  for (let i = 0; i < n; i++) if (bytes[i] !== expected.bytes[from + i]) return false;
  return true;
}

/** A chunk may begin at the last offset of a period, so the table goes on for the largest one. */
function pattern(): NonNullable<typeof table> {
  return (table ??= makeTable());
}

function makeTable(): NonNullable<typeof table> {
  const bytes = new Uint8Array(PERIOD + LARGEST);
  for (let o = 0; o < PERIOD; o++) bytes[o] = valueAt(o);
  bytes.copyWithin(PERIOD, 0, LARGEST);
  return { bytes, buffer: Buffer.from(bytes.buffer) };
}
