/**
 * The findings on Node's own streams (docs/node.md), each shown by a program of its own that knows nothing of Plimsoll.
 * The page says on which Nodes each was seen: there it must be seen again, and on those that were asked in vain it must not.
 */
import { expect, test } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const PROGRAMS = readdirSync(__dirname).filter((name) => name.endsWith('.mjs'));
const PAGE = readFileSync(join(__dirname, '..', '..', '..', 'docs', 'node.md'), 'utf8');

const ASKED = [18, 20, 22, 24, 26];
const HERE = Number(process.versions.node.split('.')[0]);

test.each(PROGRAMS)(
  '%s shows what docs/node.md tells',
  (name) => {
    const [, seenOn] = new RegExp(`Seen by \`${name}\` on Node ([0-9, ]+):\n`).exec(PAGE) ?? [];
    const nodes = (seenOn as string).split(', ').map(Number);
    const { status, stdout } = spawnSync(process.execPath, [join(__dirname, name)], {
      encoding: 'utf8',
      timeout: 30_000,
    });
    const isSeen = stdout.startsWith('REPRODUCED: ');
    expect(status).toBe(isSeen ? 1 : 0);
    if (ASKED.includes(HERE)) expect(isSeen).toBe(nodes.includes(HERE));
    if (isSeen) for (const effect of stdout.trim().slice(12).split('; ')) expect(PAGE).toContain(`- ${effect}\n`);
  },
  40_000,
);

test('imports nothing but Node', () => {
  const imported = PROGRAMS.flatMap((name) =>
    [...readFileSync(join(__dirname, name), 'utf8').matchAll(/from '([^']+)'/g)].map(([, from]) => from as string),
  );
  expect(imported.filter((from) => !from.startsWith('node:'))).toEqual([]);
});
