/**
 * The chart compiled into a table, for speed: a step is a look-up, the guards and the effects of its cell.
 * Holds no transition of its own. table.test.ts proves it equal to XState on every reachable (state, event).
 */
import { EOFS, LIVES } from './alphabet.js';
import { CHART } from './chart.js';
import { initialContext, EVENTS, type Context, type EventType, type Input, type MachineEvent } from './context.js';
import { EFFECTS, OBSERVATIONS, type ObservationName } from './effects.js';
import { GUARDS } from './guards.js';

/** The leaves of the life region, by their index in LIVES. */
export const LIFE = {
  open: 0,
  paused: 1,
  closingFlowing: 2,
  closingPaused: 3,
  flushed: 4,
  aborted: 5,
  lost: 6,
} as const;

/** The leaves of the eof region, by their index in EOFS. */
export const EOF = { none: 0, pending: 1, sent: 2 } as const;

/** A configuration of the chart with its context, to be changed in place by step(). */
export interface State extends Context {
  /** Index in LIVES. */
  life: number;
  /** Index in EOFS. */
  eof: number;
}

/** One bit for each observation. A step answers the sum of those it made. */
export const SEEN = Object.fromEntries(OBSERVATIONS.map((name, bit) => [name, 1 << bit])) as Record<
  ObservationName,
  number
>;

/** Above the bits of SEEN a step answers which transition each region took, by its id and one more; none is 0. */
const TOOK = { life: { shift: 16, bits: 9 }, eof: { shift: 25, bits: 5 } } as const;
type Region = keyof typeof TOOK;

/** The id of the transition that a region took in a step, from what step() answered; -1 for none. */
export function tookIn(seen: number, region: Region): number {
  const { shift, bits } = TOOK[region];
  return ((seen >>> shift) & ((1 << bits) - 1)) - 1;
}

/** A transition of the chart as the table holds it. */
export interface Transition {
  readonly guard: string | null;
  readonly holds: ((context: Context, event: MachineEvent) => boolean) | null;
  /** Index of the leaf that it leads to, or -1 to stay. */
  readonly target: number;
  readonly effects: readonly ((context: Context, event: MachineEvent) => void)[];
  readonly actions: readonly string[];
  /** What step() answers of it: its observations as bits of SEEN, and its id (see tookIn). */
  readonly seen: number;
  readonly description: string;
  /** Its place among all transitions of its region, for coverage. */
  readonly id: number;
}

type Row = Record<EventType, readonly Transition[]>;

interface Node {
  readonly id?: string;
  readonly initial?: string;
  readonly on?: Readonly<Record<string, unknown>>;
  readonly states?: Readonly<Record<string, Node>>;
}

/** life: leaf by event; eof: leaf by event. A cell that the region does not decide is empty. */
export const TABLE: { readonly life: readonly Row[]; readonly eof: readonly Row[] } = {
  life: compile('life', LIVES),
  eof: compile('eof', EOFS),
};

export function initialState(input: Input): State {
  return { ...initialContext(input), life: LIFE.open, eof: EOF.none };
}

/** A state of its own, equal to another. Field by field: the oracle copies one for nearly every step. */
export function copyOf(state: State): State {
  return {
    choices: state.choices,
    asked: state.asked,
    size: state.size,
    sending: state.sending,
    out: state.out,
    room: state.room,
    low: state.low,
    high: state.high,
    defaultLow: state.defaultLow,
    defaultHigh: state.defaultHigh,
    incoming: state.incoming,
    peer: state.peer,
    reset: state.reset,
    eofAsked: state.eofAsked,
    losing: state.losing,
    shut: state.shut,
    cause: state.cause,
    accepted: state.accepted,
    handed: state.handed,
    life: state.life,
    eof: state.eof,
  };
}

/**
 * One event: changes `state` in place and answers the observations as bits of SEEN, with what tookIn() reads.
 * At most one callback is among them.
 */
export function step(state: State, event: MachineEvent): number {
  const life = choose((TABLE.life[state.life] as Row)[event.type], state, event);
  const eof = choose((TABLE.eof[state.eof] as Row)[event.type], state, event);
  let seen = 0;
  if (life !== null) {
    for (const effect of life.effects) effect(state, event);
    if (life.target >= 0) state.life = life.target;
    seen = life.seen;
  }
  if (eof !== null) {
    for (const effect of eof.effects) effect(state, event);
    if (eof.target >= 0) state.eof = eof.target;
    seen |= eof.seen;
  }
  return seen;
}

/** The transition that a region takes, or null where the cell is not its own. Both regions choose before either acts. */
export function choose(cell: readonly Transition[], state: State, event: MachineEvent): Transition | null {
  for (const transition of cell) {
    if (transition.holds === null || transition.holds(state, event)) return transition;
  }
  return null;
}

function compile(name: Region, leaves: readonly string[]): readonly Row[] {
  const region = CHART.states[name] as unknown as Node;
  const ids = new Map<string, number>();
  const paths = leaves.map((leaf) => nodesTo(region, leaf));
  paths.forEach((path, index) => ids.set(`#${(path.at(-1) as Node).id}`, index));
  let next = 0;
  return paths.map((path) => {
    const row = {} as Record<EventType, readonly Transition[]>;
    for (const type of EVENTS) {
      // The innermost state decides first, as in XState; what it leaves open goes to those around it.
      const raw = path.toReversed().flatMap((node) => asArray(node.on?.[type]));
      row[type] = raw.map((one) => transition(one as RawTransition, ids, name, next++));
    }
    return row;
  });
}

interface RawTransition {
  readonly guard?: keyof typeof GUARDS;
  readonly target?: string;
  readonly actions: readonly string[];
  readonly description?: string;
}

function transition(raw: RawTransition, ids: ReadonlyMap<string, number>, region: Region, id: number): Transition {
  const { shift, bits } = TOOK[region];
  if (id + 1 >= 1 << bits || OBSERVATIONS.length > TOOK.life.shift) {
    throw new Error(`The chart has outgrown what a step can answer: more transitions of ${region}, or observations.`);
  }
  const target = raw.target === undefined ? -1 : ids.get(raw.target);
  if (target === undefined) throw new Error(`The chart leads to ${raw.target}, which is no leaf of its region.`);
  const guard = raw.guard === undefined ? null : GUARDS[raw.guard];
  if (guard === undefined) throw new Error(`The chart names a guard ${raw.guard}, which guards.ts does not have.`);
  return {
    guard: raw.guard ?? null,
    holds: guard,
    target,
    effects: raw.actions.flatMap((name) => (name in EFFECTS ? [EFFECTS[name as keyof typeof EFFECTS]] : [])),
    actions: raw.actions,
    seen: raw.actions.reduce((seen, name) => seen | (SEEN[name as ObservationName] ?? 0), (id + 1) << shift),
    description: raw.description ?? '',
    id,
  };
}

function nodesTo(region: Node, leaf: string): readonly Node[] {
  const path: Node[] = [];
  let node = region;
  for (const key of leaf.split('.')) {
    node = node.states?.[key] as Node;
    path.push(node);
  }
  return path;
}

function asArray(value: unknown): readonly unknown[] {
  if (value === undefined) return [];
  return Array.isArray(value) ? value : [value];
}
