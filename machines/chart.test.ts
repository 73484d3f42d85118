/** The chart names only what exists, nothing that exists is left unnamed, and every choice is a real one. */
import { describe, expect, test } from '@jest/globals';
import { CHART } from './chart.js';
import { CHOICE_NAMES, CHOICES, dialect, type Choice } from './choices.js';
import { EVENTS } from './context.js';
import { distinguish } from './distinguish.js';
import { EFFECTS, OBSERVATIONS } from './effects.js';
import { GUARDS } from './guards.js';
import { EOFS, LIVES } from './alphabet.js';
import { dialectsInUse } from './world.js';

describe('names', () => {
  const named = namesIn(CHART);

  test('the guards of the chart are those of guards.ts', () => {
    expect(named.guards).toEqual(Object.keys(GUARDS).toSorted());
  });

  test('the actions of the chart are the effects and the observations', () => {
    expect(named.actions).toEqual([...Object.keys(EFFECTS), ...OBSERVATIONS].toSorted());
  });

  test('the events of the chart are those of the alphabet', () => {
    expect(named.events).toEqual([...EVENTS].toSorted());
  });

  test('the leaves of the table are those of the chart', () => {
    expect(leavesOf(CHART.states.life)).toEqual(LIVES);
    expect(leavesOf(CHART.states.eof)).toEqual(EOFS);
  });
});

describe('every choice is a real one', () => {
  const flips = CHOICE_NAMES.flatMap((name) =>
    (CHOICES[name] as Choice).values.slice(1).map((value) => [name, value] as const),
  );
  const last = Object.fromEntries(CHOICE_NAMES.map((name) => [name, CHOICES[name].values.at(-1)]));
  // Those that show most come first: to find two dialects alike takes the longest.
  const likely = [dialect(), dialect({}, last), dialect({}, { halfClose: 'unsupported' })];
  const around = [...likely, ...dialectsInUse().map((one) => one.dialect)];
  // Some freedoms show only where another one was used: what an empty write does where a write raises, for example.
  test.each(flips)('%s: %s can be told from the first value', (name, value) => {
    const first = CHOICES[name].values[0];
    const shows = around.some((one) => distinguish({ ...one, [name]: first }, { ...one, [name]: value }) !== null);
    expect(shows).toBe(true);
  });

  test('a dialect cannot be told from itself', () => {
    expect(distinguish(dialect(), dialect())).toBeNull();
  });
});

interface Node {
  readonly states?: Readonly<Record<string, Node>>;
  readonly entry?: readonly string[];
  readonly on?: Readonly<Record<string, unknown>>;
}

function namesIn(chart: Node): { guards: string[]; actions: string[]; events: string[] } {
  const guards = new Set<string>();
  const actions = new Set<string>();
  const events = new Set<string>();
  const visit = (node: Node): void => {
    for (const action of node.entry ?? []) actions.add(action);
    for (const [event, cell] of Object.entries(node.on ?? {})) {
      events.add(event);
      for (const one of [cell].flat() as { guard?: string; actions: readonly string[] }[]) {
        if (one.guard !== undefined) guards.add(one.guard);
        for (const action of one.actions) actions.add(action);
      }
    }
    for (const child of Object.values(node.states ?? {})) visit(child);
  };
  visit(chart);
  return { guards: [...guards].toSorted(), actions: [...actions].toSorted(), events: [...events].toSorted() };
}

function leavesOf({ states = {} }: Node): string[] {
  return Object.entries(states).flatMap(([name, node]) =>
    node.states === undefined ? [name] : leavesOf(node).map((leaf) => `${name}.${leaf}`),
  );
}
