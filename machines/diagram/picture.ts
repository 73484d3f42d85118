/**
 * What the pictures show of the chart: boxes in boxes with their reactions, and arrows with their labels.
 * Reads the chart and nothing else; knows no format, no size and no colour.
 */
import { CALLBACKS, LOWER } from '../alphabet.js';
import { CHART } from '../chart.js';
import { EVENTS, type EventType } from '../context.js';
import { ACTION_WORDS, EVENT_WORDS, GUARD_WORDS } from './words.js';

/** A state. `look` is the name of the lifecycle state that it belongs to, or of its region. */
export interface Box {
  readonly id: string;
  readonly name: string;
  readonly look: string;
  readonly initial: boolean;
  readonly description: string;
  /** What happens without leaving the state. */
  readonly reactions: readonly Reaction[];
  readonly inner: readonly Box[];
}

/** `on` is a stimulus with its guards; `sees` is what is made of it; `of` are the keys of the moves (see keyOf). */
export interface Reaction {
  readonly of: readonly string[];
  readonly on: string;
  readonly sees: string;
  /** Not in a call of the user: the loop does it, or the wire. */
  readonly later: boolean;
}

/** All transitions from one state to another. */
export interface Arrow {
  /** The keys of the moves that it stands for (see keyOf). */
  readonly of: readonly string[];
  readonly from: string;
  readonly to: string;
  readonly labels: readonly string[];
  /** The callback, or the arrival, that they make. */
  readonly sees: string;
}

export interface Picture {
  readonly title: string;
  /** What is seen as the machine starts. */
  readonly entry: string;
  readonly regions: readonly Box[];
  readonly arrows: readonly Arrow[];
}

/** What the words do not say by themselves. */
export const LEGEND = [
  'write: writelines, too',
  'limits: set_write_buffer_limits',
  'peer_*: data, end or reset from the peer',
  'not kept: eof_received() answered false',
  'raises: a callback does',
  'what does nothing is left out',
] as const;

export function picture(): Picture {
  const arrows: Arrow[] = [];
  const regions = Object.entries(CHART.states).map(([name, node]) => boxOf(name, node as Node, name, arrows));
  return { title: CHART.description, entry: ACTION_WORDS[CHART.entry[0]], regions, arrows };
}

interface Node {
  readonly id?: string;
  readonly description?: string;
  readonly initial?: string;
  readonly on?: { readonly [E in EventType]?: Candidate | readonly Candidate[] };
  readonly states?: Readonly<Record<string, Node>>;
}

interface Candidate {
  readonly guard?: keyof typeof GUARD_WORDS;
  readonly target?: string;
  readonly actions: readonly (keyof typeof ACTION_WORDS)[];
}

/** One candidate of a cell: what the state does on an event, under a guard. */
interface Move extends Candidate {
  /** The state that it is written down in. */
  readonly node: string;
  readonly event: EventType;
}

/** What one candidate is called among all of the chart: its state, its event and its guard, if it has one. */
export function keyOf({ node, event, guard }: { node: string; event: EventType; guard?: string }): string {
  return [node, event, ...(guard === undefined ? [] : [guard])].join(' ');
}

/** What an outer state does without being left is told in each of its leaves. */
function boxOf(
  name: string,
  node: Node,
  look: string,
  arrows: Arrow[],
  initial = false,
  around: readonly Move[] = [],
): Box {
  const { id = name, description = '', states = {} } = node;
  const moves = EVENTS.flatMap((event) =>
    candidates(node.on?.[event]).map((one): Move => ({ node: id, event, ...one })),
  );
  for (const [target, group] of grouped(moves, (move) => move.target ?? '')) {
    if (target !== '')
      arrows.push({ of: group.map(keyOf), from: id, to: target.slice(1), labels: labels(group), sees: told(group) });
  }
  const staying = [...moves, ...around.filter(({ event }) => node.on?.[event] === undefined)];
  const inner = Object.entries(states).map(([key, child]) =>
    boxOf(key, child, look === 'life' ? key : look, arrows, key === node.initial, staying),
  );
  return { id, name, look, initial, description, reactions: inner.length === 0 ? reactions(staying) : [], inner };
}

function reactions(moves: readonly Move[]): readonly Reaction[] {
  const staying = moves.filter((move) => move.target === undefined && seen(move) !== '');
  // One line for each stimulus and what is seen of it; what the lower tester does is one line in all.
  const groups = grouped(staying, (move) => `${isOfTheWire(move) ? 'wire' : spoken(move.event)} ${seen(move)}`);
  return [...groups.values()].map((group) => {
    const first = group[0] as Move;
    return {
      of: group.map(keyOf),
      on: labels(group).join(', '),
      sees: seen(first),
      later: isOfTheWire(first) || first.event === 'settle',
    };
  });
}

/** One label for each event. What is said of write() is not said again of writelines(). */
function labels(group: readonly Move[]): readonly string[] {
  const written = new Set(group.flatMap((move) => (move.event === 'write' ? [wordOf(move)] : [])));
  const said = group.filter((move) => move.event !== 'writelines' || !written.has(wordOf(move)));
  const events = grouped(said, ({ event }) => EVENT_WORDS[event]);
  return [...events].map(([name, moves]) => {
    const words = [...new Set(moves.map(wordOf))];
    return words.includes('') ? name : `${name} [${words.join(', ')}]`;
  });
}

function wordOf({ guard }: Candidate): string {
  return guard === undefined ? '' : GUARD_WORDS[guard];
}

/** What an arrow tells the protocol or the peer; what it raises besides is in the chart. */
function told(group: readonly Move[]): string {
  const shown = group.flatMap(({ actions }) => actions.filter((action) => TOLD.has(action)));
  return [...new Set(shown)].map((action) => ACTION_WORDS[action]).join(', ');
}

const TOLD = new Set<string>([...CALLBACKS, 'eof_arrives']);

/** What a raise is preceded by, and what arrives of what is accepted, are details of the chart. */
function seen({ actions }: Candidate): string {
  const raised = actions.find((action) => action.startsWith('raise_'));
  if (raised !== undefined) return ACTION_WORDS[raised];
  if (actions.includes('accept')) return ACTION_WORDS.accept;
  return actions.map((action) => ACTION_WORDS[action]).find((word) => word !== '') ?? '';
}

function spoken(event: EventType): EventType {
  return event === 'writelines' ? 'write' : event;
}

function isOfTheWire({ event }: Move): boolean {
  return (LOWER as readonly string[]).includes(event);
}

function candidates(cell: Candidate | readonly Candidate[] | undefined): readonly Candidate[] {
  return cell === undefined ? [] : ([cell].flat() as readonly Candidate[]);
}

function grouped<T>(all: readonly T[], key: (one: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const one of all) {
    const group = groups.get(key(one));
    if (group === undefined) groups.set(key(one), [one]);
    else group.push(one);
  }
  return groups;
}
