/**
 * The chunks that the driver hands to a TypeScript transport, and the edits of them afterwards.
 * What has been handed over is touched again in `edit` and `clear` alone, and no other case has a part in its memory.
 */
import type { ChunkKind } from '../machines/alphabet.js';
import { copyPattern } from './pattern.js';

/** Bytes around a `memoryview`, which is a part of a larger buffer, as a slice of a bytearray is in Python. */
const MARGIN = 8;

/** Small `bytes` of one case share slabs: memory of its own costs a chunk more than all else that is done with it. */
const SLAB = 4096;
const SMALL = 512;

/** Not bytes-like, and in JavaScript not iterable either: also what stands for items that cannot be reached. */
export const NO_BYTES = 7;

export class Chunks {
  #mutable: Uint8Array<ArrayBuffer> | null = null;
  /** Memory that was emptied: whoever sends from it at this moment, a kernel say, must not find it freed. */
  readonly #taken: ArrayBuffer[] = [];
  #slab: ArrayBuffer | null = null;
  #used = 0;

  make(kind: ChunkKind, n: number, offset: number): unknown {
    switch (kind) {
      case 'wrong':
        return NO_BYTES;
      case 'bytes':
        return copyPattern(offset, n <= SMALL ? this.#small(n) : new Uint8Array(n));
      case 'bytearray':
        return (this.#mutable = copyPattern(offset, new Uint8Array(n)));
      case 'memoryview':
        return (this.#mutable = copyPattern(offset, new Uint8Array(n + 2 * MARGIN).subarray(MARGIN, MARGIN + n)));
      case 'wide':
        this.#mutable = copyPattern(offset, new Uint8Array(n));
        return new Uint32Array(this.#mutable.buffer);
    }
  }

  /** Overwrites the last mutable chunk in place. One that was emptied, or that the transport took for good, has no bytes. */
  edit(): void {
    const bytes = this.#mutable;
    if (bytes === null) return;
    for (let i = 0; i < bytes.length; i++) bytes[i] = bytes[i]! | 128;
  }

  /** Empties it: JavaScript has no clear(), but memory that is given away is gone for every view of it. */
  clear(): void {
    const bytes = this.#mutable;
    if (bytes === null || bytes.length === 0) return;
    this.#taken.push(structuredClone(bytes.buffer, { transfer: [bytes.buffer] }));
  }

  #small(n: number): Uint8Array<ArrayBuffer> {
    // A slab that the transport has given away has no length left.
    if (this.#slab === null || this.#used + n > this.#slab.byteLength) {
      this.#slab = new ArrayBuffer(SLAB);
      this.#used = 0;
    }
    const bytes = new Uint8Array(this.#slab, this.#used, n);
    this.#used += n;
    return bytes;
  }
}
