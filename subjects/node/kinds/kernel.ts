/**
 * A net.Socket, or a stream over one, and its peer at the other end of a kernel's buffer: filled at the start, read by
 * descriptor and without the loop, so that it takes nothing or whatever comes. What is put in to fill it is counted and
 * taken out again, and never told of.
 */
import { readSync, writeSync } from 'node:fs';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { Link, PeersWitness } from '../link.js';

/** Two sockets that are connected, and how the second is made to reset the first. */
export interface Ends {
  readonly socket: Socket;
  readonly peer: Socket;
  reset(peer: Socket, state: ResetState): boolean;
}

export interface ResetState {
  /** Puts something where the peer does not read it; false where nothing can be sent any more. */
  leaveUnread(): boolean;
  /** The peer has ended its side, and the stream has not heard of it. */
  readonly isEndWaiting: boolean;
}

const ONE = new Uint8Array(1).fill(255);
const FILLING = [...[1 << 20, 1 << 16, 1 << 12].map((size) => new Uint8Array(size).fill(255)), ONE];
const READING = new Uint8Array(1 << 18);

export abstract class KernelLink<S extends Duplex> implements Link {
  readonly stream: S;
  protected readonly witness: PeersWitness;
  readonly #ends: Ends;
  /** Bytes that were put in to fill the kernel's buffer, and that the peer has not read. */
  protected filling = 0;
  /** Bytes of the stream's that the peer was seen to get. */
  protected delivered = 0;
  protected isOpen = false;
  #hasPeerEnded = false;
  /** The peer has seen the end, or is gone: there is nothing more to read. */
  protected isOver = false;

  constructor(stream: S, ends: Ends, witness: PeersWitness) {
    this.stream = stream;
    this.witness = witness;
    this.#ends = ends;
    ends.peer.on('error', () => {}); // what becomes of the peer is its own affair
    this.fill();
  }

  abstract finish(): void;

  look(isInCall: boolean): void {
    // The end comes behind what fills the buffer. Nothing can be written any more then that would take its room.
    if (this.isOver || !(this.isOpen || this.canOnlyEnd())) return;
    const isAtEnd = readAll(this.#ends.peer, (bytes) => {
      const filling = Math.min(bytes.length, this.filling);
      this.filling -= filling;
      if (bytes.length > filling) this.got(bytes.subarray(filling));
    });
    if (isAtEnd && !isInCall) this.ended();
  }

  isTorn(): boolean {
    const { destroyed, errored, writableLength } = this.stream;
    return !destroyed && errored === null && this.delivered + writableLength > this.witness.accepted;
  }

  hold(): void {
    if (!this.isOpen && !this.#isGone() && !this.canOnlyEnd() && this.#put(ONE)) this.fill();
  }

  drain(): void {
    if (this.#isGone() || this.isOpen) return;
    this.isOpen = true;
    this.look(true);
  }

  stall(): void {
    if (this.#isGone() || !this.isOpen) return;
    this.look(true);
    this.isOpen = false;
    this.fill();
  }

  peerData(n: number): void {
    if (!this.#isGone() && !this.#hasPeerEnded) this.send(n);
  }

  peerEof(): void {
    if (this.#isGone() || this.#hasPeerEnded) return;
    this.#hasPeerEnded = true;
    this.sendEnd();
  }

  peerReset(): void {
    if (this.#isGone()) return;
    this.look(true);
    // What waits is gone.
    readAll(this.#ends.socket, () => {});
    const isReset = this.#ends.reset(this.#ends.peer, {
      isEndWaiting: this.#hasPeerEnded && !this.stream.readableEnded,
      leaveUnread: () => this.filling > 0 || this.#put(ONE),
    });
    if (!isReset) this.witness.doubt('The kernel has no reset to give in this state.');
    this.isOver = true;
  }

  close(): void {
    this.stream.destroy();
    this.#ends.socket.destroy();
    this.#ends.peer.destroy();
  }

  // What a stream over the socket does in its own way.

  protected got(bytes: Uint8Array): void {
    this.deliver(bytes);
  }

  protected deliver(bytes: Uint8Array): void {
    this.delivered += bytes.length;
    this.witness.bytesArrived(bytes, bytes.length);
  }

  protected ended(): void {
    this.isOver = true;
    this.witness.eofArrived();
  }

  protected send(n: number): void {
    for (let left = n; left > 0;) {
      const sent = sendFrom(this.#ends.peer, READING.subarray(0, Math.min(left, READING.length)));
      if (sent === null) return this.witness.doubt('The kernel takes no more from the peer.');
      left -= sent;
    }
  }

  protected sendEnd(): void {
    this.#ends.peer.end();
  }

  protected fill(): void {
    for (const filling of FILLING) while (this.#put(filling));
  }

  /** As much of it as there is room for; false where there is none. */
  #put(filling: Uint8Array): boolean {
    const n = tryTo(() => writeSync(fdOf(this.#ends.socket), filling));
    if (typeof n === 'string') return false;
    this.filling += n;
    return true;
  }

  /** The peer has all that the stream says to have handed over, and what filled the buffer before it. */
  protected hasAll(): boolean {
    const { destroyed, writableFinished, writableLength } = this.stream;
    const isAborted = destroyed && !writableFinished;
    return this.filling === 0 && (isAborted || this.delivered >= this.witness.accepted - writableLength);
  }

  /** All that was written has been handed over, and no more can be. */
  protected canOnlyEnd(): boolean {
    const { destroyed, writableEnded, writableLength } = this.stream;
    return destroyed || (writableEnded && writableLength === 0);
  }

  #isGone(): boolean {
    return this.stream.destroyed || this.#ends.peer.destroyed;
  }
}

/** The socket itself is the stream. */
export class SocketLink extends KernelLink<Socket> {
  finish(): void {
    destroySoon(this.stream);
  }
}

/** From the loop where nothing is left to send: there it would destroy the socket in the call. */
export function destroySoon(socket: Socket): void {
  if (socket.writableFinished) setImmediate(() => socket.destroySoon());
  else socket.destroySoon();
}

/** All that waits at a socket, without the loop. True at the end of the stream. The bytes are good until it returns. */
export function readAll(socket: Socket, got: (bytes: Uint8Array) => void): boolean {
  for (;;) {
    const n = tryTo(() => readSync(fdOf(socket), READING));
    if (n === 'EAGAIN') return false;
    // A reset is how a peer hears of an end that left something unread.
    if (n === 0 || typeof n === 'string') return true;
    got(READING.subarray(0, n));
  }
}

/** As many as the kernel takes; null for none. */
export function sendFrom(socket: Socket, bytes: Uint8Array): number | null {
  const sent = tryTo(() => writeSync(fdOf(socket), bytes));
  return typeof sent === 'number' ? sent : null;
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

/** Node has no public name for it. */
function fdOf(socket: Socket): number {
  return (socket as unknown as { readonly _handle: { readonly fd: number } | null })._handle?.fd ?? -1;
}
