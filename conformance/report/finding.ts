/**
 * A rule that does not hold, on paper: what it says, what was expected, what was seen, and how to see it again.
 * One finding at a time; what a whole run comes to is in summary.ts.
 */
import type { Script } from '../../machines/alphabet.js';
import type { Rule } from '../rule.js';
import type { RuleResult } from '../verdict.js';
import { scriptLines } from './notation.js';
import { field, paragraph, pieces, wholeField, type Paper } from './paper.js';
import { plain } from './plain.js';

/** Where the documents make the promise. */
export function urlOf(clause: string): string {
  return `https://docs.python.org/3/library/asyncio-protocol.html#${clause}`;
}

/** The command that brings a script back, given its token. */
export type ReplayCommand = (token: string) => string;

/** The rules that one script shows to be broken: each with what was expected and seen, then the script, once. */
export function findingLines(paper: Paper, results: readonly RuleResult[], replay: ReplayCommand): string[] {
  const shown = results.find(({ counterexample }) => counterexample !== undefined)?.counterexample;
  return [
    ...results.flatMap((result) => brokenLines(paper, result)),
    ...(shown === undefined
      ? []
      : [...scriptField(paper, shown.script), ...wholeField(paper, 'Replay', replay(shown.token))]),
  ];
}

/** Those that the same script shows stand together, in the order of the first. */
export function byScript(results: readonly RuleResult[]): readonly (readonly RuleResult[])[] {
  const groups = new Map<string, RuleResult[]>();
  for (const result of results) {
    const key = result.counterexample?.token ?? result.rule.id;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [result]);
    else group.push(result);
  }
  return [...groups.values()];
}

function brokenLines(paper: Paper, { rule, verdict, counterexample, reason }: RuleResult): string[] {
  return [
    ...ruleHeading(paper, rule, paper.colors.red('✗ ')),
    ...paragraph(paper, rule.statement),
    // A divergence has a name in another dialect: say so, since the transport may well mean it.
    ...(verdict === 'divergence' ? paragraph(paper, 'A divergence: outside the profile, in a way that is known.') : []),
    ...(reason === undefined ? [] : paragraph(paper, plain(reason))),
    ...(counterexample === undefined
      ? []
      : [
          ...field(paper, 'Expected', plain(counterexample.expected)),
          ...field(paper, 'Seen', plain(counterexample.seen)),
          ...(counterexample.compare === undefined
            ? []
            : field(paper, 'Compare', `${counterexample.compare.id}, which some of these calls break alone.`)),
        ]),
  ];
}

/** Mark, id, level and clause; the last on a line of its own where it does not fit. */
export function ruleHeading(paper: Paper, { id, level, clause }: Rule, mark = ''): string[] {
  const { bold, dim, red, yellow, cyan } = paper.colors;
  const colour = { MUST: red, SHOULD: yellow, MAY: cyan }[level];
  const head = `${mark}${bold(id)}   ${colour(level)}`;
  // Two for the mark, counted although a colour may hide it.
  const width = (mark === '' ? 0 : 2) + id.length + 3 + level.length + 3 + clause.length;
  return width <= paper.width
    ? [`${head}   ${dim(clause)}`]
    : [...paragraph(paper, head, 0), ...paragraph(paper, dim(clause))];
}

export function scriptField(paper: Paper, script: Script): string[] {
  return field(paper, 'Script', ...scriptLines(script).map(pieces));
}

export function docsField(paper: Paper, rule: Rule): string[] {
  return wholeField(paper, 'Docs', paper.colors.dim(urlOf(rule.clause)));
}
