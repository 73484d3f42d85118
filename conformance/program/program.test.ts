/** Programs for the other side: what they look at tells a fault from honest behaviour, and real Pythons agree. */
import { afterAll, describe, expect, test } from '@jest/globals';
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Script, Trace } from '../../machines/alphabet.js';
import { dialect } from '../../machines/choices.js';
import { runModel } from '../../machines/model.js';
import { findPythons } from '../../subjects/fleet/pythons.js';
import { MUTANTS, subjectOf } from '../../subjects/mutants/index.js';
import { profileFor } from '../declared.js';
import { Judge } from '../judge.js';
import type { Rule } from '../rule.js';
import { RULES } from '../rules/index.js';
import { isTrace, type Subject } from '../subject.js';
import { sceneOf, telling } from './scene.js';
import { honestTraces, showInPython } from './showing.js';
import type { PythonSetting } from './stage.js';

const folder = mkdtempSync(join(tmpdir(), 'program-'));
afterAll(() => rmSync(folder, { recursive: true }));

const UNIX: readonly PythonSetting[] = [{ stage: 'unix' }];
const TLS: readonly PythonSetting[] = [{ stage: 'tls' }];
const WRITELINES = script({ do: 'writelines', items: [{ n: { to: 'high', plus: 1 }, kind: 'bytes' }], as: 'list' });

/** No program is written for what these do wrong: it could not be told from what an honest transport does. */
const UNTOLD = ['partial-send-sent-again']; // bytes of one chunk look alike

test('what is looked at tells each mutant from honest transports', async () => {
  const blind: string[] = [];
  for (const mutant of MUTANTS) {
    const subject = subjectOf(mutant);
    const profile = profileFor({}, subject.capabilities);
    const judge = new Judge(RULES, profile);
    const traces = await subject.run(RULES.map(({ given }) => given));
    const at = traces.findIndex((trace) => isTrace(trace) && judge.judge(trace).length > 0);
    const trace = traces[at];
    if (!isTrace(trace)) continue; // what it does wrong, no rule's own script shows
    const given = (RULES[at] as Rule).given;
    const scene = sceneOf(given, trace, judge.judge(trace), { capabilities: subject.capabilities, anyReset: false });
    const honest = honestTraces(given, trace, scene.looks.at(-1)?.path ?? [], profile);
    if (telling(scene, honest) === null) blind.push(mutant.name);
  }
  expect(blind).toEqual(UNTOLD);
}, 60_000);

describe('a program', () => {
  const faulty = pausesNever(runModel(WRITELINES, dialect(), { low: 16_384, high: 65_536 }));

  test('is short, cites what was promised, and says what is seen', async () => {
    const program = await programOf(WRITELINES, faulty);
    expect(program.split('\n').length).toBeLessThan(120);
    expect(program).toContain(
      'https://docs.python.org/3/library/asyncio-protocol.html#asyncio.WriteTransport.writelines',
    );
    expect(program).toContain("FAULT = ['65537 buffered']");
    expect(program).toContain('transport.writelines([b');
    expect(program).not.toMatch(/plimsoll/i);
  });

  test('is not written where nothing fails', async () => {
    const trace = runModel(WRITELINES, dialect());
    const shown = await showInPython({ ...finding(WRITELINES, trace), failures: [] }, UNIX);
    expect(shown).toEqual({ reason: expect.stringMatching(/no rule fails/) });
  });

  test('says of each CPython of this machine whether it has the fault', async () => {
    const program = await programOf(WRITELINES, faulty);
    const pythons = (await findPythons()).filter(
      ({ implementation, language }) => implementation === 'CPython' && /^3\.(8|9|1\d)$/.test(language),
    );
    if (pythons.length === 0) return skipped('no CPython is on this machine');
    for (const { release, command } of pythons)
      expect([release, await run(program, command)]).toEqual([release, pauses(release) ? 0 : 1]);
  }, 60_000);

  test('over TLS makes both ends without a certificate, and tells the CPythons apart that pause on an empty buffer', async () => {
    const done = script({ do: 'set_write_buffer_limits', high: 0 });
    const honest = runModel(done, dialect(), { low: 131_072, high: 524_288 });
    const pause = { name: 'pause_writing', size: 0, arrived: 0, steps: [] } as const;
    const trace = { steps: honest.steps.map((step, at) => (at === 1 ? { ...step, calls: [pause] } : step)) };
    const program = await programOf(done, trace, TLS);
    expect(program.split('\n').length).toBeLessThan(220);
    const pythons = (await findPythons()).filter(
      ({ implementation, language }) => implementation === 'CPython' && /^3\.(10|11)$/.test(language),
    );
    if (pythons.length === 0) return skipped('no CPython 3.10 or 3.11 is on this machine');
    for (const { language, command } of pythons)
      expect([language, await run(program, command)]).toEqual([language, language === '3.11' ? 1 : 0]);
  }, 60_000);

  test('shows an abort() after the loss on a real connection', async () => {
    const done = script(
      { do: 'write', n: 1, kind: 'bytes' },
      { do: 'close' },
      { do: 'drain', n: 'all' },
      { do: 'settle' },
      { do: 'abort' },
    );
    const honest = runModel(done, dialect(), { low: 16_384, high: 65_536 });
    const raised = { kind: 'other', type: 'AttributeError', message: '' } as const;
    const trace = { steps: honest.steps.map((step, at) => (at === 5 ? { ...step, raised } : step)) };
    const [python] = (await findPythons()).filter(({ language }) => language === '3.11' || language === '3.12');
    if (python === undefined) return skipped('no CPython 3.11 or 3.12 is on this machine');
    expect(await run(await programOf(done, trace), python.command)).toBe(1);
  }, 60_000);
});

/** CVE-2024-12254: of the releases from 3.12.0 to the one that mended it. */
function pauses(release: string): boolean {
  const [, minor = 0, patch = 0] = release.split('.').map((part) => Number.parseInt(part, 10));
  return minor < 12 || minor > 13 || patch >= (minor === 12 ? 9 : 2);
}

async function programOf(given: Script, trace: Trace, settings = UNIX): Promise<string> {
  const shown = await showInPython(finding(given, trace), settings);
  if ('reason' in shown) throw new Error(shown.reason);
  return shown.program;
}

function finding(given: Script, trace: Trace) {
  const subject: Subject = {
    name: 'cpython:unix',
    version: 'CPython',
    capabilities: ['exact-size', 'half-close', 'settable-limits', 'peer-data', 'loop-errors'],
    run: (scripts) => scripts.map((one) => runModel(one, dialect())),
  };
  const profile = profileFor({}, subject.capabilities);
  return { subject, profile, script: given, trace, failures: new Judge(RULES, profile).judge(trace) };
}

function pausesNever({ steps }: Trace): Trace {
  return { steps: steps.map((step, at) => (at === 1 ? { ...step, calls: [] } : step)) };
}

function script(...stimuli: Script['stimuli'][number][]): Script {
  return { stimuli, reactions: [], keepOpen: false };
}

async function run(program: string, python: string): Promise<number> {
  const file = join(folder, 'program.py');
  writeFileSync(file, program);
  try {
    await promisify(execFile)(python, ['-B', file], { timeout: 30_000 });
    return 0;
  } catch (error) {
    const { code } = error as { code?: unknown };
    return typeof code === 'number' ? code : -1;
  }
}

/** Never silently green. */
function skipped(why: string): void {
  process.stderr.write(`Skipped: ${why}.\n`);
}
