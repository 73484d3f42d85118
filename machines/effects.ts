/**
 * Every change of the context, by the name it has in the chart. Each works in place on the context it is given;
 * whoever needs the old one copies it first. Holds no condition that decides a transition: those are in guards.ts.
 */
import { CAUSE, PEER, type Context, type LimitsEvent, type MachineEvent, type WriteEvent } from './context.js';
import { flushed, handedBy, limitsAsked, pick, sendsAfter, sizeAfterHanding, taken } from './guards.js';

type Effect = (context: Context, event: MachineEvent) => void;

export const EFFECTS = {
  accept: (context, event) => {
    const n = taken(context, event as WriteEvent);
    hand(context, n, handedBy(context, event as WriteEvent, n));
    context.accepted += n;
  },
  flush: (context, event) => {
    hand(context, 0, flushed(context, event));
  },
  drop_buffer: (context) => {
    if (pick(context, 'sizeAfterAbort') === 'zero') empty(context);
  },
  lose: (context) => {
    empty(context);
    context.incoming = 0;
    context.losing = true;
  },
  leave_loss: (context) => {
    context.losing = false;
  },
  set_limits: (context, event) => {
    const limits = limitsAsked(context, event as LimitsEvent);
    if (typeof limits !== 'object') return;
    context.low = limits.low;
    context.high = limits.high;
  },
  shut: (context) => {
    context.shut = true;
  },
  fail_wire: (context) => {
    context.shut = true;
    context.cause = CAUSE.wire;
  },
  fail_scripted: (context) => {
    context.shut = true;
    context.cause = CAUSE.scripted;
  },
  ask_eof: (context) => {
    context.eofAsked = true;
  },
  make_room: (context, event) => {
    context.room += (event as { n: number }).n;
  },
  take_room: (context) => {
    context.room = 0;
  },
  bring_data: (context, event) => {
    context.incoming += (event as { n: number }).n;
  },
  bring_eof: (context) => {
    context.peer = PEER.eofWaits;
  },
  bring_reset: (context) => {
    context.reset = true;
    context.incoming = 0;
    context.room = 0;
    if (context.peer === PEER.eofWaits) context.peer = PEER.sends;
  },
  take_data: (context) => {
    context.incoming = 0;
  },
  take_eof: (context) => {
    context.peer = PEER.eofRead;
  },
} satisfies Record<string, Effect>;

export type EffectName = keyof typeof EFFECTS;

/** Named actions that change nothing: they are what the contract lets be seen. */
export const OBSERVATIONS = [
  'connection_made',
  'pause_writing',
  'resume_writing',
  'data_received',
  'eof_received',
  'connection_lost',
  'raise_type',
  'raise_value',
  /** A refusal of a limit that is no whole number: a type or a value error, as the implementation likes. */
  'raise_limit',
  'raise_state',
  'raise_unsupported',
  /** What the wire took of it, perhaps nothing, arrives at the peer. */
  'bytes_arrive',
  'eof_arrives',
  /** A deliberate nothing. */
  'nothing',
  /** The loop has nothing to do. */
  'rest',
] as const;
export type ObservationName = (typeof OBSERVATIONS)[number];

/** n more bytes come in, and the wire takes so many of all that wait. */
function hand(context: Context, n: number, handed: number): void {
  const size = sizeAfterHanding(context, n, handed);
  const sends = sendsAfter(context, n, handed);
  context.size = size;
  context.sending = sends.sending;
  context.out = sends.out;
  context.handed += handed;
  context.room -= handed;
}

function empty(context: Context): void {
  context.size = 0;
  context.sending = 0;
  context.out = 0;
}
