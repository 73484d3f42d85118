/**
 * The compiled table and XState's own pure transition() agree, on every kind of step that exploration finds.
 *
 * A step is decided by its cell and by which of the cell's guards hold; then the same effects run. So of each (life, eof,
 * event, guards that hold), in whichever dialect, one representative is enough; a sample of all others comes on top.
 */
import { beforeAll, describe, expect, test } from '@jest/globals';
import { initialTransition, transition } from 'xstate';
import { EOFS, LIVES } from './alphabet.js';
import { dialect, type Dialect } from './choices.js';
import { EVENTS, initialContext, type Context, type EventType, type MachineEvent } from './context.js';
import { OBSERVATIONS } from './effects.js';
import { explore, type ExploreOptions } from './explore.js';
import { machine } from './machine.js';
import { choose, initialState, step, TABLE, type State, type Transition } from './table.js';
import { INSIDE, type Edge, type Watched } from './watched.js';
import { dialectsInUse, START } from './world.js';

/** Besides the representatives, one of so many edges is compared. */
const STRIDE = 997;

/** A pause outlives the last byte, and so may what ends a transport. */
const ENDS = { resumesAfterEof: 'no', bothEnded: 'ends' } as const;
/** The items before a wrong one are a write, which may come too late. */
const LATE = { badItem: 'earlier' } as const;
/** Choices that show only together, beside the dialects in use; and one where a state forgets nothing. */
const WALKS: readonly [Dialect, ExploreOptions][] = [
  ...dialectsInUse().map((one): [Dialect, ExploreOptions] => [one.dialect, {}]),
  [dialect({}, { badItem: 'earlier', writelinesTries: 'always' }), {}],
  [dialect({}, { ...ENDS, emptyReset: 'regular-end', raiseInEof: 'closes' }), {}],
  [dialect({}, { ...LATE, writeAfterEof: 'fatal' }), {}],
  [dialect({}, { ...LATE, writeWhileClosing: 'fatal' }), {}],
  [dialect({}, { ...LATE, writeAfterClose: 'fatal' }), {}],
  [dialect(), { exact: true }],
];

describe('every kind of step', () => {
  const differences: unknown[] = [];
  const kinds = new Set<number>();
  const taken = new Set<Transition | null>();
  let compared = 0;

  beforeAll(() => {
    let edges = 0;
    const onEdge = (edge: Edge): void => {
      // A call from inside a callback is the same step as one from outside, after the callback has returned.
      if (edge.before.inside !== INSIDE.none && !isAnswer(edge.event)) return;
      edges++;
      const kind = kindOf(edge);
      if (kinds.has(kind) && edges % STRIDE !== 0) return;
      kinds.add(kind);
      compare(edge);
    };
    for (const [choices, options] of WALKS) explore(choices, { ...options, invariants: [], onEdge });
  }, 60_000);

  function compare({ before, event }: Edge): void {
    compared++;
    const wanted = byXState(before, event);
    const got = byTable(before, event);
    if (differences.length < 5 && JSON.stringify(got) !== JSON.stringify(wanted))
      differences.push({ event, wanted, got });
    taken.add(choose(cellOf('life', before.life, event.type), before, event));
    taken.add(choose(cellOf('eof', before.eof, event.type), before, event));
  }

  test('the table steps as XState does', () => {
    expect(differences).toEqual([]);
    expect(kinds.size).toBeGreaterThan(800);
    expect(compared).toBeGreaterThan(5_000);
  });

  test('every transition of the chart is taken, but for those that only make it total', () => {
    const idle = [...TABLE.life, ...TABLE.eof].flatMap((row, leaf) =>
      EVENTS.flatMap((type) =>
        row[type].flatMap((one) => (taken.has(one) ? [] : [`${LIVES[leaf]}: ${type} ${one.guard ?? ''}`.trim()])),
      ),
    );
    expect(idle).toEqual([
      // A single write has no items before its bad one: writelines() takes these.
      'open: write isFatalWrongAfterEof',
      'open: write isBadAndFails',
      'open: write isBadAndPauses',
      'paused: write isFatalWrongAfterEof',
      'paused: write isBadAndFails',
      'paused: write isBadAndResumes',
      'closing.flowing: write isFatalWrongClosing',
      'closing.flowing: write isBadAndFails',
      'closing.flowing: write isBadAndPausesWhileClosing',
      'closing.paused: write isFatalWrongClosing',
      'closing.paused: write isBadAndFails',
      'closing.paused: write isBadAndResumesWhileClosing',
      'closing.flushed: write isFatalWrongFlushed',
      // The loss never comes inside a callback.
      'lost: eof_answered',
    ]);
  });
});

test('the table begins as XState does', () => {
  const input = { choices: dialectsInUse()[0]?.dialect ?? {}, ...START };
  const [snapshot, actions] = initialTransition(machine, input);
  expect(snapshot.value).toEqual(valueOf(initialState(input)));
  expect(snapshot.context).toEqual(initialContext(input));
  expect(actions.map(({ type }) => type)).toEqual(['connection_made']);
});

/** A number for the cell and for which of its guards hold; no two kinds have the same. */
function kindOf({ before, event }: Edge): number {
  let held = 1;
  for (const guards of [GUARDS_OF.life[before.life]?.[event.type], GUARDS_OF.eof[before.eof]?.[event.type]]) {
    for (const guard of guards ?? []) held = held * 2 + (guard(before, event) ? 1 : 0);
  }
  const cell = (before.life * EOFS.length + before.eof) * EVENTS.length + EVENTS.indexOf(event.type);
  return held * LIVES.length * EOFS.length * EVENTS.length + cell;
}

const GUARDS_OF = { life: TABLE.life.map(guardsOf), eof: TABLE.eof.map(guardsOf) };

function guardsOf(row: Readonly<Record<EventType, readonly Transition[]>>) {
  const entries = EVENTS.map((type) => [type, row[type].flatMap(({ holds }) => (holds === null ? [] : [holds]))]);
  return Object.fromEntries(entries) as Record<EventType, NonNullable<Transition['holds']>[]>;
}

function isAnswer({ type }: MachineEvent): boolean {
  return type === 'eof_answered' || type === 'callback_raised';
}

interface Stepped {
  readonly value: object;
  readonly context: Context;
  readonly actions: readonly string[];
}

function byTable(before: Watched, event: MachineEvent): Stepped {
  const state: State = { ...contextOf(before), life: before.life, eof: before.eof };
  const chosen = [
    choose(cellOf('life', before.life, event.type), state, event),
    choose(cellOf('eof', before.eof, event.type), state, event),
  ];
  const actions = chosen.flatMap((one) => one?.actions ?? []).filter((name) => observed.has(name));
  step(state, event);
  return { value: valueOf(state), context: contextOf(state), actions };
}

function byXState(before: Watched, event: MachineEvent): Stepped {
  const snapshot = machine.resolveState({ value: valueOf(before), context: contextOf(before) });
  const [next, actions] = transition(machine, snapshot, event);
  return { value: next.value as object, context: contextOf(next.context), actions: actions.map(({ type }) => type) };
}

const observed = new Set<string>(OBSERVATIONS);

function cellOf(region: 'life' | 'eof', leaf: number, event: EventType): readonly Transition[] {
  return TABLE[region][leaf]?.[event] ?? [];
}

function valueOf({ life, eof }: { life: number; eof: number }): { life: string | Record<string, string>; eof: string } {
  const [outer, inner] = (LIVES[life] as string).split('.') as [string, string | undefined];
  return { life: inner === undefined ? outer : { [outer]: inner }, eof: EOFS[eof] as string };
}

/** The context alone, its keys in one order. */
function contextOf(from: Context): Context {
  const keys = Object.keys(initialContext({ choices: {}, ...START })) as (keyof Context)[];
  return Object.fromEntries(keys.map((key) => [key, from[key]])) as unknown as Context;
}
