/**
 * Follows a transport with half an eye: its calls and callbacks are seen, the wire is not. All that the contract allows is
 * the machine's to say; here is only which moves of the wire would explain what was seen. Whatever could be explained so
 * is: what cannot be seen is never held against a transport. Never touches a transport, never throws at one.
 */
import { LIVES, type CallbackName, type Given, type Probe, type RaiseKind } from '../machines/alphabet.js';
import { type Dialect, type Profile } from '../machines/choices.js';
import { CAUSE, type MachineEvent } from '../machines/context.js';
import { eventOf } from '../machines/events.js';
import { callbackIn, raisesIn } from '../machines/model.js';
import { copyOf, initialState, LIFE, SEEN, step, type State } from '../machines/table.js';
import { answers, possibleIn, waysOf, type Possible } from '../conformance/oracle.js';

/** A dialect with a state that explains all that was seen so far. */
interface Hypothesis {
  readonly state: State;
  /** The buffer was seen to fall to low outside of any call: resume_writing() may come a little later than that. */
  readonly owed: boolean;
  /** The calls in progress, the innermost first: what the machine said of each. */
  readonly frame: Frame | null;
}

interface Frame {
  readonly seen: number;
  readonly up: Frame | null;
}

export type Call = Exclude<Given, { do: 'connect' | 'settle' }>;

/** More explanations than that, and nothing is followed any more. */
const MOST = 1_024;
/** Fewer than that are not worth looking for those that are the same. */
const FEW = 8;
const SETTLE: MachineEvent = { type: 'settle', serve: 'any' };
const STALL: MachineEvent = { type: 'stall' };
const RESET: MachineEvent = { type: 'peer_reset' };

export class Follower {
  readonly #possible: Possible;
  readonly #isExact: boolean;
  #live: readonly Hypothesis[];

  /** `after`: what the transport answered when it had just been made. */
  constructor(profile: Profile, after: Probe, isExact: boolean) {
    // Where the wire is not seen, how a send is counted or cut is told by nothing.
    const possible = { ...possibleIn(profile), sizeFalls: ['as-taken'], handsOver: ['at-once'] } as Possible;
    const halfClose = possible.halfClose.filter((value) => (value === 'unsupported') === !after.eof);
    this.#possible = { ...possible, halfClose };
    this.#isExact = isExact;
    const settled = Object.entries(this.#possible).filter(([, values]) => values.length === 1);
    const choices = Object.fromEntries(settled.map(([name, [value]]) => [name, value])) as Partial<Dialect>;
    const state = initialState({ choices, low: after.low, high: after.high });
    state.size = after.size;
    this.#live = [{ state, owed: false, frame: null }];
  }

  /** Nothing explains what was seen. */
  get isRefused(): boolean {
    return this.#live.length === 0;
  }

  /** Too much could explain it: whoever follows on would follow nothing. */
  get isLost(): boolean {
    return this.#live.length > MOST;
  }

  /** The size that was seen before. */
  get size(): number {
    return this.#live[0]?.state.size ?? 0;
  }

  /** A call from outside of all callbacks begins: whatever the wire has done meanwhile shows in the answers. */
  turn(size: number, closing: boolean): void {
    const shows = ({ state }: Hypothesis): boolean => state.size === size && isShut(state) === closing;
    const before = this.#live;
    if (before.every(shows)) return;
    const flushed = before.flatMap((one) => this.#flushed(one, size)).filter(shows);
    this.#live = flushed.length > 0 ? flushed : before.flatMap((one) => this.#ended(one)).filter(shows);
  }

  /** The own work of a call: done when it first calls back, or else when it returns. `name`: what it calls back. */
  work(call: Call, name: CallbackName | null, now: Probe): void {
    const before = this.#live;
    const found = before.flatMap((one) => this.#worked(one, call, name, now));
    // A call may be the first to meet a reset.
    this.#live =
      found.length > 0
        ? found
        : before.filter(({ state }) => !state.reset).flatMap((one) => this.#worked(reset(one), call, name, now));
    if (this.#live.length > FEW) this.#live = distinctIn(this.#live);
  }

  /** A call returns, or raises. Its own work has been told of. */
  returned(raised: RaiseKind | null, after: Probe): void {
    this.#live = this.#live.flatMap(({ state, owed, frame }) => {
      const { seen, up } = frame as Frame;
      const kinds = raisesIn(seen);
      const isAsSeen = kinds === null ? raised === null : raised !== null && kinds.includes(raised);
      return isAsSeen && answers(state, after) ? [{ state, owed, frame: up }] : [];
    });
  }

  /** A callback comes from the loop. `n`: bytes received; `failed`: lost with an exception. */
  called(name: CallbackName, size: number, { n = 0, failed = false }: { n?: number; failed?: boolean } = {}): void {
    this.#live = this.#live.flatMap((one) => {
      if (name === 'connection_lost') return this.#lost(one, size, failed);
      const flushed = this.#flushed(one, size);
      if (name === 'resume_writing') return flushed.filter(({ owed }) => owed).map((it) => ({ ...it, owed: false }));
      if (name === 'data_received' && n > 0) return this.#reads(flushed, { type: 'peer_data', n }, name);
      if (name === 'eof_received') return this.#reads(flushed, { type: 'peer_eof' }, name);
      return [];
    });
  }

  /** A callback has returned or raised. */
  answered(name: CallbackName, kept: boolean, raised: boolean): void {
    const from = name === 'data_received' ? 'data' : name === 'eof_received' ? 'eof' : 'other';
    const event: MachineEvent = raised ? { type: 'callback_raised', from } : { type: 'eof_answered', kept };
    if (raised || name === 'eof_received') {
      this.#live = this.#live.flatMap((one) => this.#act(one, event).map(([it]) => it));
    }
    if (name === 'connection_lost') {
      this.#live = this.#live.flatMap((one) => this.#act(one, SETTLE).map(([it]) => it));
    }
  }

  /** The loop has come to rest: what was due must have come. */
  rested(): void {
    this.#live = this.#live.filter((one) => dueIn(one) === null);
  }

  // In words.

  /** What is due: of all explanations, each once. */
  due(): readonly string[] {
    return distinct(this.#live.map((one) => `${dueIn(one) ?? 'nothing'}()`));
  }

  /** What would have been right for a call, by the explanations that are left before it. Worked out when it is asked for. */
  allowing(call: Call, now: Probe): () => readonly string[] {
    const live = this.#live;
    return () => this.#allowed(live, call, now);
  }

  #allowed(live: readonly Hypothesis[], call: Call, now: Probe): readonly string[] {
    return distinct(
      live.flatMap(({ state, owed, frame }) =>
        this.#act({ state: copyOf(state), owed, frame }, eventOf(call, now)).map(([it, seen]) => {
          const raises = raisesIn(seen);
          const name = callbackIn(seen);
          const told =
            raises === null ? (name === null ? 'no callback' : `${name}() in the call`) : `a ${raises[0]} error`;
          return `${told}, with a size of ${it.state.size}${isShut(it.state) ? ', closing' : ''}`;
        }),
      ),
    );
  }

  states(): readonly string[] {
    return distinct(this.#live.map(({ state }) => LIVES[state.life] as string));
  }

  // What the wire may have done.

  /** It has taken bytes, so that so many are left. */
  #flushed(one: Hypothesis, size: number): Hypothesis[] {
    const { state } = one;
    if (state.size === size) return [one];
    if (state.size < size) return this.#isExact ? [] : [{ ...one, state: { ...copyOf(state), size } }];
    if (state.life >= LIFE.flushed) return [];
    const drained = this.#act(one, { type: 'drain', n: state.size - size });
    return drained.flatMap(([it]) =>
      this.#act(it, SETTLE).map(([then, seen]) => ({
        ...then,
        owed: then.owed || (seen & SEEN.resume_writing) !== 0,
      })),
    );
  }

  /** It has failed, or both its sides had ended. */
  #ended(one: Hypothesis): Hypothesis[] {
    const failed = this.#act(reset(one), SETTLE).map(([it]) => ({ ...it, owed: false }));
    return [...failed, ...this.#act(one, SETTLE).map(([it]) => it)];
  }

  #reads(from: readonly Hypothesis[], event: MachineEvent, name: CallbackName): Hypothesis[] {
    return from.flatMap((one) =>
      this.#act(one, event).flatMap(([it]) =>
        this.#act(it, { type: 'settle', serve: 'read' }).flatMap(([then, seen]) =>
          callbackIn(seen) === name ? [then] : [],
        ),
      ),
    );
  }

  #lost(one: Hypothesis, size: number, failed: boolean): Hypothesis[] {
    const { life, reset: wasReset } = one.state;
    const ways = wasReset || life === LIFE.lost ? [one] : [one, reset(one)];
    return ways.flatMap((way) => {
      const isFlushing = way.state.life === LIFE.closingFlowing || way.state.life === LIFE.closingPaused;
      let live = isFlushing && !way.state.reset ? this.#flushed(way, 0) : [way];
      const found: Hypothesis[] = [];
      for (let turn = 0; turn < 3; turn++) {
        live = live.flatMap((it) => {
          const told = it.state.size;
          return this.#act(it, SETTLE).flatMap(([then, seen]) => {
            if (callbackIn(seen) !== 'connection_lost') return [then];
            const mayFail = life !== LIFE.aborted;
            const isRight = failed === (then.state.cause !== CAUSE.ours) || (failed && mayFail);
            const keeps = then.state.choices.sizeAfterAbort !== 'zero';
            if (isRight && (size === 0 || (keeps && size === told))) found.push({ ...then, owed: false });
            return [];
          });
        });
      }
      return found;
    });
  }

  // What the machine says.

  #worked(one: Hypothesis, call: Call, name: CallbackName | null, now: Probe): Hypothesis[] {
    const event = eventOf(call, now);
    const isWrite = event.type === 'write' || event.type === 'writelines';
    const given = isWrite && !this.#isExact ? { ...event, n: Math.max(event.n, now.size - one.state.size) } : event;
    return waysOf(given, one.state).flatMap((way) =>
      roomsFor(way, one.state, now.size).flatMap((room) => {
        const ready = room === 0 ? [one] : this.#act(one, { type: 'drain', n: room }).map(([it]) => it);
        return ready.flatMap((it) =>
          this.#act(it, way).flatMap(([then, seen]) => {
            // What the wire would have taken more of shows in the next look at the size.
            const [[still]] = this.#act(then, STALL) as [[Hypothesis, number]];
            return this.#told(still, callbackIn(seen), name, seen, now);
          }),
        );
      }),
    );
  }

  /** What the machine calls back in a call, and what was called back. */
  #told(one: Hypothesis, due: CallbackName | null, name: CallbackName | null, seen: number, now: Probe): Hypothesis[] {
    const { state, frame } = one;
    if (state.size !== now.size || (name === null && isShut(state) !== now.closing)) return [];
    const framed = { state, owed: one.owed, frame: { seen, up: frame } };
    if (due === name) return [framed];
    // The resume that is owed and the pause that is due come to nothing together; or the resume comes now.
    if (one.owed && due === 'pause_writing' && name === null) return [{ ...framed, owed: false }];
    if (one.owed && due === null && name === 'resume_writing') return [{ ...framed, owed: false }];
    return [];
  }

  /** Gives an event to a copy: all that come of it, one for each value of a choice that was not made yet. */
  #act(one: Hypothesis, event: MachineEvent): [Hypothesis, number][] {
    const state = copyOf(one.state);
    const seen = step(state, event);
    if (state.asked === null) return [[{ ...one, state }, seen]];
    const name = state.asked;
    return this.#possible[name].flatMap((value) => {
      const choices = { ...one.state.choices, [name]: value };
      return this.#act({ ...one, state: { ...one.state, choices, asked: null } }, event);
    });
  }
}

/** How many bytes the wire may have taken in a call, so that its size is as it was seen: for all that it may accept. */
function roomsFor(event: MachineEvent, { size }: State, now: number): readonly number[] {
  if (event.type !== 'write' && event.type !== 'writelines') return [0];
  const accepted = [event.n, event.badAt, event.wideAt, 0];
  return [...new Set(accepted.filter((n) => n >= 0).map((n) => Math.max(0, size + n - now)))];
}

function reset(one: Hypothesis): Hypothesis {
  const state = copyOf(one.state);
  step(state, RESET);
  return { ...one, state };
}

function isShut({ shut, life }: State): boolean {
  return shut || life === LIFE.lost;
}

/** The callback that the loop would make next, if the wire does nothing more. */
function dueIn({ state, owed }: Hypothesis): CallbackName | null {
  if (owed) return 'resume_writing';
  const next = copyOf(state);
  for (;;) {
    const { eof } = next;
    const seen = step(next, SETTLE);
    const name = callbackIn(seen);
    // A choice that is open may be that nothing is due.
    if (name !== null) return next.asked === null ? name : null;
    if ((seen & SEEN.rest) !== 0 && next.eof === eof) return null;
  }
}

/** Two moves of the wire may have led to the same. */
function distinctIn(live: readonly Hypothesis[]): readonly Hypothesis[] {
  const found = new Map<string, Hypothesis>();
  for (const one of live) found.set(JSON.stringify([one.owed, one.frame, Object.entries(one.state)]), one);
  return [...found.values()];
}

function distinct(words: readonly string[]): readonly string[] {
  return [...new Set(words)];
}
