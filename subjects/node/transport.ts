/**
 * A stream of Node's with the methods and callbacks of an asyncio transport: docs/node.md, line by line.
 * Each method is a call or two of the stream's public interface, each callback an event. It relays, and holds only what
 * Node does not tell: that close() was called, and whether the protocol was paused.
 */
import type { Duplex, Writable } from 'node:stream';
import { UnsupportedError } from '../errors.js';
import type { Protocol, Transport } from '../parts.js';

export class NodeTransport implements Transport {
  readonly #stream: Duplex | Writable;
  readonly #finish: () => void;
  readonly #protocol: Protocol;
  /** The end of writing leaves another direction open. */
  readonly #hasTwoDirections: boolean;
  #isClosed = false;
  #isPaused = false;
  #error: unknown = null;
  /** Bytes that the stream has taken on itself to send. */
  accepted = 0;

  /** `finish` is what close() is on this stream. */
  constructor(stream: Duplex | Writable, finish: () => void, protocol: Protocol, hasTwoDirections: boolean) {
    this.#stream = stream;
    this.#finish = finish;
    this.#protocol = protocol;
    this.#hasTwoDirections = hasTwoDirections;
    stream.on('drain', () => {
      this.#isPaused = false;
      protocol.resumeWriting();
    });
    stream.on('error', (error) => (this.#error = error));
    stream.on('close', () => protocol.connectionLost(this.#error));
    if (hasTwoDirections) stream.on('data', this.#onData).on('end', this.#onEnd);
  }

  write(data: ArrayBufferView): void {
    this.#give(data);
    this.#tellOfPause();
  }

  writelines(items: Iterable<ArrayBufferView>): void {
    try {
      for (const item of items) this.#give(item);
    } finally {
      this.#tellOfPause();
    }
  }

  writeEof(): void {
    this.#stream.end();
  }

  canWriteEof(): boolean {
    return true;
  }

  close(): void {
    this.#isClosed = true;
    // Node reads on until the end. Who wants no more of it takes off the listeners.
    this.#stream.off('data', this.#onData).off('end', this.#onEnd);
    this.#finish();
  }

  abort(): void {
    this.#stream.destroy();
  }

  isClosing(): boolean {
    return this.#isClosed || this.#isDead() || (this.#stream.writableEnded && !this.#hasTwoDirections);
  }

  setWriteBufferLimits(): void {
    throw new UnsupportedError('A stream’s highWaterMark is for life.');
  }

  getWriteBufferSize(): number {
    return this.#isDead() ? 0 : this.#stream.writableLength;
  }

  getWriteBufferLimits(): { low: number; high: number } {
    return { low: 0, high: this.#stream.writableHighWaterMark };
  }

  #give(data: ArrayBufferView): void {
    const { writable } = this.#stream;
    this.#stream.write(data as Uint8Array);
    if (writable) this.accepted += data.byteLength;
  }

  /** It sends nothing more, whatever it counts until it is torn down; a failed one is destroyed a tick later. */
  #isDead(): boolean {
    return this.#stream.destroyed || this.#stream.errored !== null;
  }

  #tellOfPause(): void {
    if (this.#isPaused || !this.#stream.writableNeedDrain || this.#isDead()) return;
    this.#isPaused = true;
    this.#protocol.pauseWriting();
  }

  readonly #onData = (data: Uint8Array): void => this.#protocol.dataReceived(data);

  readonly #onEnd = (): void => {
    if (!this.#protocol.eofReceived() && !this.#isClosed) this.close();
  };
}
