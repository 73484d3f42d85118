/**
 * Reads what arrives at the peer: from bytes back to the offsets offered. See "Bytes" in docs/harness.md.
 * Reports what it finds, in order; never judges it, never mends it.
 */
import type { Arrival } from '../machines/alphabet.js';
import { isPattern, patternAt } from './pattern.js';

/**
 * Searches in one script, each over every offset offered. A transport that sends this much rubbish has told its story,
 * and a megabyte of rubbish among megabytes offered would take hours to read. What is not as expected after that is unknown.
 */
const MAX_SEARCHES = 1_000;

const EDITED = 128;

export class Arrivals {
  /** Bytes taken by the wire, in all. */
  taken = 0;
  /** Bytes offered so far: what arrives comes from below. */
  #offered = 0;
  /** The offset of the next byte, if nothing is lost, doubled or out of order. */
  #expected = 0;
  readonly #starts: number[] = [];
  #searches = 0;

  /** A chunk of n bytes is offered; answers the offset of its first. */
  offer(n: number): number {
    const at = this.#offered;
    if (n > 0) this.#starts.push(at);
    this.#offered += n;
    return at;
  }

  get offered(): number {
    return this.#offered;
  }

  /** The first n of these bytes arrive; what they are goes to the end of `into`. */
  read(bytes: Uint8Array, n: number, into: Arrival[]): void {
    this.taken += n;
    const expected = this.#expected;
    if (n <= this.#offered - expected && isPattern(bytes, n, expected)) {
      add(into, expected, expected + n, false);
      this.#expected = expected + n;
    } else {
      this.#readSlowly(bytes.subarray(0, n), into);
    }
  }

  #readSlowly(bytes: Uint8Array, into: Arrival[]): void {
    let i = 0;
    while (i < bytes.length) {
      let length = this.#match(bytes, i, this.#expected);
      if (length === 0) {
        const found = this.#search(bytes, i);
        if (found < 0) {
          addUnknown(into);
          i += 1;
          continue;
        }
        this.#expected = found;
        length = this.#match(bytes, i, found);
      }
      for (const end = i + length; i < end; i++, this.#expected++) {
        add(into, this.#expected, this.#expected + 1, (bytes[i]! & EDITED) !== 0);
      }
    }
  }

  /** How many bytes from i on are those of the offsets from one on, edited or not. */
  #match(bytes: Uint8Array, i: number, offset: number): number {
    const most = Math.min(bytes.length - i, this.#offered - offset);
    let n = 0;
    while (n < most && (bytes[i + n]! & 127) === patternAt(offset + n)) n += 1;
    return n;
  }

  /** Where the bytes from i on fit best; -1 when nowhere. */
  #search(bytes: Uint8Array, i: number): number {
    if (this.#searches === MAX_SEARCHES) return -1;
    this.#searches += 1;
    let best = -1;
    let longest = 0;
    const consider = (offset: number): void => {
      const length = this.#match(bytes, i, offset);
      if (length > longest) [longest, best] = [length, offset];
    };
    for (const start of this.#starts) if (start > this.#expected) consider(start);
    for (const start of this.#starts) if (start < this.#expected) consider(start);
    // Within 128 offsets each value of the pattern comes once: at one exclusive or of the first's and the byte's.
    const byte = bytes[i]! & 127;
    for (let block = 0; block < this.#offered; block += 128) consider(block + (patternAt(block) ^ byte));
    return best;
  }
}

type Range = [from: number, to: number, edited?: 'edited'];

function add(into: Arrival[], from: number, to: number, edited: boolean): void {
  const last = into[into.length - 1];
  if (Array.isArray(last) && last[1] === from && (last.length === 3) === edited) (last as unknown as Range)[1] = to;
  else into.push(edited ? [from, to, 'edited'] : [from, to]);
}

function addUnknown(into: Arrival[]): void {
  const last = into[into.length - 1];
  if (typeof last === 'object' && 'unknown' in last) (last as { unknown: number }).unknown += 1;
  else into.push({ unknown: 1 });
}
