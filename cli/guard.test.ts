/**
 * A module that throws, hangs or answers rubbish costs its own script, and no other.
 */
import { describe, expect, test } from '@jest/globals';
import { isFault, type Subject } from '../conformance/subject.js';
import type { Script } from '../machines/alphabet.js';
import { reference } from '../subjects/reference/subject.js';
import { wasRun } from '../subjects/unrun.js';
import { guarded } from './guard.js';

const GOOD: Script = { stimuli: [{ do: 'close' }], reactions: [], keepOpen: false };
/** The one that the subjects below cannot stand. */
const BAD: Script = { stimuli: [{ do: 'abort' }], reactions: [], keepOpen: false };
const PATIENCE = { batch: 150, script: 60, promise: 100, hangs: 2 };

const HANGS = 'A call of the transport, or of what drives it, did not return within';
const NOT_RUN = { fault: 'It was not run: a script before it never came to an end.' };

describe.each<[string, (scripts: readonly Script[]) => unknown, string]>([
  ['throws', throwing, 'The subject threw boom.'],
  ['rejects', async (scripts) => throwing(scripts), 'The subject threw boom.'],
  ['never comes back', spinning, `${HANGS} 0.06 s; the script is judged no further.`],
  [
    'never answers',
    () => new Promise(() => {}),
    'The subject’s run() gave no answer within 0.1 s; the script is judged no further.',
  ],
  ['answers no list', () => 'hello', 'The subject’s run() did not answer with a list.'],
  ['answers too few', () => [], 'The subject’s run() answered 0 results to 1 scripts.'],
  ['answers rubbish', () => [42], 'The subject answered what is not a trace: expected an object.'],
  ['answers a fault that is none', () => [{ fault: 7 }], 'The subject answered a fault that is not a string.'],
])('a subject that %s', (_name, misbehave, fault) => {
  test('is at fault at that script, and judged at the others', async () => {
    const subject = guarded(
      adapter((scripts) => (scripts.includes(BAD) ? misbehave(scripts) : reference().run(scripts))),
      () => false,
      PATIENCE,
    );
    const [before, bad, after] = await subject.run([GOOD, BAD, GOOD]);
    expect(bad).toEqual({ fault });
    expect(before).toHaveProperty('steps');
    expect(after).toEqual(before);
  });
});

test('a subject that hangs again and again is not tried for ever', async () => {
  let calls = 0;
  const subject = guarded(
    adapter(() => {
      calls++;
      for (;;);
    }),
    () => false,
    PATIENCE,
  );
  const results = await subject.run(Array<Script>(10).fill(GOOD));
  expect(results.every(isFault)).toBe(true);
  expect(results.at(-1)).toEqual(NOT_RUN);
  expect(calls).toBe(3);
});

test('a subject that hangs when the run should end is left alone once it is known at which script', async () => {
  const hanging = adapter((scripts) => (scripts.includes(BAD) ? spinning(scripts) : reference().run(scripts)));
  const results = await guarded(hanging, () => true, PATIENCE).run([GOOD, BAD, GOOD, BAD]);
  expect(results.map((result) => isFault(result) && wasRun({ message: result.fault }))).toEqual([
    false,
    true,
    false,
    false,
  ]);
  expect(results[0]).toHaveProperty('steps');
  expect(results.slice(2)).toEqual([NOT_RUN, NOT_RUN]);
});

test('a promise that is never kept is not waited for once the run should end', async () => {
  const subject = guarded(
    adapter(() => new Promise(() => {})),
    () => true,
  );
  const results = await subject.run([GOOD, BAD]);
  expect(results).toEqual(Array(2).fill({ fault: 'The run was ended before the subject answered.' }));
  expect(results.some((result) => isFault(result) && wasRun({ message: result.fault }))).toBe(false);
});

test('what a good subject answers is handed on as it is', async () => {
  const scripts = [GOOD, BAD];
  expect(await guarded(reference(), () => false).run(scripts)).toEqual(await reference().run(scripts));
});

function adapter(run: (scripts: readonly Script[]) => unknown): Subject {
  return { name: 'odd', version: '1', capabilities: [], run: run as Subject['run'] };
}

function throwing(_scripts: readonly Script[]): never {
  throw new Error('boom');
}

function spinning(_scripts: readonly Script[]): never {
  for (;;);
}
