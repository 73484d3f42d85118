/**
 * The reference: an honest write transport, written as one would write it to be used. It keeps every promise of the
 * contract, and is not derived from the model: neither would vouch for the other.
 *
 * Two rules keep it safe to call from anywhere. A flag is set before the callback that tells of it. After a callback,
 * nothing is taken for granted: it may have written, closed or aborted.
 *
 * Its parts are protected, not private, and small: each mutant (subjects/mutants/) is this class with one of them wrong.
 */
import { StateError } from '../errors.js';
import type { Loop, Parts, Protocol, Transport, Wire } from '../parts.js';
import { SendBuffer } from './buffer.js';
import { DOCUMENTED, type Choices } from './choices.js';
import { DEFAULT_LIMITS, limitsFor, type Limits } from './limits.js';

/** Bytes to read at once. */
const READ_SIZE = 256 * 1024;

export class ReferenceTransport implements Transport {
  protected readonly protocol: Protocol;
  protected readonly loop: Loop;
  protected readonly wire: Wire;
  protected readonly choices: Choices;
  protected readonly buffer: SendBuffer;
  protected limits: Limits = DEFAULT_LIMITS;
  protected paused = false;
  /** write_eof() was called: the writing side ends with the buffer. */
  protected eof = false;
  /** close() was called, or worse. */
  protected closing = false;
  /** connection_lost() is due or was called: nothing goes out any more. */
  protected losing = false;

  constructor({ protocol, loop, wire }: Parts, choices: Partial<Choices> = {}) {
    this.protocol = protocol;
    this.loop = loop;
    this.wire = wire;
    this.choices = { ...DOCUMENTED, ...choices };
    this.buffer = this.makeBuffer();
    loop.callSoon(() => this.begin());
  }

  write(data: ArrayBufferView): void {
    const bytes = this.bytesOf(data);
    if (this.mayWrite() && bytes.length > 0) this.accept([bytes]);
  }

  writelines(items: Iterable<ArrayBufferView>): void {
    const chunks: Uint8Array[] = [];
    for (const item of items) chunks.push(this.bytesOf(item)); // all of them are looked at before any is queued
    const full = chunks.filter((bytes) => bytes.length > 0);
    if (this.mayWrite() && full.length > 0) this.accept(full);
  }

  writeEof(): void {
    if (this.eof || this.closing) return;
    this.eof = true;
    if (this.buffer.size === 0) this.wire.shutdown();
  }

  canWriteEof(): boolean {
    return true;
  }

  close(): void {
    if (this.closing) return;
    this.closing = true;
    this.wire.onReadable(null);
    if (this.buffer.size === 0) this.lose(null);
  }

  abort(): void {
    this.lose(null);
  }

  isClosing(): boolean {
    return this.closing;
  }

  setWriteBufferLimits(limits: { high?: number; low?: number } = {}): void {
    this.limits = this.limitsFor(limits);
    this.maybePause();
  }

  getWriteBufferSize(): number {
    return this.buffer.size;
  }

  getWriteBufferLimits(): Limits {
    return this.limits;
  }

  protected makeBuffer(): SendBuffer {
    return new SendBuffer(this.choices.mutableChunks);
  }

  // Limits.

  /** The pair that a request means. Throws, and so changes nothing, where it makes no sense. */
  protected limitsFor(asked: { readonly high?: number; readonly low?: number }): Limits {
    return limitsFor(asked, this.choices.zeroHigh);
  }

  /** Whether so many bytes are too many. An empty buffer never pauses, even where high is 0. */
  protected isHigh(size: number): boolean {
    const { high } = this.limits;
    return size > 0 && (this.choices.pausesWhen === 'reaches' ? size >= high : size > high);
  }

  /** Whether so many bytes are few enough to go on. */
  protected isLow(size: number): boolean {
    return size <= this.limits.low;
  }

  // Writing.

  /** False where a write is dropped. */
  protected mayWrite(): boolean {
    if (this.losing || (this.closing && this.choices.writeWhileClosing === 'dropped')) return false;
    if (this.eof) throw new StateError('Nothing can be written after writeEof().');
    return true;
  }

  protected accept(chunks: readonly Uint8Array[]): void {
    const wasEmpty = this.buffer.size === 0;
    const triesNow = wasEmpty && this.choices.writeTries === 'when-empty';
    let rest = chunks;
    if (triesNow) {
      try {
        rest = this.sendAtOnce(chunks);
      } catch (error) {
        return this.lose(error);
      }
    }
    this.queue(rest);
    if (this.buffer.size === 0) return;
    // A buffer that was not empty is being waited for already.
    if (triesNow) this.wire.onWritable(this.onWritable);
    else if (wasEmpty) this.loop.callSoon(this.onWritable);
    this.maybePause();
  }

  protected queue(chunks: readonly Uint8Array[]): void {
    for (const bytes of chunks) this.buffer.push(bytes);
  }

  protected bytesOf(data: unknown): Uint8Array {
    if (data instanceof Uint8Array) return data;
    if (ArrayBuffer.isView(data)) return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
    throw new TypeError(`A chunk must be bytes-like, not ${data === null ? 'null' : typeof data}.`);
  }

  /** Sends what the wire takes at once, and answers what is left. */
  protected sendAtOnce(chunks: readonly Uint8Array[]): readonly Uint8Array[] {
    for (const [index, bytes] of chunks.entries()) {
      const n = this.wire.send(bytes);
      if (n < bytes.length) return [bytes.subarray(n), ...chunks.slice(index + 1)];
    }
    return [];
  }

  protected readonly onWritable = (): void => this.flush();

  protected flush(): void {
    if (this.losing) return;
    const before = this.buffer.size;
    try {
      this.buffer.sendTo(this.wire);
    } catch (error) {
      return this.lose(error);
    }
    if (this.buffer.size < before) this.maybeResume();
    if (this.losing) return;
    if (this.buffer.size > 0) return this.wire.onWritable(this.onWritable);
    this.wire.onWritable(null);
    this.flushed();
  }

  /** The last byte is gone: what waited for it is due. */
  protected flushed(): void {
    if (this.closing) this.lose(null);
    else if (this.eof) this.wire.shutdown();
  }

  protected maybePause(): void {
    if (!this.paused && !this.losing && this.isHigh(this.buffer.size)) this.pause();
  }

  protected maybeResume(): void {
    if (this.paused && !this.losing && this.isLow(this.buffer.size)) this.resume();
  }

  protected pause(): void {
    this.paused = true;
    this.tell(() => this.protocol.pauseWriting());
  }

  protected resume(): void {
    this.paused = false;
    this.tell(() => this.protocol.resumeWriting());
  }

  // Life and reading.

  protected begin(): void {
    this.tell(() => this.protocol.connectionMade(this));
    if (!this.closing) this.wire.onReadable(() => this.read());
  }

  protected read(): void {
    try {
      const bytes = this.wire.read(READ_SIZE);
      if (bytes === null) return;
      if (bytes.length > 0) this.received(bytes);
      else this.end();
    } catch (error) {
      this.lose(error);
    }
  }

  protected received(bytes: Uint8Array): void {
    this.hand(() => this.protocol.dataReceived(bytes));
  }

  protected end(): void {
    this.wire.onReadable(null); // the end stays readable: who went on asking would be told again and again
    this.hand(() => {
      if (!this.protocol.eofReceived()) this.close();
    });
  }

  /** What a protocol does with the peer's bytes cannot be done again: if it fails, the connection is of no more use. */
  protected hand(callback: () => void): void {
    try {
      callback();
    } catch (error) {
      this.loop.callExceptionHandler(error);
      this.lose(error);
    }
  }

  /** A callback that raises is reported, and changes nothing. */
  protected tell(callback: () => void): void {
    try {
      callback();
    } catch (error) {
      this.loop.callExceptionHandler(error);
    }
  }

  /** The end, by whatever cause came first: connection_lost() follows, never in the call of a user. */
  protected lose(error: unknown): void {
    if (this.losing) return;
    this.losing = this.closing = true;
    this.wire.onReadable(null);
    this.wire.onWritable(null);
    if (this.choices.sizeAfterAbort === 'zero') this.buffer.clear();
    this.loop.callSoon(() => this.lost(error));
  }

  protected lost(error: unknown): void {
    this.buffer.clear();
    this.tell(() => this.protocol.connectionLost(error));
    this.wire.close();
  }
}
