/**
 * What must hold of the machine wherever it goes, as records: an id, a sentence, a predicate over one edge.
 * They watch the chart from outside: never a guard, never an effect, so that neither can mark its own homework.
 */
import { EOF, LIFE, SEEN } from './table.js';
import type { Edge, Watched } from './watched.js';

export interface Invariant {
  readonly id: string;
  readonly statement: string;
  /** It speaks only of steps that make one of these observations (bits of SEEN); without it, of every step. */
  readonly when?: number;
  readonly holds: (edge: Edge) => boolean;
}

const CALLS =
  SEEN.connection_made |
  SEEN.pause_writing |
  SEEN.resume_writing |
  SEEN.data_received |
  SEEN.eof_received |
  SEEN.connection_lost;
const RAISES = SEEN.raise_type | SEEN.raise_value | SEEN.raise_limit | SEEN.raise_state | SEEN.raise_unsupported;
const ARRIVES = SEEN.bytes_arrive | SEEN.eof_arrives;
const WRITES = SEEN.pause_writing | SEEN.resume_writing;
const READS = SEEN.data_received | SEEN.eof_received;

const dropped = (life: number): boolean => life === LIFE.aborted || life === LIFE.lost;
const handedIn = ({ before, after }: Edge): number => after.handed - before.handed;

export const INVARIANTS: readonly Invariant[] = [
  {
    id: 'pause-and-resume-alternate',
    statement: 'pause_writing() and resume_writing() alternate; the first is a pause.',
    when: WRITES,
    holds: ({ before, seen }) => (seen & WRITES) === (before.told ? SEEN.resume_writing : SEEN.pause_writing),
  },
  {
    id: 'paused-as-told',
    statement: 'The machine is in a paused state iff it last told the protocol to pause.',
    holds: ({ after: { life, told } }) =>
      life === LIFE.open || life === LIFE.closingFlowing
        ? !told
        : life === LIFE.paused || life === LIFE.closingPaused
          ? told
          : true,
  },
  {
    id: 'pause-at-high',
    statement: 'pause_writing() comes only with at least high bytes buffered, and never on an empty buffer.',
    when: SEEN.pause_writing,
    holds: ({ after }) => after.size >= after.high && after.size > 0,
  },
  {
    id: 'resume-at-low',
    statement: 'resume_writing() comes only with at most low bytes buffered.',
    when: SEEN.resume_writing,
    holds: ({ after }) => after.size <= after.low,
  },
  {
    id: 'over-is-paused',
    statement: 'An open transport with more than high bytes buffered has told the protocol to pause.',
    holds: ({ after }) => after.life !== LIFE.open || after.size <= after.high,
  },
  {
    id: 'paused-can-resume',
    statement: 'A paused transport has bytes left to hand over, so that a resume can still come; unless none is due.',
    holds: ({ after: { life, size, eofAsked, choices } }) =>
      life !== LIFE.paused || size > 0 || (eofAsked && choices.resumesAfterEof === 'no'),
  },
  {
    id: 'one-callback',
    statement: 'A step makes at most one callback.',
    when: CALLS,
    holds: ({ seen }) => (seen & CALLS & ((seen & CALLS) - 1)) === 0,
  },
  {
    id: 'made-once',
    statement: 'connection_made() is never called again.',
    when: SEEN.connection_made,
    holds: () => false,
  },
  {
    id: 'lost-once-and-last',
    statement: 'connection_lost() comes once, and nothing comes after it.',
    holds: ({ before, seen, after }) =>
      before.gone
        ? (seen & (CALLS | ARRIVES)) === 0 && after.life === LIFE.lost
        : after.gone === (after.life === LIFE.lost),
  },
  {
    id: 'lost-from-the-loop',
    statement: 'connection_lost() is never called from inside a call of the user.',
    when: SEEN.connection_lost,
    holds: ({ event }) => event.type === 'settle',
  },
  {
    id: 'pause-in-the-call',
    statement: 'pause_writing() is called in the call that crosses the line, never by the loop.',
    when: SEEN.pause_writing,
    holds: ({ event: { type } }) => type === 'write' || type === 'writelines' || type === 'set_write_buffer_limits',
  },
  {
    id: 'flushed-before-lost',
    statement: 'After a close, connection_lost() does not come before the last byte is handed over.',
    when: SEEN.connection_lost,
    holds: ({ before }) => before.life === LIFE.aborted || before.size === 0,
  },
  {
    id: 'silent-after-abort',
    statement: 'After an abort, a failure or the loss no byte and no end arrives.',
    holds: (edge) => !dropped(edge.before.life) || ((edge.seen & ARRIVES) === 0 && handedIn(edge) === 0),
  },
  {
    id: 'abort-drops',
    statement: 'The call that aborts, or the failure, hands nothing more to the wire.',
    holds: (edge) => edge.after.life !== LIFE.aborted || handedIn(edge) === 0,
  },
  {
    id: 'nothing-after-eof',
    statement: 'After the end of the stream no byte arrives, and no second end.',
    holds: (edge) => !edge.before.ended || ((edge.seen & SEEN.eof_arrives) === 0 && handedIn(edge) === 0),
  },
  {
    id: 'nothing-accepted-late',
    statement: 'No byte is accepted after write_eof(), after an abort or a failure, or after the last flush.',
    holds: ({ before, after }) =>
      after.accepted === before.accepted || !(before.eofAsked || before.life >= LIFE.flushed),
  },
  {
    id: 'eof-after-flush',
    statement: 'The end of the stream arrives only when the buffer is empty.',
    when: SEEN.eof_arrives,
    holds: ({ before, after }) => before.size === 0 && after.size === 0,
  },
  {
    id: 'size-not-negative',
    statement: 'Neither the size nor the room is ever negative.',
    holds: ({ after }) => after.size >= 0 && after.room >= 0,
  },
  {
    id: 'limits-in-order',
    statement: '0 <= low <= high, always.',
    holds: ({ after }) => after.low >= 0 && after.low <= after.high,
  },
  {
    id: 'size-counts',
    statement:
      'The size is what was accepted and not handed over, and what is out of a send that counts whole, until the buffer is dropped.',
    holds: ({ after }) => dropped(after.life) || after.size === after.accepted - after.handed + after.out,
  },
  {
    id: 'send-under-way',
    statement: 'A send that counts whole is never wholly out, and is none of what the transport does not hold.',
    holds: ({ after: { sending, out, size } }) => (sending === 0 ? out === 0 : out < sending && sending <= size),
  },
  {
    id: 'arrivals-are-a-prefix',
    statement: 'What was accepted and what was handed over only grow, the latter never beyond the former.',
    holds: (edge) =>
      handedIn(edge) >= 0 && edge.after.accepted >= edge.before.accepted && edge.after.handed <= edge.after.accepted,
  },
  {
    id: 'handed-is-seen',
    statement: 'Bytes arrive only in a step that says so.',
    holds: (edge) => handedIn(edge) === 0 || (edge.seen & SEEN.bytes_arrive) !== 0,
  },
  {
    id: 'eof-asked-mirrors',
    statement: 'eofAsked is true iff the eof region has left `none`.',
    holds: ({ after }) => after.eofAsked === (after.eof !== EOF.none),
  },
  {
    id: 'shut-mirrors',
    statement: 'shut is true iff life is neither open nor paused.',
    holds: ({ after }) => after.shut === (after.life !== LIFE.open && after.life !== LIFE.paused),
  },
  {
    id: 'one-way',
    statement: 'A life never goes back: open or paused, closing, flushed or aborted, lost.',
    holds: ({ before, after }) => stage(after.life) >= stage(before.life) && after.eof >= before.eof,
  },
  {
    id: 'no-data-when-closing',
    statement: 'data_received() and eof_received() come only while open or paused.',
    when: READS,
    holds: ({ before }) => before.life === LIFE.open || before.life === LIFE.paused,
  },
  {
    id: 'refused-changes-nothing',
    statement: 'A call that raises changes nothing, but for the items before a wrong one and for a failure it met.',
    when: RAISES,
    holds: (edge) => isUnchanged(edge.before, edge.after) || hasEarlierItems(edge) || isTooLate(edge),
  },
  {
    id: 'other-raises-change-nothing',
    statement: 'A pause_writing(), resume_writing() or connection_lost() that raises changes nothing.',
    holds: ({ event, before, after }) =>
      event.type !== 'callback_raised' || event.from !== 'other' || isUnchanged(before, after),
  },
  {
    id: 'wire-is-seen-later',
    statement: 'What the lower tester does to the wire is seen by nobody before the loop turns or a call tries.',
    when: CALLS | ARRIVES | RAISES,
    holds: ({ event: { type } }) => type !== 'drain' && type !== 'stall' && !type.startsWith('peer_'),
  },
];

function stage(life: number): number {
  if (life <= LIFE.paused) return 0;
  if (life <= LIFE.closingPaused) return 1;
  return life === LIFE.lost ? 3 : 2;
}

/** Of a writelines() with a wrong item some dialects queue what came before it: TypeError, and yet a change. */
function hasEarlierItems({ event, seen }: Edge): boolean {
  return (seen & SEEN.raise_type) !== 0 && event.type === 'writelines' && (event.badAt > 0 || event.wideAt > 0);
}

/** An item before the wrong one, be it empty, was a write that came too late and was fatal. */
function isTooLate({ before, event, seen, after }: Edge): boolean {
  return (
    (seen & SEEN.raise_type) !== 0 &&
    event.type === 'writelines' &&
    event.first !== 'wrong' &&
    (before.eofAsked || before.shut) &&
    after.life === LIFE.aborted
  );
}

/** Field by field, as it runs on every refused call. */
function isUnchanged(before: Watched, after: Watched): boolean {
  return (
    before.life === after.life &&
    before.eof === after.eof &&
    before.size === after.size &&
    before.sending === after.sending &&
    before.out === after.out &&
    before.room === after.room &&
    before.low === after.low &&
    before.high === after.high &&
    before.incoming === after.incoming &&
    before.peer === after.peer &&
    before.reset === after.reset &&
    before.eofAsked === after.eofAsked &&
    before.shut === after.shut &&
    before.cause === after.cause &&
    before.accepted === after.accepted &&
    before.handed === after.handed
  );
}
