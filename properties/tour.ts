/**
 * A tour: few scripts that pass through all that is still to be covered, as far as the model can tell the way.
 * Deterministic and greedy: it goes on to what is new, stays in a place while it can, and where nothing is new goes the
 * shortest way to what is. It runs nothing on a subject: one that behaves otherwise than thought is toured again.
 */
import {
  UPPER,
  type CallbackName,
  type Script,
  type Stimulus,
  type StimulusName,
  type UpperStimulus,
} from '../machines/alphabet.js';
import type { MachineEvent } from '../machines/context.js';
import {
  CELLS,
  cellOf,
  cellOfTriple,
  codesOf,
  CONFIGURATIONS,
  configurationOf,
  configurationOfCell,
  eofTransition,
  lifeTransition,
  nameOf,
  tripleOf,
  type Codes,
} from '../machines/coverage.js';
import { eventOf } from '../machines/events.js';
import { isContested } from '../machines/guards.js';
import { callbackIn } from '../machines/model.js';
import { give } from '../machines/sizes.js';
import { copyOf, initialState, LIFE, SEEN, step, type State } from '../machines/table.js';
import type { Wanted } from '../conformance/covered.js';
import { needs, type Capability } from '../conformance/subject.js';

/**
 * `enough` and `most` are stimuli in one script: with so many it ends where it would have to go a way, and with so many it
 * ends at once.
 */
export interface Pace {
  readonly enough: number;
  readonly most: number;
  /** At most so many scripts. */
  readonly scripts: number;
}

/** In few scripts. */
export const GRAND: Pace = { enough: 20, most: 32, scripts: 400 };
/** One thing a script, by the shortest way: a transport that breaks its word on a longer one may keep it so far. */
export const STRAIGHT: Pace = { enough: 1, most: 12, scripts: 240 };

/** The scripts of a tour. What no way of these moves leads to is left out. */
export function tour(wanted: Wanted, pace: Pace = GRAND): Script[] {
  return new Tour(wanted, pace).scripts();
}

/** Stimuli to the callback from which a place is entered that is only inside one. */
const ENTRY = 6;

/** A state of the model, and where each move leads from it; filled as far as somebody has looked. */
interface Node {
  readonly id: number;
  readonly state: State;
  readonly configuration: number;
  /** By move: where eof_received() answers true, and where it does not. */
  readonly edges: { readonly kept: (Edge | null)[]; readonly ended: (Edge | null)[] };
  /** The last search that has come by here. */
  mark: number;
}

interface Edge {
  readonly to: Node;
  /** The codes of the transitions taken. */
  readonly transitions: readonly number[];
  /** Each callback on the way, and the state that it finds. */
  readonly calls: readonly { readonly name: CallbackName; readonly node: Node }[];
}

/** The first call of a callback in a script, from which a reaction can go on. */
interface Entry {
  readonly way: readonly number[];
  readonly graph: Graph;
  readonly on: CallbackName;
  readonly node: Node;
}

class Tour {
  readonly #pace: Pace;
  readonly #capabilities: readonly Capability[];
  /** What is wanted, and not covered yet. */
  readonly #left: Codes;
  /** How many cells and triples are left that begin in a cell, and in a configuration. */
  readonly #ofCell: Uint16Array;
  readonly #ofConfiguration: Uint16Array;
  readonly #moves: readonly Stimulus[];
  /** One for each answer of eof_received(). */
  readonly #graphs: readonly Graph[];
  readonly #outside: readonly number[];
  readonly #inside: readonly number[];
  /** The first move of each stimulus. */
  readonly #firsts: readonly number[];
  /** Configurations that are met outside callbacks: where one can settle. */
  readonly #isOutside: (configuration: number) => boolean;
  readonly #entries: Entry[] = [];
  #leftOutside = 0;
  #searches = 0;
  #covered = 0;
  #turn = 0;

  constructor(wanted: Wanted, pace: Pace) {
    this.#pace = pace;
    this.#capabilities = wanted.capabilities;
    this.#left = wanted.codes.slice();
    this.#moves = movesFor(wanted);
    const nodes = new Nodes();
    this.#graphs = [true, false].map((keepOpen) => new Graph(wanted, this.#moves, keepOpen, nodes));
    this.#outside = [...this.#moves.keys()];
    this.#inside = this.#outside.filter((index) => isUpper(this.#moves[index] as Stimulus));
    const cells = [...codesOf('cells', this.#left), ...codesOf('triples', this.#left).map(cellOfTriple)];
    this.#ofCell = new Uint16Array(CELLS);
    this.#ofConfiguration = new Uint16Array(CONFIGURATIONS);
    this.#firsts = this.#outside.filter((move) => move === 0 || this.#nameOf(move) !== this.#nameOf(move - 1));
    this.#isOutside = (configuration) => wanted.reachable[cellOf(configuration, 'settle')] === 1;
    for (const cell of cells) this.#count(cell, 1);
  }

  scripts(): Script[] {
    const found: Script[] = [];
    for (let turn = 0, idle = 0; this.#leftOutside > 0 && idle < this.#graphs.length; turn++) {
      if (found.length === this.#pace.scripts) return found;
      const graph = this.#graphs[turn % this.#graphs.length] as Graph;
      const way = this.#walk(graph.start, graph, this.#outside);
      idle = way.length === 0 ? idle + 1 : 0;
      if (way.length > 0) found.push(this.#script(graph, way));
    }
    for (let script = this.#reacting(); script !== null; script = this.#reacting()) found.push(script);
    return [...found, ...this.#answering()].slice(0, this.#pace.scripts);
  }

  #script(graph: Graph, way: readonly number[], reactions: Script['reactions'] = []): Script {
    return { stimuli: way.map((move) => this.#moves[move] as Stimulus), reactions, keepOpen: graph.keepOpen };
  }

  /** From a node on, as far as something new is found: the moves, if any. What they cover is no longer wanted. */
  #walk(start: Node, graph: Graph, moves: readonly number[]): number[] {
    const { enough, most } = this.#pace;
    const before = this.#covered;
    const walked: number[] = [];
    let at = start;
    let last = -1;
    const take = (move: number): void => {
      this.#cover(graph, at, last, move);
      walked.push(move);
      last = cellOf(at.configuration, this.#nameOf(move));
      at = (graph.edge(at, move) as Edge).to;
    };
    while (walked.length < most) {
      const next = this.#best(graph, at, last, moves);
      if (next >= 0) {
        take(next);
        if (walked.length > 1 && enough === 1) break;
        continue;
      }
      if (walked.length >= enough) break;
      const way = this.#wayToNew(graph, at, moves);
      if (way === null || walked.length + way.length > most) break;
      for (const move of way) take(move);
    }
    return this.#covered > before ? walked : [];
  }

  /** Where an answer of a callback is wanted: callbacks that change the state first, and then answer or raise. */
  #answering(): Script[] {
    if (!codesOf('transitions', this.#left).some(isAnswer)) return [];
    return [...ANSWERING, ...RAISING].filter((script) =>
      [...needs(script)].every((need) => this.#capabilities.includes(need)),
    );
  }

  /** The move that covers something new at once: one that stays in its configuration before others, then the most. */
  #best(graph: Graph, at: Node, last: number, moves: readonly number[]): number {
    let best = -1;
    let most = 0;
    this.#turn += STRIDE;
    for (let i = 0; i < moves.length; i++) {
      const move = moves[(i + this.#turn) % moves.length] as number;
      const edge = graph.edge(at, move);
      if (edge === null) continue;
      let worth = this.#gain(at, last, this.#nameOf(move), edge);
      if (worth > 0 && edge.to.configuration === at.configuration) worth += STAYS;
      if (worth > most) [best, most] = [move, worth];
    }
    return best;
  }

  #gain(at: Node, last: number, name: StimulusName, edge: Edge): number {
    let gain = this.#left[cellOf(at.configuration, name)] as number;
    if (last >= 0) gain += this.#left[tripleOf(last, name)] as number;
    for (const code of edge.transitions) gain += this.#left[code] as number;
    return gain;
  }

  #cover(graph: Graph, at: Node, last: number, move: number): void {
    const name = this.#nameOf(move);
    const cell = cellOf(at.configuration, name);
    if (this.#take(cell)) this.#count(cell, -1);
    if (last >= 0 && this.#take(tripleOf(last, name))) this.#count(last, -1);
    for (const code of (graph.edge(at, move) as Edge).transitions) this.#take(code);
  }

  #take(code: number): boolean {
    const isLeft = this.#left[code] === 1;
    this.#left[code] = 0;
    if (isLeft) this.#covered++;
    return isLeft;
  }

  #count(cell: number, by: number): void {
    (this.#ofCell[cell] as number) += by;
    const configuration = configurationOfCell(cell);
    (this.#ofConfiguration[configuration] as number) += by;
    if (this.#isOutside(configuration)) this.#leftOutside += by;
  }

  /** The shortest way from here that ends in a cell from which something is left; null when nothing is. */
  #wayToNew(graph: Graph, start: Node, moves: readonly number[]): number[] | null {
    const mark = ++this.#searches;
    const queue = [start];
    const came: { readonly from: number; readonly move: number }[] = [{ from: -1, move: -1 }];
    start.mark = mark;
    for (let i = 0; i < queue.length; i++) {
      const node = queue[i] as Node;
      const isWanted = (this.#ofConfiguration[node.configuration] as number) > 0;
      for (const move of moves) {
        const edge = graph.edge(node, move);
        if (edge === null) continue;
        if (isWanted && this.#leadsOn(graph, cellOf(node.configuration, this.#nameOf(move)), edge, moves)) {
          const way = [move];
          for (let back = i; back > 0; back = (came[back] as (typeof came)[number]).from) {
            way.unshift((came[back] as (typeof came)[number]).move);
          }
          return way;
        }
        if (edge.to.mark === mark) continue;
        edge.to.mark = mark;
        queue.push(edge.to);
        came.push({ from: i, move });
      }
    }
    return null;
  }

  /** Whether a cell is new when this edge is taken from it, or a move from where it leads makes a triple that is. */
  #leadsOn(graph: Graph, cell: number, { to }: Edge, moves: readonly number[]): boolean {
    if (this.#ofCell[cell] === 0) return false;
    if (this.#left[cell] === 1) return true;
    return moves.some((next) => this.#left[tripleOf(cell, this.#nameOf(next))] === 1 && graph.edge(to, next) !== null);
  }

  /** A script that covers from inside a callback what there is only there. */
  #reacting(): Script | null {
    if (this.#ofConfiguration.every((left) => left === 0)) return null;
    for (const entry of this.#knownAndNewEntries()) {
      const done = this.#walk(entry.node, entry.graph, this.#inside);
      if (done.length === 0) continue;
      const react = done.map((move) => this.#moves[move] as UpperStimulus);
      return this.#script(entry.graph, entry.way, [{ on: entry.on, times: 1, do: react }]);
    }
    return null;
  }

  *#knownAndNewEntries(): Generator<Entry> {
    yield* this.#entries;
    for (const graph of this.#graphs) {
      for (const entry of graph.entries(this.#firsts, ENTRY)) {
        if (this.#wayToNew(graph, entry.node, this.#inside) === null) continue;
        this.#entries.push(entry);
        yield entry;
      }
    }
  }

  #nameOf(move: number): StimulusName {
    return (this.#moves[move] as Stimulus).do;
  }
}

/** No prime factor of it divides the number of moves: each move gets its turn to be looked at first. */
const STRIDE = 5;
const STAYS = 1_000;

/** The states of the model that were met: those that go on alike are one. */
class Nodes {
  readonly #byHash = new Map<number, Node[]>();
  #size = 0;

  /** The state is copied where it is kept. */
  of(state: State): Node {
    const hash = hashOf(state);
    const alike = this.#byHash.get(hash) ?? [];
    for (const one of alike) if (goOnAlike(one.state, state)) return one;
    const configuration = configurationOf(state);
    const node = { id: this.#size++, state: copyOf(state), configuration, edges: { kept: [], ended: [] }, mark: 0 };
    if (alike.push(node) === 1) this.#byHash.set(hash, alike);
    return node;
  }
}

/** The model from the connection on, by these moves. */
class Graph {
  readonly start: Node;
  readonly keepOpen: boolean;
  readonly #moves: readonly Stimulus[];
  readonly #sizes: ReadonlySet<number>;
  readonly #nodes: Nodes;

  constructor({ dialect, low, high }: Wanted, moves: readonly Stimulus[], keepOpen: boolean, nodes: Nodes) {
    this.keepOpen = keepOpen;
    this.#moves = moves;
    this.#sizes = new Set([0, low, high].flatMap((mark) => [-1, 0, 1, 2].map((plus) => Math.floor(mark) + plus)));
    this.#nodes = nodes;
    this.start = nodes.of(initialState({ choices: dialect, low, high }));
  }

  /** Null where a move would lead away from the few sizes that are enough. */
  edge(from: Node, move: number): Edge | null {
    const { kept, ended } = from.edges;
    const known = (this.keepOpen ? kept : ended)[move];
    if (known !== undefined) return known;
    const edge = this.#follow(from, this.#moves[move] as Stimulus);
    const isAnswered = edge !== null && edge.calls.some(({ name }) => name === 'eof_received');
    if (this.keepOpen || !isAnswered) kept[move] = edge;
    if (!this.keepOpen || !isAnswered) ended[move] = edge;
    return edge;
  }

  /** The first calls of each callback that a script of so many stimuli can make, the shortest scripts first. */
  *entries(moves: readonly number[], longest: number): Generator<Entry> {
    let ways: { readonly way: readonly number[]; readonly node: Node; readonly called: string }[] = [
      { way: [], node: this.start, called: '' },
    ];
    const known = new Set<string>();
    for (let length = 1; length <= longest; length++) {
      const next: typeof ways = [];
      for (const { way, node, called } of ways) {
        for (const move of moves) {
          const edge = this.edge(node, move);
          if (edge === null) continue;
          const longer = [...way, move];
          let now = called;
          for (const call of edge.calls) {
            if (now.includes(call.name)) continue;
            now += call.name;
            const key = `in ${call.name} ${call.node.id}`;
            if (!known.has(key)) yield { way: longer, graph: this, on: call.name, node: call.node };
            known.add(key);
          }
          const key = `${now} ${edge.to.id}`;
          if (!known.has(key)) next.push({ way: longer, node: edge.to, called: now });
          known.add(key);
        }
      }
      ways = next;
    }
  }

  #follow(from: Node, stimulus: Stimulus): Edge | null {
    if (this.#leadsAstray(from.state, stimulus)) return null;
    const state = copyOf(from.state);
    const transitions: number[] = [];
    const calls: { name: CallbackName; node: Node }[] = [];
    const take = (code: number): void => {
      if (code >= 0 && !transitions.includes(code)) transitions.push(code);
    };
    const act = (event: MachineEvent): number => {
      const seen = step(state, event);
      take(lifeTransition(seen));
      take(eofTransition(seen));
      const name = callbackIn(seen);
      if (name !== null) calls.push({ name, node: this.#nodes.of(state) });
      if (name === 'eof_received') act({ type: 'eof_answered', kept: this.keepOpen });
      return seen;
    };
    const { size, low, high } = state;
    const event = eventOf(give(stimulus, { size, low, high, offered: 0 }), null);
    if (event.type !== 'settle') act(event);
    else {
      for (;;) {
        const { eof } = state;
        const seen = act({ type: 'settle', serve: isContested(state) ? 'read' : 'any' });
        if ((seen & SEEN.rest) !== 0 && eof === state.eof) break;
      }
    }
    return { to: this.#nodes.of(state), transitions, calls };
  }

  /**
   * Sizes are kept to those about the marks, and to what a drain leaves of them: others make ever new states, one byte
   * apart, and no new configuration. For the same reason room is not added to room.
   */
  #leadsAstray({ size, room }: State, stimulus: Stimulus): boolean {
    switch (stimulus.do) {
      case 'write':
      case 'writelines':
        return !this.#sizes.has(size) && room > 0;
      case 'drain':
        return stimulus.n !== 0 && room > 0;
      default:
        return false;
    }
  }
}

/** Of a lost transport all that matters is how its writing ended. */
function goOnAlike(a: State, b: State): boolean {
  if (a.life !== b.life || a.eof !== b.eof || a.eofAsked !== b.eofAsked) return false;
  if (a.life === LIFE.lost) return a.losing === b.losing;
  return (
    a.size === b.size &&
    a.room === b.room &&
    a.low === b.low &&
    a.high === b.high &&
    a.sending === b.sending &&
    a.out === b.out &&
    a.incoming > 0 === b.incoming > 0 &&
    a.peer === b.peer &&
    a.reset === b.reset &&
    a.shut === b.shut
  );
}

/** The same for all that go on alike. */
function hashOf({ life, eof, size, room, low, high, incoming, peer, reset }: State): number {
  if (life === LIFE.lost) return eof;
  let hash = (life * 4 + eof) * 16 + peer * 4 + (incoming > 0 ? 2 : 0) + (reset ? 1 : 0);
  for (const n of [size, room, low, high]) hash = Math.imul(hash ^ (hash >>> 15) ^ n, 0x9e3779b1);
  return hash;
}

/** The moves that a subject can be given: each stimulus with the sizes at which something changes. */
function movesFor({ capabilities, low, high }: Wanted): readonly Stimulus[] {
  const moves: readonly Stimulus[] = [
    { do: 'write', n: { to: 'high', plus: 1 }, kind: 'bytes' },
    { do: 'write', n: { to: 'high', plus: 0 }, kind: 'bytes' },
    { do: 'write', n: { to: 'high', plus: -1 }, kind: 'bytearray' },
    { do: 'write', n: { to: 'zero', plus: 1 }, kind: 'bytes' },
    { do: 'write', n: { to: 'low', plus: 0 }, kind: 'bytes' },
    { do: 'write', n: 0, kind: 'bytes' },
    { do: 'write', n: 0, kind: 'wrong' },
    { do: 'writelines', items: [line({ to: 'low', plus: 0 }), line({ to: 'high', plus: 1 })], as: 'list' },
    { do: 'writelines', items: [line({ to: 'high', plus: 0 })], as: 'generator' },
    { do: 'writelines', items: [], as: 'list' },
    { do: 'writelines', items: [{ n: 0, kind: 'wrong' }], as: 'list' },
    { do: 'write_eof' },
    { do: 'close' },
    { do: 'abort' },
    { do: 'set_write_buffer_limits' },
    { do: 'set_write_buffer_limits', high: 0 },
    { do: 'set_write_buffer_limits', high, low },
    { do: 'set_write_buffer_limits', high: -1 },
    { do: 'set_write_buffer_limits', high: 0.5 },
    { do: 'tamper', how: 'edit' },
    { do: 'drain', n: { to: 'zero', plus: 0 } },
    { do: 'drain', n: { to: 'low', plus: 0 } },
    { do: 'drain', n: { to: 'low', plus: 1 } },
    { do: 'drain', n: { to: 'zero', plus: -1 } },
    { do: 'drain', n: 0 },
    { do: 'drain', n: 'all' },
    { do: 'stall' },
    { do: 'peer_data', n: 1 },
    { do: 'peer_eof' },
    { do: 'peer_reset' },
    { do: 'settle' },
  ];
  return moves.filter((move) =>
    [...needs({ stimuli: [move], reactions: [], keepOpen: false })].every((need) => capabilities.includes(need)),
  );
}

const OVER = { do: 'write', n: { to: 'high', plus: 1 }, kind: 'bytes' } as const;
const ONE = { do: 'write', n: 1, kind: 'bytes' } as const;
const BEFORE_ANSWER: readonly (readonly UpperStimulus[])[] = [
  [],
  [OVER],
  [ONE, { do: 'close' }],
  [OVER, { do: 'close' }],
  [{ do: 'close' }],
  [{ do: 'abort' }],
];
/** Callbacks whose answer matters to nobody, raising where the transport closes, or is lost. */
const RAISING: readonly Script[] = [
  raising('resume_writing', [OVER, { do: 'close' }, { do: 'drain', n: { to: 'low', plus: 0 } }]),
  raising('pause_writing', [ONE, { do: 'close' }, { do: 'set_write_buffer_limits', high: 0 }]),
  raising('connection_lost', [{ do: 'close' }]),
];
const ANSWERING: readonly Script[] = (['data_received', 'eof_received'] as const).flatMap((on) =>
  BEFORE_ANSWER.flatMap((react) =>
    [false, true].map((raises) => ({
      stimuli: [on === 'data_received' ? { do: 'peer_data', n: 1 } : { do: 'peer_eof' }],
      reactions: [{ on, times: 1, do: react, ...(raises && { raises }) }],
      keepOpen: false,
    })),
  ),
);

function raising(on: CallbackName, stimuli: readonly Stimulus[]): Script {
  return { stimuli, reactions: [{ on, times: 1, do: [], raises: true }], keepOpen: false };
}

function isAnswer(code: number): boolean {
  return /: (eof_answered|callback_raised)/.test(nameOf(code));
}

function line(n: number | { readonly to: 'low' | 'high'; readonly plus: number }) {
  return { n, kind: 'bytes' } as const;
}

function isUpper(move: Stimulus): boolean {
  return (UPPER as readonly string[]).includes(move.do);
}
