/**
 * A net.Socket and its peer over a kernel's buffer: filled at the start, read by descriptor and without the loop, so that
 * it takes nothing or whatever comes. What is put in to fill it is counted and taken out again, and never told of.
 */
import { readSync, writeSync } from 'node:fs';
import type { Socket } from 'node:net';
import type { Link, PeersWitness } from '../link.js';

/** Node has no public name for a socket's descriptor. */
interface Handle {
  readonly fd: number;
  readonly bytesWritten: number;
  readonly writeQueueSize: number;
}

export interface Reset {
  /** Ends the peer's side so that the socket finds a reset; false where the kernel cannot be brought to it. */
  (peer: Socket, link: KernelLink): boolean;
}

const FILLING = [1 << 20, 1 << 16, 1 << 12, 1].map((size) => new Uint8Array(size).fill(255));
const READING = new Uint8Array(1 << 18);

export class KernelLink implements Link {
  readonly stream: Socket;
  readonly #peer: Socket;
  readonly #witness: PeersWitness;
  readonly #reset: Reset;
  /** Bytes that were put in to fill the kernel's buffer, and that the peer has not read. */
  #filling = 0;
  #isOpen = false;
  #hasPeerEnded = false;
  /** The peer has seen the end, or is gone: there is nothing more to read. */
  #isOver = false;

  constructor(stream: Socket, peer: Socket, witness: PeersWitness, reset: Reset) {
    this.stream = stream;
    this.#peer = peer;
    this.#witness = witness;
    this.#reset = reset;
    peer.on('error', () => {}); // what becomes of the peer is its own affair
    this.#fill();
  }

  look(isInCall: boolean): void {
    // The end comes behind what fills the buffer, and then nothing can be written any more that might take its room.
    if (this.#isOver || (!this.#isOpen && !this.#hasEnded())) return;
    for (;;) {
      const n = tryTo(() => readSync(fdOf(this.#peer), READING));
      if (n === 'EAGAIN') return;
      // A reset is how a peer hears of an end that left something unread.
      if (n === 0 || typeof n === 'string') return isInCall ? undefined : this.#end();
      const filling = Math.min(n, this.#filling);
      this.#filling -= filling;
      if (n > filling) this.#witness.bytesArrived(READING.subarray(filling, n), n - filling);
    }
  }

  isTorn(): boolean {
    const handle = handleOf(this.stream);
    if (handle === null || this.stream.destroyed || this.stream.errored !== null) return false;
    const taken = handle.bytesWritten - handle.writeQueueSize;
    return taken + this.stream.writableLength > this.stream.bytesWritten;
  }

  drain(): void {
    if (this.#isGone()) return;
    this.#isOpen = true;
    this.look(true);
  }

  stall(): void {
    if (this.#isGone() || !this.#isOpen) return;
    this.look(true);
    this.#isOpen = false;
    this.#fill();
  }

  peerData(n: number): void {
    if (this.#isGone() || this.#hasPeerEnded) return;
    for (let left = n; left > 0;) {
      const sent = tryTo(() => writeSync(fdOf(this.#peer), READING, 0, Math.min(left, READING.length)));
      if (typeof sent === 'string') return this.#witness.doubt('The kernel takes no more from the peer.');
      left -= sent;
    }
  }

  peerEof(): void {
    if (this.#isGone() || this.#hasPeerEnded) return;
    this.#hasPeerEnded = true;
    this.#peer.end();
  }

  peerReset(): void {
    if (this.#isGone()) return;
    this.look(true);
    // What waits is gone.
    while (typeof tryTo(() => readSync(fdOf(this.stream), READING) || 'end') === 'number');
    if (!this.#reset(this.#peer, this)) this.#witness.doubt('The kernel has no reset to give in this state.');
    this.#isOver = true;
  }

  /** Something that the peer does not read; false where nothing can be sent any more. */
  leaveUnread(): boolean {
    if (this.#filling > 0) return true;
    return typeof tryTo(() => writeSync(fdOf(this.stream), FILLING[0]!, 0, 1)) === 'number';
  }

  close(): void {
    this.stream.destroy();
    this.#peer.destroy();
  }

  #fill(): void {
    for (const filling of FILLING) {
      for (;;) {
        const n = tryTo(() => writeSync(fdOf(this.stream), filling));
        if (typeof n === 'string') break;
        this.#filling += n;
      }
    }
  }

  #end(): void {
    this.#isOver = true;
    this.#witness.eofArrived();
  }

  /** The stream has ended its writing, or itself. */
  #hasEnded(): boolean {
    return this.stream.writableFinished || this.stream.destroyed;
  }

  #isGone(): boolean {
    return this.stream.destroyed || this.#peer.destroyed;
  }
}

/** The number, or the code of what was thrown. */
function tryTo(act: () => number | string): number | string {
  try {
    return act();
  } catch (error) {
    const { code } = error as { code?: unknown };
    if (typeof code !== 'string') throw error;
    return code;
  }
}

function fdOf(socket: Socket): number {
  return handleOf(socket)?.fd ?? -1;
}

function handleOf(socket: Socket): Handle | null {
  return (socket as unknown as { readonly _handle: Handle | null })._handle;
}
