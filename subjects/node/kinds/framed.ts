/**
 * A stream that puts what it is given into frames of its own, over a socket, and a peer that takes them apart again: how far
 * the peer is read. The socket is kernel.ts's; the frames are the kinds' own.
 */
import type { Socket } from 'node:net';
import { Duplex } from 'node:stream';
import type { PeersWitness } from '../link.js';
import { KernelLink, readAll, sendFrom, type Ends } from './kernel.js';

export abstract class FramedLink<S extends Duplex> extends KernelLink<S> {
  readonly #peer: Duplex;
  readonly #frames: Frames;
  /** The peer has read the end, and then, when all before it was told, so was that. */
  #isEndRead = false;
  #isEndTold = false;
  /** Read, and not told of yet. */
  #read = Buffer.alloc(0);
  /** How many bytes the stream has said to have handed over. */
  #claimed = 0;
  #lengthBefore = 0;
  /** What the stream counts is with the kernel: it was given while the wire was open and nothing waited. */
  #isWithKernel = false;

  constructor(stream: S, ends: Ends, witness: PeersWitness, peer: Duplex, frames: Frames) {
    super(stream, ends, witness);
    this.#peer = peer;
    this.#frames = frames;
    peer.on('data', (bytes: Buffer) => (this.#read = Buffer.concat([this.#read, bytes])));
    for (const event of ['end', 'close']) peer.on(event, () => (this.#isEndRead = true));
  }

  /**
   * A call gives its frames to the kernel, and counts them until the loop turns. The peer reads no further than the stream
   * says that it has come: who reads decides how far, and the size and what arrived then belong together.
   */
  override look(isInCall: boolean): void {
    super.look(isInCall);
    if (this.stream.writableLength === 0) this.#isWithKernel = false;
    else if (isInCall && this.isOpen && this.#lengthBefore === 0) this.#isWithKernel = true;
    const { destroyed, writableFinished, writableLength } = this.stream;
    if (!destroyed || writableFinished) this.#claimed = this.witness.accepted - writableLength;
    const due = this.#read.subarray(0, Math.max(0, this.#claimed - this.delivered));
    this.#read = this.#read.subarray(due.length);
    if (due.length > 0) this.deliver(due);
    if (isInCall || !this.#isEndRead || this.#isEndTold || (this.#read.length > 0 && !destroyed)) return;
    this.#isEndTold = true;
    this.witness.eofArrived();
  }

  override hold(): void {
    super.hold();
    this.#lengthBefore = this.stream.writableLength;
  }

  override stall(): void {
    if (this.isOpen && this.#isWithKernel) this.witness.doubt(UNDER_WAY);
    super.stall();
  }

  isBusy(): boolean {
    return !this.stream.destroyed && (isSending(this.#peer) || isSending(this.#frames.stream));
  }

  override close(): void {
    super.close();
    this.#peer.destroy();
    this.#frames.stream.destroy();
  }

  protected override got(bytes: Uint8Array): void {
    this.#frames.take(bytes);
  }

  /** The socket’s own end, where no record said so. */
  protected override ended(): void {
    this.isOver = true;
    this.#isEndRead = true;
    this.#frames.takeEnd();
  }

  protected override send(n: number): void {
    this.#peer.write(Buffer.alloc(n));
  }

  protected override sendEnd(): void {
    this.#peer.end();
  }
}

const UNDER_WAY = 'Of what a stream of frames still counts, nobody can say how much is with the kernel.';

/** The bytes of the peer's side: in by take(), out to the socket. */
export class Frames {
  readonly stream: Duplex;

  constructor(socket: Socket) {
    this.stream = new Duplex({
      read() {},
      write(bytes: Uint8Array, _encoding, done) {
        for (let sent = 0; sent < bytes.length;) {
          const n = sendFrom(socket, bytes.subarray(sent));
          if (n === null) break; // it has gone
          sent += n;
        }
        done();
      },
    });
    this.stream.on('error', () => {}); // its own affair
  }

  take(bytes: Uint8Array): void {
    this.stream.push(Buffer.from(bytes));
  }

  takeEnd(): void {
    this.stream.push(null);
  }
}

/** Turns the loop and hands over what comes, until the two ends have agreed; and some turns more, for what follows. */
export async function agree(isDone: () => boolean, socket: Socket, frames: Frames): Promise<void> {
  for (let turns = 0, after = 0; after < 4; turns++, after += Number(isDone())) {
    if (turns === AGREEING) throw new Error('The two ends did not agree.');
    await new Promise((resolve) => setImmediate(resolve));
    readAll(socket, (bytes) => frames.take(bytes));
  }
}

/** They need some five. */
const AGREEING = 1_000;

function isSending({ destroyed, writableLength }: Duplex): boolean {
  return !destroyed && writableLength > 0;
}
