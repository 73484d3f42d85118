/** What is drawn reaches every word of the alphabet, every state of the model, and nothing that a subject cannot do. */
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  CALLBACKS,
  CHUNK_KINDS,
  CONTAINERS,
  LIVES,
  STIMULI,
  UPPER,
  type Item,
  type Script,
  type Stimulus,
} from '../machines/alphabet.js';
import { dialect } from '../machines/choices.js';
import type { EventType } from '../machines/context.js';
import { runModel } from '../machines/model.js';
import { TABLE } from '../machines/table.js';
import { ALL_CAPABILITIES, needs } from '../conformance/subject.js';
import { scripts } from './arbitraries.js';
import { lengthOf } from '../conformance/length.js';

const SEED = 1;
const drawn = fc.sample(scripts(), { seed: SEED, numRuns: 3_000 });
const reactions = drawn.flatMap((script) => script.reactions);
const stimuli: Stimulus[] = [...drawn.flatMap((script) => script.stimuli), ...reactions.flatMap((one) => one.do)];
const limits = stimuli.filter((one) => one.do === 'set_write_buffer_limits');
const lines = stimuli.filter((one) => one.do === 'writelines');

describe('3,000 scripts hold', () => {
  test('every stimulus, chunk, container and callback', () => {
    const items: Item[] = stimuli.flatMap((one) =>
      one.do === 'write' ? one : one.do === 'writelines' ? one.items : [],
    );
    expect(new Set(stimuli.map((one) => one.do))).toEqual(new Set(STIMULI));
    expect(new Set(items.map((one) => one.kind))).toEqual(new Set(CHUNK_KINDS));
    expect(new Set(lines.map((one) => one.as))).toEqual(new Set(CONTAINERS));
    expect(new Set(reactions.map((one) => one.on))).toEqual(new Set(CALLBACKS));
    for (const to of ['high', 'low', 'zero']) {
      for (const plus of [-1, 0, 1]) expect(items).toContainEqual({ do: 'write', n: { to, plus }, kind: 'bytes' });
    }
  });

  test('every way to use writelines()', () => {
    const kinds = lines.map(
      (one) => `${one.as} ${one.items.map((item) => (item.kind === 'wrong' ? 'x' : '.')).join('')}`,
    );
    for (const way of ['list ', 'generator ', 'list .x.', 'generator .x', 'not-iterable .', 'list ....']) {
      expect(kinds).toContain(way);
    }
  });

  test('every way to set limits', () => {
    const ways = {
      none: limits.some(({ high, low }) => high === undefined && low === undefined),
      highOnly: limits.some(({ high, low }) => high !== undefined && low === undefined),
      lowOnly: limits.some(({ high, low }) => high === undefined && low !== undefined),
      zeroHighWithLow: limits.some(({ high, low }) => high === 0 && Number(low) > 0),
      negative: limits.some(({ high }) => Number(high) < 0) && limits.some(({ low }) => Number(low) < 0),
      lowAboveHigh: limits.some(({ high, low }) => Number(low) > Number(high) && Number(high) > 0),
      fraction: limits.some(({ high }) => high === 10.5),
      realistic: limits.some(({ high, low }) => high === 65_536 && low === 16_384),
    };
    expect(Object.entries(ways).filter(([, seen]) => !seen)).toEqual([]);
    for (const plus of [-1, 0, 1]) expect(limits.map(({ high }) => high)).toContainEqual({ at: 'size', plus });
  });

  test('reactions in about a third of them, small limits at the start of most, and long ones', () => {
    const share = (of: (script: Script) => boolean) => drawn.filter(of).length / drawn.length;
    expect(share((script) => script.reactions.length > 0)).toBeCloseTo(1 / 3, 1);
    expect(share((script) => script.reactions.some((one) => one.raises === true))).toBeGreaterThan(0.05);
    expect(share((script) => script.keepOpen)).toBeCloseTo(1 / 2, 1);
    expect(
      share(({ stimuli: [first] }) => first?.do === 'set_write_buffer_limits' && Number(first.high) <= 64),
    ).toBeGreaterThan(0.7);
    expect(share((script) => script.stimuli.length >= 12)).toBeGreaterThan(0.7);
    expect(Math.max(...drawn.map((script) => script.stimuli.length))).toBe(20);
    expect(new Set(reactions.map((one) => one.times))).toEqual(new Set([1, 2, 3]));
    expect(new Set(reactions.map((one) => one.do.length))).toEqual(new Set([1, 2, 3]));
    for (const on of CALLBACKS) {
      const inside = reactions.filter((one) => one.on === on).flatMap((one) => one.do.map((stimulus) => stimulus.do));
      expect(new Set(inside)).toEqual(new Set(UPPER));
    }
  });

  test('every cell of the model: each stimulus in each state of life', () => {
    const seen = new Set<string>();
    const undo = LIVES.map((life, index) => {
      const row = TABLE.life[index] as Record<EventType, unknown>;
      const cells = { ...row };
      for (const name of STIMULI) {
        const get = () => (seen.add(`${life} ${name}`), cells[name]);
        Object.defineProperty(row, name, { configurable: true, enumerable: true, get });
      }
      return () => {
        for (const name of STIMULI) Object.defineProperty(row, name, { value: cells[name], enumerable: true });
      };
    });
    for (const script of drawn) runModel(script, dialect());
    for (const put of undo) put();
    const cells = LIVES.flatMap((life) => STIMULI.map((name) => `${life} ${name}`));
    expect(cells.filter((cell) => !seen.has(cell))).toEqual([]);
  });
});

describe('nothing is drawn that a subject cannot do', () => {
  test.each(ALL_CAPABILITIES)('without %s', (missing) => {
    const capabilities = ALL_CAPABILITIES.filter((one) => one !== missing);
    const some = fc.sample(scripts({ capabilities }), { seed: SEED, numRuns: 500 });
    for (const script of some) expect([...needs(script)]).not.toContain(missing);
    const rest = new Set(some.flatMap((script) => [...needs(script)]));
    // These no script needs; and one that is left out may take another with it.
    const unasked = ['half-close', 'exact-size', 'asyncio-ends', 'close-ends-reading'];
    expect([...rest, ...unasked].length).toBeGreaterThanOrEqual(ALL_CAPABILITIES.length - 2);
  });

  test('with none of all', () => {
    const some = fc.sample(scripts({ capabilities: [] }), { seed: SEED, numRuns: 500 });
    for (const script of some) expect(needs(script).size).toBe(0);
  });
});

test('as many stimuli as asked for, and no more', () => {
  for (const maxStimuli of [0, 1, 100]) {
    const lengths = fc
      .sample(scripts({ maxStimuli }), { seed: SEED, numRuns: 300 })
      .map(({ stimuli: all }) => all.length);
    expect(Math.max(...lengths)).toBe(maxStimuli);
  }
});

test('fast-check shrinks a script to the shortest that fails', () => {
  const pauses = ({ steps }: ReturnType<typeof runModel>) =>
    steps.some((one) => one.calls.some(({ name }) => name === 'pause_writing'));
  const property = fc.property(scripts(), (script) => !pauses(runModel(script, dialect())));
  const { counterexample } = fc.check(property, { seed: SEED, numRuns: 100 });
  const [script] = counterexample as [Script];
  expect(lengthOf(script)).toBe(1);
});
