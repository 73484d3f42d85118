/**
 * What there is to cover in one dialect: every cell, triple and transition that some script can reach, and no other.
 * Walks the small world (world.ts) to the end, as explore.ts does, but keeps apart where the tester stands: outside, or in
 * a callback, where only the upper tester can act; in the middle of a settle nobody can. It judges nothing.
 *
 * Why that is all: a callback inside a call adds no cell, since the call itself leads to the same state; one inside a
 * callback adds none for the same reason; so the places are outside, and in each callback that the loop makes.
 * What a transport is free to do or not in each single call (`triesAnyway`, `takes`) is left out: no script can ask for it.
 */
import { STIMULI, UPPER, type StimulusName } from './alphabet.js';
import type { Dialect } from './choices.js';
import { PEER, type MachineEvent } from './context.js';
import { addTransitions, cellOf, configurationOf, noCodes, tripleOf, type Codes } from './coverage.js';
import { isContested } from './guards.js';
import { copyOf, initialState, LIFE, SEEN, step, type State } from './table.js';
import { isOutside } from './watched.js';
import {
  DATA_ANSWERS,
  EOF_ANSWERS,
  LOWER_EVENTS,
  OTHER_RAISED,
  roomClass,
  SETTLE,
  SETTLE_CONTESTED,
  START,
  UPPER_EVENTS,
} from './world.js';

/** What a tester can do to a subject. */
export interface Means {
  readonly stimuli: ReadonlySet<StimulusName>;
  /** The wire can be drained by so many bytes, and not only be opened. */
  readonly exact: boolean;
  /** A value of a wrong type can be given; a view of wide items can; a callback that raises is heard of. */
  readonly wrong: boolean;
  readonly wide: boolean;
  readonly raising: boolean;
}

export const ALL_MEANS: Means = { stimuli: new Set(STIMULI), exact: true, wrong: true, wide: true, raising: true };

/** All that can be covered. Walked once for a dialect and means: whoever asks again is given the same, and must not change it. */
export function reach(dialect: Dialect, means: Means = ALL_MEANS): Codes {
  const key = JSON.stringify([dialect, [...means.stimuli], means.exact, means.wrong, means.wide, means.raising]);
  const known = WALKED.get(key) ?? new Reach(dialect, means).walk();
  WALKED.set(key, known);
  return known;
}

const WALKED = new Map<string, Codes>();

/** Where the tester stands. `loop` is the middle of a settle, where nobody can act. */
const PLACE = { outside: 0, loop: 1, data: 2, eof: 3, other: 4 } as const;

interface Node {
  readonly state: State;
  readonly place: number;
}

class Reach {
  readonly #codes = noCodes();
  readonly #nodes: Node[] = [];
  readonly #known = new Set<number>();
  readonly #pairs = new Map<number, number>();
  readonly #means: Means;
  readonly #sends: boolean;
  readonly #upper: readonly MachineEvent[];
  readonly #lower: readonly MachineEvent[];
  /** Configurations met outside, and those met in a callback. */
  readonly #outside = new Set<number>();
  readonly #inside = new Set<number>();

  constructor(dialect: Dialect, means: Means) {
    const can = (event: MachineEvent): boolean => isWithin(event, means);
    this.#means = means;
    this.#sends = dialect.sizeFalls === 'when-sent';
    this.#upper = UPPER_EVENTS.filter(can);
    this.#lower = LOWER_EVENTS.filter(can);
    this.#add(initialState({ choices: dialect, ...START }), PLACE.other); // in connection_made()
  }

  walk(): Codes {
    for (let at = 0; at < this.#nodes.length; at++) this.#visit(this.#nodes[at] as Node);
    this.#addCells(this.#outside, STIMULI);
    this.#addCells(this.#inside, UPPER);
    return this.#codes;
  }

  #visit({ state, place }: Node): void {
    if (place === PLACE.loop) {
      for (const event of isContested(state) ? CONTESTED : UNCONTESTED) this.#turn(state, event);
      return;
    }
    (place === PLACE.outside ? this.#outside : this.#inside).add(configurationOf(state));
    for (const event of this.#upper) this.#call(state, event, place);
    if (place === PLACE.outside) {
      for (const event of this.#lower) this.#call(state, event, place);
      this.#add(state, PLACE.loop);
      return;
    }
    for (const answer of ANSWERS[place] as readonly (MachineEvent | null)[]) {
      if (answer === null) this.#add(state, PLACE.loop);
      else if (answer.type !== 'callback_raised' || this.#means.raising) this.#step(state, answer, PLACE.loop);
    }
  }

  #call(state: State, event: MachineEvent, place: number): void {
    if (isOutside(state, event)) return;
    const [after, seen] = this.#step(state, event, place);
    if ((seen & SPEAKS) !== 0 && this.#means.raising) this.#step(after, OTHER_RAISED, place);
  }

  #turn(before: State, event: MachineEvent): void {
    const state = copyOf(before);
    const seen = step(state, event);
    addTransitions(this.#codes, seen);
    if ((seen & SEEN.data_received) !== 0) this.#add(state, PLACE.data);
    else if ((seen & SEEN.eof_received) !== 0) this.#add(state, PLACE.eof);
    else if ((seen & SPEAKS) !== 0) this.#add(state, PLACE.other);
    else this.#add(state, (seen & SEEN.rest) !== 0 && state.eof === before.eof ? PLACE.outside : PLACE.loop);
  }

  #step(before: State, event: MachineEvent, place: number): readonly [State, number] {
    const state = copyOf(before);
    const seen = step(state, event);
    addTransitions(this.#codes, seen);
    this.#add(state, place);
    return [state, seen];
  }

  #add(state: State, place: number): void {
    const key = this.#keyOf(state) * 8 + place;
    if (this.#known.has(key)) return;
    this.#known.add(key);
    this.#nodes.push({ state, place });
  }

  /** A number for all that bears on what may follow; after its life's end a state forgets what nobody reads any more. */
  #keyOf({
    life,
    eof,
    size,
    sending,
    out,
    room,
    low,
    high,
    incoming,
    peer,
    reset,
    eofAsked,
    shut,
    losing,
  }: State): number {
    const writes = life <= LIFE.closingPaused;
    let key = (life * 4 + eof) * 8 + size;
    key = key * 4 + (eofAsked ? 2 : 0) + (shut ? 1 : 0);
    key = key * 8 + (writes ? roomClass(room) : 0);
    if (this.#sends) key = key * 64 + (writes ? sending * 8 + out : 0);
    key = key * 16 + (writes ? this.#pair(low, high) : 0);
    key = key * 2 + ((life <= LIFE.aborted ? reset : losing) ? 1 : 0);
    if (life <= LIFE.paused) return key * 8 + peer * 2 + (incoming > 0 ? 1 : 0);
    return key * 8 + (life <= LIFE.aborted && peer !== PEER.sends ? 1 : 0);
  }

  #pair(low: number, high: number): number {
    const pair = high * 64 + low;
    const known = this.#pairs.get(pair) ?? this.#pairs.size;
    if (known === 16) throw new Error('The small world has grown past 16 pairs of limits.');
    this.#pairs.set(pair, known);
    return known;
  }

  #addCells(configurations: ReadonlySet<number>, among: readonly StimulusName[]): void {
    const names = among.filter((name) => this.#means.stimuli.has(name));
    for (const configuration of configurations) {
      for (const name of names) {
        const cell = cellOf(configuration, name);
        this.#codes[cell] = 1;
        for (const next of names) this.#codes[tripleOf(cell, next)] = 1;
      }
    }
  }
}

/**
 * High and low: back to the start, none, a float and a wrong one. Other pairs lead to more states, three times as many, and
 * to nothing new, as a test shows.
 */
const LIMITS: readonly (readonly [high: number | null, low: number | null])[] = [
  [START.high, START.low],
  [0, 0],
  [3, 3.5],
  [-1, null],
];

/** What the loop does where the wire takes all that it can. */
const UNCONTESTED = SETTLE.filter((event) => !('takes' in event));
const CONTESTED = SETTLE_CONTESTED.filter((event) => !('takes' in event));

/** How a callback ends, by its place; null is a plain return. */
const ANSWERS: Readonly<Record<number, readonly (MachineEvent | null)[]>> = {
  [PLACE.data]: [null, ...DATA_ANSWERS],
  [PLACE.eof]: EOF_ANSWERS,
  [PLACE.other]: [null, OTHER_RAISED],
};

/** The callbacks whose answer changes nothing. */
const SPEAKS = SEEN.pause_writing | SEEN.resume_writing | SEEN.connection_lost;

function isWithin(event: MachineEvent, { stimuli, exact, wrong, wide }: Means): boolean {
  if (!stimuli.has(event.type as StimulusName)) return false;
  if (event.type === 'drain') return exact || event.n === Infinity;
  if (event.type === 'set_write_buffer_limits')
    return LIMITS.some(([high, low]) => event.high === high && event.low === low);
  if (event.type !== 'write' && event.type !== 'writelines') return true;
  return !event.triesAnyway && (wrong || event.badAt < 0) && (wide || event.wideAt < 0);
}
