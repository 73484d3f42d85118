/**
 * What arrived in one step, taken piece by piece as the callbacks of the step tell how much had come by then.
 * It only hands out; whether the bytes are the right ones is for facts.ts to note.
 */
import type { Arrival } from '../machines/alphabet.js';

/** Goes through the arrivals of one step, byte range by byte range. */
export class WireCursor {
  readonly #ranges: { from: number; to: number; edited: boolean }[] = [];
  readonly total: number;
  readonly eof: boolean;
  strays: string | null = null;
  left: number;
  #at = 0;

  constructor(wire: readonly Arrival[]) {
    let total = 0;
    let eof = false;
    for (const arrival of wire) {
      if (arrival === 'eof') {
        eof = true;
        continue;
      }
      if (eof) this.stray('bytes after the end of the stream');
      const range =
        'unknown' in arrival
          ? { from: -arrival.unknown, to: 0, edited: false }
          : { from: arrival[0], to: arrival[1], edited: arrival[2] === 'edited' };
      total += range.to - range.from;
      this.#ranges.push(range);
    }
    this.total = total;
    this.left = total;
    this.eof = eof;
  }

  next(n: number): { from: number; to: number; edited: boolean } | null {
    const range = this.#ranges[this.#at];
    if (range === undefined) return null;
    const to = Math.min(range.to, range.from + n);
    const piece = { from: range.from, to, edited: range.edited };
    if (to === range.to) this.#at++;
    else range.from = to;
    this.left -= to - piece.from;
    return piece;
  }

  stray(what: string): void {
    this.strays ??= what;
  }
}

/** Of a step in which nothing arrived: nothing is ever noted in it. */
export const NO_ARRIVALS = new WireCursor([]);
