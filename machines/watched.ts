/**
 * A state of the machine with what an onlooker remembers of the way to it, and how it goes on in the small world.
 * Whoever walks the machine (explore.ts, distinguish.ts) walks it with these; no invariant and no search is here.
 */
import type { Dialect } from './choices.js';
import type { MachineEvent } from './context.js';
import { isContested } from './guards.js';
import { initialState, SEEN, step, type State } from './table.js';
import {
  DATA_ANSWERS,
  EOF_ANSWERS,
  LARGEST_BUFFER,
  LOWER_EVENTS,
  SETTLE,
  SETTLE_CONTESTED,
  START,
  UPPER_EVENTS,
} from './world.js';

export interface Watched extends State {
  /** The protocol was last told to pause. */
  told: boolean;
  /** The end of the stream has arrived at the peer. */
  ended: boolean;
  /** connection_lost() has been called. */
  gone: boolean;
  /** The callback that has not returned yet: one of INSIDE. */
  inside: number;
}

/** Only these two callbacks have answers that the machine hears. */
export const INSIDE = { none: 0, data: 1, eof: 2 } as const;

/** One step of the machine. `seen` are the bits of SEEN. */
export interface Edge {
  readonly before: Watched;
  readonly event: MachineEvent;
  readonly seen: number;
  readonly after: Watched;
}

/** Where a dialect begins: connection_made() has been called. */
export function begin(dialect: Dialect): Watched {
  const state = initialState({ choices: dialect, ...START });
  return { ...state, told: false, ended: false, gone: false, inside: INSIDE.none };
}

/** Every event that may come next in the small world. In a callback: any call, then its answer; the loop waits. */
export function eventsAt(node: Watched): readonly MachineEvent[] {
  if (node.inside === INSIDE.data) return IN_DATA;
  if (node.inside === INSIDE.eof) return IN_EOF;
  return isContested(node) ? OUTSIDE_CONTESTED : OUTSIDE;
}

/** The event would leave the small world, or makes no sense in it: there is nothing to try the wire for. */
export function isOutside({ size, room, reset }: State, event: MachineEvent): boolean {
  if (event.type === 'settle') return event.takes !== undefined && (size <= event.takes || room <= event.takes);
  if (event.type === 'drain') return event.n !== Infinity && room + event.n > LARGEST_BUFFER;
  if (event.type !== 'write' && event.type !== 'writelines') return false;
  return size + event.n > LARGEST_BUFFER || (event.triesAnyway && (size === 0 || (room === 0 && !reset)));
}

export function advance(before: Watched, event: MachineEvent): Edge {
  const after = copyOf(before);
  const seen = step(after, event);
  if ((seen & SEEN.pause_writing) !== 0) after.told = true;
  if ((seen & SEEN.resume_writing) !== 0) after.told = false;
  if ((seen & SEEN.eof_arrives) !== 0) after.ended = true;
  if ((seen & SEEN.connection_lost) !== 0) after.gone = true;
  if ((seen & SEEN.data_received) !== 0) after.inside = INSIDE.data;
  else if ((seen & SEEN.eof_received) !== 0) after.inside = INSIDE.eof;
  else if (event.type === 'eof_answered' || event.type === 'callback_raised') after.inside = INSIDE.none;
  return { before, event, seen, after };
}

/** A data_received() that just returns is no event of the machine; null if none is on its way. */
export function returned(node: Watched): Watched | null {
  if (node.inside !== INSIDE.data) return null;
  const after = copyOf(node);
  after.inside = INSIDE.none;
  return after;
}

const OUTSIDE = [...UPPER_EVENTS, ...LOWER_EVENTS, ...SETTLE];
const OUTSIDE_CONTESTED = [...UPPER_EVENTS, ...LOWER_EVENTS, ...SETTLE_CONTESTED];
const IN_DATA = [...UPPER_EVENTS, ...DATA_ANSWERS];
const IN_EOF = [...UPPER_EVENTS, ...EOF_ANSWERS];

/** Field by field: this runs millions of times, and spreading takes three times as long. */
function copyOf(of: Watched): Watched {
  return {
    choices: of.choices,
    asked: of.asked,
    size: of.size,
    sending: of.sending,
    out: of.out,
    room: of.room,
    low: of.low,
    high: of.high,
    defaultLow: of.defaultLow,
    defaultHigh: of.defaultHigh,
    incoming: of.incoming,
    peer: of.peer,
    reset: of.reset,
    eofAsked: of.eofAsked,
    losing: of.losing,
    shut: of.shut,
    cause: of.cause,
    accepted: of.accepted,
    handed: of.handed,
    life: of.life,
    eof: of.eof,
    told: of.told,
    ended: of.ended,
    gone: of.gone,
    inside: of.inside,
  };
}
