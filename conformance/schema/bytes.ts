/**
 * Numbers, names and letters as bytes and back, and a checksum over them: the paper that replay tokens are written on.
 * Knows nothing of scripts. Reading never goes past the end and makes nothing larger than what it reads.
 */

/** Seven bits to a byte, the least first; the top bit says that more follow. */
const SEVEN = 128;

export class Writer {
  readonly bytes: number[] = [];

  byte(value: number): void {
    this.bytes.push(value);
  }

  /** A whole number from 0, up to the largest safe one. */
  whole(value: number): void {
    let left = value;
    for (; left >= SEVEN; left = Math.floor(left / SEVEN)) this.bytes.push((left % SEVEN) + SEVEN);
    this.bytes.push(left);
  }

  float(value: number): void {
    const view = new DataView(new ArrayBuffer(8));
    view.setFloat64(0, value, true);
    this.bytes.push(...new Uint8Array(view.buffer));
  }

  text(value: string): void {
    const bytes = new TextEncoder().encode(value);
    this.whole(bytes.length);
    this.bytes.push(...bytes);
  }
}

export class Reader {
  readonly #bytes: readonly number[];
  #next = 0;

  constructor(bytes: readonly number[]) {
    this.#bytes = bytes;
  }

  get done(): boolean {
    return this.#next >= this.#bytes.length;
  }

  byte(): number {
    const byte = this.#bytes[this.#next++];
    if (byte === undefined) throw new RangeError('it ends too early');
    return byte;
  }

  whole(): number {
    let value = 0;
    for (let scale = 1; ; scale *= SEVEN) {
      const byte = this.byte();
      value += (byte % SEVEN) * scale;
      if (!Number.isSafeInteger(value)) throw new RangeError('it has a number that is too large');
      if (byte < SEVEN) return value;
    }
  }

  float(): number {
    return new DataView(new Uint8Array(this.#take(8)).buffer).getFloat64(0, true);
  }

  text(): string {
    return new TextDecoder().decode(new Uint8Array(this.#take(this.whole())));
  }

  #take(n: number): number[] {
    if (n > this.#bytes.length - this.#next) throw new RangeError('it ends too early');
    const taken = this.#bytes.slice(this.#next, this.#next + n);
    this.#next += n;
    return taken;
  }
}

/** The alphabet of base64url: nothing that a shell, a URL or a double click would stop at. */
const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

export function toLetters(bytes: readonly number[]): string {
  let letters = '';
  for (let i = 0; i < bytes.length; i += 3) {
    const group = ((bytes[i] as number) << 16) | ((bytes[i + 1] ?? 0) << 8) | (bytes[i + 2] ?? 0);
    const length = Math.min(4, bytes.length - i + 1);
    for (let j = 0; j < length; j++) letters += LETTERS[(group >> (18 - 6 * j)) & 63];
  }
  return letters;
}

/** Null when these are not letters that toLetters() can have written. */
export function fromLetters(letters: string): number[] | null {
  const bytes: number[] = [];
  for (let i = 0; i < letters.length; i += 4) {
    const length = Math.min(4, letters.length - i);
    let group = 0;
    for (let j = 0; j < 4; j++) {
      const value = j < length ? LETTERS.indexOf(letters[i + j] as string) : 0;
      if (value < 0) return null;
      group = (group << 6) | value;
    }
    if (length === 1 || (group & (0xffffff >> (8 * (length - 1)))) !== 0) return null;
    for (let j = 0; j < length - 1; j++) bytes.push((group >> (16 - 8 * j)) & 255);
  }
  return bytes;
}

/** CRC-24 of OpenPGP: any few letters that are wrong or swapped side by side are sure to change it. */
export function checksum(bytes: readonly number[]): number[] {
  let crc = 0xb704ce;
  for (const byte of bytes) {
    crc ^= byte << 16;
    for (let bit = 0; bit < 8; bit++) crc = (crc & 0x800000) === 0 ? crc << 1 : (crc << 1) ^ 0x1864cfb;
  }
  return [(crc >> 16) & 255, (crc >> 8) & 255, crc & 255];
}
