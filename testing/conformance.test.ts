/** describeConformance() with a runner of ours: what is declared, skipped, fails, and what the failures say. */
import { describe, expect, jest, test } from '@jest/globals';
import { RULES } from '../conformance/rules/index.js';
import { ALL_CAPABILITIES, type Subject } from '../conformance/subject.js';
import { MUTANTS, subjectOf } from '../subjects/mutants/index.js';
import { reference } from '../subjects/reference/subject.js';
import { ReferenceTransport } from '../subjects/reference/transport.js';
import { defineTransport } from '../subjects/transport.js';
import { describeConformance, type ConformanceOptions } from './conformance.js';
import type { GivenSubject } from './given.js';
import { judge } from './judge.js';

/** Milliseconds: each is a campaign, and the machine may be busy. */
jest.setTimeout(60_000);

const RUNS = { runs: 10 };
const LAST = 'what was not exercised';

interface Outcome {
  readonly title: string;
  readonly is: 'passed' | 'failed' | 'skipped';
  readonly message: string;
}

/** Declares, then runs those that are selected, as a runner does. `canSkip`: also once a test has begun. */
async function outcomes(
  subject: GivenSubject,
  options: ConformanceOptions = RUNS,
  { only = '', canSkip = false } = {},
): Promise<{ readonly all: readonly Outcome[]; readonly asked: number }> {
  const declared: { title: string; test: ((...context: never[]) => void) | null }[] = [];
  let hook: () => Promise<void> = async () => {};
  let asked = 0;
  const it = Object.assign(
    (title: string, test: (...context: never[]) => void) => void declared.push({ title, test }),
    { skip: (title: string) => void declared.push({ title, test: null }) },
  );
  describeConformance(
    { describe: (_name, tests) => tests(), it, beforeAll: (given) => void (hook = given) },
    counting(subject, () => asked++),
    options,
  );
  expect(asked).toBe(0);
  const selected = declared.filter(({ title }) => title.includes(only));
  if (selected.some(({ test }) => test !== null)) await hook();
  const all = selected.map(({ title, test }): Outcome => {
    if (test === null) return { title, is: 'skipped', message: '' };
    let skipped: string | null = null;
    const context = canSkip ? [{ skip: (reason: string) => void (skipped = reason) }] : [];
    try {
      test(...(context as never[]));
    } catch (error) {
      return { title, is: 'failed', message: (error as Error).message };
    }
    return skipped === null ? { title, is: 'passed', message: '' } : { title, is: 'skipped', message: skipped };
  });
  return { all, asked };
}

function counting(subject: GivenSubject, count: () => void): GivenSubject {
  if (typeof subject !== 'object' || !('run' in subject)) return subject;
  return { ...subject, run: (scripts) => (count(), subject.run(scripts)) };
}

function mutant(name: string): Subject {
  return subjectOf(MUTANTS.find((one) => one.name === name) ?? (MUTANTS[0] as (typeof MUTANTS)[0]));
}

const failed = ({ all }: { all: readonly Outcome[] }): readonly Outcome[] => all.filter(({ is }) => is === 'failed');

describe('describeConformance()', () => {
  test('declares a test for each rule, by its id, and a last one; on the reference all pass', async () => {
    const run = await outcomes(reference());
    expect(run.all.map(({ title }) => title.slice(0, title.indexOf(':')))).toEqual([
      ...RULES.map(({ id }) => id),
      LAST,
    ]);
    expect(failed(run)).toEqual([]);
  });

  test('one that is broken fails with what `plimsoll run` shows', async () => {
    const run = await outcomes(mutant('pauses-one-byte-early'));
    const found = failed(run).find(({ title }) => title.startsWith('flow-control/no-pause-below-high:'));
    expect(found?.message.replace(/p1:\S+/, 'p1:…')).toMatchInlineSnapshot(`
     "✗ flow-control/no-pause-below-high   MUST
       asyncio.WriteTransport.set_write_buffer_limits
       pause_writing() is not called while the buffer is below the high-water
       mark.
       Expected  no pause_writing() below high 65536
       Seen      pause_writing(); 65535 bytes buffered, low 16384, high 65536
       Script    write(to high-1)
       Replay    npx plimsoll replay p1:… --subject <its module>"
    `);
    expect(failed(run).map(({ title }) => title)).not.toContain(LAST);
  });

  test('takes a definition', async () => {
    const definition = {
      name: 'mine',
      version: 'mine 1',
      connect: (parts: ConstructorParameters<typeof ReferenceTransport>[0]) => new ReferenceTransport(parts),
    };
    expect(failed(await outcomes(definition))).toEqual([]);
    expect(() => defineTransport({ ...definition, version: '' })).toThrow('version');
  });

  test('skips what the subject does not declare, with the reason', async () => {
    const { name, version, run } = reference();
    const half = { name, version, run, capabilities: ALL_CAPABILITIES.filter((one) => one !== 'wide-chunks') };
    const { all } = await outcomes(half, { ...RUNS, rules: ['buffer'] });
    expect(all.filter(({ is }) => is === 'skipped').map(({ title }) => title)).toMatchInlineSnapshot(`
     [
       "buffer/wide-memoryview: unsupported, it needs wide-chunks",
       "buffer/wide-memoryview-one-way: unsupported, it needs wide-chunks",
     ]
    `);
  });

  test('a MUST rule that nothing spoke about fails, and so does the last test', async () => {
    const run = await outcomes(reference(), { ...RUNS, signal: AbortSignal.abort() });
    const untested = failed(run).filter(({ message }) => message.includes('has tested nothing'));
    expect(untested.length).toBe(RULES.filter(({ level }) => level === 'MUST').length);
    expect(failed(run).at(-1)?.title).toContain(LAST);
    expect(failed(run).at(-1)?.message).toContain('The run was cut short');
  });

  test('a harness that fails is no pass', async () => {
    const { all } = await outcomes({ ...reference(), run: (scripts) => scripts.map(() => ({ fault: 'It broke.' })) });
    expect(all.filter(({ is }) => is === 'passed')).toEqual([]);
    expect(all.at(-1)?.message).toContain('It broke.');
  });

  test('a runner that ends tests as skipped is told why', async () => {
    const { all } = await outcomes('reference', { ...RUNS, rules: ['limits'] }, { canSkip: true });
    expect(all.every(({ is }) => is !== 'failed')).toBe(true);
  });

  test('with a filter what is selected is judged; with none selected nothing is run', async () => {
    const some = await outcomes(reference(), RUNS, { only: 'limits/' });
    expect(some.all.length).toBeGreaterThan(5);
    expect(some.asked).toBeGreaterThan(0);
    expect((await outcomes(reference(), RUNS, { only: 'no such rule' })).asked).toBe(0);
  });

  test.each([
    [7 as unknown as GivenSubject, {}, 'What is to be judged is a number'],
    [{ name: 'x' } as unknown as GivenSubject, {}, 'has no version'],
    ['reference', { rules: ['no-such/rule'] }, 'matches no rule'],
  ])('a mistake is told when tests are declared: %j', async (subject, options, message) => {
    await expect(outcomes(subject, options)).rejects.toThrow(message);
  });
});

describe('judge()', () => {
  test('answers the report as data', async () => {
    const report = await judge(mutant('pauses-one-byte-early'), { ...RUNS, rules: ['flow-control'] });
    expect(report.exit).toBe(1);
    expect(report.rules.every(({ rule }) => rule.id.startsWith('flow-control/'))).toBe(true);
  });

  test('ends early when it is asked to, and says so', async () => {
    const report = await judge(reference(), { signal: AbortSignal.abort() });
    expect(report.complete).toBe(false);
    expect(report.exit).toBe(3);
  });

  test.each([
    [{ runs: -1 }, 'runs must be a whole number'],
    [{ profile: 'none' as never }, 'There is no profile none'],
    [{ level: 'must' as never }, 'There is no level must'],
  ])('%j is refused', async (options, message) => {
    await expect(judge('reference', options)).rejects.toThrow(message);
  });
});
