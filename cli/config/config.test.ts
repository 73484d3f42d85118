/**
 * Flags go before the environment, the environment before the file; and whatever is wrong in the file has its place.
 */
import { afterEach, describe, expect, jest, test } from '@jest/globals';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { lineSchema } from '../../conformance/report/lines.js';
import { dispatch } from '../dispatch.js';
import { fakeTerminal } from '../fake.js';

jest.setTimeout(60_000);

const folder = mkdtempSync(join(tmpdir(), 'plimsoll-'));
const FEW = { subjects: ['reference'], rule: ['abort/idempotent'], runs: 1, seed: 5 };

afterEach(() => {
  delete process.env['PLIMSOLL_SEED'];
  delete process.env['PLIMSOLL_MAX_TIME'];
});

test('each goes before the next', async () => {
  const file = written('plimsoll.config.json', JSON.stringify(FEW));
  expect(await header('--config', file)).toMatchObject({ subject: 'reference', runs: 1, seed: 5 });
  process.env['PLIMSOLL_SEED'] = '6';
  expect(await header('--config', file)).toMatchObject({ runs: 1, seed: 6 });
  expect(await header('--config', file, '--seed', '7', '--runs', '0')).toMatchObject({ runs: 0, seed: 7 });
});

test('a module is a configuration too, and its paths are told from where it stands', async () => {
  const file = written('other.config.mjs', `export default ${JSON.stringify({ ...FEW, subjects: ['./nowhere.ts'] })};`);
  const { exit, err } = await plimsoll('run', '--config', file);
  expect(exit).toBe(2);
  expect(err).toMatch(/^There is no file \.\/.*nowhere\.ts: /);
  expect(await header('reference', '--config', file)).toMatchObject({ seed: 5 });
});

describe('one sentence, and exit code 2, for', () => {
  test.each<[string, string, string, RegExp]>([
    [
      'a key that is not known',
      'a.json',
      '{\n  "runs": 1,\n  "seeds": 2\n}',
      /a\.json:3: "seeds" is not known here; the nearest is seed\.$/,
    ],
    [
      'the same in a module',
      'a.mjs',
      'export default { seeds: 2 };',
      /a\.mjs: "seeds" is not known here; the nearest is seed\.$/,
    ],
    ['a value of the wrong kind', 'b.json', '{\n  "rule": "abort"\n}', /b\.json:2: rule: expected a list\.$/],
    [
      'a value that the option refuses',
      'c.json',
      '{ "runs": -1 }',
      /^runs of the configuration: --runs must be a whole number/,
    ],
    ['a rule that is none', 'd.json', '{ "rule": ["abrot"] }', /^--rule abrot matches no rule/],
    ['what is cut short', 'e.json', '{\n  "runs": 1,', /e\.json:2 is no whole JSON: it ends too early\.$/],
    ['a prototype', 'f.json', '{ "__proto__": { "runs": 1 } }', /f\.json:1: "__proto__" is not known here\.$/],
    ['a module that does not parse', 'g.mjs', 'export default {', /g\.mjs cannot be imported, /],
    [
      'a module without a default',
      'h.mjs',
      'export const runs = 1;',
      /h\.mjs has no object as its default export: |"runs"/,
    ],
    ['a file that is not there', '', '', /nowhere\.json cannot be read /],
  ])('%s', async (_name, name, text, sentence) => {
    const file = name === '' ? join(folder, 'nowhere.json') : written(name, text);
    const { exit, out, err } = await plimsoll('run', 'reference', '--runs', '0', '--config', file).then((one) =>
      name === 'c.json' ? plimsoll('run', 'reference', '--config', file) : one,
    );
    expect({ exit, out }).toEqual({ exit: 2, out: '' });
    expect(err.trimEnd()).toMatch(sentence);
    expect(err.trimEnd()).not.toContain('\n');
  });

  test('the environment', async () => {
    process.env['PLIMSOLL_MAX_TIME'] = 'soon';
    const { exit, err } = await plimsoll('run', 'reference');
    expect(exit).toBe(2);
    expect(err).toMatch(/^PLIMSOLL_MAX_TIME: --max-time must be a number of seconds/);
  });
});

function written(name: string, text: string): string {
  const file = join(folder, name);
  writeFileSync(file, text);
  return file;
}

async function header(...args: readonly string[]) {
  const { exit, out, err } = await plimsoll('run', '--reporter', 'ndjson', ...args);
  expect({ exit, err }).toEqual({ exit: 0, err: '' });
  return lineSchema.parse(JSON.parse(out.split('\n', 1)[0] as string));
}

async function plimsoll(...args: readonly string[]): Promise<{ exit: number; out: string; err: string }> {
  const terminal = fakeTerminal();
  const exit = await dispatch(args, terminal, '0.0.0');
  return { exit, out: terminal.outs.join(''), err: terminal.errs.join('') };
}
