/**
 * Somebody's own transport, with names of its own: it knows nothing of this suite. The adapter beside it,
 * my-transport.ts, is all that is needed to have it judged.
 */
export interface Line {
  send(bytes: Uint8Array): number;
  read(): Uint8Array | null;
  onReadable(callback: (() => void) | null): void;
  onWritable(callback: (() => void) | null): void;
  shutdown(): void;
  close(): void;
}

export interface Events {
  full(): void;
  roomy(): void;
  data(bytes: Uint8Array): void;
  /** The peer sends no more. True keeps the outbox open. */
  end(): boolean;
  gone(error: unknown): void;
  failed(error: unknown): void;
}

const DEFAULT_HIGH = 32_768;

export class Outbox {
  pending = 0;
  low = DEFAULT_HIGH / 4;
  high = DEFAULT_HIGH;
  ending = false;
  #queue: Uint8Array[] = [];
  #full = false;
  #finishing = false;
  #gone = false;

  constructor(
    readonly line: Line,
    readonly events: Events,
    readonly later: (callback: () => void) => void,
  ) {}

  start(): void {
    if (!this.ending) this.line.onReadable(() => this.#read());
  }

  push(chunks: Iterable<ArrayBufferView>): void {
    const copies = [...chunks].map(copyOf);
    if (this.ending) return;
    if (this.#finishing) throw Object.assign(new Error('Push after finish.'), { code: 'ERR_STREAM_WRITE_AFTER_END' });
    for (const bytes of copies) {
      if (bytes.length === 0) continue;
      this.#queue.push(bytes);
      this.pending += bytes.length;
    }
    if (this.pending > 0) this.line.onWritable(() => this.#flush());
    this.#warn();
  }

  setMarks(marks: { low?: number; high?: number }): void {
    const high = marks.high ?? (marks.low === undefined ? DEFAULT_HIGH : 4 * marks.low);
    const low = marks.low ?? Math.floor(high / 4);
    if (!(0 <= low && low <= high)) throw new RangeError(`The marks ${low} and ${high} make no sense.`);
    this.low = low;
    this.high = high;
    this.#warn();
  }

  finish(): void {
    if (this.#finishing || this.ending) return;
    this.#finishing = true;
    if (this.pending === 0) this.line.shutdown();
  }

  end(): void {
    if (this.ending) return;
    this.ending = true;
    this.line.onReadable(null);
    if (this.pending === 0) this.destroy();
  }

  destroy(error: unknown = null): void {
    if (this.#gone) return;
    this.#gone = this.ending = true;
    this.#queue = [];
    this.pending = 0;
    this.line.onReadable(null);
    this.line.onWritable(null);
    this.later(() => {
      this.#tell(() => this.events.gone(error));
      this.line.close();
    });
  }

  #warn(): void {
    if (this.#full || this.#gone || this.pending <= this.high) return;
    this.#full = true;
    this.#tell(() => this.events.full());
  }

  #flush(): void {
    try {
      while (this.#queue.length > 0) {
        const bytes = this.#queue[0]!;
        const n = this.line.send(bytes);
        this.pending -= n;
        if (n === bytes.length) this.#queue.shift();
        else this.#queue[0] = bytes.subarray(n);
        if (n < bytes.length) break;
      }
    } catch (error) {
      return this.destroy(error);
    }
    if (this.#full && this.pending <= this.low) {
      this.#full = false;
      this.#tell(() => this.events.roomy());
    }
    if (this.#gone || this.pending > 0) return;
    this.line.onWritable(null);
    if (this.ending) this.destroy();
    else if (this.#finishing) this.line.shutdown();
  }

  #read(): void {
    try {
      const bytes = this.line.read();
      if (bytes === null) return;
      if (bytes.length > 0) return this.#give(() => this.events.data(bytes));
      this.line.onReadable(null);
      this.#give(() => this.events.end() || this.end());
    } catch (error) {
      this.destroy(error);
    }
  }

  /** Whoever fails to take what the peer sent cannot go on. */
  #give(callback: () => void): void {
    try {
      callback();
    } catch (error) {
      this.events.failed(error);
      this.destroy(error);
    }
  }

  #tell(callback: () => void): void {
    try {
      callback();
    } catch (error) {
      this.events.failed(error);
    }
  }
}

function copyOf(chunk: unknown): Uint8Array {
  if (!ArrayBuffer.isView(chunk)) throw new TypeError('A chunk must be a view of bytes.');
  return new Uint8Array(chunk.buffer, chunk.byteOffset, chunk.byteLength).slice();
}
