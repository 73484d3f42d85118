/**
 * The command as somebody would use it: several subjects at a time, three files or none, and the same files again from
 * the NDJSON alone.
 */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const folder = mkdtempSync(join(tmpdir(), 'plimsoll-matrix-'));
afterAll(() => rmSync(folder, { recursive: true }));
const FILES = ['matrix.html', 'matrix.md', 'matrix.ndjson'];

describe('a matrix of three subjects', () => {
  const out = join(folder, 'made');
  let ran: ReturnType<typeof plimsoll>;
  beforeAll(() => {
    const subjects = ['reference', 'mutant:close-drops-the-tail', './no/such-module.ts'];
    ran = plimsoll('matrix', ...subjects, '--runs', '20', '--jobs', '2', '--out', out);
  }, 60_000);

  test('tells each as it is judged, and ends with the worst exit code', () => {
    expect(ran.stdout).toMatch(/^✓ reference conforms; [\d,]+ scripts\.$/m);
    expect(ran.stdout).toMatch(/^✗ mutant:close-drops-the-tail breaks \d+ rules?; [\d,]+ scripts\.$/m);
    expect(ran.stdout).toMatch(/^\? \.\/no\/such-module\.ts was not judged: There is no file/m);
    expect(ran.status).toBe(1);
  });

  test('is three files, and nothing is left beside them', () => {
    expect(readdirSync(out).sort()).toEqual(FILES);
    expect(readFileSync(join(out, 'matrix.md'), 'utf8')).toContain('reference');
  });

  test('is rendered again from its NDJSON, in the same bytes', () => {
    const again = join(folder, 'again');
    expect(plimsoll('matrix', '--from', join(out, 'matrix.ndjson'), '--out', again).status).toBe(0);
    for (const name of FILES) {
      expect(readFileSync(join(again, name), 'utf8') === readFileSync(join(out, name), 'utf8')).toBe(true);
    }
  });
});

describe('a mistake is one sentence, exit code 2, and no file', () => {
  const none = join(folder, 'none');
  const bad = join(folder, 'bad.ndjson');
  writeFileSync(bad, '{"type":"matrix"}\n');
  const blocked = join(folder, 'a-file');
  writeFileSync(blocked, '');
  test.each([
    ['a file that is not there', ['--from', join(folder, 'nowhere')], /cannot be read/],
    ['a file that is no matrix', ['--from', bad], /is no matrix that can be shown\. Line 1 .*schema/],
    ['subjects where nothing is judged', ['reference', '--from', bad], /With --from nothing is judged/],
    ['a glob that nothing matches', ['nothing-*'], /nothing-\* matches no subject/],
    ['no number of jobs', ['--jobs', '0'], /--jobs must be a whole number/],
  ])('%s', (_name, args, sentence) => {
    const { status, stdout, stderr } = plimsoll('matrix', ...args, '--out', none);
    expect([status, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(sentence);
    expect(stderr.trim().split('\n')).toHaveLength(1);
    expect(readdirSync(folder)).not.toContain('none');
  });

  test('a folder that cannot be written to', () => {
    const { status, stderr } = plimsoll('matrix', 'reference', '--out', blocked);
    expect(status).toBe(2);
    expect(stderr).toMatch(/a-file cannot be written to .*: give another folder with --out\.$/m);
  });
});

function plimsoll(...args: readonly string[]) {
  const command = join(__dirname, '..', 'bin', 'plimsoll.js');
  return spawnSync(process.execPath, [command, ...args], { encoding: 'utf8', env: { ...process.env, NO_COLOR: '1' } });
}
