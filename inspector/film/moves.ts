/**
 * A transition of the table by what it is called in the chart and in the drawing: from the ids that the table answers to the
 * elements that a page lights. Reads the chart; holds no transition of its own.
 */
import { EOFS, LIVES } from '../../machines/alphabet.js';
import { CHART } from '../../machines/chart.js';
import { EVENTS, type EventType } from '../../machines/context.js';
import { keyOf } from '../../machines/diagram/picture.js';
import { ACTION_WORDS, EVENT_WORDS, GUARD_WORDS } from '../../machines/diagram/words.js';
import { TABLE } from '../../machines/table.js';

export type Region = 'life' | 'eof';

export interface Move {
  /** As the drawing names it in `data-of`. */
  readonly key: string;
  /** As the drawing names it in `data-arrow`; null where the state is not left. */
  readonly arrow: string | null;
  /** The ids of the leaves that it leads from and to. */
  readonly from: string;
  readonly to: string;
  readonly event: EventType;
  /** In the short words of the drawing: the event with its guard, and what comes of it. */
  readonly on: string;
  readonly does: string;
  /** A sentence of the chart, or nothing. */
  readonly description: string;
  /** Nothing happened, on purpose. */
  readonly isIdle: boolean;
}

export interface Place {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  /** The anchor in the documents, if it has one. */
  readonly clause: string | null;
  /** The states that it is in, itself last, without its region. */
  readonly ids: readonly string[];
}

interface Node {
  readonly id?: string;
  readonly description?: string;
  readonly meta?: { readonly clause?: string };
  readonly on?: Readonly<Record<string, unknown>>;
  readonly states?: Readonly<Record<string, Node>>;
}

/** The leaves of a region, by their index in the table. */
export const PLACES: Readonly<Record<Region, readonly Place[]>> = {
  life: LIVES.map((leaf) => placeOf('life', leaf)),
  eof: EOFS.map((leaf) => placeOf('eof', leaf)),
};

/** By the id that tookIn() answers. */
export function moveOf(region: Region, id: number): Move {
  return MOVES[region].get(id) as Move;
}

const MOVES: Readonly<Record<Region, ReadonlyMap<number, Move>>> = { life: movesOf('life'), eof: movesOf('eof') };

function movesOf(region: Region): ReadonlyMap<number, Move> {
  const moves = new Map<number, Move>();
  TABLE[region].forEach((row, leaf) => {
    const { id: from } = PLACES[region][leaf] as Place;
    for (const event of EVENTS) {
      for (const { id, guard, target, actions, description } of row[event]) {
        const node = nodeOf(region, leaf, event);
        const to = target < 0 ? from : (PLACES[region][target] as Place).id;
        const words = actions
          .map((name) => ACTION_WORDS[name as keyof typeof ACTION_WORDS])
          .filter((word) => word !== '');
        const word = guard === null ? '' : GUARD_WORDS[guard as keyof typeof GUARD_WORDS];
        moves.set(id, {
          key: keyOf({ node, event, ...(guard !== null && { guard }) }),
          arrow: target < 0 ? null : `${node}>${to}`,
          from,
          to,
          event,
          on: word === '' ? spoken(event) : `${spoken(event)} [${word}]`,
          does: words.join(', '),
          description,
          isIdle: actions.every((name) => name === 'nothing' || name === 'rest'),
        });
      }
    }
  });
  return moves;
}

/** Said of one event, where the drawing says it of several. */
function spoken(event: EventType): string {
  return event.startsWith('peer_') ? event : EVENT_WORDS[event];
}

/** The state in which an event of a leaf is written down: itself, or one around it. */
function nodeOf(region: Region, leaf: number, event: EventType): string {
  const nodes = pathOf(region, (region === 'life' ? LIVES : EOFS)[leaf] as string);
  const [key, node] = nodes.findLast(([, one]) => one.on?.[event] !== undefined) ?? (nodes.at(-1) as [string, Node]);
  return node.id ?? key;
}

function placeOf(region: Region, leaf: string): Place {
  const nodes = pathOf(region, leaf);
  const [key, node] = nodes.at(-1) as [string, Node];
  const told = nodes.findLast(([, one]) => one.description !== undefined)?.[1];
  return {
    id: node.id ?? key,
    name: leaf.replace('.', ', '),
    description: told?.description ?? '',
    clause: nodes.findLast(([, one]) => one.meta?.clause !== undefined)?.[1].meta?.clause ?? null,
    ids: nodes.map(([name, one]) => one.id ?? name),
  };
}

function pathOf(region: Region, leaf: string): [string, Node][] {
  const path: [string, Node][] = [];
  let node = CHART.states[region] as unknown as Node;
  for (const key of leaf.split('.')) {
    node = node.states?.[key] as Node;
    path.push([key, node]);
  }
  return path;
}
