/**
 * The first judge: asks the machine whether a trace is one that the contract allows (the ioco relation).
 * It follows every hypothesis (a dialect with a state) that explains what was seen so far; none left is a refusal.
 * It knows no rule and writes no sentence about promises: rules/ do, without knowing the machine.
 */
import {
  LIVES,
  type Arrival,
  type Callback,
  type Given,
  type Probe,
  type Step,
  type Trace,
} from '../machines/alphabet.js';
import { allowed, CHOICE_NAMES, type ChoiceName, type Dialect, type Profile } from '../machines/choices.js';
import { CAUSE, type MachineEvent, type WriteEvent } from '../machines/context.js';
import { eventOf } from '../machines/events.js';
import { isContested, taken } from '../machines/guards.js';
import { Ledger } from '../machines/ledger.js';
import { ANY_CALLBACK, callbackIn, raisesIn } from '../machines/model.js';
import { looksSame } from '../machines/pattern.js';
import { answersOf } from './answers.js';
import { chunkStarts } from './chunks.js';
import { copyOf, initialState, LIFE, SEEN, step, type State } from '../machines/table.js';
import { SET_OUT, type Tally, type Walker } from './tally.js';

/** For each choice, the values that a subject may still turn out to have. */
export type Possible = { readonly [K in ChoiceName]: readonly Dialect[K][] };

export type Opinion =
  /** The trace is allowed; `dialects` are those that explain it, each with the choices that were spoken about. */
  | { readonly allows: true; readonly dialects: readonly Partial<Dialect>[] }
  /** No hypothesis is left after this step (its place among all steps, nested ones counted as they end). */
  | { readonly allows: false; readonly at: number; readonly step: Step; readonly states: readonly string[] };

/** All that a profile leaves open. */
export function possibleIn(profile: Profile): Possible {
  return Object.fromEntries(CHOICE_NAMES.map((name) => [name, allowed(name, profile)])) as unknown as Possible;
}

/** Judges one trace. `possible` may be narrower than the profile: what earlier traces have left. */
export function consult(trace: Trace, possible: Possible, tally: Tally | null = null): Opinion {
  return new Oracle(trace, possible, tally).judge();
}

/** The choices that have one possible value, and whether all have. Asked for every trace of a run, and seldom another. */
function settledIn(possible: Possible): { readonly settled: Partial<Dialect>; readonly whole: boolean } {
  let known = SETTLED.get(possible);
  if (known === undefined) {
    const settled = CHOICE_NAMES.filter((name) => possible[name].length === 1);
    known = {
      settled: Object.fromEntries(settled.map((name) => [name, possible[name][0]])),
      whole: CHOICE_NAMES.every((name) => name === 'handsOver' || settled.includes(name)),
    };
    SETTLED.set(possible, known);
  }
  return known;
}

const NOTHING: readonly number[] = [];
const SETTLE = { type: 'settle', serve: 'any' } as const;
const SETTLED = new WeakMap<Possible, { readonly settled: Partial<Dialect>; readonly whole: boolean }>();

interface Hypothesis extends Walker {
  state: State;
  ledger: Ledger;
  /** Every choice has a value, but for `handsOver` perhaps: only an event with `takes` can ask for one. */
  whole: boolean;
}

/** A hypothesis in the middle of a settle: how many callbacks it has explained, and what should have arrived. */
interface Settling extends Hypothesis {
  explained: number;
  arrived: number[];
  eof: boolean;
}

class Oracle {
  readonly #trace: Trace;
  readonly #possible: Possible;
  /** What the first answer of can_write_eof() leaves of it. */
  #halfClose: Possible['halfClose'] = [];
  /** Told of all that is passed on the way; nobody counts where it is null. */
  readonly #tally: Tally | null;
  /** Offsets [from, to) of mutable chunks: those that were edited may arrive so. */
  #mutable: (readonly [number, number])[] | null = null;
  /** The step in which the peer first saw the end of the stream: there is no second. */
  #ended: Step | null = null;
  /** Where chunks begin: what is handed over one by one stops there. */
  #starts: ReadonlySet<number> | null = null;
  #count = 0;
  #refused: { at: number; step: Step; states: string[] } | null = null;

  constructor(trace: Trace, possible: Possible, tally: Tally | null) {
    this.#trace = trace;
    this.#possible = possible;
    this.#tally = tally;
  }

  judge(): Opinion {
    const trace = this.#trace;
    const { low, high } = (trace.steps[0] as Step).stimulus as Extract<Given, { do: 'connect' }>;
    const { settled, whole } = settledIn(this.#possible);
    const choices = { ...settled };
    // can_write_eof() tells at once where it is unsupported, and mostly all.
    const isUnsupported = trace.steps[0]?.after.eof !== true;
    const halfClose = this.#possible.halfClose.filter((value) => (value === 'unsupported') === isUnsupported);
    if (halfClose.length === 1) choices.halfClose = halfClose[0] as Dialect['halfClose'];
    this.#halfClose = halfClose;
    if (!(0 <= low && low <= high)) return { allows: false, at: 0, step: trace.steps[0] as Step, states: ['open'] };
    const state = initialState({ choices, low, high });
    let live: Hypothesis[] = [{ state, ledger: new Ledger(), whole, ...SET_OUT }];
    for (const one of trace.steps) {
      this.#tally?.arrive(live, one.stimulus.do);
      const passed = this.#tally === null ? [] : live.map(({ passed }) => passed);
      live = this.#follow(live, one);
      if (live.length === 0) {
        this.#tally?.add(passed);
        const { at, step: where, states } = this.#refused as { at: number; step: Step; states: string[] };
        return { allows: false, at, step: where, states };
      }
    }
    this.#tally?.add(live.map(({ passed }) => passed));
    return { allows: true, dialects: live.map(({ state }) => state.choices) };
  }

  /** The hypotheses that explain a step, the steps nested in it included. */
  #follow(live: readonly Hypothesis[], one: Step): Hypothesis[] {
    if (!explainsErrors(one)) return this.#refuse(live, one);
    if (one.wire.includes('eof')) {
      this.#ended ??= one;
      if (this.#ended !== one) return this.#refuse(live, one);
    }
    const wire = one.wire.length === 0 ? NOTHING : this.#plain(one.wire);
    const { stimulus } = one;
    if (live.length === 1 && one.calls.length === 0) {
      const explained = this.#followQuietly(live[0] as Hypothesis, one, wire);
      if (explained === false) return this.#refuse(live, one);
      if (explained) {
        this.#count++;
        return live as Hypothesis[];
      }
    }
    let next: Hypothesis[] = [];
    if (stimulus.do === 'connect' || stimulus.do === 'settle') {
      if (one.raised !== null) return this.#refuse(live, one);
      next = this.#followSettle(live, one, wire, stimulus.do === 'connect');
    } else {
      const event = sending(eventOf(stimulus, answersOf(one)), wire);
      const from = stimulus.do === 'write' || stimulus.do === 'writelines' ? stimulus.at : 0;
      for (const hypothesis of live) {
        for (const way of waysOf(event, hypothesis.state)) {
          const own = way === event ? hypothesis : fork(hypothesis);
          next.push(...this.#followCall(own, way, from, one, wire));
        }
      }
    }
    next = next.filter(({ state }) => answers(state, one.after));
    if (next.length === 0) return this.#refuse(live, one);
    this.#count++;
    return next;
  }

  /**
   * The common step, for speed: one hypothesis, nothing called back. Null where more than one thing can come of it, or a
   * callback is due: then nothing has changed, and the long way decides.
   */
  #followQuietly(hypothesis: Hypothesis, one: Step, wire: readonly number[]): boolean | null {
    const { stimulus } = one;
    const before = hypothesis.state;
    const state = copyOf(before);
    let { passed } = hypothesis;
    let eof = false;
    let from = 0;
    let accepting = 0;
    if (stimulus.do === 'settle') {
      if (one.raised !== null) return false;
      for (;;) {
        if (isContested(state)) return null;
        const eofBefore = state.eof;
        const seen = step(state, SETTLE);
        if (state.asked !== null || (seen & ANY_CALLBACK) !== 0) return null;
        if (this.#tally !== null) passed = this.#tally.pass(passed, seen);
        eof ||= (seen & SEEN.eof_arrives) !== 0;
        if ((seen & SEEN.rest) !== 0 && state.eof === eofBefore) break;
      }
    } else if (stimulus.do === 'connect') return null;
    else {
      const event = sending(eventOf(stimulus, one.after), wire);
      if (mayTryAnyway(event, state) || mayOverlookWide(event, state)) return null;
      if (event.type === 'write' || event.type === 'writelines') {
        accepting = taken(state, event as WriteEvent);
        from = (stimulus as { at: number }).at;
      }
      const seen = step(state, event);
      if (state.asked !== null || (seen & ANY_CALLBACK) !== 0) return null;
      if (this.#tally !== null) passed = this.#tally.pass(passed, seen);
      if (!raisesAsSeen(seen, one)) return false;
      if (stopsShort(event, before.handed, state)) return null;
      eof = (seen & SEEN.eof_arrives) !== 0;
    }
    if (!answers(state, one.after)) return false;
    hypothesis.state = state;
    hypothesis.passed = passed;
    if (state.accepted > before.accepted) hypothesis.ledger.put(from, accepting);
    if (state.handed === before.handed) return sameWire(wire, NOTHING, eof, state);
    const arrived: number[] = [];
    hypothesis.ledger.take(state.handed - before.handed, arrived);
    return sameWire(wire, arrived, eof, state);
  }

  #followCall(
    hypothesis: Hypothesis,
    event: MachineEvent,
    from: number,
    one: Step,
    wire: readonly number[],
  ): Hypothesis[] {
    const found: Hypothesis[] = [];
    for (const [after, seen, arrived] of this.#act(hypothesis, event, from)) {
      if (!raisesAsSeen(seen, one)) continue;
      if (!sameWire(wire, arrived, (seen & SEEN.eof_arrives) !== 0, after.state)) continue;
      const name = callbackIn(seen);
      if (name === null) {
        if (one.calls.length === 0) found.push(after);
        continue;
      }
      const call = one.calls[0];
      if (one.calls.length !== 1 || call === undefined || call.name !== name || !showsNow(call, after.state)) continue;
      found.push(...this.#followReaction(after, call));
    }
    return found;
  }

  #followSettle(live: readonly Hypothesis[], one: Step, wire: readonly number[], connects: boolean): Hypothesis[] {
    const found: Hypothesis[] = [];
    let work: Settling[] = live.map((hypothesis) => ({ ...hypothesis, explained: 0, arrived: [], eof: false }));
    if (connects) work = work.flatMap((settling) => this.#explain(settling, one, 'connection_made', 0));
    while (work.length > 0) {
      const next: Settling[] = [];
      for (const settling of work) {
        // Which side of the wire the loop serves first is nobody's promise: both orders are followed.
        const serves = isContested(settling.state) ? (['read', 'write'] as const) : (['any'] as const);
        serves.forEach((serve, index) => {
          const own =
            index < serves.length - 1 ? { ...settling, ...fork(settling), arrived: [...settling.arrived] } : settling;
          this.#settleOnce(own, serve, one, wire, next, found);
        });
      }
      work = next;
    }
    return found;
  }

  /** One turn of the loop: what goes on is added to `next`, what has come to rest as seen, to `found`. */
  #settleOnce(
    settling: Settling,
    serve: 'any' | 'read' | 'write',
    one: Step,
    wire: readonly number[],
    next: Settling[],
    found: Hypothesis[],
  ): void {
    const { explained, eof } = settling;
    const incoming = settling.state.incoming;
    const eofBefore = settling.state.eof;
    const sizeBefore = settling.state.size;
    const lifeBefore = settling.state.life;
    // As much as had gone by the next callback: whether the wire is given all at once is nobody's promise.
    const takes = (one.calls[explained]?.arrived ?? 0) - settling.state.handed;
    const event: MachineEvent = takes > 0 ? { type: 'settle', serve, takes } : { type: 'settle', serve };
    for (const [after, seen, arrived] of this.#act(settling, event, 0, settling.arrived)) {
      const then: Settling = { ...after, explained, arrived, eof: eof || (seen & SEEN.eof_arrives) !== 0 };
      if ((seen & SEEN.rest) !== 0 && then.state.eof === eofBefore) {
        if (explained === one.calls.length && sameWire(wire, arrived, then.eof, then.state)) found.push(then);
        continue;
      }
      const name = callbackIn(seen);
      if (name === null) next.push(then);
      else next.push(...this.#explain(then, one, name, name === 'data_received' ? incoming : sizeBefore, lifeBefore));
    }
  }

  /** The next callback seen must be this one. `told` is the bytes read, or the size before the loss. */
  #explain(settling: Settling, one: Step, name: Callback['name'], told: number, life: number = LIFE.open): Settling[] {
    const call = one.calls[settling.explained];
    if (call === undefined || call.name !== name) return [];
    if (name === 'data_received') {
      const n = call.n ?? 0;
      if (n < 1 || n > told) return [];
      // A transport may hand over what has come in pieces: the rest still waits.
      settling.state.incoming = told - n;
    }
    if (name === 'connection_lost') {
      // A reset that came before anyone looked may be noticed by a close that has nothing left to flush, or not.
      const mayFail = settling.state.reset && life !== LIFE.aborted;
      if (!isLossOf(settling.state.cause, call) && !(mayFail && isLossOf(CAUSE.wire, call))) return [];
      const keeps = settling.state.choices.sizeAfterAbort !== 'zero';
      if (call.size !== 0 && !(keeps && call.size === told)) return [];
      if (call.arrived !== settling.state.handed) return [];
    } else if (!showsNow(call, settling.state)) return [];
    const { arrived, eof } = settling;
    const after = this.#followReaction(settling, call);
    return after.map((hypothesis, i) => ({
      ...hypothesis,
      explained: settling.explained + 1,
      arrived: i < after.length - 1 ? [...arrived] : arrived,
      eof,
    }));
  }

  /** The steps inside a callback, then what it answers. */
  #followReaction(hypothesis: Hypothesis, call: Callback): Hypothesis[] {
    const { last } = hypothesis;
    hypothesis.last = SET_OUT.last;
    let live: Hypothesis[] = [hypothesis];
    for (const nested of call.steps) {
      this.#tally?.arrive(live, nested.stimulus.do);
      live = this.#follow(live, nested);
      if (live.length === 0) return live;
    }
    for (const one of live) one.last = last;
    const event = answerOf(call);
    if (event === null) return live;
    return live.flatMap((one) => this.#act(one, event, 0).map(([after]) => after));
  }

  /**
   * Gives an event to a hypothesis: all that come of it, one for each value of a choice that it had not made.
   * Answers each with its observations and the ranges handed to the wire, appended to `arrived`.
   */
  #act(
    hypothesis: Hypothesis,
    event: MachineEvent,
    from: number,
    arrived: number[] = [],
  ): [Hypothesis, number, number[]][] {
    const before = hypothesis.whole && !('takes' in event) ? null : copyOf(hypothesis.state);
    const { state } = hypothesis;
    const accepting = event.type === 'write' || event.type === 'writelines' ? taken(state, event as WriteEvent) : 0;
    const { handed, accepted } = state;
    const seen = step(state, event);
    if (state.asked !== null) {
      const name = state.asked;
      const values = name === 'halfClose' ? this.#halfClose : this.#possible[name];
      return values.flatMap((value) => {
        const choices = { ...(before as State).choices, [name]: value };
        const tried = { ...(before as State), choices, asked: null };
        const one = { ...hypothesis, state: tried, ledger: hypothesis.ledger.copy(), whole: false };
        return this.#act(one, event, from, [...arrived]);
      });
    }
    if (this.#tally !== null) hypothesis.passed = this.#tally.pass(hypothesis.passed, seen);
    if (state.accepted > accepted) hypothesis.ledger.put(from, accepting);
    if (state.handed > handed) hypothesis.ledger.take(state.handed - handed, arrived);
    if (stopsShort(event, handed, state)) {
      this.#starts ??= chunkStarts(this.#trace);
      if (!this.#starts.has(hypothesis.ledger.cut)) return [];
    }
    return [[hypothesis, seen, arrived]];
  }

  /** Arrivals as pairs from, to; edits of what may be edited are taken off; -1 is the end, -2 what nobody offered. */
  #plain(wire: readonly Arrival[]): number[] {
    const plain: number[] = [];
    for (const arrival of wire) {
      if (arrival === 'eof') plain.push(-1, -1);
      else if ('unknown' in arrival) plain.push(-2, -2);
      else if (arrival[2] === 'edited' && !this.#isMutable(arrival[0], arrival[1])) plain.push(-2, -2);
      else if (plain.length > 0 && plain[plain.length - 1] === arrival[0]) plain[plain.length - 1] = arrival[1];
      else plain.push(arrival[0], arrival[1]);
    }
    return plain;
  }

  #isMutable(from: number, to: number): boolean {
    this.#mutable ??= mutableIn(this.#trace.steps);
    return this.#mutable.some(([start, end]) => start <= from && to <= end);
  }

  #refuse(live: readonly Hypothesis[], one: Step): Hypothesis[] {
    const states = [...new Set(live.map(({ state }) => LIVES[state.life] as string))];
    // The innermost step that nothing explains is the violation; those around it only contain it.
    this.#refused ??= { at: this.#count, step: one, states };
    return [];
  }
}

function fork({ state, ledger, whole, passed, last }: Hypothesis): Hypothesis {
  return { state: copyOf(state), ledger: ledger.copy(), whole, passed, last };
}

/** A write with what the wire was seen to take in it. */
function sending(event: MachineEvent, wire: readonly number[]): MachineEvent {
  if (wire.length === 0 || (event.type !== 'write' && event.type !== 'writelines')) return event;
  let takes = 0;
  for (let i = 0; i < wire.length; i += 2) takes += (wire[i + 1] as number) - (wire[i] as number);
  return { ...event, takes };
}

/** Something was handed over, and the wire would have taken more of what waits. */
function stopsShort(event: MachineEvent, handed: number, { handed: now, size, out, room, choices }: State): boolean {
  // A send that counts whole may end where it ends, and nowhere inside.
  if (choices.sizeFalls === 'when-sent' && out === 0) return false;
  return now > handed && size - out > 0 && room > 0 && 'takes' in event;
}

/** What a call may come to beside the choices: as another event. The call as it is comes last. */
export function waysOf(event: MachineEvent, state: State): readonly MachineEvent[] {
  if (event.type !== 'write' && event.type !== 'writelines') return [event];
  const ways = mayOverlookWide(event, state)
    ? [lookedAt(event as WriteEvent), overlooked(event as WriteEvent), event]
    : [event];
  return ways.flatMap((way) =>
    mayTryAnyway(way, state) ? [{ ...(way as WriteEvent), triesAnyway: true }, way] : [way],
  );
}

function lookedAt(event: WriteEvent): WriteEvent {
  return { ...event, badAt: 0, first: event.first === 'wide' ? 'wrong' : event.first };
}

function overlooked(event: WriteEvent): WriteEvent {
  return { ...event, wideAt: -1, first: event.first === 'wide' ? 'bytes' : event.first };
}

/** A writelines() without bytes, where the wire would take something that waits, or fail. */
function mayTryAnyway(event: MachineEvent, { size, room, reset, choices }: State): boolean {
  if (event.type !== 'writelines' || event.n > 0 || event.badAt >= 0) return false;
  // Sends that count whole are the loop's; a reset may be met by any call.
  return reset || (choices.sizeFalls !== 'when-sent' && size > 0 && room > 0);
}

/** Once writing has ended, or is about to, nobody says whether a view of wide items is looked at at all. */
function mayOverlookWide(event: MachineEvent, { shut, eofAsked }: State): boolean {
  return (
    (event.type === 'write' || event.type === 'writelines') &&
    event.wideAt >= 0 &&
    event.badAt < 0 &&
    (shut || eofAsked)
  );
}

/** The loop's exception handler hears of each callback that raised, and of nothing else. */
function explainsErrors(one: Step): boolean {
  if (one.restless === true) return false;
  let raised = 0;
  for (const call of one.calls) if (call.raised) raised++;
  return one.errors.length === raised && one.errors.every((error) => error.kind === 'scripted');
}

function raisesAsSeen(seen: number, one: Step): boolean {
  const kinds = raisesIn(seen);
  if (kinds === null) return one.raised === null || mayRaise(one);
  return one.raised !== null && kinds.includes(one.raised.kind);
}

/** Clearing a buffer that the transport still needs may be refused. */
function mayRaise({ stimulus, raised }: Step): boolean {
  return stimulus.do === 'tamper' && stimulus.how === 'clear' && raised?.kind === 'buffer';
}

export function answers(state: State, after: Probe): boolean {
  return (
    after.size === state.size &&
    after.low === state.low &&
    after.high === state.high &&
    after.closing === state.shut &&
    after.eof === (state.choices.halfClose !== 'unsupported')
  );
}

function showsNow(call: Callback, state: State): boolean {
  return call.size === state.size && call.arrived === state.handed;
}

/**
 * After its own end is closed, and not before, a transport's peer may see the end of the stream. One that was due from
 * the loop may then be missing: what ended the transport may have come first in that turn.
 */
function sameWire(wire: readonly number[], arrived: readonly number[], eof: boolean, state: State): boolean {
  let { length } = wire;
  if (length > 0 && wire[length - 1] === -1) {
    if (!eof && state.life !== LIFE.lost) return false;
    length -= 2;
  } else if (eof && state.life !== LIFE.lost) return false;
  if (length === arrived.length) {
    let same = true;
    for (let i = 0; i < length && same; i++) same = wire[i] === arrived[i];
    if (same) return true;
  }
  return haveSameValues(wire, length, arrived);
}

/** Who reads the bytes may take them for others of the same values: then the ranges differ, and nothing else. */
function haveSameValues(wire: readonly number[], length: number, arrived: readonly number[]): boolean {
  let i = 0;
  let j = 0;
  let from = wire[0] ?? 0;
  let due = arrived[0] ?? 0;
  while (i < length && j < arrived.length) {
    if (from < 0) return false;
    const n = Math.min((wire[i + 1] as number) - from, (arrived[j + 1] as number) - due);
    if (!looksSame(from, due, n)) return false;
    from += n;
    due += n;
    if (from === wire[i + 1]) from = wire[(i += 2)] ?? 0;
    if (due === arrived[j + 1]) due = arrived[(j += 2)] ?? 0;
  }
  return i === length && j === arrived.length;
}

function isLossOf(cause: number, call: Callback): boolean {
  const { error } = call;
  if (cause === CAUSE.ours) return error === null;
  if (error === null || error === undefined) return false;
  return (error.kind === 'scripted') === (cause === CAUSE.scripted);
}

function answerOf(call: Callback): MachineEvent | null {
  if (call.raised) {
    const from = call.name === 'data_received' ? 'data' : call.name === 'eof_received' ? 'eof' : 'other';
    return { type: 'callback_raised', from };
  }
  return call.name === 'eof_received' ? { type: 'eof_answered', kept: call.kept === true } : null;
}

/** The offsets of all mutable chunks of a trace, those given inside callbacks too; neighbours are one range. */
function mutableIn(steps: readonly Step[]): [number, number][] {
  const found: [number, number][] = [];
  const visit = ({ stimulus, calls }: Step): void => {
    if (stimulus.do === 'write' || stimulus.do === 'writelines') {
      let { at } = stimulus;
      for (const { kind, n } of stimulus.do === 'write' ? [stimulus] : stimulus.items) {
        if (kind === 'bytearray' || kind === 'memoryview' || kind === 'wide') found.push([at, at + n]);
        at += n;
      }
    }
    for (const call of calls) call.steps.forEach(visit);
  };
  steps.forEach(visit);
  found.sort(([a], [b]) => a - b);
  return found.reduce<[number, number][]>((merged, [from, to]) => {
    const last = merged.at(-1);
    if (last && last[1] === from) last[1] = to;
    else merged.push([from, to]);
    return merged;
  }, []);
}
