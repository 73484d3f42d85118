/**
 * The rules' reading of choices that hide behind one another: which of them together explain a step. classify.ts reads
 * one choice at a time; here each step is a question to a whole dialect, and what is kept of a trace are all the dialects
 * that answer every question as the transport did. None left: it contradicts itself, though in no single choice.
 * Written from the words of the choices (machines/choices.ts), never from the machine: the oracle is held against it.
 */
import type { Step } from '../machines/alphabet.js';
import type { ChoiceName } from '../machines/choices.js';
import { haveBothEnded, type LateWrite, type Limits, type Offered, type Permits, type StepMoment } from './facts.js';

/** What is known of a dialect: the choices that a question has asked for so far. */
export type Part = { readonly [K in ChoiceName]?: string };

type Ask = (choice: ChoiceName) => string;
/** Whether a dialect explains a step. */
type Question = (moment: StepMoment, ask: Ask) => boolean;

const ANY_DIALECT: readonly Part[] = [{}];

/** The dialects that explain all so far of one trace. */
export class Dialects {
  readonly #permits: Permits;
  #parts = ANY_DIALECT;
  /** What was told contradicts what was explained: the step in which that is has no explanation. */
  #isContradicted = false;
  /** The part that is asked, and the first choice that it did not know. */
  #part: Part = {};
  #unknown: ChoiceName | null = null;

  constructor(permits: Permits) {
    this.#permits = permits;
  }

  /** Whether some dialect explains this step too; null where it asks for no choice. When none does, all begins anew. */
  explain(moment: StepMoment): boolean | null {
    if (this.#isContradicted) {
      this.#isContradicted = false;
      this.#parts = ANY_DIALECT;
      return false;
    }
    const question = questionOf(moment);
    if (question === null) return null;
    if (this.#parts.every((part) => this.#holds(question, moment, part) && this.#unknown === null)) return true;
    const left: Part[] = [];
    for (const part of this.#parts) this.#keep(question, moment, part, left);
    this.#parts = left.length > 0 ? left : ANY_DIALECT;
    return left.length > 0;
  }

  /** What was told of a choice by itself: the dialects that have another value of it are out. */
  learn(choice: ChoiceName, values: readonly string[]): void {
    const left = this.#parts.flatMap((part) => {
      const known = part[choice];
      if (known === undefined) return values.map((value) => ({ ...part, [choice]: value }));
      return values.includes(known) ? [part] : [];
    });
    if (left.length > 0) this.#parts = left;
    else this.#isContradicted = true;
  }

  /** Keeps the part, with each value of what it had to be asked for, that explains the step. */
  #keep(question: Question, moment: StepMoment, part: Part, left: Part[]): void {
    const holds = this.#holds(question, moment, part);
    const unknown = this.#unknown;
    if (unknown === null) {
      if (holds) left.push(part);
      return;
    }
    for (const value of this.#permits(unknown)) this.#keep(question, moment, { ...part, [unknown]: value }, left);
  }

  #holds(question: Question, moment: StepMoment, part: Part): boolean {
    this.#part = part;
    this.#unknown = null;
    return question(moment, this.#ask);
  }

  readonly #ask: Ask = (choice) => {
    const value = this.#part[choice];
    if (value !== undefined) return value;
    this.#unknown ??= choice;
    return this.#permits(choice)[0] as string;
  };
}

function questionOf({ step, before, now, offered, size }: StepMoment): Question | null {
  if (offered !== null) {
    if (before.eofAsked || before.phase !== 'open') return isWrittenSo;
    // The rest is plain: it is taken, and no choice has a say in it.
    const isOpenTo = before.reset || before.room > 0 || offered.wrong || offered.wide;
    return isOpenTo || (size === before.high && !before.paused) ? isTakenSo : null;
  }
  if (step.stimulus.do === 'set_write_buffer_limits') return isSetSo;
  if (step.stimulus.do === 'write_eof' && before.inLoss && before.canWriteEof) return isEndedInLossSo;
  if (before.reset && haveBothEnded(before) && step.stimulus.do === 'settle') return isEndedSo;
  if (now.late.length > 0 && now.phase === 'lost' && before.phase !== 'lost' && now.shutBy !== 'abort') return isLateSo;
  const isDoubted = before.doubt !== null || before.late.length > 0;
  if (isDoubted && step.stimulus.do === 'abort' && (before.phase === 'flushing' || before.phase === 'flushed'))
    return isAbortedSo;
  return isDoubted && before.shutBy === 'abort' && before.phase === 'aborted' ? isLostSo : null;
}

type Phase = StepMoment['before']['phase'];

/**
 * The phase that the dialect says it is. A write that met a reset while the rest was flushed may have ended the
 * transport: that shows only later, but follows from whether such writes are accepted. (A call without bytes may have
 * tried the wire or not: then it is either.)
 */
function phasesOf({ before }: Pick<StepMoment, 'before'>, ask: Ask): readonly Phase[] {
  // Inside connection_lost() it is over, or about to be.
  if (before.inLoss) return [ask('callsInLoss') === 'as-closed' ? 'aborted' : 'lost'];
  if (before.late.length === 0 || (before.phase !== 'flushing' && before.phase !== 'flushed')) {
    return phasesOfReset(before, ask);
  }
  // Or it came too late, and that was fatal.
  const fates = before.late.map((late) => fatesOf(late, ask));
  const aborted: readonly Phase[] = fates.some((fate) => fate.includes(true)) ? ['aborted'] : [];
  return fates.every((fate) => fate.includes(false)) ? [...aborted, ...phasesOfReset(before, ask)] : aborted;
}

/** Whether a late write was fatal: what the dialect says of those of its ways that it was seen to go. */
function fatesOf(late: LateWrite, ask: Ask): readonly boolean[] {
  const kind = late.step.raised?.kind;
  return waysOf(late.offered).flatMap((isBad) => {
    const refusal = refusalOf(late, late.before.phase, isBad, ask);
    if (refusal === null) return [false];
    return kind === (refusal.kind === 'nothing' ? undefined : refusal.kind) ? [refusal.isFatal] : [];
  });
}

function phasesOfReset(before: StepMoment['before'], ask: Ask): readonly Phase[] {
  if (before.phase !== 'flushing' || before.doubt === null) return [before.phase];
  if (ask('writeWhileClosing') !== 'accepted') return ['flushing'];
  return before.doubt === 'by a write' ? ['aborted'] : ['flushing', 'aborted'];
}

/** What a write is refused with, and whether that ends the transport. */
interface Refusal {
  readonly kind: 'type' | 'state' | 'nothing';
  readonly isFatal: boolean;
}

/** A write once writing has ended, or is about to. */
function isWrittenSo(moment: StepMoment, ask: Ask): boolean {
  const { step, accepted, took } = moment;
  const kind = step.raised?.kind;
  if (kind !== undefined && kind !== 'type' && kind !== 'state') return true; // no choice makes it anything else
  const offered = moment.offered as Offered;
  const { wrong, wide } = offered;
  return phasesOf(moment, ask).some((phase) =>
    waysOf(offered).some((isBad) => {
      const refusal = refusalOf({ ...moment, offered }, phase, isBad, ask);
      if (refusal === null) return isTakenSo(moment, ask) || (!wrong && wide && isTaken(moment, ask, isBad ? 0 : null));
      if (kind !== (refusal.kind === 'nothing' ? undefined : refusal.kind) || accepted + took > 0) return false;
      return refusal.isFatal ? isEndedHere(moment, ask) : !moment.failed;
    }),
  );
}

/** Nobody says whether a view of wide items is looked at once writing has ended. */
function waysOf({ wrong, wide }: Offered): readonly boolean[] {
  return wrong ? [true] : wide ? [true, false] : [false];
}

/** The call has ended the transport, or may have: then the size is what is left. */
function isEndedHere({ before, now, size, failed }: StepMoment, ask: Ask): boolean {
  return (failed || now.late.length > before.late.length) && size === leftOf(before, ask);
}

function leftOf({ size }: StepMoment['before'], ask: Ask): number {
  return size === 0 || ask('sizeAfterAbort') === 'zero' ? 0 : size;
}

/** How a write is refused; null where it is accepted. */
function refusalOf({ before, step, offered }: LateWrite, phase: Phase, isBad: boolean, ask: Ask): Refusal | null {
  const isWrite = step.stimulus.do === 'write';
  const isEmpty = offered.n === 0 && !isBad;
  const isUp = phase !== 'aborted' && phase !== 'lost';
  const refused = (choice: ChoiceName, wrong: ChoiceName, empty: ChoiceName): Refusal => {
    const isWrong = isBad && ask(wrong) === 'type';
    const hasGiven = isWrong ? givesFirst(offered, ask) : offered.first !== 'none';
    const isFatal = isUp && hasGiven && ask(choice) === 'fatal' && (!isWrong || ask('badItem') === 'earlier');
    if (isWrong) return { kind: 'type', isFatal };
    if (ask(choice) !== 'raises') return { kind: 'nothing', isFatal };
    return { kind: isEmpty && ask(empty) === 'ignored' ? 'nothing' : 'state', isFatal };
  };
  const afterEof = (): Refusal =>
    refused('writeAfterEof', isWrite ? 'wrongWriteAfterEof' : 'wrongLinesAfterEof', 'emptyAfterEof');
  const afterClose = (choice: ChoiceName): Refusal =>
    refused(choice, isWrite ? 'wrongWriteAfterClose' : 'wrongLinesAfterClose', 'emptyAfterClose');
  if (phase === 'open') return afterEof();
  if (phase === 'flushing') {
    const accepts = ask('writeWhileClosing') === 'accepted';
    if (before.eofAsked && (accepts || ask('checksFirst') === 'eof')) return afterEof();
    return accepts ? null : afterClose('writeWhileClosing');
  }
  if (before.eofAsked && ask('checksFirst') === 'eof') return afterEof();
  return afterClose(phase === 'lost' ? 'writeAfterLoss' : 'writeAfterClose');
}

/** Of a call with an item that is refused, whether there was one before it, which was a write. */
function givesFirst(offered: Offered, ask: Ask): boolean {
  if (offered.first === 'wide') return offered.wrong && !isRefusedWide(offered, ask);
  return offered.first === 'bytes';
}

function isRefusedWide({ wideIsEmpty }: Offered, ask: Ask): boolean {
  const how = ask('wideChunk');
  return how === 'refused' || (how === 'refused-unless-empty' && !wideIsEmpty);
}

/** A write that is not refused for the end of writing. */
function isTakenSo(moment: StepMoment, ask: Ask): boolean {
  const offered = moment.offered as Offered;
  const { wrongAt, wideAt } = offered;
  const isWideFirst = wideAt !== null && (wrongAt === null || wideAt < wrongAt);
  return isTaken(moment, ask, isWideFirst && isRefusedWide(offered, ask) ? wideAt : wrongAt);
}

/** `badAt` is the number of bytes before what the call is refused for, or null. */
function isTaken(moment: StepMoment, ask: Ask, badAt: number | null): boolean {
  const { step, offered, before, grew, took, size, failed } = moment;
  const { n } = offered as Offered;
  const isWrite = step.stimulus.do === 'write';
  if (step.raised?.kind !== (badAt === null ? undefined : 'type')) return false;
  const taken = badAt === null ? n : badAt > 0 && ask('badItem') === 'earlier' ? badAt : 0;
  const mayTryAnyway = badAt === null && n === 0 && !isWrite;
  const tries = (): boolean => {
    const when = ask(isWrite ? 'writeTries' : 'writelinesTries');
    return when === 'always' || (when === 'when-empty' && before.size === 0);
  };
  if (before.reset) {
    if (taken === 0 && !(mayTryAnyway && failed)) return !failed && grew === 0;
    const fails = (taken === 0 || (tries() && mayHand(ask))) && ask('failedTry') === 'at-once';
    if (!fails) return !failed && grew === taken && isPausedSo(moment, before.high, ask);
    // While the rest is flushed it shows only in the size.
    return size === leftOf(before, ask) && (failed || before.phase === 'flushing');
  }
  if (grew !== taken || failed) return false;
  if (took > 0 && !mayHand(ask)) return false;
  if (before.room > 0 && taken > 0 && tries() !== took > 0) return false;
  return taken === 0 || isPausedSo(moment, before.high, ask);
}

/** Where a send counts whole until all of it has gone, the loop alone hands anything over. */
function mayHand(ask: Ask): boolean {
  return ask('sizeFalls') !== 'when-sent';
}

/** Whether the call pauses as it should at this size, where it may. */
function isPausedSo({ step, before, size }: StepMoment, high: number, ask: Ask): boolean {
  if (before.paused || !before.limitsTold) return true;
  const crosses = size > high || (size === high && size > 0 && ask('pausesWhen') === 'reaches');
  const pauses = crosses && (before.phase === 'open' || ask('pausesWhileClosing') === 'yes');
  return pauses === step.calls.some(({ name }) => name === 'pause_writing');
}

/** Whether limits resume in the call that sets them. */
function isResumedSo({ step, before, size }: StepMoment, low: number, ask: Ask): boolean {
  if (!before.paused) return true;
  const isLow = size === 0 || (size <= low && ask('resumesAt') === 'low');
  const resumes = isLow && ask('raisedLimits') === 'at-once' && mayResume(before, ask);
  return resumes === step.calls.some(({ name }) => name === 'resume_writing');
}

function mayResume({ phase, eofAsked }: StepMoment['before'], ask: Ask): boolean {
  if (phase !== 'open') return ask('resumesWhileClosing') === 'yes';
  return !eofAsked || ask('resumesAfterEof') === 'yes';
}

/** A reset of a transport of which both sides have ended: it may be noticed, or it has ended by itself, or it stays. */
function isEndedSo({ step }: StepMoment, ask: Ask): boolean {
  const loss = step.calls.find(({ name }) => name === 'connection_lost');
  if (ask('idleReset') === 'noticed') {
    return loss !== undefined && (loss.error === null) === (ask('emptyReset') === 'regular-end');
  }
  // Once it has begun to end, the reset may be met or not.
  return (loss !== undefined) === (ask('bothEnded') === 'ends');
}

function isEndedInLossSo({ step }: StepMoment, ask: Ask): boolean {
  const raises = ask('eofAfterLoss') === 'raises' && ask('callsInLoss') === 'as-lost';
  return (step.raised === null) === !raises;
}

/** The loss of a closing transport that may have failed before: without a reset, its error must come from there. */
function isLateSo({ step, now }: StepMoment, ask: Ask): boolean {
  const loss = step.calls.find(({ name }) => name === 'connection_lost');
  if (loss === undefined || now.shutBy === 'wire' || now.reset) return true;
  const phase = now.late.at(-1)?.before.phase ?? 'flushing';
  return phasesOf({ before: { ...now, phase } }, ask).some((one) => (one === 'aborted') === !!loss.error);
}

/** An abort of a transport that may have failed before: if it had, nothing is left to abort, and the size stays. */
function isAbortedSo(moment: StepMoment, ask: Ask): boolean {
  const { before, size } = moment;
  return phasesOf(moment, ask).some((phase) => size === (phase === 'aborted' ? before.size : leftOf(before, ask)));
}

/** The loss after such an abort: its argument tells. */
function isLostSo(moment: StepMoment, ask: Ask): boolean {
  const loss = moment.step.calls.find(({ name }) => name === 'connection_lost');
  if (loss === undefined) return true;
  const { before } = moment;
  const phase = before.late.at(-1)?.before.phase ?? 'flushing';
  const phases = phasesOf({ before: { ...before, phase } }, ask);
  return phases.some((one) => (one === 'aborted') === (loss.error !== null));
}

type LimitsCall = Extract<Step['stimulus'], { do: 'set_write_buffer_limits' }>;

function isSetSo(moment: StepMoment, ask: Ask): boolean {
  const { step, set: left, before } = moment;
  const kind = step.raised?.kind;
  return phasesOf(moment, ask).some((phase) => {
    const late = phase === 'lost' ? ask('limitsAfterLoss') : phase === 'aborted' ? ask('limitsAfterAbort') : 'applied';
    if (late === 'raises') return kind === 'state';
    const set = late === 'ignored' ? before : limitsOf(moment, step.stimulus as LimitsCall, ask);
    if (set === 'type') return kind === 'type' || kind === 'value';
    if (set === 'value') return kind === set;
    if (kind !== undefined) return false;
    if (set === before && !before.limitsTold) return true; // nobody had asked what they were
    if (left === null)
      return !isUp(phase) || isHighInvented(step.stimulus as LimitsCall) || isPausedSo(moment, set.high, ask);
    if (left.low !== set.low || left.high !== set.high) return false;
    if (!isUp(phase)) return step.calls.length === 0;
    return isPausedSo(moment, set.high, ask) && isResumedSo(moment, set.low, ask);
  });
}

/** The limits that a call sets, or what it raises. What the transport may invent is taken as seen. */
function limitsOf({ before, set }: StepMoment, given: LimitsCall, ask: Ask): Limits | 'type' | 'value' {
  let { high, low } = given;
  if (isFraction(high) || isFraction(low)) {
    const how = ask('floatLimits');
    if (how === 'refused') return 'type';
    if (how === 'truncated') {
      high = high === undefined ? undefined : Math.trunc(high);
      low = low === undefined ? undefined : Math.trunc(low);
    }
  }
  if (high === undefined && low === undefined) {
    return ask('noneGiven') === 'unchanged' ? before : { low: before.defaultLow, high: before.defaultHigh };
  }
  if (high === undefined) {
    if ((low as number) < 0) return 'value';
    const other = set?.high ?? Math.max(low as number, before.defaultHigh);
    high = set?.high === 4 * (low as number) || ask('lowOnly') === 'quadruple' ? 4 * (low as number) : other;
  } else if (low === undefined) {
    const quarter = Math.floor(high / 4);
    low = set?.low === quarter || ask('highOnly') === 'quarter' ? quarter : (set?.low ?? Math.floor(high / 2));
  } else if (high === 0 && low > 0) return ask('zeroHigh') === 'refused' ? 'value' : { low: 0, high: 0 };
  return 0 <= (low as number) && (low as number) <= high ? { low: low as number, high } : 'value';
}

function isFraction(n: number | undefined): boolean {
  return n !== undefined && !Number.isInteger(n);
}

function isUp(phase: Phase): boolean {
  return phase === 'open' || phase === 'flushing';
}

/** A low alone leaves the high to the transport, and a callback has set both anew before anyone asked. */
function isHighInvented({ high, low }: LimitsCall): boolean {
  return high === undefined && low !== undefined;
}
