/**
 * The small world that exploration walks: a buffer of at most five bytes, and every stimulus that matters in it.
 * Data and bounds only. What a stimulus does is the chart's to say, what must hold is in invariants.ts.
 *
 * Five bytes and the limits (2, 4) are the least that has all six classes of a buffer's size: 0 | below low | low |
 * between | high | over. The calls that set limits lead on to (0, 0), (0, 3), (3, 3), and to what a dialect makes of a
 * limit that is left out. write() comes with every number of bytes, so that each jump between two sizes is tried.
 */
import { CHOICE_NAMES, CHOICES, dialect, PROFILE_NAMES, PROFILES, type Choice, type Dialect } from './choices.js';
import type { MachineEvent, WriteEvent } from './context.js';

/** Bytes. A stimulus that would put more than this into the buffer, or into the wire's room, is left out. */
export const LARGEST_BUFFER = 5;
/** The limits at the start, in bytes; also what a call without limits goes back to, where the dialect does so. */
export const START = { low: 2, high: 4 } as const;

export const SIZE_CLASSES = ['0', 'below low', 'low', 'between', 'high', 'over'] as const;

/** The abstraction of the buffer: an index in SIZE_CLASSES. Where low and high meet, the size there counts as high. */
export function sizeClass(size: number, low: number, high: number): number {
  if (size === 0) return 0;
  if (size > high) return 5;
  if (size === high) return 4;
  if (size > low) return 3;
  return size === low ? 2 : 1;
}

/** Room in three bits: an open wire is none of the small world's numbers. */
export function roomClass(room: number): number {
  return room === Infinity ? 7 : room;
}

const sizes = Array.from({ length: LARGEST_BUFFER + 1 }, (_, n) => n);

const write = (type: WriteEvent['type'], n: number, badAt = -1, wideAt = -1): WriteEvent => ({
  type,
  n,
  badAt,
  wideAt,
  wideEmpty: wideAt >= 0 && n === 0,
  first: badAt === 0 ? 'wrong' : wideAt === 0 ? 'wide' : 'bytes',
  triesAnyway: false,
});

const limits = (high: number | null, low: number | null): MachineEvent => ({
  type: 'set_write_buffer_limits',
  high,
  low,
  seenLow: null,
  seenHigh: null,
});

/** What the upper tester does: it may also do so from inside a callback. */
export const UPPER_EVENTS: readonly MachineEvent[] = [
  ...sizes.map((n) => write('write', n)),
  write('write', 0, 0),
  write('write', 4, -1, 0),
  write('write', 0, -1, 0),
  ...[0, 1, 2, 5].map((n) => write('writelines', n)),
  { ...write('writelines', 0), first: 'none' },
  { ...write('writelines', 0), triesAnyway: true },
  write('writelines', 0, 0),
  write('writelines', 2, 1),
  write('writelines', 4, 3),
  write('writelines', 4, -1, 0),
  write('writelines', 5, -1, 1),
  write('writelines', 0, -1, 0),
  write('writelines', 4, 0, 0),
  write('writelines', 5, 5, 1),
  write('writelines', 5, 1, 1),
  { type: 'write_eof' },
  { type: 'close' },
  { type: 'abort' },
  limits(4, 2),
  limits(0, 0),
  limits(3, 3),
  limits(3, 3.5),
  limits(3, null),
  limits(0, null),
  limits(null, 0),
  limits(null, null),
  limits(0, 1),
  limits(4, 5),
  limits(-1, null),
  limits(null, -1),
  { type: 'tamper' },
];

export const LOWER_EVENTS: readonly MachineEvent[] = [
  ...[0, 1, 2, 5, Infinity].map((n): MachineEvent => ({ type: 'drain', n })),
  { type: 'stall' },
  { type: 'peer_data', n: 1 },
  { type: 'peer_eof' },
  { type: 'peer_reset' },
];

/** One thing that the loop does; where both sides of the wire could go first, each is tried. */
export const SETTLE: readonly MachineEvent[] = [
  { type: 'settle', serve: 'any' },
  { type: 'settle', serve: 'any', takes: 1 },
];
export const SETTLE_CONTESTED: readonly MachineEvent[] = [
  { type: 'settle', serve: 'read' },
  { type: 'settle', serve: 'write' },
  { type: 'settle', serve: 'write', takes: 1 },
];

/** How a callback may end other than by returning nothing. */
export const DATA_ANSWERS: readonly MachineEvent[] = [{ type: 'callback_raised', from: 'data' }];
export const EOF_ANSWERS: readonly MachineEvent[] = [
  { type: 'eof_answered', kept: true },
  { type: 'eof_answered', kept: false },
  { type: 'callback_raised', from: 'eof' },
];
export const OTHER_RAISED: MachineEvent = { type: 'callback_raised', from: 'other' };

export interface NamedDialect {
  readonly name: string;
  readonly dialect: Dialect;
}

/** Every dialect in use: the first of each profile, and each that differs from the contract's first in one choice. */
export function dialectsInUse(): readonly NamedDialect[] {
  const profiles = PROFILE_NAMES.map((name) => ({ name, dialect: dialect(PROFILES[name]) }));
  const deviations = CHOICE_NAMES.flatMap((choice) =>
    (CHOICES[choice] as Choice).values.slice(1).map((value) => ({
      name: `${choice}: ${value}`,
      dialect: dialect({}, { [choice]: value }),
    })),
  );
  return [...profiles, ...deviations];
}

/** An event in a line of text, for counterexamples. */
export function eventText(event: MachineEvent): string {
  switch (event.type) {
    case 'write':
    case 'writelines': {
      const bad = event.badAt < 0 ? '' : `, wrong at ${event.badAt}`;
      const wide = event.wideAt < 0 ? '' : `, wide at ${event.wideAt}`;
      return `${event.type}(${event.n}${bad}${wide}${event.triesAnyway ? ', trying' : ''})`;
    }
    case 'set_write_buffer_limits':
      return `set_write_buffer_limits(high=${event.high}, low=${event.low})`;
    case 'drain':
    case 'peer_data':
      return `${event.type}(${event.n})`;
    case 'settle':
      return `settle${event.serve === 'any' ? '' : `, ${event.serve} first`}${event.takes === undefined ? '' : `, sending ${event.takes}`}`;
    case 'eof_answered':
      return `eof_received() answered ${event.kept}`;
    case 'callback_raised':
      return `${event.from} callback raised`;
    default:
      return event.type;
  }
}
