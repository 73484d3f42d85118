/**
 * The tour: with it a run passes through all that can be covered, in few scripts, and says so only where it did.
 * Seeds are the suite's own and fixed.
 */
import { describe, expect, test } from '@jest/globals';
import type { Script } from '../machines/alphabet.js';
import { dialect, PROFILES } from '../machines/choices.js';
import { KINDS } from '../machines/coverage.js';
import { runModel } from '../machines/model.js';
import { RULES } from '../conformance/rules/index.js';
import { ALL_CAPABILITIES, type Subject } from '../conformance/subject.js';
import { runSuite, type SuiteOptions } from '../conformance/suite.js';
import type { Coverage, Report } from '../conformance/verdict.js';
import { reference } from '../subjects/reference/subject.js';
import { campaign } from './campaign.js';
import { exhaustive } from './exhaustive.js';
import { vouched } from './made.js';

const judge = (subject: Subject, options: Partial<SuiteOptions> = {}): Promise<Report> =>
  runSuite(subject, { search: campaign, runs: 0, ...options });
const missingOf = (coverage: Coverage): string[] => KINDS.flatMap((kind) => coverage[kind].missing);
const ONE_WAY = ALL_CAPABILITIES.filter((one) => one !== 'half-close' && one !== 'peer-data');
const NO_TOUR: SuiteOptions['search'] = ({ wanted: _wanted, ...options }) => campaign(options);

test('the reference is covered wholly at the default budget', async () => {
  const { coverage, exit } = await runSuite(reference(), { search: campaign, coverageThreshold: 100 });
  expect(missingOf(coverage)).toEqual([]);
  expect(coverage.cells.total).toBeGreaterThan(200);
  expect(coverage.triples.total).toBeGreaterThan(2_000);
  expect(exit).toBe(0);
});

describe('the tour alone covers wholly a transport', () => {
  test.each([
    ['like CPython’s', dialect(PROFILES.cpython), ALL_CAPABILITIES],
    ['that counts a send whole', dialect({}, { sizeFalls: 'when-sent' }), ALL_CAPABILITIES],
    ['that ends with its writing', dialect({}, { halfClose: 'a-close' }), ONE_WAY],
  ])('%s', async (_name, own, capabilities) => {
    const subject = vouched((all) => all.map((script) => runModel(script, own)), reference());
    const { coverage } = await judge({ ...subject, capabilities });
    expect(coverage.cells.missing).toEqual([]);
    expect(coverage.triples.missing).toEqual([]);
  });
});

test('a tour is the same each time, and short', async () => {
  const drawn = async (): Promise<readonly Script[]> => {
    const found: Script[] = [];
    const subject = reference();
    const run: Subject['run'] = (batch) => (found.push(...batch), subject.run(batch));
    await judge({ ...subject, run });
    return found;
  };
  const once = await drawn();
  expect(await drawn()).toEqual(once);
  expect(once.length).toBeLessThan(700);
});

test('what a subject cannot do is neither toured nor missed', async () => {
  const capabilities = ALL_CAPABILITIES.filter((one) => one !== 'peer-data' && one !== 'loop-errors');
  const { coverage } = await judge({ ...reference(), capabilities });
  expect(coverage.cells.missing).toEqual([]);
  expect(coverage.triples.missing).toEqual([]);
  expect(coverage.cells.total).toBeLessThan((await judge(reference())).coverage.cells.total);
});

describe('a threshold', () => {
  test('that is not met is not enough evidence', async () => {
    const { exit, coverage } = await judge(reference(), { search: NO_TOUR, coverageThreshold: 99 });
    expect(coverage.triples.covered).toBeLessThan(coverage.triples.total);
    expect(exit).toBe(3);
    expect((await judge(reference(), { search: NO_TOUR, coverageThreshold: 1 })).exit).toBe(0);
  });

  test('does not hide a violation', async () => {
    const options = { search: NO_TOUR, coverageThreshold: 100, profile: 'cpython' } as const;
    expect((await judge(reference(), options)).exit).toBe(1);
  });
});

test('a run that was cut short covered what it ran', async () => {
  const { coverage, exit } = await judge(reference(), { stop: () => true });
  expect(KINDS.map((kind) => coverage[kind].covered)).toEqual([0, 0, 0]);
  expect(coverage.triples.total).toBeGreaterThan(2_000);
  expect(exit).toBe(3);
});

test('every short script is counted, without a tour', async () => {
  const { coverage, cases, exhausted } = await judge(reference(), { search: exhaustive(1) });
  expect(cases).toBe(RULES.length + (exhausted?.run ?? 0));
  expect(coverage.cells.covered).toBeGreaterThan(80);
  expect(coverage.triples.covered).toBeLessThan(coverage.triples.total);
});
