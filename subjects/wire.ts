/**
 * The simulated wire and the fake loop, exactly as docs/harness.md has them: no clock, no descriptor, no chance.
 * They know nothing of scripts and traces; the driver works their far side and is told what happens.
 */
import { BrokenPipeError, ResetError } from './errors.js';
import type { Loop, Wire } from './parts.js';

/** Turns in one settle, and scheduled calls in one turn: a transport that needs more never comes to rest. */
export const MAX_TURNS = 1_000;
const MAX_SCHEDULED = 100_000;

/** Who is told what the wire carries, and what goes wrong in the loop: the driver. */
export interface Witness {
  bytesArrived(bytes: Uint8Array, n: number): void;
  eofArrived(): void;
  /** An exception with no caller, or reported by the transport. */
  failed(error: unknown): void;
  /** A callback of the loop answered something: a promise, perhaps, that nobody would wait for. */
  answered(answer: unknown, by: string): void;
  /** Nothing more is wanted. */
  readonly stopped: boolean;
}

type Callback = () => void;

export class SimulatedWire implements Wire {
  readonly #witness: Witness;
  #room = 0;
  #waiting = 0;
  #peerEnded = false;
  #reset = false;
  #shut = false;
  #closed = false;
  reader: Callback | null = null;
  writer: Callback | null = null;

  constructor(witness: Witness) {
    this.#witness = witness;
  }

  // The transport's side.

  send(bytes: Uint8Array): number {
    if (!(bytes instanceof Uint8Array)) throw new TypeError('wire.send() takes a Uint8Array.');
    if (this.#closed) throw new Error('The wire is closed.');
    if (this.#reset) throw new ResetError('The peer has reset the connection.');
    if (this.#shut) throw new BrokenPipeError('The writing side is shut down.');
    const n = Math.min(this.#room, bytes.length);
    if (n === 0) return 0;
    this.#room -= n;
    this.#witness.bytesArrived(bytes, n);
    return n;
  }

  read(most = Infinity): Uint8Array | null {
    if (this.#closed) throw new Error('The wire is closed.');
    if (this.#reset) throw new ResetError('The peer has reset the connection.');
    if (this.#waiting === 0 && !this.#peerEnded) return null;
    const n = Math.min(this.#waiting, most);
    this.#waiting -= n;
    return new Uint8Array(n);
  }

  onReadable(callback: Callback | null): void {
    this.reader = callback;
  }

  onWritable(callback: Callback | null): void {
    this.writer = callback;
  }

  shutdown(): void {
    if (this.#closed) throw new Error('The wire is closed.');
    this.#end();
  }

  close(): void {
    this.#end();
    this.#closed = true;
    this.reader = this.writer = null;
  }

  // The peer's side, worked by the lower tester.

  drain(n: number): void {
    this.#room += n;
  }

  stall(): void {
    this.#room = 0;
  }

  peerData(n: number): void {
    if (!this.#peerEnded && !this.#reset) this.#waiting += n;
  }

  peerEof(): void {
    if (!this.#reset) this.#peerEnded = true;
  }

  peerReset(): void {
    this.#reset = true;
    this.#waiting = 0;
  }

  // The loop's side.

  isReadable(): boolean {
    return this.reader !== null && !this.#closed && (this.#waiting > 0 || this.#peerEnded || this.#reset);
  }

  isWritable(): boolean {
    return this.writer !== null && !this.#closed && (this.#room > 0 || this.#reset);
  }

  #end(): void {
    if (this.#shut) return;
    this.#shut = true;
    if (!this.#reset) this.#witness.eofArrived();
  }
}

export class FakeLoop implements Loop {
  readonly #witness: Witness;
  readonly #wire: SimulatedWire;
  #scheduled: Callback[] = [];

  constructor(witness: Witness, wire: SimulatedWire) {
    this.#witness = witness;
    this.#wire = wire;
  }

  callSoon(callback: Callback): void {
    this.#scheduled.push(callback);
  }

  callExceptionHandler(error: unknown): void {
    this.#witness.failed(error);
  }

  /** Turns until nothing more happens; false if that does not come. */
  settle(): boolean {
    const wire = this.#wire;
    for (let turns = 0; this.#scheduled.length > 0 || wire.isReadable() || wire.isWritable(); turns++) {
      if (turns === MAX_TURNS || this.#scheduled.length > MAX_SCHEDULED || this.#witness.stopped) return false;
      this.#turn();
    }
    return true;
  }

  #turn(): void {
    const wire = this.#wire;
    if (this.#scheduled.length > 0) {
      const due = this.#scheduled;
      this.#scheduled = [];
      for (const callback of due) this.#call(callback, 'A call scheduled with callSoon()');
    }
    if (wire.isReadable()) this.#call(wire.reader!, 'The callback of onReadable()');
    if (wire.isWritable()) this.#call(wire.writer!, 'The callback of onWritable()');
  }

  #call(callback: Callback, by: string): void {
    try {
      const answer: unknown = callback();
      if (answer !== undefined) this.#witness.answered(answer, by);
    } catch (error) {
      this.#witness.failed(error);
    }
  }
}
