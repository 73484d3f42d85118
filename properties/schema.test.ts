/** The schemas let through all that is drawn or modelled, and say of the rest where it is wrong. */
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { z } from 'zod';
import { STIMULI, UPPER } from '../machines/alphabet.js';
import { runModel } from '../machines/model.js';
import { scriptFileSchema, scriptSchema } from '../conformance/schema/script.js';
import { inOneSentence } from '../conformance/schema/sentence.js';
import { DEEPEST, traceFileSchema, traceSchema } from '../conformance/schema/trace.js';
import { dialects, scripts } from './arbitraries.js';

describe('the schemas let through', () => {
  test('every script that is drawn and every trace of the model, unchanged', () => {
    fc.assert(
      fc.property(scripts(), dialects(), (script, dialect) => {
        expect(scriptSchema.parse(script)).toEqual(script);
        const trace = runModel(script, dialect);
        expect(traceSchema.parse(trace)).toEqual(trace);
        expect(traceFileSchema.parse({ version: 1, ...trace })).toEqual({ version: 1, ...trace });
      }),
      { seed: 1, numRuns: 500 },
    );
  });

  test('callbacks within callbacks, up to a bound', () => {
    expect(traceSchema.safeParse(nested(DEEPEST)).success).toBe(true);
    const deep = nested(DEEPEST + 1);
    expect(complaint(traceSchema, deep)).toBe(`expected at most ${DEEPEST} callbacks within each other.`);
  });
});

describe('of what they refuse, they say where and what', () => {
  const script = (...stimuli: unknown[]) => ({ stimuli, reactions: [], keepOpen: false });

  test.each<[string, unknown]>([
    ['expected an object.', null],
    ['keepOpen: is missing.', { stimuli: [], reactions: [] }],
    ['"keepopen" is not known here.', { ...script(), keepopen: true }],
    ['stimuli[0]: "now" is not known here.', script({ do: 'close', now: true })],
    ['stimuli[1]: expected an object.', script({ do: 'settle' }, 7)],
    [`stimuli[1].do: expected one of ${STIMULI.join(', ')}.`, script({ do: 'settle' }, { do: 'flush' })],
    ['stimuli[0].n: is missing.', script({ do: 'write', kind: 'bytes' })],
    ['stimuli[0].n: expected a number or an object.', script({ do: 'write', n: 'all', kind: 'bytes' })],
    ['stimuli[0].n: expected at least 0.', script({ do: 'write', n: -1, kind: 'bytes' })],
    [
      'stimuli[0].n.to: expected one of high, low, zero.',
      script({ do: 'write', n: { to: 'top', plus: 0 }, kind: 'bytes' }),
    ],
    ['stimuli[0].n.plus: expected a whole number.', script({ do: 'drain', n: { to: 'low', plus: 0.5 } })],
    ['stimuli[0].high: expected at most 9007199254740991.', script({ do: 'set_write_buffer_limits', high: 1e300 })],
    ['stimuli[0].high: expected a number or an object.', script({ do: 'set_write_buffer_limits', high: Infinity })],
    ['stimuli[0].n: expected at most 1048576.', script({ do: 'peer_data', n: 2_000_000 })],
    ['stimuli: expected at most 10000 items.', script(...Array(10_001).fill({ do: 'settle' }))],
    [
      'reactions[0].times: expected at most 100.',
      { ...script(), reactions: [{ on: 'pause_writing', times: 101, do: [] }] },
    ],
    [
      `reactions[0].do[0].do: expected one of ${UPPER.join(', ')}.`,
      { ...script(), reactions: [{ on: 'pause_writing', times: 1, do: [{ do: 'drain', n: 1 }] }] },
    ],
  ])('%s', (sentence, value) => {
    expect(complaint(scriptSchema, value)).toBe(sentence);
  });

  test('in a file, the version', () => {
    expect(complaint(scriptFileSchema, script())).toBe('version: is missing.');
    expect(complaint(scriptFileSchema, { version: 2, ...script() })).toBe('version: expected 1.');
    expect(complaint(traceFileSchema, { version: 2, steps: nested(1).steps })).toBe('version: expected 1.');
  });

  test('in a trace, the order', () => {
    const [connect] = nested(0).steps;
    const settle = { ...connect, stimulus: { do: 'settle' } };
    expect(complaint(traceSchema, { steps: [] })).toBe('steps: expected at least 1 items.');
    expect(complaint(traceSchema, { steps: [settle] })).toBe('steps[0].stimulus.do: expected connect.');
    expect(complaint(traceSchema, { steps: [connect, connect] })).toBe(
      'steps[1].stimulus.do: expected connect as the first step alone.',
    );
    const call = { name: 'connection_made', size: 0, arrived: 0, steps: [settle] };
    expect(complaint(traceSchema, { steps: [{ ...connect, calls: [call] }] })).toBe(
      `steps[0].calls[0].steps[0].stimulus.do: expected one of ${UPPER.join(', ')}.`,
    );
  });
});

function complaint(schema: z.ZodType, value: unknown): string {
  const result = schema.safeParse(value);
  return result.success ? 'nothing' : inOneSentence(result.error, value);
}

/** A trace of nothing but callbacks, each in a step of the one before. */
function nested(depth: number): { steps: object[] } {
  const rest = { raised: null, wire: [], errors: [], after: { size: 0, low: 0, high: 0, closing: false, eof: true } };
  let calls: object[] = [];
  for (let i = 0; i < depth; i++) {
    const steps = i === 0 ? [] : [{ stimulus: { do: 'close' }, calls, ...rest }];
    calls = [{ name: 'pause_writing', size: 0, arrived: 0, steps }];
  }
  return { steps: [{ stimulus: { do: 'connect', low: 0, high: 0 }, calls, ...rest }] };
}
