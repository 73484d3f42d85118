/**
 * What the README promises, tried as its reader would: the built command, on the real CPythons.
 * Few and slow (each loads a Python); what can be tested nearer to the code is tested there.
 */
import { describe, expect, test } from '@jest/globals';
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(__dirname, '..');
const WRITELINES = 'flow-control/writelines-counts';

interface Line {
  readonly type: string;
  readonly rule?: string;
  readonly verdict?: string;
  readonly script?: { readonly stimuli: readonly unknown[]; readonly reactions: readonly unknown[] };
  readonly choices?: Readonly<Record<string, unknown>>;
}

async function plimsoll(...args: string[]): Promise<{ exit: number | null; out: string }> {
  const child = spawn(process.execPath, [join(ROOT, 'bin', 'plimsoll.js'), ...args], {
    env: { ...process.env, NO_COLOR: '1', COLUMNS: '80', PATH: '' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let out = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text));
  const exit = await new Promise<number | null>((done) => child.on('close', done));
  return { exit, out };
}

async function lines(...args: string[]): Promise<{ exit: number | null; found: Line[]; out: string }> {
  const { exit, out } = await plimsoll('run', '--reporter', 'ndjson', '--runs', '200', ...args);
  return {
    exit,
    out,
    found: out
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Line),
  };
}

describe('CVE-2024-12254: writelines() that never pauses', () => {
  test('is found in CPython 3.12, with at most two stimuli', async () => {
    const { exit, found } = await lines('cpython-3.12', '--rule', WRITELINES);
    const rule = found.find((line) => line.rule === WRITELINES);
    expect(rule?.verdict).toBe('violation');
    expect(JSON.stringify(rule)).toMatch(/"writelines"/);
    const { stimuli, reactions } = scriptOf(rule);
    expect(stimuli.length).toBeLessThanOrEqual(2);
    expect(reactions).toEqual([]);
    expect(exit).toBe(1);
  }, 60_000);

  test.each(['cpython-3.11', 'cpython-3.13'])(
    'is not in %s',
    async (name) => {
      const { exit, found } = await lines(name, '--rule', WRITELINES);
      expect(found.find((line) => line.rule === WRITELINES)?.verdict).toBe('pass');
      expect(exit).toBe(0);
    },
    60_000,
  );
});

describe('CPython 3.14', () => {
  test('pauses when the size exceeds high: its dialect, and under the profile docs a violation', async () => {
    const free = await lines('cpython-3.14', '--rule', 'flow-control/one-line');
    expect(free.out).toMatch(/"pausesWhen"[^}]*"exceeds"/);
    expect(free.exit).toBe(0);
    const strict = await lines('cpython-3.14', '--rule', 'flow-control/one-line', '--profile', 'docs');
    expect(strict.found.find((line) => line.rule === 'flow-control/one-line')?.verdict).toBe('violation');
    expect(strict.exit).toBe(1);
  }, 60_000);

  test('shows what the README shows', async () => {
    const readme = readFileSync(join(ROOT, 'README.md'), 'utf8');
    const [, shown] = /```text\n([^`]*)```/.exec(readme) ?? [];
    const { out, exit } = await plimsoll('run', 'cpython-3.14', '--rule', 'buffer/wide-memoryview', '--runs', '200');
    expect(out).toContain(shown);
    expect(exit).toBe(1);
  }, 60_000);
});

describe('CPython’s other transports', () => {
  test.each([
    ['cpython-3.14:pipe', 'closing/last-byte-first', 'violation'],
    ['cpython-3.14:proactor', 'closing/no-data-after', 'violation'],
    ['cpython-3.14:nosendmsg', 'buffer/writelines-accepts', 'violation'],
  ])(
    '%s: %s',
    async (name, id, verdict) => {
      const { exit, found } = await lines(name, '--rule', id);
      expect(found.find((line) => line.rule === id)?.verdict).toBe(verdict);
      expect(exit).toBe(1);
    },
    60_000,
  );
});

function scriptOf(rule: Line | undefined): NonNullable<Line['script']> {
  const record = rule as unknown as Record<string, unknown>;
  return (record['script'] ?? (record['counterexample'] as Record<string, unknown>)['script']) as NonNullable<
    Line['script']
  >;
}
