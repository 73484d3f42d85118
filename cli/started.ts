/**
 * Starts the built command as a user would, for the tests of this folder. Nothing but a test imports it.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export const ROOT = join(__dirname, '..');

export interface Ended {
  readonly exit: number | null;
  readonly out: string;
  readonly err: string;
}

export interface Started {
  readonly process: ChildProcess;
  readonly ended: Promise<Ended>;
}

/** `plimsoll` with these arguments, not on a terminal. */
export function plimsoll(...args: readonly string[]): Promise<Ended> {
  return start(args).ended;
}

export function start(args: readonly string[], env: Readonly<Record<string, string>> = {}): Started {
  const { FORCE_COLOR: _, NO_COLOR: __, PLIMSOLL_DEBUG: ___, ...usual } = process.env;
  const child = spawn(process.execPath, [join('bin', 'plimsoll.js'), ...args], {
    cwd: ROOT,
    env: { ...usual, ...env },
  });
  let out = '';
  let err = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (err += text));
  const ended = new Promise<Ended>((resolve) => child.on('close', (exit) => resolve({ exit, out, err })));
  return { process: child, ended };
}

/** The path of a module with this text. */
export function moduleOf(text: string): string {
  folder ??= mkdtempSync(join(tmpdir(), 'plimsoll-'));
  const path = join(folder, `module-${++modules}.mjs`);
  writeFileSync(path, text);
  return path;
}

let folder: string | undefined;
let modules = 0;
