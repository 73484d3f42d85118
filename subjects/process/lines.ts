/**
 * From the pieces in which a pipe gives its bytes to lines of text, in bounded memory.
 * Knows nothing of what a line says.
 */

const LINE_FEED = 10;

export class Lines {
  readonly #longest: number;
  readonly #onLine: (line: string) => void;
  #parts: Buffer[] = [];
  #length = 0;

  /** `longest`: so many bytes of one line are held, and no more. */
  constructor(longest: number, onLine: (line: string) => void) {
    this.#longest = longest;
    this.#onLine = onLine;
  }

  /** False: a line is longer than may be. Nothing more should be given then. */
  push(chunk: Buffer): boolean {
    let from = 0;
    for (let at = chunk.indexOf(LINE_FEED); at >= 0; at = chunk.indexOf(LINE_FEED, from)) {
      if (this.#length + at - from > this.#longest) return this.#tooLong();
      if (this.#length === 0) this.#onLine(chunk.toString('utf8', from, at));
      else this.#onLine(this.#taken(chunk.subarray(from, at)));
      from = at + 1;
    }
    if (from < chunk.length) this.#keep(from === 0 ? chunk : chunk.subarray(from));
    return this.#length <= this.#longest || this.#tooLong();
  }

  /** The beginning of a line that has not ended. */
  get rest(): string {
    return Buffer.concat(this.#parts).toString('utf8', 0, SHOWN);
  }

  #keep(part: Buffer): void {
    this.#parts.push(part);
    this.#length += part.length;
  }

  #taken(last: Buffer): string {
    const line = Buffer.concat([...this.#parts, last], this.#length + last.length).toString('utf8');
    this.#parts = [];
    this.#length = 0;
    return line;
  }

  #tooLong(): false {
    this.#parts = this.#parts.slice(0, 1);
    this.#length = 0;
    return false;
  }
}

/** Of a line without an end, so many bytes are enough to recognise it. */
const SHOWN = 200;
