/**
 * What a run comes to, in words: the sentence at the end of a report, and what an exit code means.
 * Counts and reasons only; the verdict itself was given before.
 */
import type { Report, RuleResult, Verdict } from '../verdict.js';
import { LEVELS } from '../rule.js';
import { areTooMany, MOST_INCONCLUSIVE } from '../unsaid.js';
import { shortClauses } from './coverage.js';
import { isKnown } from './known.js';
import { count, counted, field, listed, paragraph, type Paper } from './paper.js';

/** In the order in which they are told. */
export const VERDICTS = [
  'pass',
  'violation',
  'divergence',
  'unsupported',
  'unexercised',
  'inconclusive',
  'harness-error',
] as const satisfies readonly Verdict[];

export type Counts = { readonly [V in Verdict]: number };

export function countVerdicts(rules: readonly RuleResult[]): Counts {
  const counts = Object.fromEntries(VERDICTS.map((verdict) => [verdict, 0])) as { -readonly [V in Verdict]: number };
  for (const { verdict } of rules) counts[verdict]++;
  return counts;
}

/** What a baseline lets pass is not. */
export function isBroken({ verdict, known }: RuleResult): boolean {
  return known === undefined && (verdict === 'violation' || verdict === 'divergence');
}

export function summaryLines(paper: Paper, report: Report): string[] {
  const { rules, subject, cases, steps, exit } = report;
  const { bold } = paper.colors;
  const { mark, claim } = verdictIn(paper, report);
  const counts = countVerdicts(rules);
  const told = VERDICTS.filter((verdict) => counts[verdict] > 0).map((verdict) => NOUNS[verdict](counts[verdict]));
  const judged = `${counted(rules.length, 'rule')}${told.length === 0 ? '' : ` (${told.join(', ')})`}`;
  return [
    ...paragraph(paper, `${mark} ${bold(`${subject.name} ${claim}`)}: ${why(report)}.`, 0),
    ...brokenLines(paper, rules),
    ...paragraph(paper, `${judged}; ${counted(cases, 'case')}, ${counted(steps, 'step')}. Exit code ${exit}.`),
  ];
}

const NOUNS: { readonly [V in Verdict]: (n: number) => string } = {
  pass: (n) => `${count(n)} pass`,
  violation: (n) => counted(n, 'violation'),
  divergence: (n) => counted(n, 'divergence'),
  unsupported: (n) => `${count(n)} unsupported`,
  unexercised: (n) => `${count(n)} unexercised`,
  inconclusive: (n) => `${count(n)} inconclusive`,
  'harness-error': (n) => counted(n, 'harness error'),
};

const VERDICT_OF_EXIT: { readonly [E in Report['exit']]: (paper: Paper) => { mark: string; claim: string } } = {
  0: ({ colors }) => ({ mark: colors.green('✓'), claim: 'conforms' }),
  1: ({ colors }) => ({ mark: colors.red('✗'), claim: 'does not conform' }),
  3: ({ colors }) => ({ mark: colors.yellow('?'), claim: 'cannot be judged' }),
};

/** Whoever reads only this line knows that something is let pass. */
function verdictIn(paper: Paper, { exit, rules }: Report): { mark: string; claim: string } {
  const { mark, claim } = VERDICT_OF_EXIT[exit](paper);
  const known = rules.filter(isKnown).length;
  return exit === 0 && known > 0
    ? { mark, claim: `${claim} but for ${counted(known, 'known violation')}` }
    : { mark, claim };
}

/** Where there are many, their names once more: whoever reads a terminal begins at the end. */
const MANY = 4;

function brokenLines(paper: Paper, rules: readonly RuleResult[]): string[] {
  const broken = rules.filter(isBroken).map(({ rule }) => rule);
  if (broken.length < MANY) return [];
  return LEVELS.flatMap((level) => {
    const ids = broken.filter((rule) => rule.level === level).map(({ id }) => id);
    return ids.length === 0 ? [] : field(paper, level, listed(ids));
  });
}

/** The reasons of an exit code, the weightiest first. */
function why(report: Report): string {
  const { rules, exit } = report;
  const broken = rules.filter(isBroken);
  const cut = report.complete ? [] : ['the run was cut short'];
  if (exit === 1) {
    const gating = broken.filter(({ rule }) => rule.level !== 'MAY').length || broken.length;
    const broke = `${gating} of ${counted(rules.length, 'rule')} ${gating === 1 ? 'does' : 'do'} not hold`;
    const amiss = report.baseline?.problems.length ?? 0;
    const other =
      amiss === 0 ? [] : [`${count(amiss)} ${amiss === 1 ? 'thing is' : 'things are'} not as the baseline has it`];
    return [...(gating === 0 ? [] : [broke]), ...other, ...cut, ...shortClauses(report)].join(', and ');
  }
  if (exit === 0) {
    const advice = broken.length;
    if (advice === 0) return `every ${rules.some(isKnown) ? 'other ' : ''}rule that could be judged holds`;
    return `${counted(advice, 'rule')} on which the exit code does not depend ${advice === 1 ? 'does' : 'do'} not hold`;
  }
  const reasons = lacking(report);
  return reasons.length === 0 ? 'there is not enough evidence' : reasons.join(', and ');
}

/** What a run lacks to be believed, beside what it says of each rule: clauses, the weightiest first. */
export function lacking(report: Report): readonly string[] {
  const unexercised = report.rules.filter(({ verdict, rule }) => verdict === 'unexercised' && rule.level === 'MUST');
  return [
    ...(report.complete ? [] : ['the run was cut short']),
    ...(report.cases === 0 && report.complete && report.doubts.length === 0 ? ['nothing ran'] : []),
    ...(report.faults.length === 0 ? [] : [`the harness failed at ${counted(report.faults.length, 'script')}`]),
    ...tooManyClauses(report),
    ...(unexercised.length === 0 ? [] : [`${counted(unexercised.length, 'MUST rule')} had nothing to speak about`]),
    ...(report.exhausted?.unsteady ? ['the subject is not the same each time'] : []),
    ...(report.disagreements.length === 0 ? [] : ['the two judges disagree']),
    ...(report.doubts.length === 0 ? [] : ['the harness is in doubt']),
    ...shortClauses(report),
  ];
}

function tooManyClauses({ inconclusive: { scripts }, cases }: Report): string[] {
  if (!areTooMany(scripts, cases)) return [];
  return [`${count(scripts)} of ${counted(cases, 'script')}, more than ${MOST_INCONCLUSIVE} %, were inconclusive`];
}

/** One line a subject, where several were judged. */
export function overviewLines(paper: Paper, reports: readonly Report[], exit: number): string[] {
  const width = Math.max(...reports.map(({ subject }) => subject.name.length)) + 2;
  const rows = reports.map((report) => {
    const { mark, claim } = verdictIn(paper, report);
    const broken = report.rules.filter(isBroken).length;
    const note = broken === 0 ? '' : `, ${count(broken)} of ${counted(report.rules.length, 'rule')} broken`;
    return `${mark} ${report.subject.name.padEnd(width)}${claim}${note}`;
  });
  return [...rows, `Exit code ${exit}.`];
}
