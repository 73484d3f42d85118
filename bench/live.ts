/**
 * `npm run bench:live`: scripts of 20 stimuli on CPython's own transport over a real UNIX socket, drawn here, run by Python
 * agents, and held against every rule and the oracle; beside a Hypothesis state machine on the same Python (machine.py), one
 * after the other, several times. Installs Hypothesis into .fleet/ on first use: it is no dependency. Never a test, never a
 * threshold.
 */
import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { ask } from '../conformance/ask.js';
import { profileFor } from '../conformance/declared.js';
import { Judge } from '../conformance/judge.js';
import { Knowledge } from '../conformance/knowledge.js';
import { refuses } from '../conformance/refuses.js';
import { RULES } from '../conformance/rules/index.js';
import { isTrace, needs, type Result, type Subject } from '../conformance/subject.js';
import type { Script, Stimulus } from '../machines/alphabet.js';
import { someScripts } from '../properties/corpus.js';
import { findFleet, type FleetSubject } from '../subjects/fleet/index.js';
import { fleetFolder, pythonIn } from '../subjects/fleet/installed.js';
import { packageRoot } from '../subjects/fleet/root.js';

const STIMULI = 20;
const CASES = 5_120;
const WARM = 1_024;
const BATCH = 64; // as a search has it
const EXAMPLES = 200;
const ROUNDS = 5;
const TICKS = 100; // of Linux, in a second
const HYPOTHESIS = 'hypothesis==6.170.17';

const { subjects } = await findFleet();
const found = subjects.findLast(({ name }) => /^cpython-3\.1[1-3][.\d]*:unix$/.test(name));
if (found === undefined) {
  console.error('bench:live needs a CPython from 3.11 to 3.13, on the PATH or known to pyenv.');
  process.exitCode = 2;
} else {
  const python = await withHypothesis(found.python);
  const rounds: Round[] = [];
  console.log(`${found.name}: cases of ${STIMULI} stimuli, drawn, run and judged, a second; and their CPU time, in ms`);
  console.log('  1 agent  2 agents  Hypothesis  times as many   1 agent  2 agents  Hypothesis');
  for (let i = 0; i < ROUNDS; i++) {
    const all = [await round(found, 1, i), await round(found, 2, i), await machine(python)] as const;
    rounds.push(all);
    say(all);
  }
  console.log('Medians:');
  say([0, 1, 2].map((at) => middle(rounds.map((all) => all[at] as Speed))) as unknown as Round);
}

interface Speed {
  /** Cases a second. */
  readonly cases: number;
  /** Seconds of CPU time for a case, of all the processes that take part. */
  readonly used: number;
}
/** With one agent, with two, and the other. */
type Round = readonly [Speed, Speed, Speed];

/** As in a search, a batch is judged while the agents have the next. A script without a trace is no case. */
async function round(entry: FleetSubject, agents: number, seed: number): Promise<Speed> {
  const childrenBefore = usedByChildren();
  const subject = await entry.open(() => false, agents);
  const profile = profileFor({}, subject.capabilities);
  const judge = new Judge(RULES, profile);
  const knowledge = new Knowledge(profile);
  let cases = 0;
  const judged = (results: readonly Result[]): void => {
    for (const result of results) {
      if (!isTrace(result)) continue;
      cases++;
      if (refuses(judge.judge(result))) knowledge.allows(result);
      else knowledge.weigh(result);
    }
  };
  let ahead: Promise<readonly Result[]> | null = null;
  const go = async (count: number): Promise<void> => {
    for (let asked = 0; asked < count; asked += BATCH) {
      const scripts = longScripts(subject, seed * CASES + asked); // drawn while the agents have those before
      const before: readonly Result[] = ahead === null ? [] : await ahead;
      ahead = ask(subject, scripts);
      judged(before);
    }
    if (ahead !== null) judged(await ahead);
    ahead = null;
  };
  await go(WARM);
  const [warm, from, own] = [cases, performance.now(), process.cpuUsage()];
  await go(CASES);
  const seconds = (performance.now() - from) / 1000;
  const { user, system } = process.cpuUsage(own);
  await subject.close?.();
  const children = (usedByChildren() - childrenBefore) / cases; // with their start
  return { cases: (cases - warm) / seconds, used: (user + system) / 1e6 / (cases - warm) + children };
}

/** Seconds of CPU time of the children that have ended, where the system tells. */
function usedByChildren(): number {
  if (!existsSync('/proc/self/stat')) return NaN;
  const fields = readFileSync('/proc/self/stat', 'utf8').split(') ')[1]?.split(' ').map(Number) as number[];
  return ((fields[13] as number) + (fields[14] as number)) / TICKS;
}

/** A batch, each of exactly so many stimuli: short ones end to end, those left out that a kernel's wire cannot do. */
function longScripts({ capabilities }: Subject, seed: number): readonly Script[] {
  const long: Script[] = [];
  let stimuli: Script['stimuli'] = [];
  for (const one of someScripts(seed, BATCH * 3, STIMULI)) {
    stimuli = [...stimuli, ...one.stimuli.map(opened)];
    if (stimuli.length < STIMULI) continue;
    const script = { ...one, stimuli: stimuli.slice(0, STIMULI) };
    stimuli = [];
    if ([...needs(script)].every((need) => capabilities.includes(need))) long.push(script);
  }
  if (long.length < BATCH) throw new Error(`Only ${long.length} of ${BATCH} scripts could be drawn.`);
  return long.slice(0, BATCH);
}

/** A kernel's wire is open or stalled, and takes no number. */
function opened(stimulus: Stimulus, at: number): Stimulus {
  return stimulus.do !== 'drain' ? stimulus : at % 3 === 0 ? { do: 'stall' } : { do: 'drain', n: 'all' };
}

/** Cases of so many steps, whatever length its examples have. */
async function machine(python: string): Promise<Speed> {
  const { stdout } = await promisify(execFile)(python, [
    '-B',
    join(packageRoot(), 'bench', 'machine.py'),
    `${EXAMPLES}`,
  ]);
  const [, steps = 0, seconds = 1, used = NaN] = stdout.trim().split(' ').map(Number);
  return { cases: steps / STIMULI / seconds, used: (used / steps) * STIMULI };
}

async function withHypothesis(python: string): Promise<string> {
  const environment = join(fleetFolder(), 'bench');
  const own = pythonIn(environment);
  if (existsSync(own)) return own;
  await promisify(execFile)(python, ['-m', 'venv', environment]);
  await promisify(execFile)(own, ['-m', 'pip', 'install', '--quiet', HYPOTHESIS], { maxBuffer: 1 << 24 });
  return own;
}

function say(all: Round): void {
  const [one, two, theirs] = all;
  const times = [one, two].map(({ cases }) => `${(cases / theirs.cases).toFixed(1)} x`).join(', ');
  const [speeds, used] = [
    all.map(({ cases }) => thousands(cases)),
    all.map((speed) => (speed.used * 1000).toFixed(2)),
  ] as string[][];
  const row = (cells: readonly string[]): string =>
    [9, 9, 11].map((width, at) => (cells[at] as string).padStart(width)).join(' ');
  console.log(`${row(speeds as string[])}  ${times.padStart(13)} ${row(used as string[])}`);
}

function middle(speeds: readonly Speed[]): Speed {
  const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[values.length >> 1] as number;
  return { cases: median(speeds.map(({ cases }) => cases)), used: median(speeds.map(({ used }) => used)) };
}

function thousands(n: number): string {
  return Math.round(n).toLocaleString('en-US');
}
