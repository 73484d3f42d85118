/** Nothing that a transport can do in a small world is lost by what is left out, and every script is counted once. */
import { describe, expect, test } from '@jest/globals';
import {
  CALLBACKS,
  LOWER,
  type Reaction,
  type Script,
  type Step,
  type Stimulus,
  type Trace,
} from '../machines/alphabet.js';
import { Judge } from '../conformance/judge.js';
import { RULES } from '../conformance/rules/index.js';
import { ALL_CAPABILITIES, isTrace, type Result, type Subject } from '../conformance/subject.js';
import { MUTANTS, subjectOf } from '../subjects/mutants/index.js';
import { reference } from '../subjects/reference/subject.js';
import { lengthOf } from '../conformance/length.js';
import { exhaust, scriptsIn } from './exhaustive.js';
import { smallWorld, worldOf } from './world.js';
import type { World } from './tree.js';

const DEPTH = 3;
/** Wrong in ways that these small worlds can show. */
const SOME = MUTANTS.filter((_mutant, i) => i % Math.ceil(MUTANTS.length / 2) === 0);
const FLOW: readonly Stimulus[] = [
  { do: 'write', n: 1, kind: 'bytearray' },
  { do: 'write', n: { to: 'high', plus: 0 }, kind: 'bytes' },
  { do: 'set_write_buffer_limits', high: 0 },
  { do: 'tamper', how: 'edit' },
  { do: 'drain', n: 1 },
  { do: 'drain', n: { to: 'zero', plus: 0 } },
  { do: 'settle' },
];
const PEER: readonly Stimulus[] = [
  { do: 'write', n: 1, kind: 'bytes' },
  { do: 'write_eof' },
  { do: 'drain', n: 2 },
  { do: 'peer_eof' },
  { do: 'peer_data', n: 1 },
  { do: 'peer_reset' },
  { do: 'settle' },
];
const ONE = { reactions: 1, most: 1, times: 1, raises: 'alone' } as const;
const world = (stimuli: readonly Stimulus[]): World =>
  worldOf(stimuli, [{ do: 'write', n: 1, kind: 'bytes' }, { do: 'abort' }], ALL_CAPABILITIES, ONE);

describe.each([
  ['writing and draining', FLOW],
  ['the peer', PEER],
])('a small world of %s', (_name, stimuli) => {
  const every = [...everyScript(world(stimuli), DEPTH)];

  test('has as many scripts as are counted, and each is run or left out for one reason', async () => {
    const { exhausted, cases } = await exhaust(world(stimuli), DEPTH, options(reference()));
    const { scripts, run, same, unseen, failed, uncalled } = exhausted;
    expect(scripts).toBe(every.length);
    expect(run + same + unseen + failed + uncalled).toBe(scripts);
    expect({ run: cases, failed, unsteady: exhausted.unsteady }).toEqual({ run, failed: 0, unsteady: 0 });
    expect(run).toBeLessThan(scripts / 4);
  });

  test('shows no more when every script of it is run', async () => {
    const seen = new Set<string>();
    const lengths: number[] = [];
    await exhaust(world(stimuli), DEPTH, {
      ...options(reference()),
      judge: (script, result) => {
        lengths.push(lengthOf(script));
        seen.add(JSON.stringify((result as Trace).steps.flatMap(done)));
        return [];
      },
    });
    expect(lengths).toEqual([...lengths].sort((a, b) => a - b));
    const all = (await reference().run(every)).map((result) => JSON.stringify((result as Trace).steps.flatMap(done)));
    expect(all.filter((one) => !seen.has(one))).toEqual([]);
    expect(seen.size).toBe(new Set(all).size);
  });

  test.each(SOME.map((mutant) => [mutant.name, mutant] as const))(
    'shows what is wrong with %s by scripts as short',
    async (_mutant, mutant) => {
      const judge = judgeOf();
      const shortest = new Map<string, number>();
      const results = await subjectOf(mutant).run(every);
      for (const [i, script] of every.entries()) {
        for (const id of judge(script, results[i] as Trace)) {
          shortest.set(id, Math.min(shortest.get(id) ?? Infinity, lengthOf(script)));
        }
      }
      const { found, exhausted } = await exhaust(world(stimuli), DEPTH, { ...options(subjectOf(mutant)), budget: 1 });
      expect(new Map([...found].map(([id, script]) => [id, lengthOf(script)]))).toEqual(shortest);
      const { scripts, run, same, unseen, failed, uncalled } = exhausted;
      expect(run + same + unseen + failed + uncalled).toBe(scripts);
    },
  );
});

test('the small world of the command is what the page says', () => {
  const { stimuli, inside } = smallWorld(ALL_CAPABILITIES);
  expect([stimuli.length, inside.length]).toEqual([32, 7]);
  const sizes = [1, 2, 3, 4].map((depth) => scriptsIn(smallWorld(ALL_CAPABILITIES), depth));
  expect(sizes).toEqual([546, 17_570, 562_338, 17_994_914]);
  const poor = smallWorld([]);
  expect(poor.callbacks).not.toContain('eof_received');
  const wire = poor.stimuli.filter(({ do: name }) => (LOWER as readonly string[]).includes(name));
  expect(wire).toEqual([{ do: 'drain', n: 'all' }, { do: 'stall' }]);
});

test('a subject that is another each time is noticed', async () => {
  let calls = 0;
  const fickle: Subject = {
    ...reference(),
    run: (scripts) => (reference().run(scripts) as Trace[]).map(({ steps }) => withHigh(steps, 65_536 + (calls++ % 7))),
  };
  const { exhausted } = await exhaust(world(FLOW), 2, options(fickle));
  expect(exhausted.unsteady).toBeGreaterThan(0);
});

test('one that fails at a script is asked for nothing more that begins with it', async () => {
  const broken: Subject = {
    ...reference(),
    run: (scripts) =>
      scripts.map((script) =>
        script.stimuli.some(({ do: name }) => name === 'set_write_buffer_limits')
          ? { fault: 'No limits today.' }
          : ((reference().run([script]) as Trace[])[0] as Trace),
      ),
  };
  const { exhausted, faulted } = await exhaust(world(FLOW), DEPTH, options(broken));
  const { scripts, run, same, unseen, failed, uncalled } = exhausted;
  expect(run + same + unseen + failed + uncalled).toBe(scripts);
  expect(faulted).toBeGreaterThan(0);
  expect(failed).toBeGreaterThan(0);
});

function options(subject: Subject): Parameters<typeof exhaust>[2] {
  return { subject, judge: judgeOf(), seed: 1, runs: 0 };
}

function judgeOf(): (script: Script, result: Result) => readonly string[] {
  const judge = new Judge(RULES, {});
  return (_script, result) => (!isTrace(result) ? [] : judge.judge(result).map(({ rule }) => rule.id));
}

/** What a transport did: calls of it, and what came of them. What the wire was made to offer only shows in what follows. */
function done({ stimulus, after, raised, wire, errors, calls }: Step): object[] {
  const isQuiet = calls.length + wire.length + errors.length === 0;
  if (isQuiet && ['settle', 'drain', 'tamper', 'peer_data', 'peer_eof', 'peer_reset'].includes(stimulus.do)) return [];
  const nested = calls.map((call) => ({ ...call, steps: call.steps.flatMap(done) }));
  return [{ stimulus: stimulus.do === 'settle' ? 'settle' : stimulus, after, raised, wire, errors, nested }];
}

/** Without thinking: every list of stimuli with every reaction. */
function* everyScript({ stimuli, inside }: World, depth: number): Generator<Script> {
  const reactions: Reaction[][] = [[]];
  for (const on of CALLBACKS) {
    reactions.push([{ on, times: 1, do: [], raises: true }]);
    for (const one of inside) reactions.push([{ on, times: 1, do: [one] }]);
  }
  let lists: Stimulus[][] = [[]];
  for (let n = 0; n <= depth; n++) {
    for (const list of lists) {
      for (const around of reactions) {
        for (const keepOpen of [false, true]) {
          const script = { stimuli: list, reactions: around, keepOpen };
          if (lengthOf(script) <= depth) yield script;
        }
      }
    }
    lists = lists.flatMap((list) => stimuli.map((one) => [...list, one]));
  }
}

/** Each connection by itself is of one mind. */
function withHigh(steps: readonly Step[], high: number): Trace {
  return {
    steps: steps.map((step) => ({
      ...step,
      stimulus: step.stimulus.do === 'connect' ? { ...step.stimulus, high } : step.stimulus,
      after: { ...step.after, high },
    })),
  };
}
