/**
 * What a test that fails says: the words of `plimsoll run`, as an error that a test runner shows as it is.
 * Words only; what fails was decided before.
 */
import { byScript, findingLines, type ReplayCommand } from '../conformance/report/finding.js';
import { plainPaper } from '../conformance/report/plain-paper.js';
import { notEnough } from '../conformance/report/pretty.js';
import type { Report, RuleResult } from '../conformance/verdict.js';

/** Test runners indent what they show: together with that it is no wider than a terminal. */
const PAPER = plainPaper(74);

/** A rule of the contract does not hold, or could not be judged. Its stack is its message: where it came from is nobody's code. */
export class ConformanceError extends Error {
  override readonly name = 'ConformanceError';

  constructor(message: string) {
    super(message);
    this.stack = message;
  }
}

export function brokenText(result: RuleResult, replay: ReplayCommand): string {
  return byScript([result])
    .flatMap((results) => findingLines(PAPER, results, replay))
    .join('\n');
}

export function notEnoughText(report: Report, replay: ReplayCommand): string {
  return notEnough(report, PAPER, replay);
}
