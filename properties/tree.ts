/**
 * Every script over a small world, the shortest first, as a tree: a script grows by a stimulus at its end, or by what is
 * done in a callback that it was seen to cause. A branch is left out only where that is sound (docs/exhaustive.md).
 * It is told what was seen, and decides what is worth running next; it runs nothing and judges nothing.
 */
import {
  CALLBACKS,
  LOWER,
  type CallbackName,
  type ChunkKind,
  type Given,
  type Probe,
  type Reaction,
  type Script,
  type Step,
  type Stimulus,
  type Trace,
  type UpperStimulus,
} from '../machines/alphabet.js';
import { give, LARGEST } from '../machines/sizes.js';

/** What scripts are made of. */
export interface World {
  /** The stimuli of a script, in the order in which they are tried. */
  readonly stimuli: readonly Stimulus[];
  /** The stimuli of a reaction. */
  readonly inside: readonly UpperStimulus[];
  /** The callbacks in which something may be done. */
  readonly callbacks: readonly CallbackName[];
  /** Whether a callback may raise: instead of its reaction's stimuli, or after them, too. */
  readonly raises: 'never' | 'alone' | 'also';
  /** Reactions in one script, at most. */
  readonly reactions: number;
  /** Stimuli in one reaction, at most. */
  readonly most: number;
  /** Calls of its callback at which a reaction runs, at most. */
  readonly times: number;
}

/** A script that is worth running. */
export interface Candidate {
  readonly script: Script;
  /** Its stimuli, those of reactions included. */
  readonly length: number;
  /** False: it differs from another only in what the last settle brings, so only settling leads on from it. */
  readonly grows: boolean;
  /** Callbacks, in the order in which they come, of which it is decided what is done in them. */
  readonly decided: number;
  /** The callbacks that are known to come, as bits. */
  readonly called: number;
  /** The last stimulus as it must be given, if the subject answers as it did before; null where that is not known. */
  readonly given: string | null;
}

/** What is not run, as it comes: see census.ts. */
export interface Witness {
  /** This and all that begins with it is left out. */
  leftOut(why: 'same' | 'unseen' | 'failed', from: Place): void;
  /** A script whose last settle is the one that is always added: one that was run says as much. */
  settled(at: Place): void;
  ran(at: Place): void;
  /** It was run, and the harness failed or the loop never came to rest: nothing of what begins with it can be seen. */
  broke(at: Place): void;
}

/** Where in the tree: what of a script is decided, as far as it tells how many scripts there are. */
export interface Place {
  readonly length: number;
  readonly reacts: boolean;
  /** The callbacks that came, as bits: what is done in the others cannot be seen. */
  readonly called: number;
}

/** What was seen of a script. */
export interface Sight {
  /** Null where the harness failed. */
  readonly trace: Trace | null;
  /** Some rule fails on it. */
  readonly fails: boolean;
  /** Some rule fails before the settle that the driver adds. */
  readonly failsBefore: boolean;
}

export class ScriptTree {
  readonly #world: World;
  readonly #depth: number;
  readonly #witness: Witness | null;
  readonly #settles: boolean;
  /** What is to be grown, by the length of what comes of it. */
  readonly #growing: Grow[][] = [];
  #length = 0;
  #next = 0;
  #current: Generator<Candidate, void> | null = null;

  constructor(world: World, depth: number, witness: Witness | null = null) {
    this.#world = world;
    this.#depth = depth;
    this.#witness = witness;
    this.#settles = world.stimuli.some((stimulus) => stimulus.do === 'settle');
    this.#at(0).push(function* () {
      const script = { stimuli: [], reactions: [], keepOpen: false };
      yield { script, length: 0, grows: true, decided: 0, called: 0, given: null };
    });
  }

  /** The length of the scripts that are being answered. */
  get length(): number {
    return this.#length;
  }

  /** Scripts to run now, at most so many; none when there are no more. All of the last must have been told of. */
  next(most: number): Candidate[] {
    const batch: Candidate[] = [];
    while (batch.length < most) {
      const one = this.#current?.next();
      if (one !== undefined && !one.done) {
        batch.push(one.value);
        continue;
      }
      const level = this.#at(this.#length);
      this.#current = null;
      if (this.#next < level.length) {
        this.#current = (level[this.#next] as Grow)();
        level[this.#next++] = NOTHING;
        if (this.#next === FORGOTTEN) level.splice(0, this.#next);
        this.#next %= FORGOTTEN;
      } else if (batch.length > 0 || this.#length === this.#depth) break;
      else {
        this.#growing[this.#length++] = [];
        this.#next = 0;
      }
    }
    return batch;
  }

  /** Tells what was seen of a script. False: the subject was given another stimulus than its answers foretold. */
  saw(candidate: Candidate, { trace, fails, failsBefore }: Sight): boolean {
    const { script, length, grows, decided } = candidate;
    const n = script.stimuli.length;
    const place = { length, reacts: script.reactions.length > 0, called: candidate.called };
    const steps = trace?.steps ?? [];
    const own = steps.slice(0, n + 1);
    if (own.length <= n) {
      // The harness failed, or the loop never came to rest: what would follow is not there.
      this.#witness?.broke(place);
      return true;
    }
    const last = own[n] as Step;
    if (candidate.given !== null && keyOf(last.stimulus) !== candidate.given) {
      this.#witness?.broke(place);
      return false;
    }
    const calls: CallbackName[] = [];
    collect(own, calls);
    const before = calls.length;
    const here = { ...place, called: bitsOf(calls) };
    const tail = steps[n + 1];
    if (tail !== undefined) collect([tail], calls);
    const after = { ...place, called: bitsOf(calls) };
    this.#witness?.ran(after);
    this.#branch(candidate, calls, decided, before);
    const node = { script, length, decided: before, called: here.called };
    const isAtRest = n === 0 || last.stimulus.do === 'settle';
    if (grows) this.#lead(node, own, failsBefore || last.restless === true, here, isAtRest);
    if (this.#settles && !isAtRest && length < this.#depth) {
      const further = { ...after, length: length + 1 };
      this.#witness?.settled(further);
      const settled = {
        script: { ...script, stimuli: [...script.stimuli, SETTLE] },
        length: length + 1,
        decided: calls.length,
        called: after.called,
      };
      const isOver = fails || tail === undefined || tail.restless === true;
      this.#lead(settled, [...own, tail ?? last], isOver, further, true);
    }
    return true;
  }

  /** What a script leads on to by one more stimulus. */
  #lead(node: Node, steps: readonly Step[], ended: boolean, place: Place, isAtRest: boolean): void {
    if (node.length >= this.#depth) return;
    if (!ended) {
      const wire = wireOf(steps);
      const { after } = steps.at(-1) as Step;
      this.#at(node.length + 1).push(() => this.#grow(node, wire, after, isAtRest, place));
      return;
    }
    const further = { ...place, length: place.length + 1 };
    for (const stimulus of this.#world.stimuli) {
      if (stimulus.do !== 'settle') this.#witness?.leftOut('failed', further);
      else if (isAtRest) this.#witness?.leftOut('unseen', further);
    }
  }

  *#grow(node: Node, wire: WireState, after: Probe, isAtRest: boolean, place: Place): Generator<Candidate, void> {
    const { script, decided, called } = node;
    const length = node.length + 1;
    const further = { ...place, length };
    const moment = { size: after.size, low: after.low, high: after.high, offered: 0 };
    const given = new Set<string>();
    for (const stimulus of this.#world.stimuli) {
      if (stimulus.do === 'settle') {
        // Else the settle that is always added stands for it: see saw().
        if (isAtRest) this.#witness?.leftOut('unseen', further);
        continue;
      }
      const one = give(stimulus, moment);
      if (isUnseen(one, wire)) {
        this.#witness?.leftOut('unseen', further);
        continue;
      }
      const key = keyOf(one);
      if (given.has(key)) {
        this.#witness?.leftOut('same', further);
        continue;
      }
      given.add(key);
      const grown = { ...script, stimuli: [...script.stimuli, stimulus] };
      yield { script: grown, length, grows: true, decided, called, given: key };
    }
  }

  /**
   * What may be done in the callbacks that came and of which nothing is decided yet. Each decision leaves all before it
   * as it was, so that every script is come by in one way only.
   */
  #branch({ script, length, called }: Candidate, calls: readonly CallbackName[], from: number, own: number): void {
    const { reactions, keepOpen } = script;
    const { callbacks, reactions: slots, most, times } = this.#world;
    for (let i = from; i < calls.length; i++) {
      const on = calls[i] as CallbackName;
      const earlier = calls.slice(0, i).filter((name) => name === on).length;
      const known = reactions.find((reaction) => reaction.on === on);
      const at = {
        length,
        grows: i < own,
        decided: i + 1,
        called: called | bitsOf(calls.slice(0, i + 1)),
        given: null,
      };
      if (known !== undefined) {
        if (earlier !== known.times || known.times >= times) continue;
        const again = reactions.map((one) => (one === known ? { ...one, times: one.times + 1 } : one));
        this.#at(length).push(function* () {
          yield { ...at, script: { ...script, reactions: again } };
        });
        continue;
      }
      if (earlier > 0 || !callbacks.includes(on)) continue;
      const answers = on === 'eof_received' && !keepOpen ? [false, true] : [keepOpen];
      if (answers.includes(true) && !keepOpen) {
        this.#at(length).push(function* () {
          yield { ...at, script: { ...script, keepOpen: true } };
        });
      }
      if (reactions.length >= slots) continue;
      const make = this.#reactions.bind(this);
      for (let n = 0; n <= Math.min(most, this.#depth - length); n++) {
        this.#at(length + n).push(function* () {
          for (const reaction of make(on, n)) {
            for (const answer of answers) {
              yield {
                ...at,
                length: length + n,
                script: { ...script, keepOpen: answer, reactions: [...reactions, reaction] },
              };
            }
          }
        });
      }
    }
  }

  *#reactions(on: CallbackName, n: number): Generator<Reaction, void> {
    const { inside, raises } = this.#world;
    let lists: UpperStimulus[][] = [[]];
    for (let i = 0; i < n; i++) lists = lists.flatMap((list) => inside.map((stimulus) => [...list, stimulus]));
    for (const list of lists) {
      if (n > 0) yield { on, times: 1, do: list };
      if (raises === 'also' || (raises === 'alone' && n === 0)) yield { on, times: 1, do: list, raises: true };
    }
  }

  #at(length: number): Grow[] {
    return (this.#growing[length] ??= []);
  }
}

type Grow = () => Generator<Candidate, void>;

interface Node {
  readonly script: Script;
  readonly length: number;
  readonly decided: number;
  readonly called: number;
}

/** What of the wire, and of the caller's own buffers, a stimulus may change. */
interface WireState {
  readonly ended: boolean;
  readonly reset: boolean;
  readonly mutable: boolean;
  /** The rank of the last stimulus; -1 unless it only worked the wire. */
  readonly rank: number;
}

const SETTLE = { do: 'settle' } as const;
const NOTHING: Grow = function* () {};
/** So many that were grown are forgotten at once. */
const FORGOTTEN = 4_096;

/** Whether the transport cannot tell that it was given, or in which order: see docs/exhaustive.md. */
function isUnseen(given: Given, wire: WireState): boolean {
  switch (given.do) {
    case 'tamper':
      return !wire.mutable;
    case 'drain':
      return given.n === 0 || wire.reset || (given.n !== 'all' && rankOf(given) < wire.rank);
    case 'stall':
      return wire.reset;
    case 'peer_data':
      return given.n === 0 || wire.ended || wire.reset || rankOf(given) < wire.rank;
    case 'peer_eof':
      return wire.ended || wire.reset || rankOf(given) < wire.rank;
    case 'peer_reset':
      return wire.reset;
    default:
      return false;
  }
}

/** An order for what only works the wire: data before its end, and that before a reset. What opens or stalls it has none. */
function rankOf(given: Given): number {
  const name = (LOWER as readonly string[]).indexOf(given.do);
  if (given.do === 'stall' || (given.do === 'drain' && given.n === 'all')) return -1;
  return name < 0 ? -1 : name * 2 * LARGEST + ('n' in given ? (given.n as number) : 0);
}

function wireOf(steps: readonly Step[]): WireState {
  const wire = { ended: false, reset: false, mutable: false, rank: rankOf((steps.at(-1) as Step).stimulus) };
  const look = ({ stimulus, calls }: Step): void => {
    if (stimulus.do === 'peer_eof') wire.ended = true;
    else if (stimulus.do === 'peer_reset') wire.reset = true;
    else if (stimulus.do === 'write') wire.mutable ||= isMutable(stimulus);
    else if (stimulus.do === 'writelines') wire.mutable ||= stimulus.items.some(isMutable);
    for (const call of calls) call.steps.forEach(look);
  };
  steps.forEach(look);
  return wire;
}

function isMutable({ kind }: { readonly kind: ChunkKind }): boolean {
  return kind === 'bytearray' || kind === 'memoryview' || kind === 'wide';
}

/** The callbacks of these steps, in the order in which they began. */
function collect(steps: readonly Step[], into: CallbackName[]): void {
  for (const { calls } of steps) {
    for (const call of calls) {
      into.push(call.name);
      collect(call.steps, into);
    }
  }
}

export function bitsOf(names: readonly CallbackName[]): number {
  return names.reduce((bits, name) => bits | (1 << CALLBACKS.indexOf(name)), 0);
}

/** Equal for equal stimuli, whatever offset they begin at. */
function keyOf(given: Given): string {
  switch (given.do) {
    case 'write':
      return `${given.do} ${given.n} ${given.kind}`;
    case 'writelines':
      return `${given.do} ${given.as} ${given.items.map(({ n, kind }) => `${n} ${kind}`).join()}`;
    case 'set_write_buffer_limits':
      return `${given.do} ${given.high} ${given.low}`;
    case 'drain':
    case 'peer_data':
      return `${given.do} ${given.n}`;
    case 'tamper':
      return `${given.do} ${given.how}`;
    default:
      return given.do;
  }
}
