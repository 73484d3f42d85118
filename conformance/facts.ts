/**
 * What a trace tells, moment by moment: the bookkeeping that the rules read instead of the machine.
 * It only adds up what was given and seen. It knows the words of the contract (an open transport accepts what it does
 * not refuse), never its choices, and it never decides whether anything is right.
 */
import type { Callback, CallbackName, ChunkKind, Step, Trace } from '../machines/alphabet.js';
import type { ChoiceName } from '../machines/choices.js';
import { looksSame } from '../machines/pattern.js';
import { answersOf } from './answers.js';
import { chunkStarts } from './chunks.js';
import { NO_ARRIVALS, WireCursor } from './cursor.js';
import { Dialects } from './jointly.js';

/** How far the connection's life has come, as the calls and callbacks tell. */
export type Phase =
  | 'open'
  /** Closing with bytes still to flush. */
  | 'flushing'
  /** Closing with nothing left to flush. */
  | 'flushed'
  /** abort() was called, or the wire or a callback has failed. */
  | 'aborted'
  | 'lost';

export interface Facts {
  phase: Phase;
  /** What began the end; `itself`: both sides had ended; `wire`: an error of it, or a write that came too late. */
  shutBy: 'close' | 'abort' | 'eof' | 'itself' | 'wire' | 'scripted' | null;
  /** The last answers. */
  size: number;
  low: number;
  high: number;
  closing: boolean;
  canWriteEof: boolean;
  /** False inside a call that sets limits, until somebody asks for them. */
  limitsTold: boolean;
  /** The limits at the start. */
  readonly defaultLow: number;
  readonly defaultHigh: number;
  paused: boolean;
  made: number;
  losses: number;
  /** connection_lost() has not returned yet. */
  inLoss: boolean;
  /** write_eof() was accepted. */
  eofAsked: boolean;
  /** The peer saw the end of the stream. */
  eofHeard: boolean;
  /** Bytes from the peer that wait to be read. */
  incoming: number;
  peerEof: 'none' | 'waits' | 'read';
  reset: boolean;
  /** Bytes that the wire still takes; infinitely many where it is open. */
  room: number;
  /** `arrived` when the transport was aborted. */
  cut: number;
  /** Bytes accepted that have not arrived. */
  queued: number;
  arrived: number;
  /** The send under way, if what comes in meanwhile waits for it: its bytes, and how many of them have arrived. */
  sending: number;
  out: number;
  /** `arrived` when flow control last changed by a pause, by new limits or by a close: a resume needs more than that. */
  mark: number;
  /**
   * A call met a reset while the rest was flushed, and left the size as it was: whether that ended the transport shows
   * only later. By a write of bytes it did, if such writes are accepted at all.
   */
  doubt: 'by a write' | 'by a call without bytes' | null;
  /**
   * Writes while closing that may have been fatal or not: the error of the loss is explained by a reset too, or by
   * another such write. Where it is not, they are known for what they were.
   */
  late: readonly LateWrite[];
  /** A data_received() or eof_received() raised, and the transport lives on. */
  survived: boolean;
}

/** A write that came too late. */
export interface LateWrite {
  readonly step: Step;
  readonly offered: Offered;
  readonly before: Readonly<Facts>;
}

/** What a moment says of a choice: the values that explain it, and those that explained all before it. */
export interface Told {
  readonly choice: ChoiceName;
  readonly values: readonly string[];
  /** Null: nothing before spoke of it. */
  readonly prior: readonly string[] | null;
  /** The values that the profile allows. */
  readonly permitted: readonly string[];
}

/** Water marks, in bytes. */
export interface Limits {
  readonly low: number;
  readonly high: number;
}

export interface StepMoment {
  readonly step: Step;
  readonly before: Readonly<Facts>;
  readonly now: Readonly<Facts>;
  /** The callback in which the step was taken. */
  readonly inside: CallbackName | null;
  /** The step turned the loop. */
  readonly settles: boolean;
  /** No callback of it had steps of its own: so nothing else changed what was answered after it. */
  readonly quiet: boolean;
  /** What a write or a writelines offered. */
  readonly offered: Offered | null;
  /** Size when the call did its own work: at its callback, else after it. */
  readonly size: number;
  /** By how much the call made the transport hold more bytes, those counted that the wire took at once. */
  readonly grew: number;
  /** The call itself ended the transport: it met the reset, or came too late. */
  readonly failed: boolean;
  /** Bytes of the call that count as accepted. */
  readonly accepted: number;
  /** Bytes that arrived in the step itself. */
  readonly took: number;
  /** In the order of arrival: what does not follow from what was accepted; null if all does. */
  readonly strays: string | null;
  /** A pause or a resume that came in the step itself while closing. */
  readonly pausedClosing: boolean;
  readonly resumedClosing: boolean;
  /** A resume that came in the step itself after write_eof(), while open. */
  readonly resumedEnded: boolean;
  readonly told: readonly Told[];
  /** Whether some whole dialect explains all so far; null where the step asks for no choice. */
  readonly explained: boolean | null;
  /** What went to the wire before a callback or in the call: all that it takes, whole chunks of that, or part of one. */
  readonly handedOver: 'at once' | 'one by one' | 'in part' | null;
  /** What was answered last before the step's own answers: inside its callbacks, else before it. */
  /** The limits that a call which sets them left; null where it raised, or they were set again before anyone asked. */
  readonly set: Limits | null;
  readonly lastSize: number;
  readonly lastLow: number;
  readonly lastHigh: number;
  /** The peer saw the end of the stream in the step, and had seen it before. */
  readonly endsAgain: boolean;
}

export interface CallbackMoment {
  readonly call: Callback;
  /** Facts just before the callback. */
  readonly now: Readonly<Facts>;
  /** The step in which it came. */
  readonly step: Step;
  readonly settles: boolean;
  /** The place among the callbacks of the step. */
  readonly index: number;
  /** The size answered last before the callback. */
  readonly lastSize: number;
  readonly told: readonly Told[];
}

export interface Visitor {
  step(moment: StepMoment, path: readonly number[]): void;
  callback(moment: CallbackMoment, path: readonly number[]): void;
}

export type Said = readonly [ChoiceName, readonly string[]];

/** Says which values of which choices explain a step, or a callback. */
export interface Classify {
  step(moment: StepMoment): readonly Said[];
  callback(call: Callback, now: Readonly<Facts>): readonly Said[];
}

/** Reads a trace from its first step to its last and shows each moment to the visitor. `path` is reused: copy it. */
export function read(trace: Trace, classify: Classify, permits: Permits, visitor: Visitor): void {
  new Reader(trace, classify, permits, visitor).read();
}

/** The values of a choice that the profile allows. */
export type Permits = (choice: ChoiceName) => readonly string[];

type Open<T> = { -readonly [K in keyof T]: T[K] };

class Reader {
  readonly #trace: Trace;
  readonly #classify: Classify;
  readonly #permits: Permits;
  readonly #visitor: Visitor;
  readonly #now: Facts;
  readonly #path: number[] = [];
  readonly #told = new Map<ChoiceName, readonly string[]>();
  readonly #dialects: Dialects;
  /** Ranges accepted and not arrived, as pairs; the first `#head` numbers are gone. */
  readonly #queue: number[] = [];
  #head = 0;
  /** Where chunks begin. */
  #starts: ReadonlySet<number> | null = null;
  #loss: Loss | null = null;
  /** The profile knows of late writes that are fatal: else what looks so is another fault. */
  readonly #mayFail: boolean;
  /** The write that is read just now may have been fatal. */
  #mayBeFatal = false;
  /** Offsets of mutable chunks, as pairs: they may arrive edited. */
  readonly #mutable: number[] = [];

  constructor(trace: Trace, classify: Classify, permits: Permits, visitor: Visitor) {
    this.#trace = trace;
    this.#classify = classify;
    this.#permits = permits;
    this.#mayFail = LATE.some((choice) => permits(choice).includes('fatal'));
    this.#dialects = new Dialects(permits);
    this.#visitor = visitor;
    const first = trace.steps[0] as Step;
    const { low, high } = first.stimulus as Extract<Step['stimulus'], { do: 'connect' }>;
    this.#now = {
      phase: 'open',
      shutBy: null,
      size: 0,
      low,
      high,
      closing: false,
      canWriteEof: first.after.eof,
      limitsTold: true,
      defaultLow: low,
      defaultHigh: high,
      paused: false,
      made: 0,
      losses: 0,
      inLoss: false,
      eofAsked: false,
      eofHeard: false,
      incoming: 0,
      peerEof: 'none',
      reset: false,
      room: 0,
      cut: 0,
      queued: 0,
      arrived: 0,
      sending: 0,
      out: 0,
      mark: 0,
      doubt: null,
      late: NO_WRITES,
      survived: false,
    };
  }

  read(): void {
    this.#trace.steps.forEach((step, index) => {
      this.#path.push(index);
      this.#step(step, null);
      this.#path.pop();
    });
  }

  #step(step: Step, inside: CallbackName | null): void {
    const now = this.#now;
    const before: Facts = { ...now };
    const settles = turns(step);
    const cursor = step.wire.length === 0 ? NO_ARRIVALS : new WireCursor(step.wire);
    const size = step.calls[0]?.size ?? step.after.size;
    const offered = offeredBy(step.stimulus);
    const { accepted, grew } = this.#give(step, offered, size, cursor.total);
    const failed = offered !== null && now.shutBy === 'wire' && before.shutBy !== 'wire';
    if (this.#mayBeFatal) now.late = [...before.late, { step, offered: offered as Offered, before }];
    this.#mayBeFatal = false;
    let pausedClosing = false;
    let resumedClosing = false;
    let resumedEnded = false;
    // A call does its own work before it calls back; the loop does some between callbacks, which tell how much.
    let handedOver: StepMoment['handedOver'] = null;
    if (!settles) {
      this.#arrive(cursor, cursor.total);
      if (cursor.total > 0) handedOver = this.#handedOver();
    }
    let quiet = true;
    for (let index = 0; index < step.calls.length; index++) {
      const call = step.calls[index] as Callback;
      if (call.steps.length > 0) quiet = false;
      if (settles && call.arrived > now.arrived) {
        this.#arrive(cursor, call.arrived - now.arrived);
        const how = this.#handedOver();
        if (handedOver === null || how === 'in part' || handedOver === 'at once') handedOver = how;
      }
      this.#path.push(index);
      if (now.phase === 'flushing') {
        pausedClosing ||= call.name === 'pause_writing';
        resumedClosing ||= call.name === 'resume_writing';
      } else if (now.phase === 'open' && now.eofAsked) resumedEnded ||= call.name === 'resume_writing';
      const lastSize = now.size;
      now.size = call.size;
      const said = this.#classify.callback(call, now);
      const told = said.length > 0 ? this.#tellAll(said) : NOTHING_TOLD;
      this.#visitor.callback({ call, now, step, settles, index, lastSize, told }, this.#path);
      this.#call(call, step, index);
      this.#path.pop();
    }
    this.#arrive(cursor, cursor.left);
    const endsAgain = cursor.eof && now.eofHeard;
    if (cursor.eof) now.eofHeard = true;
    const { after } = step;
    const { size: lastSize, low: lastLow, high: lastHigh } = now;
    if (step.stimulus.do === 'set_write_buffer_limits' && step.raised === null) now.mark = now.arrived;
    now.size = after.size;
    now.low = after.low;
    now.high = after.high;
    now.closing = after.closing;
    now.canWriteEof = after.eof;
    now.limitsTold = true;
    const moment: Open<StepMoment> = {
      step,
      before,
      now,
      inside,
      settles,
      quiet,
      offered,
      size,
      grew,
      failed,
      accepted,
      took: cursor.total,
      strays: cursor.strays,
      pausedClosing,
      resumedClosing,
      resumedEnded,
      told: NOTHING_TOLD,
      explained: null,
      handedOver,
      set: step.stimulus.do === 'set_write_buffer_limits' && step.raised === null ? answersOf(step) : null,
      lastSize,
      lastLow,
      lastHigh,
      endsAgain,
    };
    const said = this.#classify.step(moment);
    if (said.length > 0) moment.told = this.#tellAll(said);
    moment.explained = this.#dialects.explain(moment);
    this.#visitor.step(moment, this.#path);
  }

  /** Adds up what a stimulus gives, before any callback. */
  #give(step: Step, offered: Offered | null, size: number, took: number): { accepted: number; grew: number } {
    const now = this.#now;
    const { stimulus } = step;
    switch (stimulus.do) {
      case 'write':
      case 'writelines': {
        const grew = size - now.size + took;
        this.#noteMutable(step);
        return { accepted: this.#accept(step, offered as Offered, grew, took), grew };
      }
      case 'set_write_buffer_limits':
        this.#setLimits(step);
        break;
      case 'close':
        this.#shut('close');
        break;
      case 'abort':
        if (now.phase !== 'lost' && now.phase !== 'aborted') {
          now.phase = 'aborted';
          now.shutBy = 'abort';
          now.cut = now.arrived;
          if (size < now.size) {
            // What still had bytes to drop had not ended before.
            now.doubt = null;
            now.late = NO_WRITES;
          }
        }
        break;
      case 'write_eof':
        if (now.phase === 'open' && now.canWriteEof && step.raised === null) {
          // Of a transport with one direction it is a close.
          if (step.after.closing && !now.closing && !now.eofAsked) this.#shut('close');
          else now.eofAsked = true;
        }
        break;
      case 'drain':
        if (now.phase !== 'lost' && !now.reset) now.room += stimulus.n === 'all' ? Infinity : stimulus.n;
        break;
      case 'stall':
        now.room = 0;
        break;
      case 'peer_data':
        if (now.phase !== 'lost' && !now.reset && now.peerEof === 'none') now.incoming += stimulus.n;
        break;
      case 'peer_eof':
        if (now.phase !== 'lost' && !now.reset && now.peerEof === 'none') now.peerEof = 'waits';
        break;
      case 'peer_reset':
        if (now.phase !== 'lost' && !now.reset) {
          now.reset = true;
          now.incoming = 0;
          now.room = 0;
          if (now.peerEof === 'waits') now.peerEof = 'none';
        }
        break;
    }
    return { accepted: 0, grew: 0 };
  }

  /** The limits that hold inside the callback of a call that sets them: as the first question in it tells. */
  #setLimits(step: Step): void {
    if (step.calls.length === 0) return;
    const now = this.#now;
    const answers = answersOf(step);
    if (answers === null) {
      // Set again before anyone asked.
      now.limitsTold = false;
    } else {
      now.low = answers.low;
      now.high = answers.high;
    }
  }

  #accept(step: Step, offered: Offered, grew: number, took: number): number {
    const now = this.#now;
    const { n, before } = offered;
    const { stimulus } = step;
    if (stimulus.do !== 'write' && stimulus.do !== 'writelines') return 0;
    if (grew <= 0 && took === 0 && this.#isFatal(step, offered)) {
      this.#fail();
      return 0;
    }
    if (now.eofAsked || (now.phase !== 'open' && now.phase !== 'flushing')) return 0;
    const touches = touchesWire(step, offered);
    if (now.reset && now.phase === 'flushing' && touches && grew === 0 && step.raised?.kind !== 'state') {
      now.doubt ??= n > 0 && step.raised === null ? 'by a write' : 'by a call without bytes';
    }
    let accepted: number;
    if (now.reset && touches && step.calls.length === 0 && endsHere(step, now, took)) {
      // The call itself met the reset.
      this.#fail();
      accepted = 0;
    } else if (step.raised !== null) accepted = before.includes(grew) ? grew : 0;
    else if (now.phase === 'flushing') accepted = grew === n ? n : 0;
    else accepted = n;
    if (accepted > 0) this.#queue.push(stimulus.at, stimulus.at + accepted);
    now.queued += accepted;
    if (now.sending === 0) now.sending = accepted;
    return accepted;
  }

  #fail(): void {
    const now = this.#now;
    now.phase = 'aborted';
    now.shutBy = 'wire';
    now.cut = now.arrived;
  }

  /**
   * Whether a write that came too late has ended the transport. Of an open one is_closing() tells, of a closing one the
   * size, or else what follows: the loss in the same turn, with an error. Where a reset may be to blame for that, it
   * stays open, and is noted.
   */
  #isFatal(step: Step, offered: Offered): boolean {
    const { phase, eofAsked, closing, size, arrived } = this.#now;
    const { raised, after } = step;
    if (offered.first === 'none' || step.calls.length > 0) return false;
    if (raised !== null && (raised.kind !== 'type' || offered.first === 'wrong')) return false;
    if (raised !== null && offered.first === 'wide' && !offered.wrong) return false; // it is what was refused
    if (phase === 'open') return eofAsked && after.closing && !closing;
    if ((phase !== 'flushing' && phase !== 'flushed') || !this.#mayFail) return false;
    if (after.size !== size) return after.size === 0;
    this.#loss ??= firstLoss(this.#trace);
    const { error, arrived: by, turn, reset } = this.#loss;
    if (!error || error.kind === 'scripted' || by !== arrived || turn !== this.#turn()) return false;
    // Whether a TypeError leaves what was before the wrong item, as a write, is not known here.
    this.#mayBeFatal = reset || raised !== null || this.#now.late.length > 0;
    return !this.#mayBeFatal;
  }

  /** The step in which the loop turns next, or is turning. */
  #turn(): number {
    const { steps } = this.#trace;
    let at = this.#path[0] as number;
    while (at < steps.length && !turns(steps[at] as Step)) at++;
    return at;
  }

  #call(call: Callback, step: Step, index: number): void {
    const now = this.#now;
    switch (call.name) {
      case 'connection_made':
        now.made++;
        break;
      case 'pause_writing':
        now.paused = true;
        now.mark = now.arrived;
        break;
      case 'resume_writing':
        now.paused = false;
        break;
      case 'data_received':
        now.incoming -= call.n ?? 0;
        break;
      case 'eof_received':
        now.peerEof = 'read';
        break;
      case 'connection_lost':
        if (haveBothEnded(now) && !now.reset && !call.error) now.shutBy = 'itself';
        now.losses++;
        now.inLoss = true;
        now.phase = 'lost';
        now.queued = 0;
        break;
    }
    call.steps.forEach((nested, at) => {
      this.#path.push(at);
      this.#step(nested, call.name);
      this.#path.pop();
    });
    if (call.name === 'connection_lost') now.inLoss = false;
    if (call.name === 'data_received' || call.name === 'eof_received') this.#answer(call, step, index);
  }

  /** What a reading callback answers, or what its raise leads to: the rest of the step tells. */
  #answer(call: Callback, step: Step, index: number): void {
    const now = this.#now;
    if (!call.raised) {
      if (call.name !== 'eof_received') return;
      // What cannot end its writing side alone may have no use for the answer.
      if (call.kept !== true || (!now.canWriteEof && closesSoon(step, index))) this.#shut('eof');
      return;
    }
    if (now.phase !== 'open' && now.phase !== 'flushing') return;
    const later = step.calls.slice(index + 1);
    const loss = later.find(({ name }) => name === 'connection_lost');
    // Of two that raise, the one that the loop went on after has ended nothing.
    if (loss?.error?.kind === 'scripted' && !later.some(isReadingThatRaises)) {
      now.phase = 'aborted';
      now.shutBy = 'scripted';
    } else if (
      call.name === 'eof_received' &&
      (loss !== undefined || step.after.closing) &&
      // A call in a later callback that finds it open tells that something else has closed it since.
      !later.some(({ steps }) => steps.some(({ after }) => !after.closing))
    ) {
      this.#shut('eof');
    } else now.survived = true;
  }

  #shut(by: 'close' | 'eof'): void {
    const now = this.#now;
    if (now.phase !== 'open') return;
    now.phase = now.size === 0 ? 'flushed' : 'flushing';
    now.shutBy = by;
    now.mark = now.arrived;
  }

  #handedOver(): 'at once' | 'one by one' | 'in part' {
    const now = this.#now;
    if (now.queued <= 0 || now.room <= 0) return 'at once';
    this.#starts ??= chunkStarts(this.#trace);
    return this.#starts.has(this.#queue[this.#head] as number) ? 'one by one' : 'in part';
  }

  /** The next n bytes of the step's arrivals come, and should be those queued first. */
  #arrive(cursor: WireCursor, n: number): void {
    const now = this.#now;
    let left = n;
    while (left > 0) {
      const piece = cursor.next(left);
      if (piece === null) return;
      const { from, to, edited } = piece;
      left -= to - from;
      now.arrived += to - from;
      now.room -= to - from;
      now.out += to - from;
      if (from < 0) cursor.stray(`${to - from} bytes that nobody had written`);
      else if (edited && !this.#isMutable(from, to)) cursor.stray(`${range(from, to)} changed on the way`);
      else {
        const due = this.#queue[this.#head];
        if (!this.#takeFromQueue(from, to)) cursor.stray(describeStray(from, to, due));
      }
    }
    if (n > 0) this.#send();
  }

  /** When all of a send has arrived, what has come in meanwhile is the next. */
  #send(): void {
    const now = this.#now;
    while (now.out >= now.sending && now.out > 0) {
      now.out -= now.sending;
      now.sending = now.queued + now.out;
      if (now.sending === 0) now.out = 0;
    }
  }

  #takeFromQueue(start: number, to: number): boolean {
    const queue = this.#queue;
    let from = start;
    while (from < to) {
      if (this.#head >= queue.length) return false;
      const due = queue[this.#head] as number;
      const n = Math.min((queue[this.#head + 1] as number) - due, to - from);
      // Who reads the bytes may take them for others of the same values.
      if (!looksSame(from, due, n)) return false;
      this.#now.queued -= n;
      if (due + n === queue[this.#head + 1]) this.#head += 2;
      else queue[this.#head] = due + n;
      from += n;
    }
    return true;
  }

  #noteMutable({ stimulus }: Step): void {
    if (stimulus.do !== 'write' && stimulus.do !== 'writelines') return;
    let { at } = stimulus;
    for (const { kind, n } of stimulus.do === 'write' ? [stimulus] : stimulus.items) {
      if (kind === 'bytearray' || kind === 'memoryview' || kind === 'wide') {
        const mutable = this.#mutable;
        if (mutable.length > 0 && mutable[mutable.length - 1] === at) mutable[mutable.length - 1] = at + n;
        else mutable.push(at, at + n);
      }
      at += n;
    }
  }

  #isMutable(from: number, to: number): boolean {
    const mutable = this.#mutable;
    for (let i = 0; i < mutable.length; i += 2) {
      if ((mutable[i] as number) <= from && to <= (mutable[i + 1] as number)) return true;
    }
    return false;
  }

  #tellAll(said: readonly Said[]): readonly Told[] {
    return said.map(([choice, values]) => this.#tell(choice, values));
  }

  #tell(choice: ChoiceName, values: readonly string[]): Told {
    const prior = this.#told.get(choice) ?? null;
    if (values.length === 1 && UNASKED.has(choice)) this.#dialects.learn(choice, values);
    const left = prior === null ? values : values.filter((value) => prior.includes(value));
    this.#told.set(choice, left.length > 0 ? left : values);
    return { choice, values, prior, permitted: this.#permits(choice) };
  }
}

/** Nothing is left to write, nor to be read: whether that is the end of the connection is for the dialect to say. */
export function haveBothEnded({ phase, eofAsked, queued, out, peerEof }: Readonly<Facts>): boolean {
  return phase === 'open' && eofAsked && queued === 0 && out === 0 && peerEof === 'read';
}

/** Bytes offered by a write or a writelines; those before its first wrong and its first wide item, if any. */
export interface Offered {
  readonly n: number;
  readonly before: readonly number[];
  readonly wrongAt: number | null;
  readonly wideAt: number | null;
  readonly wrong: boolean;
  readonly wide: boolean;
  /** The first wide item has no bytes. */
  readonly wideIsEmpty: boolean;
  /** The first item, whatever its size. */
  readonly first: 'none' | 'bytes' | 'wide' | 'wrong';
}

/** The first connection_lost() of a trace. */
interface Loss {
  readonly error: Callback['error'];
  readonly arrived: number;
  /** The place of the step in which it came. */
  readonly turn: number;
  /** The peer had reset before. */
  readonly reset: boolean;
}

/** A callback that brings something from the peer has raised: that may be fatal. */
export function isReadingThatRaises({ name, raised }: Callback): boolean {
  return raised === true && (name === 'data_received' || name === 'eof_received');
}

function offeredBy(stimulus: Step['stimulus']): Offered | null {
  if (stimulus.do !== 'write' && stimulus.do !== 'writelines') return null;
  if (stimulus.do === 'writelines' && stimulus.as === 'not-iterable') return NOT_ITERABLE;
  let n = 0;
  let wrongAt: number | null = null;
  let wideAt: number | null = null;
  let wideIsEmpty = false;
  for (const { kind, n: size } of stimulus.do === 'write' ? [stimulus] : stimulus.items) {
    if (kind === 'wrong') wrongAt ??= n;
    else if (kind === 'wide' && wideAt === null) {
      wideAt = n;
      wideIsEmpty = size === 0;
    }
    n += size;
  }
  const before = wrongAt === null && wideAt === null ? NONE_BEFORE : [wrongAt, wideAt].filter((at) => at !== null);
  const first = firstOf(stimulus.do === 'write' ? stimulus.kind : stimulus.items[0]?.kind);
  return { n, before, wrongAt, wideAt, wrong: wrongAt !== null, wide: wideAt !== null, wideIsEmpty, first };
}

function firstOf(kind: ChunkKind | undefined): Offered['first'] {
  if (kind === undefined) return 'none';
  return kind === 'wide' || kind === 'wrong' ? kind : 'bytes';
}

function turns({ stimulus }: Step): boolean {
  return stimulus.do === 'settle' || stimulus.do === 'connect';
}

function firstLoss({ steps }: Trace): Loss {
  let reset = false;
  for (const [turn, step] of steps.entries()) {
    reset ||= step.stimulus.do === 'peer_reset';
    const call = lossIn(step);
    if (call !== null) return { error: call.error, arrived: call.arrived, turn, reset };
  }
  return { error: null, arrived: 0, turn: steps.length, reset };
}

function lossIn(step: Step): Callback | null {
  for (const call of step.calls) {
    if (call.name === 'connection_lost') return call;
    for (const nested of call.steps) {
      const loss = lossIn(nested);
      if (loss !== null) return loss;
    }
  }
  return null;
}

function describeStray(from: number, to: number, due: number | undefined): string {
  return `${range(from, to)} where ${due === undefined ? 'nothing was due' : `byte ${due} was due`}`;
}

/** The bytes from an offset up to another, in words. */
function range(from: number, to: number): string {
  return to - from === 1 ? `byte ${from}` : `bytes ${from} to ${to - 1}`;
}

/** Whether the call has something to try the wire with; a writelines() without bytes may try what waits. */
function touchesWire({ stimulus, raised }: Step, { n, before, wrong }: Offered): boolean {
  if (raised !== null) return before.some((earlier) => earlier > 0);
  return n > 0 || (stimulus.do === 'writelines' && !wrong);
}

/** A call of a reset connection ended it: an open one is closing after it, a closing one has let go of its buffer. */
function endsHere({ after }: Step, now: Facts, took: number): boolean {
  if (now.phase === 'open') return after.closing;
  return now.size > 0 && after.size === 0 && took === 0;
}

/** Whether the transport is seen to close after a callback of a step, before anybody closes it. */
function closesSoon(step: Step, index: number): boolean {
  return shownBy(step.calls.slice(index + 1)) ?? step.after.closing;
}

/** The first word on whether the transport is closing; false where it was asked to end, so that nothing can be told. */
function shownBy(calls: readonly Callback[]): boolean | null {
  for (const call of calls) {
    if (call.name === 'connection_lost') return call.error === null;
    for (const { stimulus, calls: inner, after } of call.steps) {
      if (stimulus.do === 'close' || stimulus.do === 'abort') return false;
      return shownBy(inner) ?? after.closing;
    }
  }
  return null;
}

/** Told where no question is asked: in a callback, or by the loop. */
const UNASKED: ReadonlySet<ChoiceName> = new Set([
  'sizeFalls',
  'resumesAfterEof',
  'bothEnded',
  'idleReset',
  'emptyReset',
]);
const NOTHING_TOLD: readonly Told[] = [];
const NONE_BEFORE: readonly number[] = [0];
const NOT_ITERABLE: Offered = {
  n: 0,
  before: NONE_BEFORE,
  wrongAt: 0,
  wideAt: null,
  wrong: true,
  wide: false,
  wideIsEmpty: false,
  first: 'wrong',
};
const LATE = ['writeAfterEof', 'writeWhileClosing', 'writeAfterClose'] as const;
const NO_WRITES: readonly LateWrite[] = [];
