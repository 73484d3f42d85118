/** What a run over a small world says of itself: all numbers, and a guarantee that claims no more than was run. */
import { describe, expect, test } from '@jest/globals';
import type { Exhausted } from '../verdict.js';
import { guarantee } from './exhausted.js';
import { lineSchema } from './lines.js';
import { headerLine, resultLines } from './ndjson.js';
import { pretty } from './pretty.js';
import { paper, report, SCRIPT } from './samples.js';

const WHOLE: Exhausted = {
  depth: 2,
  reached: 2,
  stimuli: 32,
  scripts: 17_570,
  run: 2_090,
  same: 1_428,
  unseen: 4_844,
  failed: 0,
  uncalled: 9_208,
  unsteady: 0,
};
const of = (more: Partial<Exhausted>, faults = report().faults) =>
  guarantee({ exhausted: { ...WHOLE, ...more }, faults, inconclusive: report().inconclusive });

test('on paper', () => {
  const options = { profile: 'contract', seed: 1, runs: 0, exhaustive: 2 } as const;
  const text = pretty(report({ options, exhausted: WHOLE }), paper(80));
  expect(text).toContain('profile contract · every script of up to 2 boundary stimuli\n');
  expect(text).toContain(
    [
      'Every script of up to 2 stimuli out of 32, with at most one reaction: 17,570, of',
      'which 2,090 were run. Of the others',
      '  1,428  are the same as one that was run, once their sizes are numbers.',
      '  4,844  differ from one that was run in nothing that the transport can see.',
      '  9,208  react to a callback that does not come.',
      '  A fault that shows within 2 such stimuli would have been seen, if the',
      '  transport does the same whenever it is given the same.',
      '',
    ].join('\n'),
  );
  for (const width of [40, 60]) {
    const narrow = pretty(report({ options, exhausted: WHOLE }), paper(width)).split('\n');
    expect(narrow.filter((line) => line.length > width)).toEqual([]);
  }
});

test('for programs', () => {
  const options = { profile: 'contract', seed: 1, runs: 0, exhaustive: 2 } as const;
  const whole = report({ options, exhausted: WHOLE });
  const text = headerLine(whole, { plimsoll: '0.1.0', node: 'v20.0.0' }) + resultLines(whole);
  const lines = text
    .trimEnd()
    .split('\n')
    .map((line) => lineSchema.parse(JSON.parse(line)));
  expect(lines[0]).toMatchObject({ type: 'header', exhaustive: 2 });
  expect(lines.at(-2)).toEqual({ type: 'exhausted', ...WHOLE, guarantee: guarantee(whole) });
});

describe('the guarantee', () => {
  test('is for what was run alone', () => {
    expect(of({})).toBe(
      'A fault that shows within 2 such stimuli would have been seen, if the transport does the same whenever it is given the same.',
    );
    expect(of({ failed: 5 })).toMatch(/ Of what comes after a first fault nothing is said\.$/);
    expect(of({}, [{ script: SCRIPT, token: 'p1:a', message: 'connect() threw.' }])).toMatch(
      / Nor of the scripts at which the harness failed\.$/,
    );
  });

  test('of a run that was cut short is for the lengths that were finished', () => {
    expect(of({ reached: 1 })).toMatch(/^The run was cut short\. A fault that shows within 1 such stimulus would /);
    expect(of({ reached: 0 })).toBe(
      'The run was cut short. No guarantee: not even the scripts of one stimulus were all run.',
    );
    const text = pretty(
      report({ exhausted: { ...WHOLE, reached: 1, uncalled: 0 }, complete: false, exit: 3 }),
      paper(),
    );
    expect(text).toContain('  9,208  were not reached.\n');
  });

  test('is none where the subject is another each time, and that is told where the exit code is', () => {
    expect(of({ unsteady: 3 })).toMatch(/^No guarantee: at 3 scripts the subject answered otherwise /);
    const text = pretty(report({ exhausted: { ...WHOLE, unsteady: 3 }, exit: 3 }), paper());
    expect(text).toContain('? sample cannot be judged: the subject is not the same each time.\n');
  });

  test('is told of no other run', () => {
    expect(guarantee(report())).toBeNull();
    expect(pretty(report(), paper())).not.toContain('Every script');
  });
});
