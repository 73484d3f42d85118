/**
 * What the harness on Node's own streams is made of: a kind of stream, and a link, which is one stream with the far side of
 * its wire. Types only; how a kind makes one is in kinds/, what is done with it in live.ts.
 */
import type { Duplex, Writable } from 'node:stream';
import type { Capability } from '../../conformance/subject.js';
import type { FarSide } from '../testers.js';

/** Bytes at which every stream here wants its writer to stop: small, so that a script crosses it with a few bytes. */
export const HIGH_WATER_MARK = 64;

/** Who is told what the peer gets. */
export interface PeersWitness {
  bytesArrived(bytes: Uint8Array, n: number): void;
  eofArrived(): void;
  /** Bytes that the stream has accepted so far. */
  readonly accepted: number;
  /** A stated bound was met, and nobody can say what happened: one sentence. */
  doubt(sentence: string): void;
}

export interface Link extends FarSide {
  readonly stream: Duplex | Writable;
  /** What close() is on this stream: the rest is sent, then it ends. */
  finish(): void;
  /** Reads what the peer has got and tells the witness. In a call of the stream no end of the stream is looked for. */
  look(isInCall: boolean): void;
  /** Sees to it that a stalled wire takes nothing in the call that comes now. */
  hold?(): void;
  /** A part of what the stream still counts is with the kernel: of this instant nothing can be said. */
  isTorn?(): boolean;
  /** Something is on its way for certain, and the loop has not brought it. */
  isBusy?(): boolean;
  /** Frees everything, whatever state it is in. */
  close(): void;
}

export interface Kind {
  /** As on the command line, after `node:`. */
  readonly name: string;
  /** What exactly is judged, without the version of Node. */
  readonly what: string;
  readonly capabilities: readonly Capability[];
  /** Connected and stalled: the wire takes nothing. */
  open(witness: PeersWitness): Promise<Link>;
}
