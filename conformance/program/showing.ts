/**
 * From a script that fails to the program that shows it, in the language of its transport: chooses what the program stands
 * on, and gives none where an honest transport could not be told from this one by it. Asks the subject again where the
 * script has to be made coarser for a kernel; no clock, no process.
 */
import type { Given, Script, Step, Trace } from '../../machines/alphabet.js';
import { CHOICE_NAMES, dialect, type Dialect, type Profile } from '../../machines/choices.js';
import { runModel } from '../../machines/model.js';
import { ask } from '../ask.js';
import { coarse } from '../coarse.js';
import { Judge } from '../judge.js';
import { consult, possibleIn } from '../oracle.js';
import type { Failure } from '../rule.js';
import { RULES } from '../rules/index.js';
import { isTrace, needs, type Subject } from '../subject.js';
import { contradictionOf } from './contradiction.js';
import { headOf } from './head.js';
import { placeOf } from './looks.js';
import { pythonProgram } from './python/program.js';
import { sceneOf, sceneOfChoice, telling, type Scene } from './scene.js';
import { isFake, type PythonSetting } from './stage.js';

export interface Finding {
  readonly subject: Subject;
  readonly profile: Profile;
  readonly script: Script;
  readonly trace: Trace;
  readonly failures: readonly Failure[];
}

/** The program, or why there is none: one sentence. */
export type Shown = { readonly program: string } | { readonly reason: string };

/** `settings`: what the program may stand on; the first that will do is taken. */
export async function showInPython(finding: Finding, settings: readonly PythonSetting[]): Promise<Shown> {
  if (finding.failures.length === 0) return showContradiction(finding, settings);
  for (const setting of settings) {
    const fitting = await fitted(finding, setting);
    if (fitting === null) continue;
    const scene = tellingScene(fitting, isTranslated(setting, settings));
    if (scene === null) continue;
    const { subject, failures } = fitting;
    const head = headOf({ version: subject.version, scripts: [scene.script], failures, note: noteOf(setting) });
    return { program: pythonProgram([scene], setting, head) };
  }
  return { reason: 'what fails there cannot be told from what an honest transport does by what a program sees' };
}

/** Two scripts on a connection each, where this one fails only beside the other. */
async function showContradiction(finding: Finding, settings: readonly PythonSetting[]): Promise<Shown> {
  const { subject, profile, script, trace } = finding;
  const setting = settings.find((one) => runsOn(script, one));
  const reason = 'no rule fails on this script by itself, and no script of the rules contradicts it';
  if (setting === undefined) return { reason };
  const found = await contradictionOf(subject, profile, trace, (one) => runsOn(one, setting));
  if (found === null) return { reason };
  const { choice, other, failure } = found;
  const options = { capabilities: subject.capabilities, anyReset: isTranslated(setting, settings) };
  const scenes = [other, { script, trace }].map((one) => sceneOfChoice(one.script, one.trace, choice, options));
  const head = headOf({
    version: subject.version,
    scripts: scenes.map((one) => one.script),
    failures: [failure],
    note: noteOf(setting),
  });
  return { program: pythonProgram(scenes, setting, head) };
}

function runsOn(script: Script, setting: PythonSetting): boolean {
  return isFake(setting) || !needs(script).has('exact-drain');
}

/** What was seen on fakes is to be shown on a kernel's own object. */
function isTranslated(setting: PythonSetting, settings: readonly PythonSetting[]): boolean {
  return !isFake(setting) && settings.some(isFake);
}

function noteOf(setting: PythonSetting): string | null {
  return isFake(setting)
    ? 'The transport is CPython’s own; the wire and the loop under it are the few dozen lines below.'
    : null;
}

/** The finding with a script that the setting can run: itself, or a coarser one that breaks some of the same rules. */
async function fitted(finding: Finding, setting: PythonSetting): Promise<Finding | null> {
  if (runsOn(finding.script, setting)) return finding;
  const { subject, profile, failures } = finding;
  const script = coarse(finding.script);
  const [trace] = await ask(subject, [script]);
  if (!isTrace(trace)) return null;
  const found = new Judge(RULES, profile).judge(trace);
  const same = found.filter(({ rule }) => failures.some((one) => one.rule.id === rule.id));
  return same.length === 0 ? null : { ...finding, script, trace, failures: same };
}

function tellingScene({ subject, profile, script, trace, failures }: Finding, anyReset: boolean): Scene | null {
  const scene = sceneOf(script, trace, failures, { capabilities: subject.capabilities, anyReset });
  return telling(scene, honestTraces(script, trace, scene.looks.at(-1)?.path ?? [], profile));
}

/**
 * What honest transports do: those that would have done the same as this one up to where it fails, and some that are free
 * in another way, one choice at a time.
 */
export function honestTraces(script: Script, trace: Trace, path: readonly number[], profile: Profile): Trace[] {
  const until = trace.steps.slice(0, Math.max(1, placeOf(path)[0] ?? 0));
  const possible = possibleIn(profile);
  const opinion = consult({ steps: until }, possible);
  const known: readonly Partial<Dialect>[] = opinion.allows ? opinion.dialects.slice(0, MOST) : [];
  const varied = CHOICE_NAMES.flatMap((name) => possible[name].map((value): Partial<Dialect> => ({ [name]: value })));
  const { low, high } = (trace.steps[0] as Step).stimulus as Extract<Given, { do: 'connect' }>;
  const limits = 0 <= low && low <= high ? { low, high } : {};
  return [...known, ...varied].map((chosen) => runModel(script, { ...dialect(profile), ...chosen }, limits));
}

/** So many dialects are tried; they differ in little. */
const MOST = 16;
