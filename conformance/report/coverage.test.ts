/** What a run covered, on paper: all counts, the first of what is missing, and what is not claimed. */
import { expect, test } from '@jest/globals';
import { ALL_CAPABILITIES } from '../subject.js';
import type { Covered, Report } from '../verdict.js';
import { coverageLines, shortClauses } from './coverage.js';
import { all, paper, report, result } from './samples.js';

const subject: Report['subject'] = { name: 'sample', version: '1', capabilities: ALL_CAPABILITIES };
const part = (covered: number, ...missing: string[]): Covered => ({
  covered,
  total: covered + missing.length,
  missing,
});
const PARTLY = {
  coverage: {
    ...report().coverage,
    cells: part(210, 'lost x none x abort'),
    triples: part(40, 'a', 'b', 'c', 'd', 'e'),
  },
};

test('where nothing is missing, in few lines', () => {
  expect(coverageLines(paper(80), report({ subject }))).toEqual([
    'Covered: 211 of 211 cells · 212 of 212 transitions · 2,497 of 2,497 triples ·',
    '2 of 2 rules · 33 of 33 choices.',
    '  Not claimed: anything about other sizes, longer scripts, time, threads, a real',
    '  network.',
  ]);
});

test('what is missing is named, the first of each kind', () => {
  const text = coverageLines(paper(200), report({ subject, ...PARTLY })).join('\n');
  expect(text).toContain('Covered: 210 of 211 cells · 212 of 212 transitions · 40 of 45 triples · ');
  expect(text).toContain('Missing: lost x none x abort · a and 4 more triples.');
});

test('where nothing was run, no name is worth a line', () => {
  const none = { covered: 0, total: 3, missing: ['a', 'b', 'c'] };
  const coverage = { cells: none, transitions: none, triples: none, rules: none, choices: all(0) };
  const text = coverageLines(paper(200), report({ subject, coverage })).join('\n');
  expect(text).toContain('0 of 3 cells');
  expect(text).not.toContain('Missing');
});

test('what the subject cannot be given is not claimed either', () => {
  const rules = [result('eof/a', 'unsupported', { reason: 'It needs peer-data.' })];
  const capabilities = ALL_CAPABILITIES.filter((one) => one !== 'peer-data');
  const text = coverageLines(paper(200), report({ subject: { ...subject, capabilities }, rules })).join('\n');
  expect(text).toContain('a real network, or what needs peer-data (1 rule).');
});

test('a threshold that is not met names the kind and the first few', () => {
  const options = { ...report().options, coverageThreshold: 99.9 };
  expect(shortClauses(report({ options, ...PARTLY }))).toEqual([
    'only 210 of 211 cells, less than 99.9 %, were covered (missing: lost x none x abort)',
    'only 40 of 45 triples, less than 99.9 %, were covered (missing: a, b, c, and 2 more)',
  ]);
  expect(shortClauses(report(PARTLY))).toEqual([]);
});
