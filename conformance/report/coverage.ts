/**
 * What a run covered, on paper, and what no run of this kind can claim. Counts and names only: whether it is enough was
 * decided before. What each kind is stands in docs/coverage-of-a-run.md.
 */
import { KINDS, type Kind } from '../../machines/coverage.js';
import { shortOf } from '../covered.js';
import { ALL_CAPABILITIES } from '../subject.js';
import type { Covered, Report } from '../verdict.js';
import { count, counted, listed, paragraph, pieces, type Paper } from './paper.js';

export function coverageLines(paper: Paper, report: Report): string[] {
  const { bold, dim } = paper.colors;
  const { coverage } = report;
  const partial = KINDS.filter((kind) => isPartial(coverage[kind]));
  const counts = ORDER.map((kind) => `${count(coverage[kind].covered)} of ${counted(coverage[kind].total, ONE[kind])}`);
  return [
    ...paragraph(paper, `${bold('Covered')}: ${pieces(counts)}.`, 0),
    ...(partial.length === 0
      ? []
      : paragraph(paper, dim(`Missing: ${pieces(partial.map((kind) => firstOf(kind, coverage[kind])))}.`))),
    ...paragraph(paper, dim(`Not claimed: ${notClaimed(report)}`)),
  ];
}

/** A clause for each kind that is covered by less than what was asked for. */
export function shortClauses({ coverage, options: { coverageThreshold } }: Report): readonly string[] {
  return shortOf(coverage, coverageThreshold).map((kind) => {
    const { covered, total } = coverage[kind];
    return `only ${count(covered)} of ${counted(total, ONE[kind])}, less than ${coverageThreshold} %, were covered (missing: ${listed(namesOf(coverage[kind]))})`;
  });
}

const ORDER: readonly (Kind | 'rules' | 'choices')[] = [...KINDS, 'rules', 'choices'];
const ONE: { readonly [K in Kind | 'rules' | 'choices']: string } = {
  cells: 'cell',
  transitions: 'transition',
  triples: 'triple',
  rules: 'rule',
  choices: 'choice',
};

/** So many are named where they decide; NDJSON has them all. */
const NAMED = 3;

/** Where nothing was covered, names would say no more than the count. */
function isPartial({ covered, missing }: Covered): boolean {
  return covered > 0 && missing.length > 0;
}

function firstOf(kind: Kind, { missing }: Covered): string {
  const [first = ''] = missing;
  return missing.length === 1 ? first : `${first} and ${counted(missing.length - 1, `more ${ONE[kind]}`)}`;
}

function namesOf({ missing }: Covered): readonly string[] {
  const named = missing.slice(0, NAMED);
  return missing.length > NAMED ? [...named, `and ${count(missing.length - NAMED)} more`] : named;
}

function notClaimed({ subject, rules }: Report): string {
  const lacking = ALL_CAPABILITIES.filter((one) => !subject.capabilities.includes(one));
  const unsupported = rules.filter(({ verdict }) => verdict === 'unsupported').length;
  const so = unsupported === 0 ? '' : ` (${counted(unsupported, 'rule')})`;
  const lacks = lacking.length === 0 ? '' : `, or what needs ${listed(lacking)}${so}`;
  return `anything about other sizes, longer scripts, time, threads, a real network${lacks}.`;
}
