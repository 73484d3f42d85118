/**
 * The findings on Node's own streams (docs/node.md), each shown by a program of its own that knows nothing of Plimsoll.
 * On a Node in which one was mended its test fails: then the page is to be told.
 */
import { expect, test } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const PROGRAMS = readdirSync(__dirname).filter((name) => name.endsWith('.mjs'));
const PAGE = readFileSync(join(__dirname, '..', '..', '..', 'docs', 'node.md'), 'utf8');

test.each(PROGRAMS)('%s shows what docs/node.md tells', (name) => {
  const { status, stdout } = spawnSync(process.execPath, [join(__dirname, name)], {
    encoding: 'utf8',
    timeout: 30_000,
  });
  expect({ status, said: stdout.slice(0, 12) }).toEqual({ status: 1, said: 'REPRODUCED: ' });
  for (const effect of stdout.trim().slice(12).split('; ')) expect(PAGE).toContain(`- ${effect}\n`);
});

test('imports nothing but Node', () => {
  const imported = PROGRAMS.flatMap((name) =>
    [...readFileSync(join(__dirname, name), 'utf8').matchAll(/from '([^']+)'/g)].map(([, from]) => from as string),
  );
  expect(imported.filter((from) => !from.startsWith('node:'))).toEqual([]);
});
