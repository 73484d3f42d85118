/**
 * A report for people: what does not hold, what could not be judged, the dialect, and what it all comes to.
 * Pure: a report and a paper in, a text out. Everything that a subject said goes through plain().
 */
import type { Report, RuleResult, Verdict } from '../verdict.js';
import { areTooMany } from '../unsaid.js';
import { coverageLines, shortClauses } from './coverage.js';
import { dialectLines } from './dialect.js';
import { exhaustedLines } from './exhausted.js';
import { byScript, findingLines, scriptField, type ReplayCommand } from './finding.js';
import { knownLines, problemLines } from './known.js';
import { count, counted, field, listed, paragraph, pieces, wholeField, type Paper } from './paper.js';
import { plain } from './plain.js';
import { isBroken, summaryLines } from './summary.js';

/** Ends with a line feed. */
export function pretty(report: Report, paper: Paper, replay: ReplayCommand = inNpx): string {
  const sections = [
    headerLines(paper, report),
    doubtLines(paper, report.doubts),
    ...byScript(report.rules.filter(isBroken)).map((results) => findingLines(paper, results, replay)),
    knownLines(paper, report),
    problemLines(paper, report),
    groupLines(paper, HARNESS_FAILED, report.faults, replay),
    unsaidLines(paper, report, replay),
    groupLines(paper, JUDGES_DISAGREE, report.disagreements, replay),
    unjudgedLines(paper, report.rules),
    dialectLines(paper, report),
    noteLines(paper, report.notes),
    coverageLines(paper, report),
    exhaustedLines(paper, report),
    summaryLines(paper, report),
  ];
  const shown = sections.filter((lines) => lines.length > 0);
  return `${shown.map((lines) => lines.join('\n')).join('\n\n')}\n`;
}

/** Why there is not enough evidence for a verdict, whatever the rules that were judged say; empty where there is. */
export function notEnough(report: Report, paper: Paper, replay: ReplayCommand): string {
  const untested = report.rules.filter(
    ({ rule, verdict }) =>
      verdict === 'inconclusive' || verdict === 'harness-error' || (verdict === 'unexercised' && rule.level === 'MUST'),
  );
  const short = shortClauses(report);
  const sections = [
    doubtLines(paper, report.doubts),
    groupLines(paper, HARNESS_FAILED, report.faults, replay),
    areTooMany(report.inconclusive.scripts, report.cases) ? unsaidLines(paper, report, replay) : [],
    groupLines(paper, JUDGES_DISAGREE, report.disagreements, replay),
    unjudgedLines(paper, untested),
    short.length === 0 ? [] : paragraph(paper, `Not enough was covered: ${short.join('; ')}.`, 0),
    report.complete ? [] : paragraph(paper, 'The run was cut short: no rule passes for what was not run.', 0),
  ];
  const shown = sections.filter((lines) => lines.length > 0);
  if (shown.length === 0 && report.exit === 3) return 'Nothing was judged.';
  return shown.map((lines) => lines.join('\n')).join('\n\n');
}

function inNpx(token: string): string {
  return `npx plimsoll replay ${token}`;
}

function headerLines(paper: Paper, { subject, options }: Report): string[] {
  const { bold, dim } = paper.colors;
  const { profile, seed, runs, exhaustive } = options;
  const scripts =
    exhaustive === undefined
      ? [`seed ${seed}`, counted(runs, 'random case')]
      : [`every script of up to ${counted(exhaustive, 'boundary stimulus', 'boundary stimuli')}`];
  const about = [`profile ${profile}`, ...scripts];
  return [
    ...paragraph(paper, `${bold(subject.name)}: ${plain(subject.version)}`, 0),
    ...paragraph(paper, dim(pieces(about)), 0),
  ];
}

/** What is doubted comes before all that may suffer from it. */
function doubtLines(paper: Paper, doubts: Report['doubts']): string[] {
  if (doubts.length === 0) return [];
  const { bold, yellow } = paper.colors;
  return [
    ...paragraph(paper, `${yellow('!')} ${bold('In doubt: the harness.')}`, 0),
    ...doubts.flatMap(({ message }) => paragraph(paper, plain(message))),
  ];
}

const UNJUDGED: { readonly [V in Verdict]?: string } = {
  unsupported: 'Unsupported',
  unexercised: 'Unexercised',
  inconclusive: 'Inconclusive',
  'harness-error': 'Harness error',
};

/** What has no verdict on the transport, by name, under the reason. */
function unjudgedLines(paper: Paper, rules: readonly RuleResult[]): string[] {
  const { bold, yellow } = paper.colors;
  const groups = new Map<string, { title: string; reason: string; ids: string[] }>();
  for (const { rule, verdict, reason = '' } of rules) {
    const title = UNJUDGED[verdict];
    if (title === undefined) continue;
    const key = `${title}: ${reason}`;
    const group = groups.get(key) ?? { title, reason, ids: [] };
    groups.set(key, group);
    group.ids.push(rule.id);
  }
  const order = Object.values(UNJUDGED);
  return [...groups.values()]
    .sort((a, b) => order.indexOf(a.title) - order.indexOf(b.title))
    .flatMap(({ title, reason, ids }) => [
      ...paragraph(paper, `${yellow('?')} ${bold(title)}${reason === '' ? '.' : `: ${plain(reason)}`}`, 0),
      ...paragraph(paper, `${listed(ids.length > NAMED ? byChapter(ids) : ids)}.`),
    ]);
}

/** So many rules are named one by one; beyond that something else is wrong, and a wall of names would hide it. */
const NAMED = 24;

function byChapter(ids: readonly string[]): string[] {
  const counts = new Map<string, number>();
  for (const id of ids) {
    const chapter = id.slice(0, id.indexOf('/'));
    counts.set(chapter, (counts.get(chapter) ?? 0) + 1);
  }
  return [...counts].map(([chapter, n]) => `${count(n)} of ${chapter}`);
}

const HARNESS_FAILED = 'Not judged: the harness could not go on.';
const JUDGES_DISAGREE = 'The two judges disagree: a bug of Plimsoll, please report it with the token.';

/** So many different messages are told in full. */
const TOLD = 5;

/** Those with one message stand together: a harness that is broken fails in the same way at every script. */
function groupLines(paper: Paper, title: string, all: Report['faults'], replay: ReplayCommand): string[] {
  if (all.length === 0) return [];
  const { bold, yellow } = paper.colors;
  const groups = new Map<string, { first: Report['faults'][number]; times: number }>();
  for (const one of all) {
    const group = groups.get(one.message) ?? { first: one, times: 0 };
    group.times++;
    groups.set(one.message, group);
  }
  const told = [...groups.values()]
    .slice(0, TOLD)
    .flatMap(({ first, times }) => [
      ...paragraph(paper, `${plain(first.message)}${times === 1 ? '' : ` (At ${counted(times, 'script')}.)`}`),
      ...scriptField(paper, first.script),
      ...stderrField(paper, first.stderr),
      ...wholeField(paper, 'Replay', replay(first.token)),
    ]);
  const more = groups.size - TOLD;
  return [
    ...paragraph(paper, `${yellow('!')} ${bold(title)}`, 0),
    ...told,
    ...(more > 0 ? paragraph(paper, `And ${count(more)} more, which --reporter ndjson tells.`) : []),
  ];
}

/** So many lines of stderr say what went wrong: the last ones. */
const LAST = 8;

function stderrField(paper: Paper, stderr: string | undefined): string[] {
  if (stderr === undefined) return [];
  const lines = stderr
    .split('\n')
    .filter((line) => line.trim() !== '')
    .slice(-LAST);
  return field(paper, 'Stderr', ...lines.map((line) => plain(line.replaceAll('\t', '    '))));
}

/** Scripts that speak for nothing: how many, why, and one of each kind. */
function unsaidLines(paper: Paper, { inconclusive, cases }: Report, replay: ReplayCommand): string[] {
  const { scripts, examples } = inconclusive;
  if (scripts === 0) return [];
  const { bold, yellow } = paper.colors;
  const were = scripts === 1 ? 'was' : 'were';
  const often = [...examples].sort((a, b) => b.times - a.times);
  const more = scripts - often.slice(0, TOLD).reduce((sum, { times }) => sum + times, 0);
  return [
    ...paragraph(
      paper,
      `${yellow('?')} ${bold(`${counted(scripts, 'script')} of ${count(cases)} ${were} inconclusive:`)}`,
      0,
    ),
    ...often
      .slice(0, TOLD)
      .flatMap(({ message, times, token }) => [
        ...paragraph(paper, `${plain(message)}${times === 1 ? '' : ` (At ${counted(times, 'script')}.)`} For example`),
        ...wholeField(paper, 'Replay', replay(token)),
      ]),
    ...(more > 0 ? paragraph(paper, `And ${count(more)} more, which --reporter ndjson tells.`) : []),
  ];
}

function noteLines(paper: Paper, notes: readonly string[]): string[] {
  if (notes.length === 0) return [];
  const { bold } = paper.colors;
  return [...paragraph(paper, bold('Notes'), 0), ...notes.flatMap((note) => paragraph(paper, plain(note)))];
}
