/**
 * The queue of what was accepted and not handed to the wire. Counts bytes and keeps their order.
 * Knows neither limits nor the protocol.
 */
import type { Wire } from '../parts.js';

interface Chunk {
  readonly bytes: Uint8Array;
  /** How long it was when it was accepted. */
  readonly length: number;
  /** A copy, where the bytes are the caller's own memory: what was accepted is not lost if that is taken away. */
  readonly spare: Uint8Array | null;
}

export class SendBuffer {
  protected readonly aliases: boolean;
  protected chunks: Chunk[] = [];
  /** Which chunk is next, and how much of it has gone. */
  protected next = 0;
  protected gone = 0;
  protected held = 0;

  constructor(mutableChunks: 'copied' | 'aliased') {
    this.aliases = mutableChunks === 'aliased';
  }

  get size(): number {
    return this.held;
  }

  push(bytes: Uint8Array): void {
    const copy = Buffer.from(bytes);
    const chunk = this.aliases ? { bytes, spare: copy } : { bytes: copy, spare: null };
    this.chunks.push({ ...chunk, length: bytes.length });
    this.held += bytes.length;
  }

  /** Sends until the wire takes no more or nothing is left. Throws what the wire throws. */
  sendTo(wire: Wire): void {
    while (this.next < this.chunks.length) {
      const { bytes, length, spare } = this.chunks[this.next]!;
      const whole = bytes.length === length ? bytes : spare!;
      const n = wire.send(this.gone === 0 ? whole : whole.subarray(this.gone));
      this.held -= n;
      this.gone += n;
      if (this.gone < length) return;
      this.next += 1;
      this.gone = 0;
    }
    this.clear();
  }

  clear(): void {
    if (this.chunks.length > 0) this.chunks = [];
    this.next = this.gone = this.held = 0;
  }
}
