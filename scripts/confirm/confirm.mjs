/**
 * `npm run confirm`: runs each finding's own Python script on every CPython that stands beside Plimsoll as a Pyodide,
 * and exits 1 if one of them ends other than expected.json says. With arguments it asks those interpreters instead,
 * and there also over a real loop: `npm run confirm -- python3.12 python3.13`.
 * It stands apart from what it confirms: no driver, no model and no rule of Plimsoll may be used here.
 */
import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';

const FOLDER = dirname(fileURLToPath(import.meta.url));
/** A Pyodide takes some 200 MB: no more than this many live at once. */
const AT_ONCE = 2;
/** What the scripts import: no findings. */
const SHARED = ['fakes', 'piped', 'completing', 'live', 'telling'];
/** Milliseconds, for an interpreter to load and run one script or all of them. */
const DEADLINE = 60_000;
const YES = 'REPRODUCED: ';
const NO = 'NOT REPRODUCED: all as promised';
/** Each script starts with the fakes afresh, so that what another has set in asyncio is not there for it. */
const RUN = `
import contextlib, io, platform, runpy, sys
sys.path.insert(0, '')
def run(name):
    for shared in 'fakes', 'piped', 'completing', 'live':
        sys.modules.pop(shared, None)
    with contextlib.redirect_stdout(io.StringIO()) as printed:
        runpy.run_path(name, run_name='__main__')
    return printed.getvalue()
run`;

if (isMainThread) process.exitCode = await main(process.argv.slice(2));
else await serve();

async function main(interpreters) {
  const { pyodide, native, findings } = JSON.parse(readFileSync(join(FOLDER, 'expected.json'), 'utf8'));
  const columns = await pooled(
    interpreters.length > 0
      ? interpreters.flatMap((one) => [() => inProcess(one), () => inProcess(one, '--live')])
      : Object.keys(pyodide).map((name) => () => inPyodide(name)),
  );
  const known = [...Object.values(pyodide), ...native];
  const problems = [];
  for (const { name, version } of columns) {
    const should = pyodide[name];
    if (should && version !== should) problems.push(`${name} is CPython ${version}; expected.json tells of ${should}.`);
  }
  const rows = Object.entries(findings).map(([slug, effects]) => [
    slug,
    ...columns.map(({ name, version, said }) => {
      const seen = said[slug];
      if (seen === undefined) return 'n/a';
      const cell = seen.startsWith(YES) ? 'yes' : '-';
      if (!known.includes(version)) return `${cell} ?`;
      const should = ending(effects, version);
      if (seen === should) return cell;
      problems.push(`${slug} on ${version} (${name})\n  expected  ${should}\n  seen      ${seen}`);
      return `${cell} !`;
    }),
  ]);
  const table = [['', ...columns.map(({ version, live }) => version + live)], ...rows];
  const widths = table[0].map((_, column) => Math.max(...table.map((row) => row[column].length)));
  for (const row of table)
    console.log(
      row
        .map((cell, column) => cell.padEnd(widths[column]))
        .join('  ')
        .trimEnd(),
    );
  for (const problem of problems) console.log(`\n${problem}`);
  return problems.length > 0 ? 1 : 0;
}

/** The line that a script ends with on a version. */
function ending(effects, version) {
  const seen = Object.keys(effects).filter((effect) => effects[effect].split(' ').includes(version));
  return seen.length > 0 ? YES + seen.join('; ') : NO;
}

async function pooled(jobs) {
  const results = [];
  let next = 0;
  const work = async () => {
    while (next < jobs.length) {
      const at = next++;
      results[at] = await jobs[at]();
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return results;
}

/** One Pyodide in a thread of its own: two versions do not fit into one. */
function inPyodide(name) {
  return new Promise((resolve, reject) => {
    const worker = new Worker(fileURLToPath(import.meta.url), { workerData: name, stdout: true, stderr: true });
    const timer = setTimeout(() => end(() => reject(new Error(`${name} gave no answer.`))), DEADLINE);
    const end = (settle) => {
      clearTimeout(timer);
      settle();
      void worker.terminate();
    };
    worker.once('message', (answer) => end(() => resolve(answer)));
    worker.once('error', (error) => end(() => reject(error)));
  });
}

/** The other side of it. */
async function serve() {
  const { loadPyodide } = await import(workerData);
  const python = await loadPyodide({ stdout: () => {}, stderr: () => {} });
  for (const name of readdirSync(FOLDER).filter((file) => file.endsWith('.py'))) {
    python.FS.writeFile(name, readFileSync(join(FOLDER, name)));
  }
  const run = python.runPython(RUN);
  const said = {};
  for (const slug of scripts(false)) {
    try {
      said[slug] = lastLine(run(`${slug}.py`));
    } catch (error) {
      said[slug] = `FAILED: ${lastLine(error.message)}`;
    }
  }
  parentPort.postMessage({ name: workerData, version: python.runPython('platform.python_version()'), live: '', said });
}

/** An interpreter of this machine, started once a script. */
async function inProcess(name, ...options) {
  const version = await ask(name, ['-c', 'import platform; print(platform.python_version())']);
  const said = {};
  for (const slug of scripts(options.length > 0)) said[slug] = await ask(name, [`${slug}.py`, ...options]);
  return { name, version, live: options.map(() => ' live').join(''), said };
}

async function ask(interpreter, options) {
  try {
    // -B: it leaves nothing behind.
    const { stdout } = await promisify(execFile)(interpreter, ['-B', ...options], { cwd: FOLDER, timeout: DEADLINE });
    return lastLine(stdout);
  } catch (error) {
    return `FAILED: ${lastLine(error.message)}`;
  }
}

/** The findings' scripts. Those that import live.py need a kernel's sockets, which a Pyodide has not. */
function scripts(live) {
  const names = readdirSync(FOLDER).filter((name) => name.endsWith('.py') && !SHARED.includes(name.slice(0, -3)));
  const text = (name) => readFileSync(join(FOLDER, name), 'utf8');
  return names.filter((name) => live || !text(name).includes('from live import')).map((name) => name.slice(0, -3));
}

function lastLine(text) {
  return text.trim().split('\n').at(-1);
}
