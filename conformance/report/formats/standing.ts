/**
 * How a rule stands in a report for other tools, which know passed, failed, skipped and errored: one reading of the
 * verdicts for all of them. Nothing that was not judged passes here, and nothing fails on which the exit code does not depend.
 */
import { gates } from '../../refuses.js';
import type { Report, RuleResult } from '../../verdict.js';
import { scriptLines } from '../notation.js';
import { plain } from '../plain.js';
import type { Account } from '../read.js';
import { isBroken, lacking } from '../summary.js';

export type Standing =
  | 'pass'
  /** It decides that the subject does not conform. */
  | 'fail'
  /** Not kept, and of level MAY: the exit code does not depend on it. */
  | 'advice'
  /** Not kept, and let pass by the baseline. */
  | 'known'
  /** Not judged, so that there is not enough evidence. */
  | 'open'
  /** Not judged, and nothing depends on it. */
  | 'skip';

export function standingOf(result: RuleResult): Standing {
  const { rule, verdict } = result;
  if (verdict === 'pass') return 'pass';
  if (result.known !== undefined) return 'known';
  if (isBroken(result)) return gates(rule) ? 'fail' : 'advice';
  const isOpen =
    verdict === 'inconclusive' || verdict === 'harness-error' || (verdict === 'unexercised' && rule.level === 'MUST');
  return isOpen && gates(rule) ? 'open' : 'skip';
}

/** Whether a run is evidence at all is told beside its rules, under this name. */
export const EVIDENCE = 'enough evidence';

/** Why a run is not enough evidence: a sentence, or null where it is. */
export function evidenceAgainst(report: Report): string | null {
  const reasons = lacking(report);
  if (reasons.length === 0) return null;
  const text = plain(reasons.join(', and '), 2_000);
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}

/** What a baseline has against the run: it does not conform, whatever its rules do. */
export interface Amiss {
  readonly title: string;
  readonly text: string;
  readonly file: string;
  readonly line: number | null;
}

export function amissIn({ baseline }: Report): readonly Amiss[] {
  return (baseline?.problems ?? []).map(({ kind, rule, message, lines }) => ({
    title: `baseline: ${kind} ${plain(rule)}`,
    text: plain(message, 2_000),
    file: plain(baseline?.file ?? ''),
    line: lines?.from ?? null,
  }));
}

/** Why the baseline lets it pass. */
export function excuse({ known }: RuleResult): string {
  const { reason = '', issue, expires } = known ?? {};
  const until = expires === undefined ? '' : ` Until ${plain(expires)}.`;
  return `Known: ${plain(reason)}${until}${issue === undefined ? '' : ` ${plain(issue)}`}`;
}

/** A verdict in a sentence, for whoever sees one line only. */
export function headline({ rule, verdict, counterexample, reason }: RuleResult): string {
  if (counterexample !== undefined) {
    return `${plain(rule.statement)} Expected ${plain(counterexample.expected)}; seen: ${plain(counterexample.seen)}.`;
  }
  return reason === undefined ? plain(rule.statement) : `${capitalised(verdict)}: ${plain(reason)}`;
}

/** All there is to say of a rule that is no pass, in lines; the command that replays it included. */
export function detail({ rule, reason, counterexample }: RuleResult, again: string | undefined): readonly string[] {
  return [
    plain(rule.statement),
    ...(reason === undefined ? [] : [plain(reason)]),
    ...(counterexample === undefined
      ? []
      : [
          `Expected  ${plain(counterexample.expected)}`,
          `Seen      ${plain(counterexample.seen)}`,
          ...(counterexample.compare === undefined ? [] : [`Compare   ${counterexample.compare.id}`]),
          ...scriptLines(counterexample.script).map(
            (line, index) => `${index === 0 ? 'Script    ' : '          '}${line.join(' · ')}`,
          ),
          `Replay    ${replayOf(counterexample.token, again)}`,
        ]),
  ];
}

export function replayOf(token: string, again: string | undefined): string {
  return `npx plimsoll replay ${token}${again === undefined ? '' : ` ${plain(again)}`}`;
}

/** Of all accounts the worst exit code: 1 before 3 before 0. Nothing at all is not enough. */
export function exitOf(accounts: readonly Account[]): 0 | 1 | 3 {
  const exits = accounts.map(({ report }) => report?.exit ?? 3);
  return exits.includes(1) ? 1 : exits.includes(3) || exits.length === 0 ? 3 : 0;
}

export const CLAIMS = { 0: 'conforms', 1: 'does not conform', 3: 'cannot be judged' } as const;

function capitalised(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}
