/**
 * A real XState actor that attaches itself with @statelyai/inspect, as anybody's would: `node actor.mjs <url> [ours]`. It takes an
 * event from each line of its standard input.
 */
import { createInterface } from 'node:readline';
import { createWebSocketInspector } from '@statelyai/inspect';
import { createActor, createMachine } from 'xstate';

const [url, which] = process.argv.slice(2);

const lamp = createMachine({
  id: 'lamp <b>of a stranger</b>',
  type: 'parallel',
  states: {
    light: {
      initial: 'off',
      states: {
        off: { on: { SWITCH: 'on' } },
        on: {
          initial: 'dim',
          on: { SWITCH: 'off' },
          states: { dim: { on: { MORE: 'bright' } }, bright: { type: 'final' } },
        },
      },
    },
    door: { initial: 'shut', states: { shut: { on: { OPEN: 'open' } }, open: { on: { SHUT: 'shut' } } } },
  },
});

const inspector = createWebSocketInspector({ url });
const actor = await made();
actor.start();
for await (const line of createInterface({ input: process.stdin })) actor.send(JSON.parse(line));
inspector.stop();
actor.stop();

async function made() {
  if (which !== 'ours') return createActor(lamp, { inspect: inspector.inspect });
  const [{ machine }, { dialect }] = await Promise.all([
    import('../../dist/machines/machine.js'),
    import('../../dist/machines/choices.js'),
  ]);
  return createActor(machine, {
    input: { choices: dialect(), low: 16, high: 64 },
    inspect: inspector.inspect,
  });
}
