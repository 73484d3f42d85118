/**
 * `npm run bench`: ratios, all made in one run, so that a slow machine changes none of them.
 * Never a test, never a threshold: it prints, people judge.
 */
import { createActor, initialTransition, transition } from 'xstate';
import { dialect } from '../machines/choices.js';
import type { MachineEvent } from '../machines/context.js';
import { machine } from '../machines/machine.js';
import { initialState, step } from '../machines/table.js';
import { campaign } from '../properties/campaign.js';
import { runSuite } from '../conformance/suite.js';
import { reference } from '../subjects/reference/subject.js';
import { benchMonitor } from './monitor.js';
import { reduce, start } from './reducer.js';

const INPUT = { choices: dialect(), low: 4, high: 16 };
/** A pause, a drain that resumes, and a rest: the common life of a transport. */
const EVENTS: readonly MachineEvent[] = [
  { type: 'write', n: 16, badAt: -1, wideAt: -1, wideEmpty: false, first: 'bytes', triesAnyway: false },
  { type: 'drain', n: 16 },
  { type: 'settle', serve: 'any' },
  { type: 'settle', serve: 'any' },
];
const ROUNDS = 5;

const contestants: readonly { readonly name: string; readonly steps: number; run(steps: number): void }[] = [
  {
    name: 'compiled table',
    steps: 4_000_000,
    run: (steps) => {
      const state = initialState(INPUT);
      for (let i = 0; i < steps; i++) step(state, EVENTS[i & 3] as MachineEvent);
    },
  },
  {
    name: 'hand-written reducer',
    steps: 4_000_000,
    run: (steps) => {
      let state = start(INPUT.low, INPUT.high);
      for (let i = 0; i < steps; i++) state = reduce(state, EVENTS[i & 3] as MachineEvent);
    },
  },
  {
    name: 'XState actor',
    steps: 100_000,
    run: (steps) => {
      const actor = createActor(machine, { input: INPUT }).start();
      for (let i = 0; i < steps; i++) actor.send(EVENTS[i & 3] as MachineEvent);
    },
  },
  {
    name: 'XState transition()',
    steps: 40_000,
    run: (steps) => {
      let [snapshot] = initialTransition(machine, INPUT);
      for (let i = 0; i < steps; i++) [snapshot] = transition(machine, snapshot, EVENTS[i & 3] as MachineEvent);
    },
  },
];

const speeds = contestants.map(({ name, steps, run }) => {
  run(steps); // warm
  const rounds = Array.from({ length: ROUNDS }, () => {
    const from = performance.now();
    run(steps);
    return (steps / (performance.now() - from)) * 1000;
  });
  return { name, speed: rounds.toSorted((a, b) => a - b)[ROUNDS >> 1] as number };
});
const table = (speeds[0] as { speed: number }).speed;

console.log('Steps of the model a second (median of 5), and how many times slower than the compiled table:');
for (const { name, speed } of speeds) {
  console.log(`  ${name.padEnd(22)} ${thousands(speed).padStart(12)}   ${(table / speed).toFixed(1)} x`);
}

const RUNS = 20_000;
await runSuite(reference(), { search: campaign, runs: 2_000 }); // warm
const from = performance.now();
const report = await runSuite(reference(), { search: campaign, runs: RUNS });
const seconds = (performance.now() - from) / 1000;
console.log('\nCases in process (reference transport; generated, run, held against every rule and the oracle):');
console.log(
  `  ${thousands(report.cases / seconds)} cases a second, ${thousands(report.steps / seconds)} steps a second`,
);

benchMonitor();

function thousands(n: number): string {
  return Math.round(n).toLocaleString('en-US');
}
