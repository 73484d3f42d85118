/**
 * Exhaustive exploration: walks every state of the machine that the small world (world.ts) can reach in one dialect,
 * breadth first over the compiled table, and holds every invariant on every edge. Nothing random, nothing sampled.
 *
 * Exhaustive: all stimuli of the small world in every state, in every order and at any length; both orders in which the
 * loop may serve the wire; every answer of a callback, right after it, with any calls from inside it before; the numbers
 * themselves (size, room, limits) up to five bytes, so every class of the buffer and every jump between two of them.
 * Abstraction: larger numbers (guards only compare them, so the classes stand for them); the counts that only grow are
 * not part of a state, but are compared along each edge; bytes waiting to be read count as some or none; and a state
 * after its life's end forgets what no transition reads there any more (`exact` keeps it: a test compares the two).
 */
import type { Dialect } from './choices.js';
import type { MachineEvent } from './context.js';
import { INVARIANTS, type Invariant } from './invariants.js';
import { LIFE, SEEN } from './table.js';
import { advance, begin, eventsAt, isOutside, returned, type Edge, type Watched } from './watched.js';
import { dialectsInUse, eventText, OTHER_RAISED, roomClass, sizeClass } from './world.js';

/** What was found of one invariant: null, or the shortest way to a step that breaks it. */
export interface Finding {
  readonly id: string;
  readonly statement: string;
  readonly broken: readonly string[] | null;
}

export interface Exploration {
  readonly dialect: Dialect;
  readonly states: number;
  /** Distinct edges: a state, an event, and where it leads. */
  readonly transitions: number;
  /** Distinct configurations of the chart with the class of the buffer's size. */
  readonly abstractStates: number;
  /** Steps from the start to the farthest state, on the shortest way. */
  readonly depth: number;
  /** Steps to rest, callbacks' answers included, from where it takes longest. Infinity if some settle never ends. */
  readonly longestSettle: number;
  readonly findings: readonly Finding[];
}

export interface ExploreOptions {
  /** Keeps in a state also what no transition reads any more: more states, the same findings. */
  readonly exact?: boolean;
  /** What to hold on each edge: all of INVARIANTS, unless said otherwise. */
  readonly invariants?: readonly Invariant[];
  readonly onEdge?: (edge: Edge) => void;
}

/** Walks all that one dialect can do. */
export function explore(dialect: Dialect, options: ExploreOptions = {}): Exploration {
  return new Walk(dialect, options).run();
}

/** All dialects in use, explored: by name, in the order of world.ts. */
export function exploreAll(): readonly Explored[] {
  return dialectsInUse().map(({ name, dialect }) => ({ name, exploration: explore(dialect) }));
}

export interface Explored {
  readonly name: string;
  readonly exploration: Exploration;
}

/** Invariants over the whole graph, beside those of invariants.ts over one edge. */
const SETTLE_ENDS = 'Settling comes to rest from every state.';
const LOSS_IS_NEAR = 'From every state, abort() and a settle lead to the loss, whatever callbacks answer.';

class Walk {
  readonly #exact: boolean;
  readonly #invariants: readonly Invariant[];
  readonly #onEdge: (edge: Edge) => void;
  readonly #dialect: Dialect;
  readonly #sends: boolean;
  readonly #nodes: Watched[] = [];
  readonly #index = new Map<number, number>();
  /** How each node was first reached. */
  readonly #from: number[] = [];
  readonly #by: (MachineEvent | null)[] = [];
  readonly #depth: number[] = [];
  /** Where the loop, or a callback's return, leads from each node; where an abort() does. */
  readonly #loop: number[][] = [];
  readonly #aborts: number[] = [];
  readonly #pairs = new Map<number, number>();
  readonly #broken = new Map<string, readonly string[]>();
  readonly #classes = new Set<number>();
  #transitions = 0;

  constructor(dialect: Dialect, { exact = false, invariants = INVARIANTS, onEdge = () => {} }: ExploreOptions) {
    this.#dialect = dialect;
    this.#sends = dialect.sizeFalls === 'when-sent';
    this.#exact = exact;
    this.#invariants = invariants;
    this.#onEdge = onEdge;
  }

  run(): Exploration {
    this.#add(begin(this.#dialect), -1, null);
    for (let at = 0; at < this.#nodes.length; at++) this.#visit(at);
    const settled = this.#settleAll();
    return {
      dialect: this.#dialect,
      states: this.#nodes.length,
      transitions: this.#transitions,
      abstractStates: this.#classes.size,
      depth: this.#depth.reduce((most, depth) => Math.max(most, depth), 0),
      longestSettle: settled.longest,
      findings: [
        ...this.#invariants.map(({ id, statement }) => ({ id, statement, broken: this.#broken.get(id) ?? null })),
        { id: 'settle-ends', statement: SETTLE_ENDS, broken: settled.endless },
        { id: 'loss-is-near', statement: LOSS_IS_NEAR, broken: settled.stuck },
      ],
    };
  }

  #visit(at: number): void {
    const node = this.#nodes[at] as Watched;
    for (const event of eventsAt(node)) if (!isOutside(node, event)) this.#take(at, node, event);
    const quietly = returned(node);
    if (quietly !== null) (this.#loop[at] as number[]).push(this.#add(quietly, at, null));
  }

  #take(at: number, before: Watched, event: MachineEvent): void {
    const edge = advance(before, event);
    this.#check(at, edge);
    this.#transitions++;
    const to = this.#add(edge.after, at, event);
    if (event.type === 'abort') this.#aborts[at] = to;
    else if (isOfTheLoop(event) && !(to === at && (edge.seen & SEEN.rest) !== 0)) (this.#loop[at] as number[]).push(to);
    // A callback that raises where its answer matters to nobody: it must change nothing.
    if ((edge.seen & UNANSWERED) !== 0) this.#check(to, advance(edge.after, OTHER_RAISED));
  }

  #check(at: number, edge: Edge): void {
    for (const { id, when, holds } of this.#invariants) {
      if ((when === undefined || (edge.seen & when) !== 0) && !holds(edge)) this.#blame(id, at, edge.event);
    }
    this.#onEdge(edge);
  }

  #blame(id: string, at: number, event: MachineEvent): void {
    if (!this.#broken.has(id)) this.#broken.set(id, [...this.#way(at), eventText(event)]);
  }

  #way(at: number): string[] {
    const way: string[] = [];
    for (let node = at; node > 0; node = this.#from[node] as number) {
      const by = this.#by[node] as MachineEvent | null;
      way.unshift(by === null ? 'the callback returns' : eventText(by));
    }
    return way;
  }

  #add(node: Watched, from: number, by: MachineEvent | null): number {
    const key = this.#key(node);
    const known = this.#index.get(key);
    if (known !== undefined) return known;
    const index = this.#nodes.push(node) - 1;
    this.#index.set(key, index);
    this.#from.push(from);
    this.#by.push(by);
    this.#depth.push(from < 0 ? 0 : (this.#depth[from] as number) + 1);
    this.#loop.push([]);
    this.#aborts.push(index);
    this.#classes.add((node.life * 4 + node.eof) * 8 + sizeClass(node.size, node.low, node.high));
    return index;
  }

  /** A number for all that bears on what may follow: 31 bits, and six more only where sends count whole. */
  #key(node: Watched): number {
    const { life } = node;
    const exact = this.#exact;
    const reads = exact || life <= LIFE.paused;
    const writes = exact || life <= LIFE.closingPaused;
    let key = (life * 4 + node.eof) * 8 + (node.size & 7);
    key = key * 16 + bits(node.eofAsked, node.shut, node.ended, node.gone);
    key = key * 8 + node.cause * 2 + ((life === LIFE.lost ? node.losing : node.told) ? 1 : 0);
    key = key * 8 + (writes ? roomClass(node.room) : 0);
    key = key * 16 + (writes ? this.#pair(node) : 0);
    key = key * 4 + (writes ? node.inside : 0);
    key = key * 2 + (writes && node.reset ? 1 : 0);
    key = key * 8 + (reads ? node.peer * 2 + (node.incoming > 0 ? 1 : 0) : 0);
    return this.#sends ? key * 64 + (writes ? node.sending * 8 + node.out : 0) : key;
  }

  #pair({ low, high }: Watched): number {
    const pair = high * 64 + low;
    const known = this.#pairs.get(pair);
    if (known !== undefined) return known;
    if (this.#pairs.size === 16) throw new Error('The small world has grown past 16 pairs of limits.');
    this.#pairs.set(pair, this.#pairs.size);
    return this.#pairs.size - 1;
  }

  /** Over the loop's own steps only: does each way end, how long is the longest, and does it lose after an abort()? */
  #settleAll(): { longest: number; endless: string[] | null; stuck: string[] | null } {
    const count = this.#nodes.length;
    const length = new Array<number>(count).fill(UNKNOWN);
    const loses = new Array<boolean>(count).fill(false);
    const measure = (at: number): number => {
      if (length[at] !== UNKNOWN) return length[at] as number;
      length[at] = Infinity; // met again while it is being measured: a settle without end
      const next = this.#loop[at] as number[];
      let longest = 0;
      let lost = next.length > 0 || this.#nodes[at]?.life === LIFE.lost;
      for (const to of next) {
        longest = Math.max(longest, 1 + measure(to));
        lost &&= loses[to] as boolean;
      }
      loses[at] = lost;
      return (length[at] = longest);
    };
    let longest = 0;
    for (let at = 0; at < count; at++) longest = Math.max(longest, measure(at));
    const endless = length.indexOf(Infinity);
    const stuck = this.#aborts.findIndex((to) => !loses[to]);
    return {
      longest,
      endless: endless < 0 ? null : this.#way(endless),
      stuck: stuck < 0 ? null : [...this.#way(stuck), 'abort', 'settle'],
    };
  }
}

const UNKNOWN = -1;
const UNANSWERED = SEEN.pause_writing | SEEN.resume_writing | SEEN.connection_lost;

function isOfTheLoop({ type }: MachineEvent): boolean {
  return type === 'settle' || type === 'eof_answered' || type === 'callback_raised';
}

function bits(a: boolean, b: boolean, c: boolean, d: boolean): number {
  return (a ? 8 : 0) + (b ? 4 : 0) + (c ? 2 : 0) + (d ? 1 : 0);
}
