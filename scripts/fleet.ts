/**
 * `npm run fleet`: installs what the matrix judges beside CPython and Node into .fleet/, each release of a project in an
 * environment of its own, and says what could not be installed and why. What is there already is left alone. Nothing
 * else of the project needs any of it.
 * Exit codes: 0 all that could be installed is, 2 usage. What cannot be installed here is told, and is no failure.
 */
import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { environmentOf, fleetFolder, notePath, pythonIn, readNote, type Note } from '../subjects/fleet/installed.js';
import { PROJECTS, type Project } from '../subjects/fleet/projects.js';
import { findPythons, isOldEnough, type Python } from '../subjects/fleet/pythons.js';

/** Minutes for one command: pip may have much to fetch. */
const PATIENCE = 10;

process.exitCode = await main(process.argv.slice(2));

async function main(args: readonly string[]): Promise<number> {
  if (args.length > 0) {
    console.error('Usage: npm run fleet');
    return 2;
  }
  const pythons = (await findPythons()).filter(isOldEnough);
  const installed: Note['installed'] = [];
  const absent: Note['absent'] = [];
  mkdirSync(fleetFolder(), { recursive: true });
  for (const project of PROJECTS) {
    for (const release of project.releases) {
      const name = `${project.name} ${release}`;
      const done = await install(project, release, pythons);
      if (typeof done === 'string') {
        absent.push({ project: name, reason: done });
        console.log(`– ${name}: ${done}`);
      } else {
        installed.push(done.entry);
        console.log(`✓ ${name} ${done.isNew ? 'is installed' : 'is there'}, for Python ${done.entry.python}.`);
      }
      note({ version: 1, installed, absent });
    }
  }
  if (!pythons.some(({ implementation }) => implementation === 'PyPy')) {
    console.log('– PyPy: it is not on this machine; on Debian scripts/fleet-debian.sh installs it.');
  }
  console.log(`${installed.length} installed in .fleet/, ${absent.length} not. \`npx plimsoll matrix\` judges them.`);
  return 0;
}

/** Written whole, after each: what was done is known when the rest is interrupted. */
function note(text: Note): void {
  const draft = `${notePath()}.${process.pid}`;
  writeFileSync(draft, `${JSON.stringify(text, null, 2)}\n`);
  renameSync(draft, notePath());
}

type Entry = Note['installed'][number];

/** What was installed, or why it was not: one sentence. */
async function install(
  project: Project,
  release: string,
  pythons: readonly Python[],
): Promise<{ entry: Entry; isNew: boolean } | string> {
  const { distribution, beside = [], borrows, imports } = project;
  const python = await pythonFor(project, pythons);
  if (python === null) {
    const which = `Python ${project.pythons.join(' or ')}`;
    return borrows === undefined
      ? `There is no ${which} on this machine.`
      : `No ${which} on this machine has the module ${borrows}; on Debian scripts/fleet-debian.sh installs it.`;
  }
  const folder = environmentOf(distribution, release);
  const pins = [`${distribution}==${release}`, ...beside];
  const entry: Entry = { project: project.name, release, python: python.release, pins };
  if (isThere(entry) && existsSync(pythonIn(folder))) return { entry, isNew: false };
  rmSync(folder, { recursive: true, force: true });
  const own = pythonIn(folder);
  const steps: readonly (readonly [string, ...string[]])[] = [
    [python.command, '-m', 'venv', ...(borrows === undefined ? [] : ['--system-site-packages']), folder],
    [
      own,
      '-m',
      'pip',
      'install',
      '--disable-pip-version-check',
      '--quiet',
      ...(borrows === undefined ? ['--only-binary', ':all:'] : ['--no-deps']),
      ...pins,
    ],
    [own, '-c', `import ${imports}`],
  ];
  for (const [command, ...args] of steps) {
    const trouble = await run(command, args);
    if (trouble === null) continue;
    rmSync(folder, { recursive: true, force: true });
    return trouble;
  }
  return { entry, isNew: true };
}

function isThere(entry: Entry): boolean {
  return readNote()?.installed.some((one) => JSON.stringify(one) === JSON.stringify(entry)) === true;
}

async function pythonFor({ pythons: wanted, borrows }: Project, there: readonly Python[]): Promise<Python | null> {
  for (const language of wanted) {
    const able = there.filter((one) => one.implementation === 'CPython' && one.language === language).reverse();
    for (const python of able) {
      if (borrows === undefined || (await run(python.command, ['-c', `import ${borrows}`])) === null) return python;
    }
  }
  return null;
}

/** Null when it went well, or the last thing that it said. */
async function run(command: string, args: readonly string[]): Promise<string | null> {
  try {
    await promisify(execFile)(command, args, { timeout: PATIENCE * 60_000, maxBuffer: 1 << 24 });
    return null;
  } catch (error) {
    const { stderr = '', message } = error as { stderr?: string; message: string };
    const said = stderr
      .trim()
      .split('\n')
      .filter((line) => line.trim() !== '' && !/^WARNING|^\[notice\]/.test(line));
    const last = (said.at(-1) ?? message).replace(/^ERROR: /, '').trim();
    return /[.!?]$/.test(last) ? last : `${last}.`;
  }
}
