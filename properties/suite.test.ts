/**
 * The suite as a whole: what it says of a transport that keeps its word, of one that does not, and of subjects that
 * prove nothing. Seeds are the suite's own and fixed.
 */
import { describe, expect, test } from '@jest/globals';
import type { Report, RuleResult } from '../conformance/verdict.js';
import { runSuite, type SuiteOptions } from '../conformance/suite.js';
import type { Subject } from '../conformance/subject.js';
import { dialect, PROFILES, type ProfileName } from '../machines/choices.js';
import { runModel } from '../machines/model.js';
import { reference } from '../subjects/reference/subject.js';
import { campaign } from './campaign.js';
import { vouched } from './made.js';

const judge = (subject: Subject, options: Partial<SuiteOptions> = {}): Promise<Report> =>
  runSuite(subject, { search: campaign, runs: 500, ...options });

const failing = (report: Report): RuleResult[] => report.rules.filter(({ counterexample }) => counterexample);

/** A subject of traces, for what no transport of ours would show. */
const made = (run: Subject['run']): Subject => vouched(run, reference());

test('the reference keeps every promise, and every MUST rule spoke', async () => {
  const report = await judge(reference(), { runs: 3_000 });
  expect(failing(report)).toEqual([]);
  expect(report.rules.filter(({ rule, hits }) => rule.level === 'MUST' && hits === 0)).toEqual([]);
  expect(report.disagreements).toEqual([]);
  expect(report.exit).toBe(0);
});

test('its dialect is found', async () => {
  const { dialect: found } = await judge(reference({ pausesWhen: 'exceeds' }), { runs: 1_000 });
  expect(found.find(({ choice }) => choice === 'pausesWhen')).toEqual({
    choice: 'pausesWhen',
    values: ['exceeds'],
    seen: true,
  });
});

test('a choice outside the profile is a violation of that profile, with the shortest script', async () => {
  const report = await judge(reference({ pausesWhen: 'exceeds' }), { profile: 'docs' });
  const [only, ...others] = failing(report);
  expect(others).toEqual([]);
  expect(only?.rule.id).toBe('flow-control/one-line');
  expect(only?.verdict).toBe('violation');
  expect(only?.counterexample?.script.stimuli.length).toBe(1);
  expect(report.exit).toBe(1);
});

test('a deviation with a name is a divergence', async () => {
  const late = made((scripts) => scripts.map((script) => runModel(script, dialect({}, { resumesAt: 'empty' }))));
  const report = await judge(late);
  expect(failing(report).map(({ rule }) => rule.id)).toContain('flow-control/resumes-at-low');
  expect(new Set(failing(report).map(({ verdict }) => verdict))).toEqual(new Set(['divergence']));
  expect(report.exit).toBe(1);
});

describe.each(Object.keys(PROFILES) as ProfileName[])('a transport in the dialect of the profile %s', (own) => {
  const subject = made((scripts) => scripts.map((script) => runModel(script, dialect(PROFILES[own]))));

  test.each(Object.keys(PROFILES) as ProfileName[])(
    'is judged by %s without a word between the judges',
    async (profile) => {
      const report = await judge(subject, { profile, runs: 150 });
      expect(report.disagreements).toEqual([]);
      expect(report.exit).toBe(profile === own || profile === 'contract' ? 0 : 1);
    },
  );
});

test('a run that was cut short does not pass', async () => {
  const report = await judge(reference(), { stop: () => true });
  expect(report.complete).toBe(false);
  expect(report.exit).toBe(3);
});

test('a transport that differs between scripts only is not consistent with itself', async () => {
  const both = [dialect(), dialect({}, { pausesWhen: 'exceeds' })] as const;
  const chameleon = made((scripts) =>
    scripts.map((script) => runModel(script, script.stimuli.length % 2 === 0 ? both[0] : both[1])),
  );
  const report = await judge(chameleon);
  expect(failing(report).map(({ rule }) => rule.id)).toEqual(['flow-control/one-line']);
  expect(report.exit).toBe(1);
});
