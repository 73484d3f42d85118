/**
 * A run as Markdown, for a job summary of GitHub or a comment: what each subject comes to, then each rule that is not kept.
 * GitHub takes 1 MiB of a step's summary and no byte more: what would be too much is left out, and that is said.
 */
import type { Report, RuleResult } from '../../verdict.js';
import { tightTable } from '../../coverage/markdown.js';
import { urlOf } from '../finding.js';
import { count, counted } from '../paper.js';
import { plain } from '../plain.js';
import type { Account } from '../read.js';
import { countVerdicts, VERDICTS } from '../summary.js';
import { amissIn, CLAIMS, detail, evidenceAgainst, excuse, exitOf, headline, standingOf } from './standing.js';

/** Bytes of UTF-8. */
export const MOST_BYTES = 1024 * 1024;
/** Kept for the sentence on what was left out. */
const SPARE = 512;

const MARKS = { 0: '✅', 1: '❌', 3: '❔' } as const;

export function markdown(accounts: readonly Account[], most = MOST_BYTES): string {
  const [head, ...sections] = [overview(accounts), ...accounts.flatMap(sectionsOf)];
  let text = `${head}\n`;
  if (bytes(text) > most - SPARE) text = `## Plimsoll: ${CLAIMS[exitOf(accounts)]}\n`;
  let room = most - SPARE - bytes(text);
  let left = 0;
  for (const section of sections) {
    const written = `\n${section}\n`;
    const size = bytes(written);
    // What comes after the first that does not fit is left out too: a report with holes reads as if it were whole.
    if (left > 0 || size > room) left++;
    else {
      text += written;
      room -= size;
    }
  }
  if (left === 0) return text;
  return `${text}\n> **Cut:** ${counted(left, 'more section')} would not fit in ${count(most)} bytes; the NDJSON has all.\n`;
}

function bytes(text: string): number {
  return new TextEncoder().encode(text).length;
}

function overview(accounts: readonly Account[]): string {
  const exit = exitOf(accounts);
  const rows = accounts.map((account) => {
    if (account.report === undefined) return [MARKS[3], md(account.unjudged.subject), 'was not judged', '', ''];
    const { subject, rules, cases, exit: own } = account.report;
    const counts = countVerdicts(rules);
    const told = VERDICTS.filter((verdict) => counts[verdict] > 0).map(
      (verdict) => `${count(counts[verdict])} ${verdict}`,
    );
    return [MARKS[own], md(subject.name), CLAIMS[own], told.join(', '), count(cases)];
  });
  return [
    `## ${MARKS[exit]} Plimsoll: ${accounts.length === 1 ? CLAIMS[exit] : `exit code ${exit}`}`,
    tightTable(['', 'Subject', 'Verdict', 'Rules', 'Cases'], rows),
  ].join('\n\n');
}

function sectionsOf(account: Account): readonly string[] {
  if (account.report === undefined) {
    const { subject, reason } = account.unjudged;
    return [`### ${md(subject)} was not judged\n\n${md(reason)}`];
  }
  const { report, writer } = account;
  const { rules, subject } = report;
  const against = evidenceAgainst(report);
  const broken = rules.filter((result) => ['fail', 'advice'].includes(standingOf(result)));
  return [
    `### ${md(subject.name)}\n\n${md(subject.version)} · profile ${report.options.profile} · seed ${report.options.seed}`,
    ...(against === null ? [] : [`**Not enough evidence:** ${md(against)}`]),
    ...report.doubts.map(({ message }) => `**In doubt:** ${md(message)}`),
    ...report.faults.map(({ message }) => `**The harness failed:** ${md(message)}`),
    ...amissIn(report).map(
      ({ title, text, file, line }) =>
        `**${md(title)}:** ${md(text)} (${md(file)}${line === null ? '' : `, line ${line}`})`,
    ),
    ...broken.map((result) => finding(result, writer.again)),
    ...unjudgedSection(report),
  ];
}

function finding(result: RuleResult, again: string | undefined): string {
  const { rule, verdict } = result;
  const clause = /^[\w.]+$/.test(rule.clause) ? `[${md(rule.clause)}](${urlOf(rule.clause)})` : md(rule.clause);
  const [statement = '', ...more] = detail(result, again);
  return [
    `#### ${md(rule.id)}`,
    `${verdict}, ${rule.level}, ${clause}`,
    md(statement),
    more.length === 0 ? '' : fenced(more),
  ]
    .filter((part) => part !== '')
    .join('\n\n');
}

/** What is in a fence is not read: it only may not end it. */
function fenced(lines: readonly string[]): string {
  const longest = Math.max(2, ...lines.flatMap((line) => [...line.matchAll(/`+/g)].map(([ticks]) => ticks.length)));
  const fence = '`'.repeat(longest + 1);
  return [`${fence}text`, ...lines, fence].join('\n');
}

function unjudgedSection({ rules }: Report): readonly string[] {
  const left = rules.filter((result) => ['open', 'skip', 'known'].includes(standingOf(result)));
  if (left.length === 0) return [];
  const rows = left.map((result) => [
    md(result.rule.id),
    result.rule.level,
    md(result.known === undefined ? headline(result) : excuse(result)),
  ]);
  return [
    [
      '<details>',
      `<summary>${counted(left.length, 'rule')} not judged, or known not to hold</summary>`,
      '',
      tightTable(['Rule', 'Level', 'Why'], rows),
      '',
      '</details>',
    ].join('\n'),
  ];
}

/** Text that is shown as it is: no markup, no tag, no link, no mention. */
function md(text: string): string {
  return plain(text, 2_000)
    .replaceAll(/[\\`*_[\]{}()<>|#~&!+\-.=:]/g, (character) => `\\${character}`)
    .replaceAll('@', '&#64;');
}
