/**
 * The dialect on paper: each choice as a sentence that the value seen completes, where it is worth a sentence.
 * Says what a subject does, never whether it may.
 */
import { CHOICES } from '../../machines/choices.js';
import type { DialectResult, RuleResult } from '../verdict.js';
import { listed, paragraph, pieces, row, type Paper } from './paper.js';

export function dialectLines(
  paper: Paper,
  { dialect, rules }: { readonly dialect: readonly DialectResult[]; readonly rules: readonly RuleResult[] },
): string[] {
  const { bold, dim, cyan } = paper.colors;
  const broken = dialect.filter(({ choice }) => rules.some((one) => one.rule.choice === choice && isBroken(one)));
  const seen = dialect.filter((one) => one.seen && !broken.includes(one));
  const unseen = dialect.filter((one) => !one.seen && !broken.includes(one)).map((one) => one.choice);
  if (seen.length === 0) return [];
  const usual = seen.filter(isUsual);
  const special = seen.filter((one) => !isUsual(one));
  return [
    ...paragraph(
      paper,
      `${bold('Dialect')}, what the contract leaves open: ${special.length} of ${seen.length} choices seen are other ` +
        'than in the documents or, where these are silent, than in CPython’s sockets.',
      0,
    ),
    ...special.flatMap((one) => choiceLines(paper, one)),
    ...(usual.length === 0
      ? []
      : paragraph(
          paper,
          `${dim('As there:')} ${pieces(usual.map((one) => `${one.choice} ${one.values.map(cyan).join(' or ')}`))}.`,
        )),
    ...(broken.length === 0
      ? []
      : paragraph(paper, `Unsettled, as a rule on it does not hold: ${listed(broken.map((one) => one.choice))}.`)),
    ...(unseen.length === 0 ? [] : paragraph(paper, dim(`Not seen: ${listed(unseen)}.`))),
  ];
}

/** The first value of a choice is the one that the documents, or else CPython's sockets, follow. */
function isUsual({ choice, values }: DialectResult): boolean {
  return values.includes(CHOICES[choice].values[0]);
}

function isBroken({ verdict }: RuleResult): boolean {
  return verdict === 'violation' || verdict === 'divergence';
}

const NAME = 22;

function choiceLines(paper: Paper, { choice, values }: DialectResult): string[] {
  const { dim } = paper.colors;
  const text = `${completed(paper, choice, values)}.`;
  if (paper.width < 70) return paragraph(paper, text);
  return row(paper, ['', dim(choice), text], [2, NAME, 0]);
}

function completed(paper: Paper, choice: DialectResult['choice'], values: readonly string[]): string {
  const { cyan, red } = paper.colors;
  const { statement } = CHOICES[choice];
  if (values.length === 0) return `${statement} ${red('(no one value explains it)')}`;
  const value = values.map(cyan).join(' or ');
  return statement.includes('…') ? statement.replace('…', () => value) : `${statement} ${value}`;
}
