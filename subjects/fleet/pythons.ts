/**
 * The Pythons of this machine: those that pyenv knows, and those on the PATH, each asked what it is. Nothing is guessed
 * from a name, and nothing is looked for anywhere else.
 */
import { execFile } from 'node:child_process';
import { accessSync, constants, readdirSync, realpathSync } from 'node:fs';
import { delimiter, join } from 'node:path';

export interface Python {
  readonly implementation: 'CPython' | 'PyPy';
  /** Of the implementation: 3.13.0, or PyPy's 7.3.11. */
  readonly release: string;
  /** Of the language: 3.13. */
  readonly language: string;
  readonly command: string;
}

/** Each release once, in the order of releases. */
export async function findPythons(env: NodeJS.ProcessEnv = process.env): Promise<readonly Python[]> {
  const commands = [...new Set([...(await ofPyenv(env)), ...onPath(env)].flatMap(real))];
  const found = (await Promise.all(commands.map((command) => ask(command, env)))).flatMap((python) => python ?? []);
  const once = new Map<string, Python>();
  for (const python of found) {
    const key = `${python.implementation} ${python.release}`;
    if (!once.has(key)) once.set(key, python);
  }
  return [...once.values()].sort((a, b) => order(a) - order(b));
}

/** The agent needs it, and what is older is told to be so. */
export function isOldEnough({ language }: Python): boolean {
  const [major = 0, minor = 0] = language.split('.').map(Number);
  return major === 3 && minor >= 8;
}

/** Milliseconds for a Python to say what it is, and for pyenv. */
const PATIENCE = 20_000;

async function ofPyenv(env: NodeJS.ProcessEnv): Promise<readonly string[]> {
  const names = (await output('pyenv', ['versions', '--bare', '--skip-aliases'], env)) ?? '';
  const prefixes = await Promise.all(
    names
      .split('\n')
      .map((name) => name.trim())
      .filter((name) => name !== '' && !name.includes('/'))
      .map((name) => output('pyenv', ['prefix', name], env)),
  );
  return prefixes.flatMap((prefix) => (prefix === null ? [] : [join(prefix.trim(), 'bin', 'python')]));
}

/** Also what a shim of pyenv's stands for, which is one of pyenv's own. */
function onPath(env: NodeJS.ProcessEnv): readonly string[] {
  return (env['PATH'] ?? '')
    .split(delimiter)
    .filter((folder) => folder !== '' && !/[/\\]shims$/.test(folder))
    .flatMap((folder) =>
      namesIn(folder)
        .filter((name) => /^(python3(\.\d+)?|pypy3(\.\d+)?)$/.test(name))
        .map((name) => join(folder, name)),
    );
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function real(command: string): string[] {
  try {
    accessSync(command, constants.X_OK);
    return [realpathSync(command)];
  } catch {
    return [];
  }
}

const QUESTION = `
import sys, platform, json
name = platform.python_implementation()
info = sys.pypy_version_info if name == 'PyPy' else sys.version_info
release = '%d.%d.%d' % tuple(info[:3])
if info[3] != 'final':
    release += '%s%d' % ({'alpha': 'a', 'beta': 'b', 'candidate': 'rc'}.get(info[3], info[3]), info[4])
print(json.dumps([name, release, '%d.%d' % tuple(sys.version_info[:2])]))
`;

async function ask(command: string, env: NodeJS.ProcessEnv): Promise<Python | null> {
  const text = await output(command, ['-I', '-c', QUESTION], env);
  try {
    const answer: unknown = JSON.parse(text ?? 'null');
    if (!Array.isArray(answer) || !answer.every((part) => typeof part === 'string')) return null;
    const [implementation, release, language] = answer as string[];
    if ((implementation !== 'CPython' && implementation !== 'PyPy') || release === undefined) return null;
    return { implementation, release, language: language ?? '', command };
  } catch {
    return null;
  }
}

function output(command: string, args: readonly string[], env: NodeJS.ProcessEnv): Promise<string | null> {
  return new Promise((resolve) => {
    execFile(command, args, { env, timeout: PATIENCE, maxBuffer: 1 << 20 }, (error, stdout) =>
      resolve(error === null ? stdout : null),
    );
  });
}

/** CPython before PyPy, and each by its numbers. */
function order({ implementation, release }: Python): number {
  const [major = 0, minor = 0, patch = 0] = release.split('.').map((part) => Number.parseInt(part, 10));
  return (implementation === 'CPython' ? 0 : 1e9) + major * 1e6 + minor * 1e3 + patch;
}
