/**
 * A run in the Test Anything Protocol, version 14: a subtest for each subject, a test point for each rule, and one that says
 * whether the run is evidence at all. Diagnostics are JSON strings, which YAML reads as they are.
 */
import { plain, plainJson } from '../plain.js';
import type { Account } from '../read.js';
import { amissIn, CLAIMS, detail, EVIDENCE, evidenceAgainst, excuse, headline, standingOf } from './standing.js';

interface Point {
  readonly ok: boolean;
  readonly text: string;
  readonly directive?: string;
  readonly detail?: Readonly<Record<string, string>>;
}

export function tap(accounts: readonly Account[]): string {
  const lines = ['TAP version 14'];
  accounts.forEach((account, index) => {
    const { name, claim, ok, points } = subtestOf(account);
    lines.push(`# Subtest: ${escaped(name)}`);
    points.forEach((point, at) => lines.push(...pointLines(point, at + 1).map((line) => `    ${line}`)));
    lines.push(`    1..${points.length}`, ...pointLines({ ok, text: `${name}: ${claim}` }, index + 1));
  });
  return `${[...lines, `1..${accounts.length}`].join('\n')}\n`;
}

function subtestOf(account: Account): { name: string; claim: string; ok: boolean; points: readonly Point[] } {
  if (account.report === undefined) {
    const { subject, reason } = account.unjudged;
    const point = { ok: false, text: EVIDENCE, detail: { message: plain(reason, 2_000) } };
    return { name: subject, claim: 'was not judged', ok: false, points: [point] };
  }
  const { report, writer } = account;
  const against = evidenceAgainst(report);
  const points = report.rules.map((result): Point => {
    const { rule, verdict } = result;
    const standing = standingOf(result);
    const text = `${rule.id} (${rule.level})`;
    if (standing === 'pass') return { ok: true, text };
    if (standing === 'skip') return { ok: true, text, directive: `SKIP ${headline(result)}` };
    const point = {
      ok: false,
      text,
      detail: { verdict, message: headline(result), detail: detail(result, writer.again).join('\n') },
    };
    if (standing === 'known') return { ...point, directive: `TODO ${excuse(result)}` };
    return standing === 'advice' ? { ...point, directive: 'TODO advice, on which nothing depends' } : point;
  });
  const amiss = amissIn(report).map(({ title, text, file }): Point => ({
    ok: false,
    text: title,
    detail: { message: text, file },
  }));
  const evidence: Point = {
    ok: against === null,
    text: EVIDENCE,
    ...(against !== null && { detail: { message: against } }),
  };
  return {
    name: report.subject.name,
    claim: CLAIMS[report.exit],
    ok: report.exit === 0,
    points: [...points, ...amiss, evidence],
  };
}

function pointLines({ ok, text, directive, detail: told }: Point, number: number): readonly string[] {
  const head = `${ok ? 'ok' : 'not ok'} ${number} - ${escaped(text)}`;
  return [
    directive === undefined ? head : `${head} # ${escaped(directive)}`,
    ...(told === undefined
      ? []
      : [
          '  ---',
          ...Object.entries(told).map(([key, value]) => `  ${key}: ${plainJson(JSON.stringify(value))}`),
          '  ...',
        ]),
  ];
}

/** A hash would begin a directive. */
function escaped(text: string): string {
  return plain(text, 2_000).replaceAll('\\', '\\\\').replaceAll('#', '\\#');
}
