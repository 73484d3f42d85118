/**
 * A baseline at the command line: a list made on CPython 3.12 passes there and fails on 3.13, where what it lists is
 * mended; who may write it, and what is no list.
 */
import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { chmodSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Script } from '../../machines/alphabet.js';
import { baselineText } from '../../conformance/baseline/baseline.js';
import { encode } from '../../conformance/token.js';
import { dispatch } from '../dispatch.js';
import { fakeTerminal } from '../fake.js';
import { plimsoll as built } from '../started.js';

jest.setTimeout(60_000);

const MENDED = 'closing/writes-whole-or-not';
const LINES = { do: 'writelines', items: [{ n: 1, kind: 'bytes' }], as: 'list' } as const;
const WRONG = 'mutant:pauses-one-byte-early';
const FEW = ['--runs', '0', '--rule', 'flow-control/no-pause-below-high'];

let file: string;
const { CI } = process.env;
beforeEach(() => {
  file = join(mkdtempSync(join(tmpdir(), 'plimsoll-')), 'plimsoll-baseline.json');
  delete process.env['CI'];
});
afterEach(() => {
  if (CI !== undefined) process.env['CI'] = CI;
});

test('a list of CPython 3.12 passes there, and fails on 3.13: what it lists happens no longer', async () => {
  const script: Script = {
    stimuli: [{ do: 'write', n: 1, kind: 'bytes' }, { do: 'close' }, LINES],
    reactions: [],
    keepOpen: false,
  };
  const entry = {
    rule: MENDED,
    subject: 'cpython-3.1[23]',
    shape: 'write(some), close(), writelines([some])',
    message: 'Expected 0 or 1 byte taken; seen a TypeError, and 1 byte taken.',
    reason: 'Mended in 3.13.',
    replay: encode({ script }),
  };
  writeFileSync(file, baselineText([entry]));
  const args = ['--runs', '0', '--rule', MENDED, '--baseline', file];
  const [before, after] = await Promise.all(['cpython-3.12', 'cpython-3.13'].map((one) => built('run', one, ...args)));
  expect(before).toMatchObject({ exit: 0, err: '' });
  expect(before?.out).toMatch(/^1 known violation, by [^]*Mended in 3\.13\.[^]*conforms but for 1 known violation: /m);
  expect(after).toMatchObject({ exit: 1, err: '' });
  expect(after?.out.replaceAll(/\s+/g, ' ')).toMatch(
    /writes-whole-or-not gone No longer happens: the rule holds\. Delete lines 4 to 11 of /,
  );
});

describe('plimsoll baseline', () => {
  test('update lists what fails, so that the next run passes; prune takes away what was put in its way', async () => {
    expect(await plimsoll('run', WRONG, ...FEW)).toMatchObject({ exit: 2 });
    expect(await plimsoll('baseline', 'update', WRONG, ...FEW, '--expires', '2026-12-31')).toMatchObject({ exit: 0 });
    const text = readFileSync(file, 'utf8');
    expect(await plimsoll('run', WRONG, ...FEW, '--today', '2026-12-31')).toMatchObject({ exit: 0 });
    expect(await plimsoll('run', WRONG, ...FEW, '--today', '2027-01-01')).toMatchObject({ exit: 1 });
    const { known } = JSON.parse(text) as { known: { rule: string }[] };
    writeFileSync(file, JSON.stringify({ version: 1, known: [...known, { ...known[0], rule: 'abort/idempotent' }] }));
    expect(await plimsoll('baseline', 'check')).toMatchObject({ exit: 0 });
    expect(await plimsoll('baseline', 'prune', WRONG, '--runs', '0')).toMatchObject({ exit: 0 });
    expect(readFileSync(file, 'utf8')).toBe(text);
    expect(readdirSync(join(file, '..'))).toEqual(['plimsoll-baseline.json']);
  });

  test('check judges nothing, and says what is wrong with the list', async () => {
    await plimsoll('baseline', 'update', WRONG, ...FEW, '--expires', '2026-12-31');
    writeFileSync(file, readFileSync(file, 'utf8').replace('"flow-control/', '"flow-kontrol/'));
    const { exit, out } = await plimsoll('baseline', 'check', '--today', '2027-01-01');
    expect(exit).toBe(1);
    expect(out).toMatch(/There is no rule flow-kontrol\/[^]*; the\s+nearest\s+is\s+flow-control\//);
    expect(out).toMatch(/not looked into yet;\s+\d+\s+not\s+in\s+order\.\n$/);
  });

  test('update writes nothing where CI is set, nor where there is not enough evidence', async () => {
    process.env['CI'] = 'true';
    const refused = await plimsoll('baseline', 'update', WRONG, ...FEW);
    expect(refused).toMatchObject({ exit: 2, out: '' });
    expect(refused.err).toMatch(/ is not written where CI is set: .*\.\n$/);
    delete process.env['CI'];
    const poor = await plimsoll('baseline', 'update', 'canary:null', '--runs', '0');
    expect(poor).toMatchObject({ exit: 3, out: '' });
    expect(poor.err).toMatch(/^There is not enough evidence, so .* was not written\.\n$/);
    expect(readdirSync(join(file, '..'))).toEqual([]);
  });

  test.each<[string, string, RegExp]>([
    ['is cut short', '{"version": 1, "known": [', /:1 is no whole JSON: it ends too early\.\n$/],
    ['is hostile', '{"a":'.repeat(200_000), /:1 is no whole JSON: it ends too early\.\n$/],
    ['has controls in it', '{"\u0007<b>": 1}', /^[^\u0007]* is no JSON: /],
    [
      'is of another version',
      '{"version": 7}',
      / is a baseline of version 7, and this Plimsoll reads version 1 only\.\n$/,
    ],
  ])('is one sentence, and writes nothing, where the file %s', async (_name, text, sentence) => {
    writeFileSync(file, text);
    for (const args of [
      ['run', WRONG],
      ['baseline', 'update', WRONG],
      ['baseline', 'check'],
    ]) {
      const { exit, out, err } = await plimsoll(...args);
      expect({ exit, out }).toEqual({ exit: 2, out: '' });
      expect(err).toMatch(sentence);
      expect(err.trimEnd()).not.toContain('\n');
    }
    expect(readFileSync(file, 'utf8')).toBe(text);
  });

  test('is one sentence where the file is a folder, or no text', async () => {
    chmodSync(join(file, '..'), 0o755);
    expect(await plimsoll('run', WRONG, '--baseline', join(file, '..'))).toMatchObject({ exit: 2, out: '' });
    writeFileSync(file, Buffer.from([0xff, 0xfe, 0]));
    expect((await plimsoll('run', WRONG)).err).toMatch(/, line 1, is not text in UTF-8: give a baseline/);
  });
});

async function plimsoll(...args: readonly string[]): Promise<{ exit: number; out: string; err: string }> {
  const terminal = fakeTerminal();
  const own = args.includes('--baseline') ? [] : ['--baseline', file];
  const exit = await dispatch([...args, ...own], terminal, '0.0.0');
  return { exit, out: terminal.outs.join(''), err: terminal.errs.join('') };
}
