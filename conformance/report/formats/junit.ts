/**
 * A run as JUnit XML, for whatever shows test results: a suite for each subject, a case for each rule, and one that says
 * whether the run is evidence at all. No time is told, as a report has no clock. The writing is xmlbuilder2's.
 */
import { create } from 'xmlbuilder2';
import type { Report, RuleResult } from '../../verdict.js';
import { plain } from '../plain.js';
import type { Account } from '../read.js';
import { amissIn, detail, EVIDENCE, evidenceAgainst, excuse, headline, standingOf, type Standing } from './standing.js';

interface Case {
  readonly name: string;
  readonly classname: string;
  readonly kind: 'pass' | 'failure' | 'error' | 'skipped';
  readonly type: string;
  readonly message: string;
  readonly text: string;
}

export function junit(accounts: readonly Account[]): string {
  const suites = accounts.map(suiteOf);
  const all = suites.flatMap(({ cases }) => cases);
  const root = create({ version: '1.0', encoding: 'UTF-8' }).ele('testsuites', {
    name: 'plimsoll',
    tests: all.length,
    failures: countOf(all, 'failure'),
    errors: countOf(all, 'error'),
  });
  for (const { name, properties, cases } of suites) {
    const suite = root.ele('testsuite', {
      name: xml(name),
      tests: cases.length,
      failures: countOf(cases, 'failure'),
      errors: countOf(cases, 'error'),
      skipped: countOf(cases, 'skipped'),
    });
    if (properties.length > 0) {
      const list = suite.ele('properties');
      for (const [key, value] of properties) list.ele('property', { name: key, value: xml(value) });
    }
    for (const { name: title, classname, kind, type, message, text } of cases) {
      const testcase = suite.ele('testcase', { name: xml(title), classname: xml(classname) });
      if (kind === 'skipped') testcase.ele('skipped').txt(xml(message));
      else if (kind !== 'pass') testcase.ele(kind, { type, message: xml(message) }).txt(xml(text));
    }
  }
  return `${root.end({ prettyPrint: true })}\n`;
}

function suiteOf(account: Account): { name: string; properties: [string, string][]; cases: Case[] } {
  if (account.report === undefined) {
    const { subject, reason } = account.unjudged;
    const about = { type: 'unjudged', message: plain(reason), text: plain(reason, 10_000) };
    return { name: subject, properties: [], cases: [{ name: EVIDENCE, classname: subject, kind: 'error', ...about }] };
  }
  const { report, writer } = account;
  const { subject, options } = report;
  return {
    name: subject.name,
    properties: [
      ['version', subject.version],
      ['profile', options.profile],
      ['seed', `${options.seed}`],
      ['runs', `${options.runs}`],
      ['plimsoll', writer.plimsoll],
      ['node', writer.node],
    ],
    cases: [
      ...report.rules.map((result) => caseOf(subject.name, result, writer.again)),
      ...amissIn(report).map(({ title, text, file, line }): Case => ({
        name: title,
        classname: `${subject.name}.baseline`,
        kind: 'failure',
        type: 'baseline',
        message: text,
        text: line === null ? file : `${file}, line ${line}`,
      })),
      evidenceCase(report),
    ],
  };
}

const KINDS = {
  pass: 'pass',
  fail: 'failure',
  advice: 'skipped',
  known: 'skipped',
  open: 'error',
  skip: 'skipped',
} as const;

const BEFORE = (result: RuleResult): { readonly [S in Standing]?: string } => ({
  advice: 'Advice that is not followed. ',
  known: `${excuse(result)} `,
});

function caseOf(subject: string, result: RuleResult, again: string | undefined): Case {
  const { rule, verdict } = result;
  const standing = standingOf(result);
  return {
    name: `${rule.id} (${rule.level})`,
    // Viewers group by the last dot.
    classname: `${subject}.${rule.id.slice(0, rule.id.indexOf('/'))}`,
    kind: KINDS[standing],
    type: verdict,
    message: `${BEFORE(result)[standing] ?? ''}${headline(result)}`,
    text: detail(result, again).join('\n'),
  };
}

function evidenceCase(report: Report): Case {
  const against = evidenceAgainst(report);
  return {
    name: EVIDENCE,
    classname: report.subject.name,
    kind: against === null ? 'pass' : 'error',
    type: 'not-enough-evidence',
    message: against ?? '',
    text: [against ?? '', ...report.doubts, ...report.faults, ...report.disagreements]
      .map((one) => plain(typeof one === 'string' ? one : one.message, 2_000))
      .join('\n'),
  };
}

function countOf(cases: readonly Case[], kind: Case['kind']): number {
  return cases.filter((one) => one.kind === kind).length;
}

/** What XML 1.0 cannot hold at all is spelt out, like everything that a terminal would obey. */
function xml(text: string): string {
  return text
    .split('\n')
    .map((line) => plain(line, Infinity))
    .join('\n');
}
