/**
 * Pythons are found by asking pyenv and the PATH, each is told once, and the fleet is data that hangs together.
 */
import { afterAll, describe, expect, test } from '@jest/globals';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isFleetName } from './names.js';
import { LEFT_OUT, PROJECTS } from './projects.js';
import { findPythons, isOldEnough } from './pythons.js';
import { packageRoot } from './root.js';

const folder = mkdtempSync(join(tmpdir(), 'plimsoll-fleet-'));
afterAll(() => rmSync(folder, { recursive: true }));

describe('the Pythons of a machine', () => {
  const bin = join(folder, 'bin');
  const shims = join(folder, 'shims');
  python(join(folder, 'versions/3.13.0'), 'bin/python', ['CPython', '3.13.0', '3.13']);
  python(join(folder, 'versions/3.9.18'), 'bin/python', ['CPython', '3.9.18', '3.9']);
  python(bin, 'python3.13', ['CPython', '3.13.0', '3.13']);
  python(bin, 'python3', ['CPython', '3.7.16', '3.7']);
  python(bin, 'pypy3', ['PyPy', '7.3.11', '3.9']);
  python(shims, 'python3', ['CPython', '3.10.1', '3.10']);
  script(bin, 'python3.8', 'echo it is broken; exit 1');
  script(bin, 'python3.12', 'echo "[1, 2]"');
  script(bin, 'pyenv', `if [ "$1" = prefix ]; then echo "${folder}/versions/$2"; else echo 3.9.18; echo 3.13.0; fi`);
  const found = findPythons({ PATH: `${shims}:${bin}:/nowhere:/usr/bin:/bin` }).then((all) =>
    // The real ones of the machine that the test runs on are not its business.
    all.filter(({ command }) => command.startsWith(folder)),
  );

  test('are those that pyenv knows and those on the PATH, each release once, in their order', async () => {
    expect((await found).map(({ implementation, release }) => `${implementation} ${release}`)).toEqual([
      'CPython 3.7.16',
      'CPython 3.9.18',
      'CPython 3.13.0',
      'PyPy 7.3.11',
    ]);
  });

  test('are told apart from those that are too old for the agent', async () => {
    expect((await found).filter(isOldEnough).map(({ release }) => release)).toEqual(['3.9.18', '3.13.0', '7.3.11']);
  });
});

describe('the projects', () => {
  const names = PROJECTS.flatMap(({ name, releases, kinds }) =>
    releases.flatMap((release) => kinds.map((kind) => `${name}-${release}:${kind.name}`)),
  );

  test('have names that are known for the fleet’s, each once', () => {
    expect(names.filter((name) => !isFleetName(name))).toEqual([]);
    expect(new Set(names).size).toBe(names.length);
  });

  test('have the adapters that they name', () => {
    const adapters = PROJECTS.flatMap(({ kinds }) => kinds.flatMap(({ run }) => ('adapter' in run ? run.adapter : [])));
    const missing = adapters.filter((name) => !existsSync(join(packageRoot(), 'subjects/fleet/adapters', name)));
    expect(missing).toEqual([]);
  });

  test('are not left out as well, and each that is has a reason, in a sentence', () => {
    expect(LEFT_OUT.filter(({ project }) => PROJECTS.some(({ name }) => name === project))).toEqual([]);
    expect(LEFT_OUT.filter(({ reason }) => !/^\w.*\.$/.test(reason))).toEqual([]);
  });
});

test.each([
  'cpython-3.14',
  'reference',
  'mutant:close/drops-the-tail',
  'node:tcp',
  'cpython-x:unix',
  './uvloop-1.0:tcp',
])('%s is no name of the fleet’s', (name) => {
  expect(isFleetName(name)).toBe(false);
});

function python(at: string, name: string, answer: readonly string[]): void {
  script(at, name, `echo '${JSON.stringify(answer)}'`);
}

function script(at: string, name: string, text: string): void {
  const path = join(at, name);
  mkdirSync(join(path, '..'), { recursive: true });
  writeFileSync(path, `#!/bin/sh\n${text}\n`);
  chmodSync(path, 0o755);
}
