/**
 * `npm run pythons -- python3.8 python3.13 ...`: the Python agent on each interpreter named, or on `python3`. A line for each kind of live transport:
 * where it differs from the same class over fakes, where from itself, and how fast it goes. Exit code 1 where it does.
 * Judges no transport.
 */
import { spawnSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Script } from '../machines/alphabet.js';
import { isInconclusive, type Result } from '../conformance/subject.js';
import { processSubject } from '../subjects/process/index.js';
import { LIVE_AND_SCRIPTED, liveScripts, plain } from './live.js';

const AGENT = join(dirname(fileURLToPath(import.meta.url)), '..', 'agents', 'plimsoll_agent.py');
const SCRIPTS = 300;
const REPEATS = 3;

const named = process.argv.slice(2);

for (const python of named.length > 0 ? named : ['python3']) {
  if (spawnSync(python, ['--version']).error !== undefined) {
    console.log(`${python} is not on this machine: nothing was compared on it.`);
    if (named.length > 0) process.exitCode = 2;
    continue;
  }
  for (const [live, scripted] of LIVE_AND_SCRIPTED) {
    const scripts = liveScripts(live, 2, SCRIPTS);
    const expected = await results(python, scripted, scripts);
    const [first, ...others] = await repeats(python, live, scripts);
    // What the kernel did not let us see is told apart: it is neither the same nor another.
    const isSeen = (result: Result): boolean => !isInconclusive(result);
    const unseen = scripts.filter((_, at) => ![first!, ...others].every(({ results: all }) => isSeen(all[at]!)));
    const different = scripts.filter(
      (_, at) => isSeen(first!.results[at]!) && plain(first!.results[at]!) !== plain(expected[at]!),
    );
    const unsteady = scripts.filter((_, at) =>
      others.some(
        ({ results: all }) =>
          isSeen(all[at]!) &&
          isSeen(first!.results[at]!) &&
          JSON.stringify(all[at]) !== JSON.stringify(first!.results[at]),
      ),
    );
    const fastest = Math.max(...[first!, ...others].map(({ speed }) => speed));
    console.log(
      `${first!.version}: ${different.length} of ${scripts.length} other than over fakes, ` +
        `${unsteady.length} other when repeated, ${unseen.length} inconclusive; ${fastest.toFixed(0)} a second`,
    );
    for (const script of [...different.slice(0, 1), ...unsteady.slice(0, 1)])
      console.log(`  ${JSON.stringify(script)}`);
    if (different.length + unsteady.length > 0) process.exitCode = 1;
  }
}

async function repeats(python: string, kind: string, scripts: readonly Script[]) {
  const subject = await processSubject({ command: [python, AGENT, kind] });
  const runs = [];
  for (let time = 0; time < REPEATS; time++) {
    const start = performance.now();
    const seen = await subject.run(scripts);
    runs.push({
      version: subject.version,
      results: seen,
      speed: (scripts.length / (performance.now() - start)) * 1000,
    });
  }
  await subject.close?.();
  return runs;
}

async function results(python: string, kind: string, scripts: readonly Script[]) {
  const subject = await processSubject({ command: [python, AGENT, kind] });
  const seen = await subject.run(scripts);
  await subject.close?.();
  return seen;
}
