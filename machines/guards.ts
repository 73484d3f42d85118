/**
 * Every condition of the chart, by the name it has there. Pure; reads the context and the event, changes neither.
 * (One exception: a choice that is not made yet leaves its name in `asked`, so that the oracle can try each value.)
 */
import { CHOICES, type ChoiceName, type Dialect } from './choices.js';
import { PEER, type Context, type LimitsEvent, type MachineEvent, type WriteEvent } from './context.js';

// By name, not through the global object: inside Jest's sandbox each look-up there costs more than the guard itself.
const { floor, max, min, trunc } = Math;
const { isInteger } = Number;

/** The value of a choice; an open one counts as its first value and is noted. */
export function pick<K extends ChoiceName>(context: Context, name: K): Dialect[K] {
  const value = context.choices[name];
  if (value !== undefined) return value;
  context.asked ??= name;
  return CHOICES[name].values[0] as Dialect[K];
}

/** The bytes that a write offers and the transport would take: of a refused one, those before the bad item, or none. */
export function taken(context: Context, event: WriteEvent): number {
  if (!isBad(context, event)) return event.n;
  const before = isRefusedWide(context, event)
    ? event.badAt < 0
      ? event.wideAt
      : min(event.badAt, event.wideAt)
    : event.badAt;
  return before > 0 && pick(context, 'badItem') === 'earlier' ? before : 0;
}

/** The buffer's size after n more bytes, some of which the wire may take in the call. */
export function sizeAfter(context: Context, event: WriteEvent, n: number): number {
  return sizeAfterHanding(context, n, handedBy(context, event, n));
}

/** The bytes that the wire takes in the call, of what waited and of n more. */
export function handedBy(context: Context, event: WriteEvent, n: number): number {
  const { room } = context;
  if (room === 0 || (n === 0 && !event.triesAnyway) || !triesNow(context, event)) return 0;
  return handing(context, event.takes, min(unsent(context) + n, room));
}

/** What one try hands over of the bytes that the wire takes: all, or a part where the chunks go one by one. */
export function handing(context: Context, takes: number | undefined, most: number): number {
  return takes !== undefined && takes < most && pick(context, 'handsOver') === 'one-by-one' ? takes : most;
}

/** The bytes that the wire takes in one turn of the loop. */
export function flushed(context: Context, event: MachineEvent): number {
  const most = min(unsent(context), context.room);
  return handing(context, event.type === 'settle' ? event.takes : undefined, most);
}

/** The size after n more bytes, when the wire takes so many of all that wait. */
export function sizeAfterHanding(context: Context, n: number, handed: number): number {
  const waits = unsent(context) + n - handed;
  const { out } = sendsAfter(context, n, handed);
  return out > 0 && pick(context, 'sizeFalls') === 'when-sent' ? waits + out : waits;
}

/** The send under way after the same: when all of one is out, what has come in meanwhile is the next. */
export function sendsAfter(context: Context, n: number, handed: number): Sends {
  if (context.choices.sizeFalls === 'as-taken') return NO_SENDS;
  let sending = context.sending === 0 ? n : context.sending;
  let out = context.out + handed;
  let held = unsent(context) + context.out + n;
  while (sending > 0 && out >= sending) {
    held -= sending;
    out -= sending;
    sending = held;
  }
  return { sending, out };
}

interface Sends {
  readonly sending: number;
  readonly out: number;
}
const NO_SENDS: Sends = { sending: 0, out: 0 };

/** The limits that a call would set, or the kind of its refusal. */
export function limitsAsked(context: Context, event: LimitsEvent): { low: number; high: number } | 'type' | 'value' {
  let { high, low } = event;
  if ((high !== null && !isInteger(high)) || (low !== null && !isInteger(low))) {
    const how = pick(context, 'floatLimits');
    if (how === 'refused') return 'type';
    if (how === 'truncated') {
      high = high === null ? null : trunc(high);
      low = low === null ? null : trunc(low);
    }
  }
  if (high === null && low === null) {
    if (pick(context, 'noneGiven') === 'unchanged') return { low: context.low, high: context.high };
    return { low: context.defaultLow, high: context.defaultHigh };
  }
  if (high === null) high = highFromLow(context, event, low as number);
  else if (low === null) low = lowFromHigh(context, event, high);
  else if (high === 0 && low > 0) return pick(context, 'zeroHigh') === 'refused' ? 'value' : { low: 0, high: 0 };
  return (low as number) >= 0 && (low as number) <= high ? { low: low as number, high } : 'value';
}

const crosses = (context: Context, size: number, high: number): boolean =>
  size > high || (size === high && size > 0 && pick(context, 'pausesWhen') === 'reaches');

const isLowEnough = (context: Context, size: number, low: number): boolean =>
  size === 0 || (size <= low && pick(context, 'resumesAt') === 'low');

type Guard<E extends MachineEvent = MachineEvent> = (context: Context, event: E) => boolean;
const onWrite = (guard: Guard<WriteEvent>): Guard => guard as Guard;
const onLimits = (guard: Guard<LimitsEvent>): Guard => guard as Guard;

export const GUARDS = {
  // What a write meets.
  isEmpty: onWrite((context, event) => event.n === 0 && !event.triesAnyway && !isBad(context, event)),
  isBad: onWrite((context, event) => isBad(context, event)),
  fails: onWrite((context, event) => fails(context, event)),
  pauses: onWrite((context, event) => pauses(context, event)),
  resumes: onWrite((context, event) => resumes(context, event)),
  isBadAndFails: onWrite((context, event) => isBad(context, event) && fails(context, event)),
  isBadAndPauses: onWrite((context, event) => isBad(context, event) && pauses(context, event)),
  isBadAndResumes: onWrite((context, event) => isBad(context, event) && resumes(context, event)),
  pausesWhileClosing: onWrite((context, event) => pauses(context, event) && mayPauseClosing(context)),
  resumesWhileClosing: onWrite((context, event) => resumes(context, event) && mayResumeClosing(context)),
  isBadAndPausesWhileClosing: onWrite(
    (context, event) => isBad(context, event) && pauses(context, event) && mayPauseClosing(context),
  ),
  isBadAndResumesWhileClosing: onWrite(
    (context, event) => isBad(context, event) && resumes(context, event) && mayResumeClosing(context),
  ),

  // A write that comes too late, and is fatal: with items before a wrong one, or of right ones alone.
  isFatalWrongAfterEof: onWrite((context, event) => isFatalWrong(context, event, endOpen)),
  isFatalAfterEof: onWrite((context, event) => isFatal(context, event, endOpen)),
  isFatalWrongClosing: onWrite((context, event) => isFatalWrong(context, event, endClosing)),
  isFatalClosing: onWrite((context, event) => isFatal(context, event, endClosing)),
  isFatalWrongFlushed: onWrite((context, event) => isFatalWrong(context, event, endFlushed)),
  isFatalFlushed: onWrite((context, event) => isFatal(context, event, endFlushed)),

  // After write_eof(), while open.
  isWrongAfterEof: onWrite((context, event) => context.eofAsked && isWrongAfterEof(context, event)),
  raisesAfterEof: onWrite((context, event) => context.eofAsked && raisesAfterEof(context, event)),
  isAfterEof: (context) => context.eofAsked,

  // While the rest is flushed.
  isWrongAfterEofClosing: onWrite((context, event) => eofLeadsClosing(context) && isWrongAfterEof(context, event)),
  raisesAfterEofClosing: onWrite((context, event) => eofLeadsClosing(context) && raisesAfterEof(context, event)),
  isAfterEofClosing: (context) => eofLeadsClosing(context),
  isWrongClosing: onWrite(
    (context, event) => pick(context, 'writeWhileClosing') !== 'accepted' && isWrongAfterClose(context, event),
  ),
  raisesClosing: onWrite((context, event) => raisesClosed(context, event, 'writeWhileClosing')),
  isDroppedClosing: (context) => pick(context, 'writeWhileClosing') !== 'accepted',

  // When nothing more can be written.
  isWrongAfterEofClosed: onWrite((context, event) => eofLeads(context) && isWrongAfterEof(context, event)),
  raisesAfterEofClosed: onWrite((context, event) => eofLeads(context) && raisesAfterEof(context, event)),
  isAfterEofClosed: (context) => eofLeads(context),
  isWrongClosed: onWrite((context, event) => isWrongAfterClose(context, event)),
  raisesClosed: onWrite((context, event) => raisesClosed(context, event, 'writeAfterClose')),
  raisesLost: onWrite((context, event) =>
    raisesClosed(context, event, isAsClosed(context) ? 'writeAfterClose' : 'writeAfterLoss'),
  ),

  // Limits.
  limitsAreOfWrongType: onLimits((context, event) => limitsAsked(context, event) === 'type'),
  limitsAreRefused: onLimits((context, event) => limitsAsked(context, event) === 'value'),
  limitsPause: onLimits((context, event) => limitsPause(context, event)),
  limitsPauseWhileClosing: onLimits((context, event) => limitsPause(context, event) && mayPauseClosing(context)),
  limitsResume: onLimits((context, event) => limitsResume(context, event) && mayResumeEnded(context)),
  limitsResumeWhileClosing: onLimits((context, event) => limitsResume(context, event) && mayResumeClosing(context)),
  limitsRaiseAfterAbort: (context) => pick(context, 'limitsAfterAbort') === 'raises',
  limitsAreIgnoredAfterAbort: (context) => pick(context, 'limitsAfterAbort') === 'ignored',
  limitsRaiseAfterLoss: (context) => limitsWhenLost(context) === 'raises',
  limitsAreIgnoredAfterLoss: (context) => limitsWhenLost(context) === 'ignored',

  // The writing side.
  cannotHalfClose: (context) => pick(context, 'halfClose') === 'unsupported',
  eofCloses: (context) => pick(context, 'halfClose') === 'a-close',
  eofClosesEmpty: (context) => context.size === 0 && pick(context, 'halfClose') === 'a-close',
  isShut: (context) => context.shut,
  eofRaisesLost: (context) =>
    context.choices.halfClose !== 'unsupported' && pick(context, 'eofAfterLoss') === 'raises' && !isAsClosed(context),
  eofGoesNow: (context) => context.size === 0 && !context.reset && pick(context, 'eofTries') === 'at-once',
  eofIsUnheardNow: (context) => context.size === 0 && context.reset && pick(context, 'eofTries') === 'at-once',
  eofIsDue: (context) => context.size === 0 && !context.shut && !context.reset,
  eofIsDueUnheard: (context) => context.size === 0 && !context.shut && context.reset,

  // The wire.
  isBufferEmpty: (context) => context.size === 0,
  isUnreset: (context) => !context.reset,
  peerSends: (context) => context.peer === PEER.sends && !context.reset,
  noticesEnd: (context) => context.size === 0 && noticesReset(context) && pick(context, 'emptyReset') === 'regular-end',
  noticesReset: (context) => noticesReset(context),
  noticesResetClosing: (context) => context.reset && context.size > 0,
  readsData: (context, event) => context.incoming > 0 && !serves(event, 'write'),
  endsItself: (context) =>
    context.size === 0 && context.eofAsked && context.peer === PEER.eofRead && pick(context, 'bothEnded') === 'ends',
  readsEof: (context, event) => context.incoming === 0 && context.peer === PEER.eofWaits && !serves(event, 'write'),
  flushes: (context, event) => canFlush(context, event),
  flushesAndResumes: (context, event) =>
    canFlush(context, event) &&
    isLowEnough(context, sizeFlushed(context, event), context.low) &&
    mayResumeEnded(context),
  flushesAndResumesClosing: (context, event) =>
    canFlush(context, event) &&
    isLowEnough(context, sizeFlushed(context, event), context.low) &&
    mayResumeClosing(context),

  // What callbacks answer.
  // That there is no half-close is told at the start by can_write_eof(): nobody has to ask for it.
  isKept: (context, event) =>
    event.type === 'eof_answered' &&
    event.kept &&
    (context.choices.halfClose !== 'unsupported' || pick(context, 'keptEof') === 'open'),
  raiseIsFatal: (context, event) =>
    event.type === 'callback_raised' &&
    ((event.from === 'data' && pick(context, 'raiseInData') === 'fatal') ||
      (event.from === 'eof' && pick(context, 'raiseInEof') === 'fatal')),
  raiseCloses: (context, event) =>
    event.type === 'callback_raised' && event.from === 'eof' && pick(context, 'raiseInEof') === 'closes',
  raiseClosesEmpty: (context, event) =>
    event.type === 'callback_raised' &&
    event.from === 'eof' &&
    context.size === 0 &&
    pick(context, 'raiseInEof') === 'closes',
} satisfies Record<string, Guard>;

export type GuardName = keyof typeof GUARDS;

/** Both sides of the wire have something for the loop: which goes first is nobody's promise. */
export function isContested(context: Context): boolean {
  return (
    !context.shut &&
    !context.reset &&
    unsent(context) > 0 &&
    context.room > 0 &&
    (context.incoming > 0 || context.peer === PEER.eofWaits)
  );
}

function isRefusedWide(context: Context, event: WriteEvent): boolean {
  if (event.wideAt < 0) return false;
  const how = pick(context, 'wideChunk');
  return how === 'refused' || (how === 'refused-unless-empty' && !event.wideEmpty);
}

function isBad(context: Context, event: WriteEvent): boolean {
  return event.badAt >= 0 || isRefusedWide(context, event);
}

/** Where a send counts whole until it is complete, the loop alone completes it; a reset may be met by any call. */
function triesNow(context: Context, event: WriteEvent): boolean {
  if (event.triesAnyway && context.reset) return true;
  if (pick(context, 'sizeFalls') === 'when-sent') return false;
  if (event.triesAnyway) return true;
  const when = pick(context, event.type === 'write' ? 'writeTries' : 'writelinesTries');
  return when === 'always' || (when === 'when-empty' && context.size === 0);
}

function fails(context: Context, event: WriteEvent): boolean {
  return (
    context.reset &&
    (taken(context, event) > 0 || (event.triesAnyway && !isBad(context, event))) &&
    triesNow(context, event) &&
    pick(context, 'failedTry') === 'at-once'
  );
}

function pauses(context: Context, event: WriteEvent): boolean {
  const n = taken(context, event);
  return n > 0 && crosses(context, sizeAfter(context, event, n), context.high);
}

function resumes(context: Context, event: WriteEvent): boolean {
  const n = taken(context, event);
  const handed = handedBy(context, event, n);
  return handed > 0 && isLowEnough(context, sizeAfterHanding(context, n, handed), context.low);
}

/** Inside connection_lost(), where a call is still taken as before it. */
function isAsClosed(context: Context): boolean {
  return context.losing && pick(context, 'callsInLoss') === 'as-closed';
}

function limitsWhenLost(context: Context): string {
  return pick(context, isAsClosed(context) ? 'limitsAfterAbort' : 'limitsAfterLoss');
}

function mayPauseClosing(context: Context): boolean {
  return pick(context, 'pausesWhileClosing') === 'yes';
}

function mayResumeClosing(context: Context): boolean {
  return pick(context, 'resumesWhileClosing') === 'yes';
}

/** While open: after write_eof() a resume would invite writes that are refused. */
function mayResumeEnded(context: Context): boolean {
  return !context.eofAsked || pick(context, 'resumesAfterEof') === 'yes';
}

function eofLeads(context: Context): boolean {
  return context.eofAsked && pick(context, 'checksFirst') === 'eof';
}

/** A transport that still accepts writes while closing has nothing but the EOF to refuse them for. */
function eofLeadsClosing(context: Context): boolean {
  return (
    context.eofAsked && (pick(context, 'writeWhileClosing') === 'accepted' || pick(context, 'checksFirst') === 'eof')
  );
}

function isWrongAfterEof(context: Context, event: WriteEvent): boolean {
  if (!isBad(context, event)) return false;
  return pick(context, event.type === 'write' ? 'wrongWriteAfterEof' : 'wrongLinesAfterEof') === 'type';
}

function isWrongAfterClose(context: Context, event: WriteEvent): boolean {
  if (!isBad(context, event)) return false;
  return pick(context, event.type === 'write' ? 'wrongWriteAfterClose' : 'wrongLinesAfterClose') === 'type';
}

type Late = 'writeAfterEof' | 'writeWhileClosing' | 'writeAfterClose';

/** Which end a write comes too late for, by the state that it comes in; null for none. */
function endOpen(context: Context): Late | null {
  return context.eofAsked ? 'writeAfterEof' : null;
}

function endClosing(context: Context): Late {
  return eofLeadsClosing(context) ? 'writeAfterEof' : 'writeWhileClosing';
}

function endFlushed(context: Context): Late {
  return eofLeads(context) ? 'writeAfterEof' : 'writeAfterClose';
}

/** Where a TypeError leaves the items before the wrong one, those were a write. */
function isFatalWrong(context: Context, event: WriteEvent, endOf: (context: Context) => Late | null): boolean {
  if (!isBad(context, event) || event.first === 'wrong') return false;
  if (event.first === 'wide' && isRefusedWide(context, event)) return false;
  const end = endOf(context);
  return (
    end !== null &&
    isWrongLate(context, event, end) &&
    pick(context, end) === 'fatal' &&
    pick(context, 'badItem') === 'earlier'
  );
}

/** Any item is a write, an empty one too. */
function isFatal(context: Context, event: WriteEvent, endOf: (context: Context) => Late | null): boolean {
  if (event.first === 'none') return false;
  const end = endOf(context);
  return end !== null && pick(context, end) === 'fatal' && !isWrongLate(context, event, end);
}

function isWrongLate(context: Context, event: WriteEvent, end: Late): boolean {
  return end === 'writeAfterEof' ? isWrongAfterEof(context, event) : isWrongAfterClose(context, event);
}

function raisesAfterEof(context: Context, event: WriteEvent): boolean {
  if (pick(context, 'writeAfterEof') !== 'raises') return false;
  return event.n > 0 || event.badAt >= 0 || pick(context, 'emptyAfterEof') === 'raises';
}

function raisesClosed(
  context: Context,
  event: WriteEvent,
  choice: 'writeWhileClosing' | 'writeAfterClose' | 'writeAfterLoss',
): boolean {
  if (pick(context, choice) !== 'raises') return false;
  return event.n > 0 || event.badAt >= 0 || pick(context, 'emptyAfterClose') === 'raises';
}

function limitsPause(context: Context, event: LimitsEvent): boolean {
  const limits = limitsAsked(context, event);
  return typeof limits === 'object' && crosses(context, context.size, limits.high);
}

function limitsResume(context: Context, event: LimitsEvent): boolean {
  const limits = limitsAsked(context, event);
  if (typeof limits !== 'object' || !isLowEnough(context, context.size, limits.low)) return false;
  return pick(context, 'raisedLimits') === 'at-once';
}

/** CPython's quarter, or whatever within bounds was seen: the documents leave it to the implementation. */
function lowFromHigh(context: Context, event: LimitsEvent, high: number): number {
  const quarter = floor(high / 4);
  if (event.seenLow === quarter || pick(context, 'highOnly') === 'quarter') return quarter;
  const seen = event.seenLow;
  return seen !== null && seen >= 0 && seen <= high ? seen : floor(high / 2);
}

function highFromLow(context: Context, event: LimitsEvent, low: number): number {
  if (low < 0) return low; // refused, whatever high would be: it is below zero with it
  if (event.seenHigh === 4 * low || pick(context, 'lowOnly') === 'quadruple') return 4 * low;
  const seen = event.seenHigh;
  return seen !== null && seen >= low ? seen : max(low, context.defaultHigh);
}

function canFlush(context: Context, event: MachineEvent): boolean {
  return unsent(context) > 0 && context.room > 0 && !serves(event, 'read');
}

function sizeFlushed(context: Context, event: MachineEvent): number {
  return sizeAfterHanding(context, 0, flushed(context, event));
}

/** Bytes accepted that the wire has not taken. */
function unsent({ size, out }: Context): number {
  return size - out;
}

function noticesReset(context: Context): boolean {
  return (
    context.reset && (context.peer !== PEER.eofRead || context.size > 0 || pick(context, 'idleReset') === 'noticed')
  );
}

function serves(event: MachineEvent, side: 'read' | 'write'): boolean {
  return event.type === 'settle' && event.serve === side;
}
