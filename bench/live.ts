/**
 * `npm run bench:live`: scripts of 20 stimuli on CPython's own transport over a real UNIX socket, run by the Python agent and
 * judged here; against a Hypothesis state machine on the same Python (machine.py), one after the other, several times.
 * Installs Hypothesis into .fleet/ on first use: it is no dependency. Never a test, never a threshold.
 */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { ask } from '../conformance/ask.js';
import { profileFor } from '../conformance/declared.js';
import { Judge } from '../conformance/judge.js';
import { RULES } from '../conformance/rules/index.js';
import { isTrace, needs } from '../conformance/subject.js';
import type { Script, Stimulus } from '../machines/alphabet.js';
import { someScripts } from '../properties/corpus.js';
import { findFleet } from '../subjects/fleet/index.js';
import { fleetFolder, pythonIn } from '../subjects/fleet/installed.js';
import { packageRoot } from '../subjects/fleet/root.js';

const STIMULI = 20;
const CASES = 8_000;
const EXAMPLES = 300;
const ROUNDS = 5;
const HYPOTHESIS = 'hypothesis==6.170.17';

const { subjects } = await findFleet();
const found = subjects.findLast(({ name }) => /^cpython-3\.1[1-3][.\d]*:unix$/.test(name));
if (found === undefined) {
  console.error('bench:live needs a CPython from 3.11 to 3.13, on the PATH or known to pyenv.');
  process.exitCode = 2;
} else {
  const python = await withHypothesis(found.python);
  const subject = await found.open(() => false);
  const able = longScripts(CASES * 2)
    .filter((script) => [...needs(script)].every((need) => subject.capabilities.includes(need)))
    .slice(0, CASES);
  const judge = new Judge(RULES, profileFor({}, subject.capabilities));
  await round(able.slice(0, 1_000)); // warm
  console.log(`${subject.version}: cases of ${STIMULI} stimuli a second, judged; and a Hypothesis state machine:`);
  const ratios: number[] = [];
  for (let i = 0; i < ROUNDS; i++) {
    const own = await round(able);
    const theirs = await machine(python);
    ratios.push(own.speed / theirs);
    console.log(
      `  ${thousands(own.speed).padStart(8)} ${thousands(theirs).padStart(8)}   ${(own.speed / theirs).toFixed(1)} x${own.told}`,
    );
  }
  console.log(`Median: ${(ratios.sort((a, b) => a - b)[ROUNDS >> 1] as number).toFixed(1)} x.`);
  await subject.close?.();

  async function round(scripts: readonly Script[]): Promise<{ speed: number; told: string }> {
    const from = performance.now();
    const results = await ask(subject, scripts);
    for (const result of results) if (isTrace(result)) judge.judge(result);
    const seconds = (performance.now() - from) / 1000;
    const untold = results.filter((result) => !isTrace(result)).length;
    return {
      speed: scripts.length / seconds,
      told: untold === 0 ? '' : ` (${untold} of ${scripts.length} without a trace)`,
    };
  }
}

/** Each of exactly so many stimuli: short ones end to end. */
function longScripts(count: number): readonly Script[] {
  const drawn = someScripts(1, count * 3, STIMULI);
  const long: Script[] = [];
  let stimuli: Script['stimuli'] = [];
  for (const one of drawn) {
    stimuli = [...stimuli, ...one.stimuli.map(opened)];
    if (stimuli.length < STIMULI) continue;
    long.push({ ...one, stimuli: stimuli.slice(0, STIMULI) });
    stimuli = [];
  }
  return long.slice(0, count);
}

/** A kernel's wire is open or stalled, and takes no number. */
function opened(stimulus: Stimulus, at: number): Stimulus {
  return stimulus.do !== 'drain' ? stimulus : at % 3 === 0 ? { do: 'stall' } : { do: 'drain', n: 'all' };
}

/** Cases of so many steps a second, whatever length its examples have. */
async function machine(python: string): Promise<number> {
  const { stdout } = await promisify(execFile)(python, [
    '-B',
    join(packageRoot(), 'bench', 'machine.py'),
    `${EXAMPLES}`,
  ]);
  const [, steps = 0, seconds = 1] = stdout.trim().split(' ').map(Number);
  return steps / STIMULI / seconds;
}

async function withHypothesis(python: string): Promise<string> {
  const environment = join(fleetFolder(), 'bench');
  const own = pythonIn(environment);
  if (existsSync(own)) return own;
  await promisify(execFile)(python, ['-m', 'venv', environment]);
  await promisify(execFile)(own, ['-m', 'pip', 'install', '--quiet', HYPOTHESIS], { maxBuffer: 1 << 24 });
  return own;
}

function thousands(n: number): string {
  return Math.round(n).toLocaleString('en-US');
}
