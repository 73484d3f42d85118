/**
 * The model as a producer of traces: runs a script on the table in one dialect, and tells what is to be seen.
 * It stands for the best transport that keeps its word; it never sees a real one and never judges.
 */
import type {
  Arrival,
  Callback,
  CallbackName,
  Probe,
  Raise,
  RaiseKind,
  Script,
  Step,
  Stimulus,
  Trace,
} from './alphabet.js';
import { CALLBACKS } from './alphabet.js';
import type { Dialect } from './choices.js';
import { CAUSE, type MachineEvent, type WriteEvent } from './context.js';
import { eventOf } from './events.js';
import { isContested, taken } from './guards.js';
import { Ledger } from './ledger.js';
import { give, offers } from './sizes.js';
import { initialState, LIFE, SEEN, step, type State } from './table.js';

export interface ModelOptions {
  /** Limits at the start, in bytes. */
  readonly low?: number;
  readonly high?: number;
  /** Which side of the wire the loop serves first where both could be; true for reading. Called once for each such turn. */
  readonly readFirst?: () => boolean;
  /** Told of all that happens on the way: for who draws it. */
  readonly watch?: Watch;
}

export interface Watch {
  /** A stimulus is given, perhaps inside a callback; leave() follows when all that comes of it has happened. */
  enter(given: Step['stimulus']): void;
  leave(): void;
  /** The machine took an event: in which leaves it was, what step() answered, and the state after it, which goes on changing. */
  took(event: MachineEvent, from: Pick<State, 'life' | 'eof'>, seen: number, state: Readonly<State>): void;
}

/** Runs a script on the model. Total: any script gives a trace. */
export function runModel(script: Script, choices: Dialect, options: ModelOptions = {}): Trace {
  return new Run(script, choices, options).trace();
}

/** The callback among the observations of a step, if any. */
export function callbackIn(seen: number): CallbackName | null {
  if ((seen & ANY_CALLBACK) === 0) return null;
  for (const name of CALLBACKS) if ((seen & SEEN[name]) !== 0) return name;
  return null;
}

/** The kinds of exception that answer to the observations of a step; null when nothing is raised. */
export function raisesIn(seen: number): readonly RaiseKind[] | null {
  if ((seen & ANY_RAISE) === 0) return null;
  if ((seen & SEEN.raise_type) !== 0) return ['type'];
  if ((seen & SEEN.raise_value) !== 0) return ['value'];
  if ((seen & SEEN.raise_limit) !== 0) return ['type', 'value'];
  if ((seen & SEEN.raise_state) !== 0) return ['state'];
  return ['unsupported'];
}

/** The observations that are callbacks. */
export const ANY_CALLBACK = CALLBACKS.reduce((bits, name) => bits | SEEN[name], 0);
const ANY_RAISE = SEEN.raise_type | SEEN.raise_value | SEEN.raise_limit | SEEN.raise_state | SEEN.raise_unsupported;

interface OpenStep {
  readonly calls: Callback[];
  readonly wire: Arrival[];
  readonly errors: Raise[];
}

class Run {
  readonly #script: Script;
  readonly #state: State;
  readonly #ledger = new Ledger();
  readonly #left: number[];
  readonly #readFirst: () => boolean;
  readonly #watch: Watch | undefined;
  #offered = 0;
  #eofHeard = false;

  constructor(script: Script, choices: Dialect, options: ModelOptions) {
    this.#script = script;
    this.#state = initialState({ choices, low: options.low ?? 16_384, high: options.high ?? 65_536 });
    this.#left = script.reactions.map((reaction) => reaction.times);
    this.#readFirst = options.readFirst ?? (() => true);
    this.#watch = options.watch;
  }

  trace(): Trace {
    const { low, high } = this.#state;
    const open: OpenStep = { calls: [], wire: [], errors: [] };
    this.#watch?.enter({ do: 'connect', low, high });
    this.#call('connection_made', open, 0, null);
    this.#settle(open);
    const steps = [this.#closed({ do: 'connect', low, high }, open, null)];
    const { stimuli } = this.#script;
    for (const stimulus of stimuli) steps.push(this.#step(stimulus));
    if (stimuli.at(-1)?.do !== 'settle') steps.push(this.#step({ do: 'settle' }));
    return { steps };
  }

  #step(stimulus: Stimulus): Step {
    const { size, low, high } = this.#state;
    const given = give(stimulus, { size, low, high, offered: this.#offered });
    const open: OpenStep = { calls: [], wire: [], errors: [] };
    this.#watch?.enter(given);
    let raised: Raise | null = null;
    if (given.do === 'settle') {
      this.#settle(open);
    } else {
      const event = this.#sending(eventOf(given, null));
      const from = this.#offered;
      this.#offered += offers(given);
      const accepting = given.do === 'write' || given.do === 'writelines' ? taken(this.#state, event as WriteEvent) : 0;
      const seen = this.#act(event, open, from, accepting);
      const kinds = raisesIn(seen);
      if (kinds !== null) raised = raise(kinds[0] as RaiseKind);
    }
    return this.#closed(given, open, raised);
  }

  #settle(open: OpenStep): void {
    for (;;) {
      const serve = !isContested(this.#state) ? 'any' : this.#readFirst() ? 'read' : 'write';
      const { eof } = this.#state;
      const seen = this.#act(this.#sending({ type: 'settle', serve }), open, 0, 0);
      if ((seen & SEEN.rest) !== 0 && eof === this.#state.eof) return;
    }
  }

  /** Where chunks go one by one, what one write gave is a chunk: of those that wait, a try hands over the first. */
  #sending(event: MachineEvent): MachineEvent {
    const first = this.#ledger.first;
    return this.#state.choices.handsOver === 'one-by-one' && first > 0
      ? ({ ...event, takes: first } as MachineEvent)
      : event;
  }

  /** One event, with all that follows from it: arrivals, the callback, what the callback does and answers. */
  #act(event: MachineEvent, open: OpenStep, offset: number, accepting: number): number {
    const state = this.#state;
    const before = { handed: state.handed, accepted: state.accepted, incoming: state.incoming };
    const from = this.#watch === undefined ? null : { life: state.life, eof: state.eof };
    const seen = step(state, event);
    if (from !== null) this.#watch?.took(event, from, seen, state);
    if (state.accepted > before.accepted) this.#ledger.put(offset, accepting);
    this.#arrive(state.handed - before.handed, open);
    if ((seen & SEEN.eof_arrives) !== 0) this.#hearEof(open);
    const name = callbackIn(seen);
    if (name !== null) {
      const error = name === 'connection_lost' ? lossOf(state.cause) : null;
      this.#call(name, open, before.incoming, error);
    }
    return seen;
  }

  #call(name: CallbackName, open: OpenStep, n: number, error: Raise | null): void {
    const { size, handed } = this.#state;
    const steps: Step[] = [];
    let raises = false;
    for (const [index, reaction] of this.#script.reactions.entries()) {
      if (reaction.on !== name || (this.#left[index] as number) <= 0) continue;
      this.#left[index] = (this.#left[index] as number) - 1;
      for (const stimulus of reaction.do) steps.push(this.#step(stimulus));
      raises ||= reaction.raises === true;
    }
    const kept = name === 'eof_received' && !raises ? { kept: this.#script.keepOpen } : null;
    open.calls.push({
      name,
      size,
      arrived: handed,
      ...(name === 'data_received' && { n }),
      ...(name === 'connection_lost' && { error }),
      steps,
      ...(raises && { raised: true }),
      ...kept,
    });
    if (name === 'connection_lost' && !this.#state.reset) this.#hearEof(open);
    if (raises) {
      open.errors.push(raise('scripted'));
      const from = name === 'data_received' ? 'data' : name === 'eof_received' ? 'eof' : 'other';
      this.#act({ type: 'callback_raised', from }, open, 0, 0);
    } else if (kept !== null) {
      this.#act({ type: 'eof_answered', ...kept }, open, 0, 0);
    }
  }

  #arrive(n: number, open: OpenStep): void {
    if (n === 0) return;
    const last = open.wire.at(-1);
    const ranges: number[] = Array.isArray(last) ? [...(open.wire.pop() as readonly [number, number])] : [];
    this.#ledger.take(n, ranges);
    for (let i = 0; i < ranges.length; i += 2) open.wire.push([ranges[i] as number, ranges[i + 1] as number]);
  }

  #hearEof(open: OpenStep): void {
    if (this.#eofHeard) return;
    this.#eofHeard = true;
    open.wire.push('eof');
  }

  #closed(stimulus: Step['stimulus'], open: OpenStep, raised: Raise | null): Step {
    this.#watch?.leave();
    return { stimulus, raised, calls: open.calls, wire: open.wire, errors: open.errors, after: this.#probe() };
  }

  #probe(): Probe {
    const { size, low, high, shut, choices, life } = this.#state;
    return { size, low, high, closing: shut || life === LIFE.lost, eof: choices.halfClose !== 'unsupported' };
  }
}

function lossOf(cause: number): Raise | null {
  if (cause === CAUSE.ours) return null;
  return raise(cause === CAUSE.wire ? 'reset' : 'scripted');
}

function raise(kind: RaiseKind): Raise {
  return { kind, type: kind, message: '' };
}
