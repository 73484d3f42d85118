/** The minimiser against faults whose shortest script is known. */
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Script, Stimulus } from '../machines/alphabet.js';
import { dialect, type Dialect } from '../machines/choices.js';
import { runModel } from '../machines/model.js';
import { scriptSchema } from '../conformance/schema/script.js';
import { scripts } from './arbitraries.js';
import { shorterScripts } from './boundary.js';
import { lengthOf } from '../conformance/length.js';
import { costOf } from './cost.js';
import { minimise } from './minimise.js';
import { reductions } from './reductions.js';

const BYTE = { do: 'write', n: 1, kind: 'bytes' } as const;
const TO_HIGH = { do: 'write', n: { to: 'high', plus: 0 }, kind: 'bytes' } as const;

/** Two dialects that differ in one choice, and the shortest script that tells them apart. */
const PLANTED: readonly [Partial<Dialect>, readonly Stimulus[]][] = [
  [{ pausesWhen: 'exceeds' }, [TO_HIGH]],
  [{ resumesAt: 'empty' }, [TO_HIGH, { do: 'drain', n: { to: 'low', plus: 0 } }]],
  [{ raisedLimits: 'at-once' }, [TO_HIGH, { do: 'set_write_buffer_limits', low: { at: 'size', plus: 0 } }]],
  [{ zeroHigh: 'forces-low' }, [{ do: 'set_write_buffer_limits', high: 0, low: 1 }]],
  [{ noneGiven: 'unchanged' }, [{ do: 'set_write_buffer_limits', low: 0 }, { do: 'set_write_buffer_limits' }]],
  [{ limitsAfterAbort: 'raises' }, [{ do: 'abort' }, { do: 'set_write_buffer_limits' }]],
  [{ writeTries: 'later' }, [{ do: 'drain', n: 1 }, BYTE]],
  [{ writeTries: 'always' }, [BYTE, { do: 'drain', n: 1 }, BYTE]],
  [{ eofTries: 'later' }, [{ do: 'write_eof' }]],
  [
    { badItem: 'earlier' },
    [
      {
        do: 'writelines',
        items: [
          { n: 1, kind: 'bytes' },
          { n: 0, kind: 'wrong' },
        ],
        as: 'list',
      },
    ],
  ],
  [{ wideChunk: 'refused' }, [{ do: 'write', n: 0, kind: 'wide' }]],
  [{ writeWhileClosing: 'dropped' }, [BYTE, { do: 'close' }, BYTE]],
  [{ writeAfterEof: 'dropped' }, [{ do: 'write_eof' }, { do: 'write', n: 0, kind: 'bytes' }]],
  [{ sizeAfterAbort: 'kept' }, [BYTE, { do: 'abort' }]],
  [{ halfClose: 'unsupported' }, []],
];

const DRAWN = fc.sample(scripts(), { seed: 1, numRuns: 1_500 });

describe('finds the shortest script that tells two dialects apart', () => {
  test.each(PLANTED)('%j', async (chosen, stimuli) => {
    const differ = (script: Script) =>
      JSON.stringify(runModel(script, dialect())) !== JSON.stringify(runModel(script, dialect({}, chosen)));
    const shortest: Script = { stimuli, reactions: [], keepOpen: false };
    expect(differ(shortest)).toBe(true);
    const failing: Script[] = [];
    for (const script of DRAWN) if (failing.length < 5 && differ(script)) failing.push(script);
    expect(failing.length).toBe(5);
    for (const script of failing) {
      const { script: found, tried } = await minimise(script, async (batch) => batch.map(differ));
      expect(lengthOf(found)).toBe(lengthOf(shortest));
      expect(costOf(found)).toBeLessThanOrEqual(costOf(shortest) + 1);
      expect(tried).toBeLessThanOrEqual(4_000);
    }
  });
});

describe('what a script waits for', () => {
  const none = { reactions: [], keepOpen: false };
  const close = { do: 'close' } as const;
  const eof = { do: 'write_eof' } as const;
  const limits = { do: 'set_write_buffer_limits' } as const;
  const all = [...reductions({ ...none, stimuli: [close, { do: 'settle' }, limits] })];

  test('is done in a callback', () => {
    const reactions = [{ on: 'connection_lost', times: 1, do: [limits] }];
    expect(all).toContainEqual({ ...none, stimuli: [close], reactions });
  });

  test('has come to rest with the connection, if it is called there', () => {
    const reactions = [{ on: 'connection_made', times: 1, do: [close] }];
    expect(all).toContainEqual({ ...none, stimuli: [limits], reactions });
  });

  test('is begun again from another script where the first leads nowhere', async () => {
    const three: Script = { ...none, stimuli: [BYTE, BYTE, BYTE] };
    const lost: Script = { ...none, stimuli: [eof, limits, eof] };
    const fails = (one: Script) =>
      [three, lost].includes(one) || JSON.stringify(one.stimuli) === '[{"do":"write_eof"}]';
    const attempt = async (batch: readonly Script[]) => batch.map(fails);
    expect((await minimise(three, attempt, { budget: 100 })).script).not.toEqual({ ...none, stimuli: [eof] });
    const { script } = await minimise(three, attempt, { budget: 100, others: [lost] });
    expect(script).toEqual({ ...none, stimuli: [eof] });
  });
});

describe('minimise', () => {
  const [script] = fc.sample(scripts(), { seed: 3, numRuns: 1 }) as [Script];

  test('is deterministic, and takes nothing that costs more or does not fail', async () => {
    const long = fc.sample(scripts(), { seed: 2, numRuns: 30 });
    const fails = (one: Script) => one.stimuli.filter(({ do: name }) => name === 'write').length >= 2;
    for (const one of long.filter(fails)) {
      const found = await minimise(one, async (batch) => batch.map(fails));
      expect(await minimise(one, async (batch) => batch.map(fails))).toEqual(found);
      expect(found.script.stimuli.map(({ do: name }) => name)).toEqual(['write', 'write']);
      expect(costOf(found.script)).toBe(costOf({ stimuli: [WRITE, WRITE], reactions: [], keepOpen: false }));
    }
  });

  test('ends with the script it has when nothing shorter fails', async () => {
    const { script: found, tried } = await minimise(script, async (batch) => batch.map(() => false));
    expect(found).toBe(script);
    expect(tried).toBeGreaterThan(100);
  });

  test('tries no more than its budget', async () => {
    let most = 0;
    const fails = async (batch: readonly Script[]) => ((most += batch.length), batch.map((_one, i) => i % 3 === 0));
    for (const budget of [0, 1, 10, 100]) {
      most = 0;
      const { tried } = await minimise(script, fails, { budget });
      expect(tried).toBe(most);
      expect(most).toBeLessThanOrEqual(budget);
    }
  });

  test('stops when told', async () => {
    let batches = 0;
    const { script: found } = await minimise(script, async (batch) => batch.map((one) => one.stimuli.length > 0), {
      stop: () => ++batches > 1,
    });
    expect(batches).toBe(2);
    expect(costOf(found)).toBeLessThan(costOf(script));
  });

  test('takes a script of ten thousand stimuli', async () => {
    const stimuli: Stimulus[] = Array(10_000).fill({ do: 'settle' });
    const long = { stimuli: stimuli.with(7_777, { do: 'abort' }), reactions: [], keepOpen: false };
    const aborts = (one: Script) => one.stimuli.some(({ do: name }) => name === 'abort');
    const { script: found } = await minimise(long, async (batch) => batch.map(aborts));
    expect(found.stimuli).toEqual([{ do: 'abort' }]);
  });
});

test('reductions and short scripts are scripts, and each is cheaper', () => {
  fc.assert(
    fc.property(scripts(), (script) => {
      const isSound = (one: Script) => costOf(one) < costOf(script) && scriptSchema.safeParse(one).success;
      expect([...reductions(script)].filter((reduced) => !isSound(reduced))).toEqual([]);
    }),
    { seed: 1, numRuns: 50 },
  );
  fc.assert(
    fc.property(scripts({ maxStimuli: 4 }), (script) => {
      const short = shorterScripts(script, 1_000);
      expect(short.length).toBeLessThanOrEqual(1_000);
      expect(short.every((one) => costOf(one) < costOf(script) && scriptSchema.safeParse(one).success)).toBe(true);
      expect(short.map(costOf)).toEqual(short.map(costOf).sort((a, b) => a - b));
    }),
    { seed: 1, numRuns: 30 },
  );
});

const WRITE = { do: 'write', n: 0, kind: 'bytes' } as const;
