/** The exported JSON is the machine: imported again, it has the same definition and takes the same steps. */
import { expect, test } from '@jest/globals';
import { getNextSnapshot, initialTransition, setup, transition } from 'xstate';
import { dialect } from '../choices.js';
import { initialContext, type Context, type Input, type MachineEvent } from '../context.js';
import { machine } from '../machine.js';
import { START, UPPER_EVENTS, LOWER_EVENTS, SETTLE } from '../world.js';
import { toConfig } from './config.js';

const { guards, actions } = machine.implementations;
const imported = setup({
  types: { context: {} as Context, events: {} as MachineEvent, input: {} as Input },
  guards: guards as never,
  actions: actions as never,
}).createMachine({
  ...JSON.parse(toConfig()),
  context: ({ input }: { input: Input }) => initialContext(input),
}) as unknown as typeof machine;

test('the definition is the same', () => {
  expect(JSON.stringify(imported.definition)).toBe(JSON.stringify(machine.definition));
});

test('nothing of the chart is lost on the way', () => {
  expect(toConfig()).toContain('"description": "pause_writing() was called');
  expect(toConfig()).toContain('"clause": "asyncio.BaseTransport.close"');
});

test('it behaves the same', () => {
  const input = { choices: dialect(), ...START };
  const events = [...UPPER_EVENTS, ...LOWER_EVENTS, ...SETTLE];
  let [one] = initialTransition(machine, input);
  let [other] = initialTransition(imported, input);
  // A walk that comes through every life: each event in each state on the way, and the walk's own event at the end.
  const walk = [
    'write',
    'drain',
    'settle',
    'peer_data',
    'settle',
    'write',
    'close',
    'drain',
    'settle',
    'abort',
    'settle',
  ];
  for (const type of walk) {
    for (const event of events) {
      const [wanted, seen] = transition(machine, one, event);
      const [got, sees] = transition(imported, other, event);
      expect([got.value, got.context, sees.map((action) => action.type)]).toEqual([
        wanted.value,
        wanted.context,
        seen.map((action) => action.type),
      ]);
    }
    const event = events.findLast((candidate) => candidate.type === type) as MachineEvent;
    one = getNextSnapshot(machine, one, event);
    other = getNextSnapshot(imported, other, event);
    expect(other.value).toEqual(one.value);
  }
  expect(one.value).toEqual({ life: 'lost', eof: 'none' });
});
