/**
 * Which of the bytes offered are on their way: a queue of ranges of offsets, [from, to).
 * The machine counts bytes; the ledger knows which they are. Holds no rule of what is accepted.
 */
export class Ledger {
  /** Pairs from, to; the first `#head` of them are gone. */
  readonly #ranges: number[];
  #head: number;

  constructor(ranges: number[] = [], head = 0) {
    this.#ranges = ranges;
    this.#head = head;
  }

  copy(): Ledger {
    return new Ledger(this.#ranges.slice(this.#head));
  }

  /** Bytes left of what was queued first. */
  get first(): number {
    const ranges = this.#ranges;
    return this.#head < ranges.length ? (ranges[this.#head + 1] as number) - (ranges[this.#head] as number) : 0;
  }

  /** The offset up to which the last range taken from reaches. */
  get cut(): number {
    return this.#head < this.#ranges.length ? (this.#ranges[this.#head] as number) : -1;
  }

  /** n bytes from offset `from` on are queued. */
  put(from: number, n: number): void {
    if (n > 0) this.#ranges.push(from, from + n);
  }

  /** The wire takes n bytes: adds their ranges to `to`, merged where they follow its last one. */
  take(n: number, to: number[]): void {
    const ranges = this.#ranges;
    let left = n;
    while (left > 0 && this.#head < ranges.length) {
      const from = ranges[this.#head] as number;
      const end = Math.min(ranges[this.#head + 1] as number, from + left);
      if (to.length > 0 && to[to.length - 1] === from) to[to.length - 1] = end;
      else to.push(from, end);
      left -= end - from;
      if (end === ranges[this.#head + 1]) this.#head += 2;
      else ranges[this.#head] = end;
    }
  }
}
