/** What can be covered is what a walk that forgets nothing reaches, no more and no less; and each of it has a name. */
import { describe, expect, test } from '@jest/globals';
import { dialect, type Dialect } from './choices.js';
import type { MachineEvent } from './context.js';
import {
  addTransitions,
  cellOf,
  codesOf,
  configurationOf,
  KINDS,
  nameOf,
  noCodes,
  type Codes,
  type Kind,
} from './coverage.js';
import { isContested } from './guards.js';
import { ALL_MEANS, reach } from './reach.js';
import { copyOf, initialState, SEEN, step, type State } from './table.js';
import { isOutside } from './watched.js';
import { DATA_ANSWERS, EOF_ANSWERS, LOWER_EVENTS, OTHER_RAISED, START, UPPER_EVENTS } from './world.js';

type Place = keyof typeof ENDS | 'loop';
const ENDS = { outside: [], data: DATA_ANSWERS, eof: EOF_ANSWERS, other: [OTHER_RAISED] } as const;
const OTHERS = SEEN.pause_writing | SEEN.resume_writing | SEEN.connection_lost;

const namesIn = (kind: Kind, codes: Codes): string[] => codesOf(kind, codes).map(nameOf);

test('every code has a name of its own', () => {
  const all = noCodes().fill(1);
  const names = KINDS.flatMap((kind) => namesIn(kind, all));
  expect(names.length).toBe(all.length);
  expect(new Set(names).size).toBe(all.length);
  expect(names).not.toContain(undefined);
});

describe.each<[string, Dialect, readonly MachineEvent[]]>([
  ['limits that must be whole', dialect({}, { floatLimits: 'refused' }), UPPER_EVENTS],
  // Its states are too many to have all limits too.
  ['sends that count whole', dialect({}, { sizeFalls: 'when-sent' }), UPPER_EVENTS.filter((one) => !('high' in one))],
])('in the dialect of %s', (_name, choices, upper) => {
  const codes = reach(choices);
  const { transitions, outside, inside } = walk(choices, upper);

  test('transitions are those of the walk', () => {
    const walked = namesIn('transitions', codes).filter((name) => upper === UPPER_EVENTS || !/limits/i.test(name));
    expect(walked).toEqual(namesIn('transitions', transitions));
  });

  test('cells are those of its configurations: some are only met in a callback', () => {
    const lower = namesIn('cells', codes).filter((name) => name.endsWith(' x settle'));
    expect(new Set(lower)).toEqual(new Set([...outside].map((name) => `${name} x settle`)));
    const called = namesIn('cells', codes).filter((name) => name.endsWith(' x close'));
    expect(new Set(called)).toEqual(new Set([...outside, ...inside].map((name) => `${name} x close`)));
    expect(called.length).toBeGreaterThan(lower.length);
  });
});

test('what a subject cannot be given is not to be covered', () => {
  const stimuli = new Set([...ALL_MEANS.stimuli].filter((name) => !name.startsWith('peer')));
  const codes = reach(dialect(), { ...ALL_MEANS, stimuli, raising: false });
  const names = KINDS.flatMap((kind) => namesIn(kind, codes));
  expect(names.length).toBeGreaterThan(500);
  expect(names.filter((name) => /peer_|callback_raised/.test(name))).toEqual([]);
});

/** As reach.ts, with every event of the small world, and all that a state has in its key but the counts that only grow. */
function walk(choices: Dialect, upper: readonly MachineEvent[]) {
  const transitions = noCodes();
  const outside = new Set<string>();
  const inside = new Set<string>();
  const known = new Set<string>();
  const nodes: (readonly [State, Place])[] = [];
  const add = (state: State, place: Place): void => {
    const { choices: _choices, accepted: _accepted, handed: _handed, incoming, ...rest } = state;
    const key = `${place} ${incoming > 0} ${Object.values(rest).join(' ')}`;
    if (!known.has(key)) nodes.push([state, place]);
    known.add(key);
  };
  const take = (before: State, event: MachineEvent): [State, number] => {
    const state = copyOf(before);
    const seen = step(state, event);
    addTransitions(transitions, seen);
    return [state, seen];
  };
  add(initialState({ choices, ...START }), 'other');
  for (const [state, place] of nodes) {
    if (place === 'loop') {
      for (const serve of isContested(state) ? (['read', 'write'] as const) : (['any'] as const)) {
        const [after, seen] = take(state, { type: 'settle', serve });
        if ((seen & SEEN.data_received) !== 0) add(after, 'data');
        else if ((seen & SEEN.eof_received) !== 0) add(after, 'eof');
        else if ((seen & OTHERS) !== 0) add(after, 'other');
        else add(after, (seen & SEEN.rest) !== 0 && after.eof === state.eof ? 'outside' : 'loop');
      }
      continue;
    }
    (place === 'outside' ? outside : inside).add(nameOfConfiguration(state));
    for (const event of place === 'outside' ? [...upper, ...LOWER_EVENTS] : upper) {
      if (isOutside(state, event) || ('triesAnyway' in event && event.triesAnyway)) continue;
      const [after, seen] = take(state, event);
      add(after, place);
      if ((seen & OTHERS) !== 0) add(take(after, OTHER_RAISED)[0], place);
    }
    if (place !== 'eof') add(state, 'loop');
    for (const event of ENDS[place]) add(take(state, event)[0], 'loop');
  }
  return { transitions, outside, inside };
}

function nameOfConfiguration(state: State): string {
  return nameOf(cellOf(configurationOf(state), 'close')).replace(/ x close$/, '');
}
