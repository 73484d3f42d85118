/**
 * What a baseline says of a run, on paper: the violations that it lets pass, one line each, and what it has against the run.
 */
import type { Report, RuleResult } from '../verdict.js';
import { counted, field, paragraph, type Paper } from './paper.js';
import { plain } from './plain.js';

export function isKnown({ known }: RuleResult): boolean {
  return known !== undefined;
}

export function knownLines(paper: Paper, { rules, baseline }: Report): string[] {
  const all = rules.filter(isKnown);
  if (all.length === 0 || baseline === undefined) return [];
  const { bold, dim } = paper.colors;
  return [
    ...paragraph(paper, bold(`${counted(all.length, 'known violation')}, by ${plain(baseline.file)}`), 0),
    ...all.flatMap(({ rule, known }) => {
      const { reason = '', issue, expires } = known ?? {};
      const until = expires === undefined ? '' : ` Until ${expires}.`;
      return [
        ...paragraph(paper, `${rule.id}   ${dim(rule.level)}`),
        ...paragraph(paper, `${plain(reason)}${until}`, 4),
        ...(issue === undefined ? [] : paragraph(paper, dim(plain(issue)), 4)),
      ];
    }),
  ];
}

export function problemLines(paper: Paper, { baseline }: Report): string[] {
  if (baseline === undefined || baseline.problems.length === 0) return [];
  const { bold, red } = paper.colors;
  const title = `${red('✗')} ${bold(`The run is not as ${plain(baseline.file)} has it:`)}`;
  return [
    ...paragraph(paper, title, 0),
    ...baseline.problems.flatMap(({ kind, rule, message }) => [
      ...paragraph(paper, `${plain(rule)}   ${red(kind)}`),
      ...field(paper, '', plain(message)),
    ]),
  ];
}
