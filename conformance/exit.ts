/**
 * What a run comes to, as one number. Counts nothing: 256 failures would read as none.
 */
import { shortOf } from './covered.js';
import { gates } from './refuses.js';
import { areTooMany } from './unsaid.js';
import type { Report } from './verdict.js';

/** 1: a rule that gates does not hold, and is not known. 3: not enough evidence. 0: it conforms. */
export function exitOf(report: Omit<Report, 'exit'>): Report['exit'] {
  const gating = report.rules.filter(({ rule, known }) => gates(rule) && known === undefined);
  if (gating.some(({ verdict }) => verdict === 'violation' || verdict === 'divergence')) return 1;
  if (report.baseline !== undefined && report.baseline.problems.length > 0) return 1;
  const isOpen = gating.some(
    ({ rule, verdict }) =>
      verdict === 'inconclusive' || verdict === 'harness-error' || (verdict === 'unexercised' && rule.level === 'MUST'),
  );
  const ran = report.rules.some(({ verdict, known }) => verdict === 'pass' || known !== undefined);
  return isOpen || !ran || !isEnough(report) ? 3 : 0;
}

/** The run itself lacked nothing. */
export function isEnough(report: Omit<Report, 'exit'>): boolean {
  const { complete, exhausted, faults, disagreements, doubts, inconclusive, cases, coverage, options } = report;
  return (
    complete &&
    // A guarantee that rests on a subject that is another each time is none.
    !exhausted?.unsteady &&
    faults.length + disagreements.length + doubts.length === 0 &&
    !areTooMany(inconclusive.scripts, cases) &&
    shortOf(coverage, options.coverageThreshold).length === 0
  );
}
