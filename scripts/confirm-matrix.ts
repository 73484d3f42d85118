/**
 * `npm run confirm:matrix -- matrix.ndjson`: writes the program of each violation in a matrix, or in the report of a run, and
 * runs it on the real transport, outside Plimsoll. Prints what was confirmed, and keeps the programs where --keep says.
 * Exit codes: 0 all that could be run confirm, 1 one does not, 2 usage.
 */
import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { ask, asItCame } from '../conformance/ask.js';
import { profileFor } from '../conformance/declared.js';
import { Judge } from '../conformance/judge.js';
import { showInPython } from '../conformance/program/showing.js';
import { isFake, pythonSettings } from '../conformance/program/stage.js';
import { RULES } from '../conformance/rules/index.js';
import { isTrace, type Subject } from '../conformance/subject.js';
import { decode } from '../conformance/token.js';
import { cpython, CPYTHONS, KINDS, type CPythonKind, type CPythonVersion } from '../subjects/cpython/index.js';
import { findFleet } from '../subjects/fleet/index.js';
import { packageRoot } from '../subjects/fleet/root.js';

/** Milliseconds for one program. */
const DEADLINE = 60_000;
/** So often a program is run before it is said not to confirm: a machine that is busy may keep a kernel waiting. */
const TRIES = 2;

interface Cell {
  readonly subject: string;
  readonly rule: string;
  readonly token: string;
}

/** How its program is run. */
interface Place {
  /** A command with its first arguments: the file of the program follows. */
  readonly command: readonly [string, ...string[]];
  /** There is no kernel: programs are over fakes. */
  readonly hasNoKernel?: true;
  readonly loop?: string;
  open(): Promise<Subject>;
}

type Outcome = { readonly is: 'confirmed' | 'not confirmed' | 'could not run'; readonly why: string };

process.exitCode = await main(process.argv.slice(2));

async function main(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...args],
    options: { keep: { type: 'string' }, subject: { type: 'string', multiple: true } },
    allowPositionals: true,
  });
  const [file] = positionals;
  if (file === undefined || positionals.length > 1) {
    console.error('Usage: npm run confirm:matrix -- [--keep folder] [--subject name] matrix.ndjson');
    return 2;
  }
  const folder = values.keep ?? mkdtempSync(join(tmpdir(), 'confirm-'));
  mkdirSync(folder, { recursive: true });
  const cells = cellsOf(readFileSync(file, 'utf8')).filter(
    ({ subject }) => values.subject === undefined || values.subject.includes(subject),
  );
  const places = await findPlaces();
  const counts = { confirmed: 0, 'not confirmed': 0, 'could not run': 0 };
  for (const subject of new Set(cells.map((cell) => cell.subject))) {
    const own = cells.filter((cell) => cell.subject === subject);
    for (const [{ rule }, { is, why }] of await confirm(own, places.get(subject), folder)) {
      counts[is]++;
      console.log(
        `${{ confirmed: '✓', 'not confirmed': '✗', 'could not run': '–' }[is]} ${subject}  ${rule}${why && `  ${why}`}`,
      );
    }
  }
  if (values.keep === undefined) rmSync(folder, { recursive: true });
  const total = cells.length;
  console.log(
    `\n${total} violations: ${counts.confirmed} confirmed by programs of their own, ${counts['not confirmed']} not confirmed, ${counts['could not run']} could not be run.`,
  );
  return counts['not confirmed'] > 0 ? 1 : 0;
}

/** Of a matrix or of a run; violations and divergences alike. */
function cellsOf(text: string): Cell[] {
  let subject = '';
  return text
    .trim()
    .split('\n')
    .flatMap((line) => {
      const one = JSON.parse(line) as {
        type: string;
        subject?: string;
        rule?: string;
        counterexample?: { token: string } | null;
      };
      if (one.type === 'header') subject = one.subject ?? '';
      if ((one.type !== 'cell' && one.type !== 'rule') || !one.counterexample) return [];
      return [{ subject: one.subject ?? subject, rule: one.rule ?? '', token: one.counterexample.token }];
    });
}

async function findPlaces(): Promise<ReadonlyMap<string, Place>> {
  const places = new Map<string, Place>();
  const { subjects } = await findFleet();
  for (const { name, python, loop, open } of subjects) {
    places.set(name, { command: [python, '-B'], ...(loop && { loop }), open: () => open(() => false) });
  }
  // A Pyodide runs its programs itself: a Python of this machine is another version.
  for (const language of Object.keys(CPYTHONS) as CPythonVersion[]) {
    for (const kind of Object.keys(KINDS) as CPythonKind[]) {
      places.set(kind === 'socket' ? `cpython-${language}` : `cpython-${language}:${kind}`, {
        command: [process.execPath, join(packageRoot(), 'scripts', 'confirm', 'pyodide.mjs'), `cpython-${language}`],
        hasNoKernel: true,
        open: () => cpython(language, { kind }),
      });
    }
  }
  return places;
}

async function confirm(cells: readonly Cell[], place: Place | undefined, folder: string): Promise<[Cell, Outcome][]> {
  if (place === undefined) return cells.map((cell) => [cell, couldNot('its Python is not here')]);
  let subject: Subject;
  try {
    subject = await place.open();
  } catch (error) {
    return cells.map((cell) => [cell, couldNot(`it did not start: ${(error as Error).message}`)]);
  }
  const known = new Map<string, Outcome>();
  const outcomes: [Cell, Outcome][] = [];
  try {
    for (const cell of cells) {
      const outcome = known.get(cell.token) ?? (await confirmOne(cell, subject, place, folder));
      known.set(cell.token, outcome);
      outcomes.push([cell, outcome]);
    }
  } finally {
    await subject.close?.();
  }
  return outcomes;
}

async function confirmOne(cell: Cell, subject: Subject, place: Place, folder: string): Promise<Outcome> {
  const program = await programOf(cell, subject, place);
  if ('reason' in program) return couldNot(program.reason);
  const file = join(folder, `${cell.subject}-${cell.rule}.py`.replace(/[^\w.-]/g, '-'));
  writeFileSync(file, program.program);
  let outcome: Outcome = couldNot('');
  for (let i = 0; i < TRIES && outcome.is !== 'confirmed'; i++) outcome = await run(file, place.command);
  return outcome;
}

async function programOf({ token }: Cell, subject: Subject, { loop, hasNoKernel }: Place) {
  const settings = pythonSettings(subject.name, subject.capabilities.includes('exact-drain'), loop).filter(
    (setting) => !hasNoKernel || isFake(setting),
  );
  if (settings.length === 0) return { reason: 'no program can make its connection' };
  const { script } = decode(token);
  const [trace] = await ask(subject, [script]);
  if (!isTrace(trace)) return { reason: 'the script could not be run again' };
  const profile = profileFor({}, subject.capabilities);
  const failures = new Judge(RULES, profile)
    .judge(trace)
    .map((failure) => ({ ...failure, path: asItCame(trace, failure.path).path }));
  return showInPython({ subject, profile, script, trace: asItCame(trace, []).trace, failures }, settings);
}

function run(file: string, [command, ...first]: Place['command']): Promise<Outcome> {
  return new Promise((resolve) => {
    execFile(command, [...first, file], { timeout: DEADLINE }, (error, stdout) => {
      const last = stdout.trim().split('\n').slice(-2).join(' ');
      const code = error === null ? 0 : error.code;
      if (code === 1 && last.includes('The fault is there.')) resolve({ is: 'confirmed', why: '' });
      else if (code === 0) resolve({ is: 'not confirmed', why: last });
      else resolve(couldNot(last || `it ended with ${code ?? error?.signal}`));
    });
  });
}

function couldNot(why: string): Outcome {
  return { is: 'could not run', why };
}
