/**
 * What the machine remembers beside its states, and the events it is given.
 * Plain data; decisions are in guards.ts, changes in effects.ts, transitions in chart.ts.
 */
import type { Dialect } from './choices.js';

/** How far the peer's end of stream has come. */
export const PEER = { sends: 0, eofWaits: 1, eofRead: 2 } as const;
/** Why the connection ends: by this side, by an error of the wire, by a callback of the script that raised. */
export const CAUSE = { ours: 0, wire: 1, scripted: 2 } as const;

/** Sizes in bytes. Counts that only grow (accepted, handed) are for the invariants and for people. */
export interface Context {
  /** A choice not made yet is undefined: reading it leaves its name in `asked` (see guards.ts). */
  choices: Partial<Dialect>;
  asked: keyof Dialect | null;
  /** Bytes accepted and not handed to the wire. */
  size: number;
  /**
   * The send under way, where the size counts it until the wire has taken all of it: its bytes, and how many of them are
   * out. Nobody reads the two where each byte leaves the size by itself, so they stay at none there.
   */
  sending: number;
  out: number;
  /** Bytes that the wire still takes; infinitely many where it is open. */
  room: number;
  low: number;
  high: number;
  defaultLow: number;
  defaultHigh: number;
  /** Bytes from the peer that wait to be read. */
  incoming: number;
  peer: number;
  /** The peer has reset the connection. */
  reset: boolean;
  /** write_eof() has been accepted: the eof region is not `none`. */
  eofAsked: boolean;
  /** connection_lost() has been called, and has not returned. */
  losing: boolean;
  /** is_closing(): close(), abort() or a failure came. */
  shut: boolean;
  cause: number;
  accepted: number;
  handed: number;
}

/** A write or a writelines: what it offers. */
export interface WriteEvent {
  type: 'write' | 'writelines';
  /** Bytes of all its items. */
  n: number;
  /** Bytes before the first item of a wrong type, or -1. A value that is no iterable is wrong at once. */
  badAt: number;
  /** Bytes before the first memoryview of wide items, or -1. */
  wideAt: number;
  /** That memoryview has no items. */
  wideEmpty: boolean;
  /** Its first item, whatever its size; a writelines() of no items has none. */
  first: 'none' | 'bytes' | 'wide' | 'wrong';
  /** A call without bytes that tries the wire for what waits all the same: nobody says that it must, or must not. */
  triesAnyway: boolean;
  /** Bytes that the wire was seen to take in the call, of all that it would have: see `handsOver`. Left out: all. */
  takes?: number;
}

export interface LimitsEvent {
  type: 'set_write_buffer_limits';
  high: number | null;
  low: number | null;
  /** The limits seen afterwards, for the values that an implementation is free to invent. */
  seenLow: number | null;
  seenHigh: number | null;
}

export type MachineEvent =
  | WriteEvent
  | LimitsEvent
  | { type: 'write_eof' | 'close' | 'abort' | 'tamper' | 'stall' | 'peer_eof' | 'peer_reset' }
  /** A drain of infinitely many bytes opens the wire. */
  | { type: 'drain' | 'peer_data'; n: number }
  /** One thing that the loop finds to do. `serve` says which side of the wire goes first, where both could. */
  | { type: 'settle'; serve: 'any' | 'read' | 'write'; takes?: number }
  /** eof_received() has returned. */
  | { type: 'eof_answered'; kept: boolean }
  /** A callback has raised. */
  | { type: 'callback_raised'; from: 'data' | 'eof' | 'other' };

export type EventType = MachineEvent['type'];

/** Every event, in the order of life; the last two are answers of callbacks, not stimuli. */
export const EVENTS: readonly EventType[] = [
  'write',
  'writelines',
  'write_eof',
  'close',
  'abort',
  'set_write_buffer_limits',
  'tamper',
  'drain',
  'stall',
  'peer_data',
  'peer_eof',
  'peer_reset',
  'settle',
  'eof_answered',
  'callback_raised',
];

/** What the machine is given at the start. */
export interface Input {
  choices: Partial<Dialect>;
  low: number;
  high: number;
}

export function initialContext({ choices, low, high }: Input): Context {
  return {
    choices,
    asked: null,
    size: 0,
    sending: 0,
    out: 0,
    room: 0,
    low,
    high,
    defaultLow: low,
    defaultHigh: high,
    incoming: 0,
    peer: PEER.sends,
    reset: false,
    eofAsked: false,
    losing: false,
    shut: false,
    cause: CAUSE.ours,
    accepted: 0,
    handed: 0,
  };
}
