/**
 * A Python for the tests that want one: `python3` from PATH, where it is 3.8 or newer.
 * Starts it once to ask for its version; installs nothing, and looks nowhere else.
 */
import { spawnSync } from 'node:child_process';
import { describe } from '@jest/globals';

const NEEDED = 8;

/** The command, or null where there is none that is new enough. */
export const PYTHON: string | null = find();

/** Tests that need it: where it is not there they are printed as skipped, with what they lack. */
export const withPython = (name: string, tests: () => void): void =>
  PYTHON === null
    ? describe.skip(`${name} (needs python3 on PATH, 3.${NEEDED} or newer, and there is none)`, tests)
    : describe(name, tests);

function find(): string | null {
  const { status, stdout } = spawnSync('python3', ['-c', 'import sys; print(*sys.version_info[:2])'], {
    encoding: 'utf8',
  });
  const [major, minor] = (stdout ?? '').split(' ').map(Number);
  return status === 0 && major === 3 && (minor as number) >= NEEDED ? 'python3' : null;
}
