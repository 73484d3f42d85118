/**
 * The matrix as Markdown: the facts, each subject in a line, what changed between releases, and a table for each
 * chapter, where a cell has a symbol for each release of a project's transport, side by side.
 * Text from subjects is spelt out before it stands here; the page (page.ts) tells each failure whole.
 */
import { clauseLink, ruleLink, tightTable as table } from '../../coverage/markdown.js';
import { count, counted, listed } from '../paper.js';
import { plain } from '../plain.js';
import { family, grouped, isFailing, type Column, type Matrix } from './matrix.js';
import {
  brokenOf,
  CHANGES,
  changesTold,
  claimOf,
  facts,
  families,
  openOf,
  openReasons,
  SYMBOLS,
  troubles,
  type Shown,
} from './words.js';

/** The page whole, as seen from docs/. */
export function matrixMarkdown(matrix: Matrix): string {
  return `${[
    '<!-- Written by `plimsoll matrix`. Edits here are lost. -->',
    '# Who keeps which promise',
    matrixHead(matrix, ''),
    '## Subjects',
    subjectsTable(matrix),
    ...changesSection(matrix),
    '## Rules',
    legend(),
    ...matrix.chapters.flatMap((chapter) => [`### ${md(chapter.name)}`, chapterTable(matrix, chapter.rules)]),
    '## Dialects',
    'What the contract leaves open. The first value is that of the documents, or else of CPython’s sockets.',
    dialectTable(matrix),
    ...openSection(matrix),
  ].join('\n\n')}\n`;
}

/** What the README shows: the facts, and a line for each project's transport. `docs` leads to this page. */
export function matrixHead(matrix: Matrix, docs: string): string {
  return [...facts(matrix).map((fact) => `- ${md(fact)}`), '', familyTable(matrix, docs)].join('\n');
}

function familyTable(matrix: Matrix, docs: string): string {
  const rows = families(matrix).map((group) => {
    const [{ project, kind }] = group;
    const broken = [
      ...new Set(group.flatMap(({ cells }) => [...cells].filter(([, cell]) => isFailing(cell)).map(([rule]) => rule))),
    ];
    const musts = matrix.chapters
      .flatMap(({ rules }) => rules)
      .filter(({ rule, level }) => level === 'MUST' && broken.includes(rule));
    return [
      md(project),
      md(kind),
      group.map((column) => releaseText(matrix, column)).join(', '),
      musts.map(({ rule }) => ruleLink(rule, docs)).join(', ') || '–',
    ];
  });
  return table(['Project', 'Transport', 'Releases, with rules broken', 'MUST rules broken'], rows);
}

function releaseText(matrix: Matrix, column: Column): string {
  const { must, should, may } = brokenOf(matrix, column);
  const broken = must + should + may;
  return `${md(column.release)} ${claimOf(column).symbol}${broken === 0 ? '' : ` ${broken}`}`.trim();
}

function subjectsTable(matrix: Matrix): string {
  const rows = matrix.columns.map((column) => {
    const { must, should, may } = brokenOf(matrix, column);
    const { symbol, claim } = claimOf(column);
    const { judged, cells } = column;
    const passes = [...cells.values()].filter(({ verdict }) => verdict === 'pass').length;
    return [
      md(column.subject),
      `${symbol} ${claim}`,
      ...(judged === null ? ['', '', '', '', ''] : [must, should, may, passes, openOf(column)].map(String)),
      judged === null ? '' : count(judged.cases),
      md(judged?.version ?? column.reason),
    ];
  });
  return table(
    ['Subject', 'Verdict', 'MUST broken', 'SHOULD', 'MAY', 'Hold', 'Not judged', 'Scripts', 'What it is'],
    rows,
    'llccccccl',
  );
}

function changesSection(matrix: Matrix): readonly string[] {
  const told = changesTold(matrix);
  if (told.length === 0) return [];
  const lines = (what: 'broke' | 'mended'): string[] =>
    told
      .filter((one) => one.what === what)
      .map(
        ({ rules, project, since, release, kinds }) =>
          `- ${md(project)} ${md(release)} (${listed(kinds.map(md))}) ${what === 'broke' ? 'breaks' : 'keeps'} what ` +
          `${md(since)} ${what === 'broke' ? 'kept' : 'broke'}: ${listed(rules.map((rule) => ruleLink(rule)))}`,
      );
  const [broke, mended] = [lines('broke'), lines('mended')];
  return [
    '## Between releases',
    ...(broke.length === 0 ? [] : [`${CHANGES.broke.symbol} Regressions:`, broke.join('\n')]),
    ...(mended.length === 0 ? [] : [`${CHANGES.mended.symbol} Mended:`, mended.join('\n')]),
  ];
}

function legend(): string {
  const symbols = (Object.keys(SYMBOLS) as Shown[]).map(
    (verdict) => `- ${SYMBOLS[verdict].symbol} ${SYMBOLS[verdict].meaning}`,
  );
  return [
    'A symbol for each release, in the order of the head of the column:',
    '',
    ...new Set(symbols),
    ...Object.values(CHANGES).map(({ symbol, meaning }) => `- ${symbol} after a symbol: ${meaning}`),
  ].join('\n');
}

function chapterTable(matrix: Matrix, rules: Matrix['chapters'][number]['rules']): string {
  const groups = families(matrix);
  return table(
    ['Rule', 'Level', ...groups.map(([first, ...rest]) => md(headOf(first, rest.length + 1)))],
    rules.map(({ rule, level }) => [
      ruleLink(rule),
      level,
      ...groups.map((group) =>
        group
          .map(({ cells }) => {
            const cell = cells.get(rule);
            return cell === undefined
              ? '·'
              : SYMBOLS[cell.verdict].symbol + (cell.change === null ? '' : CHANGES[cell.change.what].symbol);
          })
          .join(' '),
      ),
    ]),
  );
}

function headOf({ project, kind, release }: Column, releases: number): string {
  const which = releases > 1 ? `${counted(releases, 'release')}` : release;
  return [project, kind, which].filter((part) => part !== '').join(' ');
}

function dialectTable(matrix: Matrix): string {
  const groups = families(matrix);
  return table(
    ['Choice', ...groups.map(([first, ...rest]) => md(headOf(first, rest.length + 1)))],
    matrix.choices.map(({ choice, clause }) => [
      `${md(choice)} ${clauseLink(clause)}`,
      ...groups.map((group) => {
        const shown = group.map(({ judged }) => md(judged?.dialect[choice]?.join(' or ') ?? '·'));
        return new Set(shown).size === 1 ? (shown[0] as string) : shown.join(', ');
      }),
    ]),
  );
}

function openSection(matrix: Matrix): readonly string[] {
  const lines = grouped(matrix.columns, family).flatMap((group) => {
    const byText = new Map<string, string[]>();
    for (const column of group) {
      const said = [
        ...openReasons(column).map(
          ({ reason, rules }) =>
            `${md(reason)}${rules.length === 0 ? '' : ` ${listed(rules.map((rule) => ruleLink(rule)))}`}`,
        ),
        ...troubles(column).map(md),
      ];
      for (const text of said) byText.set(text, [...(byText.get(text) ?? []), column.subject]);
    }
    return [...byText].map(([text, subjects]) => `- ${listed(subjects.map(md))}: ${text}`);
  });
  const absent = matrix.absent.map(({ project, reason }) => `- ${md(project)}: ${md(reason)}`);
  return [
    ...(lines.length === 0 ? [] : ['## Not judged', 'None of this is a pass.', lines.join('\n')]),
    ...(absent.length === 0 ? [] : ['## Not here', absent.join('\n')]),
  ];
}

/** Text that is not ours, in Markdown: nothing in it is markup, and it stays in its cell. */
function md(text: string): string {
  return plain(text).replaceAll(/[\\`*_[\]{}<>|#~&!+]|:(?=\/\/)/g, (character) => `\\${character}`);
}
