/**
 * How many messages of one sender are listened to: so many a second, and a burst. Those beyond are counted, and left out.
 */
export class Pace {
  readonly #rate: number;
  readonly #burst: number;
  #left: number;
  #since: number;
  #dropped = 0;

  /** `now` in milliseconds. */
  constructor(rate: number, burst: number, now: number) {
    this.#rate = rate;
    this.#burst = burst;
    this.#left = burst;
    this.#since = now;
  }

  allows(now: number): boolean {
    this.#left = Math.min(this.#burst, this.#left + ((now - this.#since) / 1000) * this.#rate);
    this.#since = now;
    if (this.#left < 1) {
      this.#dropped++;
      return false;
    }
    this.#left--;
    return true;
  }

  /** How many were left out since this was asked last. */
  takeDropped(): number {
    const n = this.#dropped;
    this.#dropped = 0;
    return n;
  }
}
