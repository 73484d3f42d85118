/**
 * The matrix as data: rules, subjects in the order in which they stand side by side, and what changed between releases.
 * Made of lines, for the writers. It renders nothing, and judges nothing again.
 */
import type { Verdict } from '../../verdict.js';
import type { LineOf, MatrixLine } from './lines.js';

export interface Matrix {
  readonly head: LineOf<'matrix'>;
  readonly chapters: readonly Chapter[];
  readonly choices: readonly LineOf<'choice'>[];
  /** Those of one project stand together, within it those of one kind, within that by release. */
  readonly columns: readonly Column[];
  readonly absent: readonly LineOf<'absent'>[];
}

export interface Chapter {
  readonly name: string;
  readonly rules: readonly LineOf<'rule'>[];
}

export interface Column {
  readonly subject: string;
  readonly project: string;
  readonly kind: string;
  readonly release: string;
  /** Null: it was not judged, and `reason` says why. */
  readonly judged: LineOf<'subject'> | null;
  readonly reason: string;
  readonly cells: ReadonlyMap<string, Cell>;
}

export interface Cell {
  readonly verdict: Verdict | 'not-asked' | 'not-judged';
  readonly line: LineOf<'cell'> | null;
  /** Against the release before, of the same project and kind, that could be judged on this rule. */
  readonly change: { readonly what: 'broke' | 'mended'; readonly since: string } | null;
}

export function isFailing({ verdict }: Pick<Cell, 'verdict'>): boolean {
  return verdict === 'violation' || verdict === 'divergence';
}

/** Neither a pass nor a failure. */
export function isOpen(cell: Pick<Cell, 'verdict'>): boolean {
  return cell.verdict !== 'pass' && !isFailing(cell);
}

/** What belongs together: adjacent columns of the same project, or of the same project and kind. */
export function grouped(
  columns: readonly Column[],
  by: (column: Column) => string,
): readonly (readonly [Column, ...Column[]])[] {
  const groups: [Column, ...Column[]][] = [];
  for (const column of columns) {
    const last = groups.at(-1);
    if (last !== undefined && by(last[0]) === by(column)) last.push(column);
    else groups.push([column]);
  }
  return groups;
}

export function family({ project, kind }: Pick<Column, 'project' | 'kind'>): string {
  return JSON.stringify([project, kind]);
}

export function projectsOf({ columns }: Matrix): readonly string[] {
  return [...new Set(columns.map(({ project }) => project))];
}

/** The lines are as read.ts checked them. */
export function asMatrix(lines: readonly MatrixLine[]): Matrix {
  const of = <T extends MatrixLine['type']>(type: T): LineOf<T>[] =>
    lines.filter((line): line is LineOf<T> => line.type === type);
  const rules = of('rule');
  const failing = new Map<string, Map<string, LineOf<'cell'>>>();
  for (const cell of of('cell')) {
    const own = failing.get(cell.subject) ?? new Map<string, LineOf<'cell'>>();
    failing.set(cell.subject, own.set(cell.rule, cell));
  }
  const bare = [...of('subject'), ...of('unjudged')].map((line): Bare => {
    const { subject, project, kind, release } = line;
    const own = failing.get(subject) ?? new Map<string, LineOf<'cell'>>();
    const judged = line.type === 'subject' ? line : null;
    const passes = new Set(judged?.passes);
    const verdicts = new Map<string, Cell['verdict']>(
      rules.map(({ rule }) => [
        rule,
        judged === null ? 'not-judged' : (own.get(rule)?.verdict ?? (passes.has(rule) ? 'pass' : 'not-asked')),
      ]),
    );
    return { subject, project, kind, release, judged, reason: 'reason' in line ? line.reason : '', own, verdicts };
  });
  return {
    head: of('matrix')[0] as LineOf<'matrix'>,
    chapters: chaptersOf(rules),
    choices: of('choice'),
    columns: withChanges(inOrder(bare, lines)),
    absent: of('absent'),
  };
}

interface Bare extends Omit<Column, 'cells'> {
  readonly own: ReadonlyMap<string, LineOf<'cell'>>;
  readonly verdicts: ReadonlyMap<string, Cell['verdict']>;
}

function chaptersOf(rules: readonly LineOf<'rule'>[]): readonly Chapter[] {
  const names = [...new Set(rules.map(({ rule }) => chapterOf(rule)))];
  return names.map((name) => ({ name, rules: rules.filter(({ rule }) => chapterOf(rule) === name) }));
}

function chapterOf(rule: string): string {
  return rule.slice(0, rule.indexOf('/'));
}

/** Projects and kinds as they first come in the file; releases by their numbers. */
function inOrder(bare: readonly Bare[], lines: readonly MatrixLine[]): readonly Bare[] {
  const projects: string[] = [];
  const kinds: string[] = [];
  for (const line of lines) {
    if (line.type !== 'subject' && line.type !== 'unjudged') continue;
    if (!projects.includes(line.project)) projects.push(line.project);
    if (!kinds.includes(line.kind)) kinds.push(line.kind);
  }
  return bare.toSorted(
    (a, b) =>
      projects.indexOf(a.project) - projects.indexOf(b.project) ||
      kinds.indexOf(a.kind) - kinds.indexOf(b.kind) ||
      compareReleases(a.release, b.release) ||
      (a.subject < b.subject ? -1 : 1),
  );
}

/** 3.9.18 before 3.13.0; what is no number, as text. */
export function compareReleases(a: string, b: string): number {
  const [left, right] = [a, b].map((text) => text.split(/[^0-9A-Za-z]+/));
  for (let i = 0; i < Math.max(left!.length, right!.length); i++) {
    const [x = '', y = ''] = [left![i], right![i]];
    if (x === y) continue;
    const isNumber = /^\d+$/.test(x) && /^\d+$/.test(y);
    return isNumber ? Number(x) - Number(y) : x < y ? -1 : 1;
  }
  return 0;
}

/** Each rule of a column against the nearest release before it that was found to keep or to break it. */
function withChanges(bare: readonly Bare[]): readonly Column[] {
  return bare.map(({ own, verdicts, ...column }, index) => {
    const before = bare
      .slice(0, index)
      .filter((other) => family(other) === family(column))
      .filter((other) => other.release !== column.release)
      .reverse();
    const cells = new Map<string, Cell>();
    for (const [rule, verdict] of verdicts) {
      const last = before.find((other) => {
        const earlier = other.verdicts.get(rule);
        return earlier === 'pass' || (earlier !== undefined && isFailing({ verdict: earlier }));
      });
      cells.set(rule, { verdict, line: own.get(rule) ?? null, change: changeOf(verdict, last, rule) });
    }
    return { ...column, cells };
  });
}

function changeOf(verdict: Cell['verdict'], last: Bare | undefined, rule: string): Cell['change'] {
  if (last === undefined) return null;
  const held = last.verdicts.get(rule) === 'pass';
  if (held && isFailing({ verdict })) return { what: 'broke', since: last.release };
  if (!held && verdict === 'pass') return { what: 'mended', since: last.release };
  return null;
}
