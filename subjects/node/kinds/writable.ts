/**
 * A stream.Writable over a sink of ours, which holds what it is given while it is stalled and else takes it at once, as the
 * documents leave to whoever implements one. One chunk at a time: the smallest Writable that there is.
 */
import { Writable } from 'node:stream';
import { ResetError } from '../../errors.js';
import { HIGH_WATER_MARK, type Kind, type Link, type PeersWitness } from '../link.js';

type Done = (error?: Error | null) => void;

export const writable: Kind = {
  name: 'writable',
  what: 'stream.Writable over a scripted sink',
  capabilities: ['peer-reset', 'mutable-chunks', 'wide-chunks', 'wrong-chunks', 'exact-size', 'planted-faults'],
  open: async (witness) => new Sink(witness),
};

class Sink implements Link {
  readonly stream: Writable;
  readonly #witness: PeersWitness;
  #isOpen = false;
  #isReset = false;
  /** The end is on its way to the peer, or there. */
  #hasEnded = false;
  #isEndSeen = false;
  /** What was given while nothing is taken. */
  #held: { readonly chunk: Uint8Array; readonly done: Done } | null = null;

  constructor(witness: PeersWitness) {
    this.#witness = witness;
    this.stream = new Writable({
      highWaterMark: HIGH_WATER_MARK,
      write: (chunk: Uint8Array, _encoding, done) => this.#take(chunk, done),
      final: (done) => {
        this.#end();
        done();
      },
      destroy: (error, done) => {
        // As a socket does it: from the loop, what is under way first.
        setImmediate(() => {
          this.#held?.done();
          this.#held = null;
          this.#end();
          done(error);
        });
      },
    });
  }

  finish(): void {
    this.stream.end();
  }

  look(isInCall: boolean): void {
    if (isInCall) return;
    if (this.#hasEnded && !this.#isEndSeen) {
      this.#isEndSeen = true;
      this.#witness.eofArrived();
    }
    if (this.#isReset) this.stream.destroy(reset());
    else if (this.#isOpen && this.#held !== null) {
      const { chunk, done } = this.#held;
      this.#held = null;
      this.#take(chunk, done);
    }
  }

  drain(): void {
    this.#isOpen = true;
  }

  stall(): void {
    this.#isOpen = false;
  }

  peerReset(): void {
    if (!this.stream.destroyed) this.#isReset = true;
  }

  // A Writable has nothing to read: these are not declared, and never asked for.
  peerData(): void {}
  peerEof(): void {}

  close(): void {
    this.stream.destroy();
  }

  #take(chunk: Uint8Array, done: Done): void {
    if (chunk.length === 0) return done(); // sending nothing never fails
    if (this.#isReset) return done(reset());
    if (!this.#isOpen) {
      this.#held = { chunk, done };
      return;
    }
    this.#witness.bytesArrived(chunk, chunk.length);
    done();
  }

  #end(): void {
    if (!this.#isReset) this.#hasEnded = true;
  }
}

function reset(): Error {
  return new ResetError('The sink is gone.');
}
