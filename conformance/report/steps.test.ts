/**
 * A replay shows all that was seen, in order, and what fails beside the step where it does; scripts read as they run.
 */
import { describe, expect, test } from '@jest/globals';
import type { Script, Stimulus } from '../../machines/alphabet.js';
import { dialect } from '../../machines/choices.js';
import { runModel } from '../../machines/model.js';
import { scriptLines, stimulusText } from './notation.js';
import { replayText } from './replay.js';
import { paper, rule, SCRIPT } from './samples.js';
import { traceLines } from './steps.js';

describe('the notation', () => {
  const n = { to: 'low', plus: -1 } as const;
  test.each<[string, Stimulus]>([
    ['write(5)', { do: 'write', n: 5, kind: 'bytes' }],
    ['write(bytearray to low-1)', { do: 'write', n, kind: 'bytearray' }],
    ['write(wrong type)', { do: 'write', n: 0, kind: 'wrong' }],
    ['writelines([])', { do: 'writelines', items: [], as: 'list' }],
    ['writelines(no iterable)', { do: 'writelines', items: [], as: 'not-iterable' }],
    ['writelines(generator of [0, wide 4])', lines([0, 'bytes'], [4, 'wide'])],
    ['writelines(generator of [1 × 4, 2, 2])', lines(...Array(4).fill([1, 'bytes']), [2, 'bytes'], [2, 'bytes'])],
    ['set_write_buffer_limits()', { do: 'set_write_buffer_limits' }],
    [
      'set_write_buffer_limits(high=size+1, low=0)',
      { do: 'set_write_buffer_limits', high: { at: 'size', plus: 1 }, low: 0 },
    ],
    ['edit the last chunk', { do: 'tamper', how: 'edit' }],
    ['drain(to zero)', { do: 'drain', n: { to: 'zero', plus: 0 } }],
    ['peer_data(3)', { do: 'peer_data', n: 3 }],
    ['peer_reset', { do: 'peer_reset' }],
    ['write_eof()', { do: 'write_eof' }],
    ['settle', { do: 'settle' }],
  ])('%s', (text, stimulus) => {
    expect(stimulusText(stimulus)).toBe(text);
  });

  test('tells what callbacks do', () => {
    const script: Script = {
      stimuli: [],
      reactions: [{ on: 'data_received', times: 3, do: [{ do: 'abort' }], raises: true }],
      keepOpen: true,
    };
    expect(scriptLines(script)).toEqual([
      ['nothing but the connection'],
      ['in the first 3 data_received(): abort()', 'raise'],
      ['in eof_received(): return True'],
    ]);
  });

  function lines(...items: [number, 'bytes' | 'wide'][]): Stimulus {
    return { do: 'writelines', items: items.map(([size, kind]) => ({ n: size, kind })), as: 'generator' };
  }
});

describe('a trace', () => {
  const script: Script = {
    ...SCRIPT,
    stimuli: [...SCRIPT.stimuli.slice(0, 2), { do: 'drain', n: { to: 'zero', plus: 0 } }, { do: 'peer_eof' }],
  };
  const trace = runModel(script, dialect());
  const text = traceLines(paper(), trace).join('\n');

  test('shows each step with what was seen, and silence as nothing', () => {
    expect(text).toMatch(/^0 +connect +connection_made\(\)$/m);
    expect(text).toMatch(/^2 +write\(65\) +pause_writing\(\), 65 buffered$/m);
    expect(text).toMatch(/^3 +drain\(65\) +nothing$/m);
    expect(text).toMatch(/arrives: EOF$/m);
  });

  test('shows the steps inside a callback below it, and what came after them', () => {
    const [before, after] = text.split(/^5\.1 +close\(\) +size 0, closing$/m);
    expect(before).toMatch(/arrives: bytes 0 to 64\n +resume_writing\(\)$/m);
    expect(after).toMatch(/^5 +\(goes on\) +connection_lost\(None\)$/m);
  });

  test('has a rule that fails beside its step, and one that speaks of the whole at the end', () => {
    const failures = [
      { rule: rule('flow-control/of-a-step'), expected: 'x', seen: 'y', path: [2] },
      { rule: rule('lifecycle/of-the-whole'), expected: 'x', seen: 'y', path: [] },
    ];
    const marked = traceLines(paper(), trace, failures);
    expect(marked.findIndex((line) => line.includes('✗ flow-control/of-a-step'))).toBeLessThan(
      marked.findIndex((line) => line.startsWith('3 ')),
    );
    expect(marked.at(-1)).toContain('✗ lifecycle/of-the-whole');
  });

  test('is kept to the width of the paper', () => {
    for (const width of [40, 60, 80]) {
      const shown = {
        subject: { name: 's', version: 'v' },
        profile: 'contract',
        script,
        trace,
        failures: [],
        exit: 0,
      } as const;
      const lines = replayText(paper(width), shown).split('\n');
      expect(lines.filter((line) => line.length > width)).toEqual([]);
    }
  });
});
