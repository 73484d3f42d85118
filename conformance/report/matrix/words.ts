/**
 * What a matrix says in words and symbols, alike in Markdown and on the page: the legend, the facts at its head, and
 * what changed between releases. Counts and sentences; no markup, and no verdict of its own.
 */
import { count, counted, listed } from '../paper.js';
import { family, grouped, isFailing, isOpen, projectsOf, type Cell, type Column, type Matrix } from './matrix.js';

export type Shown = Cell['verdict'];

/** In the order of the legend. None of them is told by its colour alone. */
export const SYMBOLS: { readonly [V in Shown]: { readonly symbol: string; readonly meaning: string } } = {
  pass: { symbol: '✓', meaning: 'holds in every script that was run' },
  violation: { symbol: '✗', meaning: 'does not hold: a script shows it' },
  divergence: { symbol: '≠', meaning: 'does not hold, in a way that is known and has a name' },
  unsupported: { symbol: '–', meaning: 'not judged: the subject or its harness lacks what the rule needs' },
  unexercised: { symbol: '○', meaning: 'not judged: what the rule speaks about never happened' },
  inconclusive: { symbol: '?', meaning: 'not judged: it was seen to fail, and not again, or nothing certain was seen' },
  'harness-error': { symbol: '!', meaning: 'not judged: the harness failed, not the transport' },
  'not-asked': { symbol: '·', meaning: 'not judged: the rule was not asked for' },
  'not-judged': { symbol: '·', meaning: 'not judged: the subject could not be judged at all' },
};

export const CHANGES = {
  broke: { symbol: '↓', meaning: 'a regression: the release before, of the same project and kind, kept it' },
  mended: { symbol: '↑', meaning: 'mended: the release before, of the same project and kind, broke it' },
} as const;

export const VERDICT_OF_EXIT = {
  0: { symbol: '✓', claim: 'conforms' },
  1: { symbol: '✗', claim: 'does not conform' },
  3: { symbol: '?', claim: 'not enough evidence' },
} as const;

/** What a column comes to; one that was not judged has no exit code, and never passes for one that conforms. */
export function claimOf({ judged }: Column): { readonly symbol: string; readonly claim: string } {
  return judged === null ? { symbol: '·', claim: 'not judged' } : VERDICT_OF_EXIT[judged.exit];
}

export function labelOf({ kind, release }: Column): string {
  return [kind, release].filter((part) => part !== '').join(' ');
}

/** How many rules of a column are broken, of the levels on which the exit code depends and of the other. */
export function brokenOf(matrix: Matrix, { cells }: Column): { must: number; should: number; may: number } {
  const counts = { must: 0, should: 0, may: 0 };
  for (const { rules } of matrix.chapters) {
    for (const { rule, level } of rules) {
      const cell = cells.get(rule);
      if (cell !== undefined && isFailing(cell)) counts[level.toLowerCase() as 'must']++;
    }
  }
  return counts;
}

export function openOf({ cells }: Column): number {
  return [...cells.values()].filter(isOpen).length;
}

/** What was done, and what it came to: sentences. Nothing in them depends on the day. */
export function facts(matrix: Matrix): readonly string[] {
  const { head, columns, chapters, absent } = matrix;
  const rules = chapters.reduce((sum, chapter) => sum + chapter.rules.length, 0);
  const judged = columns.flatMap((column) => (column.judged === null ? [] : [column.judged]));
  const cells = columns.flatMap((column) => [...column.cells.values()]);
  const of = (verdict: Shown): number => cells.filter((cell) => cell.verdict === verdict).length;
  const told = (Object.keys(SYMBOLS) as Shown[]).filter((verdict) => of(verdict) > 0);
  const unjudged = columns.length - judged.length;
  return [
    `${counted(columns.length, 'subject')} of ${counted(projectsOf(matrix).length, 'project')}, ` +
      `${counted(rules, 'rule')}; Plimsoll ${head.plimsoll}, profile ${head.profile}, seed ${head.seed}, ` +
      `${count(head.runs)} random scripts for each beyond those of the rules and the tour.`,
    `${counted(
      judged.reduce((sum, { cases }) => sum + cases, 0),
      'script',
    )} run. Of ${counted(cells.length, 'cell')}: ${listed(told.map((verdict) => `${count(of(verdict))} ${NOUNS[verdict]}`))}.`,
    ...(unjudged === 0
      ? []
      : [`${counted(unjudged, 'subject')} could not be judged, each for a reason that the matrix tells.`]),
    ...(absent.length === 0
      ? []
      : [`${counted(absent.length, 'other')} known and not here, each for a reason that the matrix tells.`]),
  ];
}

const NOUNS: { readonly [V in Shown]: string } = {
  pass: 'hold',
  violation: 'do not hold',
  divergence: 'diverge',
  unsupported: 'unsupported',
  unexercised: 'unexercised',
  inconclusive: 'inconclusive',
  'harness-error': 'harness errors',
  'not-asked': 'not asked',
  'not-judged': 'of subjects that were not judged',
};

/** What a release broke, or mended, of what the one before it did. */
export interface Changed {
  readonly what: 'broke' | 'mended';
  readonly rule: string;
  readonly column: Column;
  readonly since: string;
}

export function changes(matrix: Matrix): readonly Changed[] {
  return matrix.columns.flatMap((column) =>
    [...column.cells].flatMap(([rule, { change }]) => (change === null ? [] : [{ ...change, rule, column }])),
  );
}

/** What one release changed against another, in one kind or in several alike. */
export interface Told {
  readonly what: 'broke' | 'mended';
  readonly project: string;
  readonly since: string;
  readonly release: string;
  readonly kinds: readonly string[];
  readonly rules: readonly string[];
}

export function changesTold(matrix: Matrix): readonly Told[] {
  const byRule = group(changes(matrix), ({ what, rule, column: { project, release }, since }) =>
    JSON.stringify([what, project, since, release, rule]),
  ).map((all) => ({ ...all[0], kinds: all.map(({ column }) => column.kind) }));
  return group(byRule, ({ what, kinds, column: { project, release }, since }) =>
    JSON.stringify([what, project, since, release, kinds]),
  ).map((all) => {
    const { what, since, kinds, column } = all[0];
    const { project, release } = column;
    return { what, project, since, release, kinds, rules: all.map(({ rule }) => rule) };
  });
}

/** What has the same key, in the order of the first. */
function group<T>(all: readonly T[], key: (one: T) => string): readonly [T, ...T[]][] {
  const groups = new Map<string, [T, ...T[]]>();
  for (const one of all) {
    const own = groups.get(key(one));
    if (own === undefined) groups.set(key(one), [one]);
    else own.push(one);
  }
  return [...groups.values()];
}

/** What was not judged of a column, by the reason: never to be taken for a pass. */
export function openReasons({
  cells,
  judged,
  reason,
}: Column): readonly { reason: string; rules: readonly string[] }[] {
  if (judged === null) return [{ reason, rules: [] }];
  const groups = new Map<string, string[]>();
  for (const [rule, cell] of cells) {
    if (!isOpen(cell)) continue;
    const why = `${cell.verdict}: ${cell.line?.reason ?? SYMBOLS[cell.verdict].meaning}`;
    groups.set(why, [...(groups.get(why) ?? []), rule]);
  }
  return [...groups].map(([why, rules]) => ({ reason: why, rules }));
}

/** What makes a run worth less than it looks: each a sentence. */
export function troubles({ judged }: Column): readonly string[] {
  if (judged === null) return [];
  return [
    ...(judged.complete ? [] : ['The run was cut short: what was not run is not judged.']),
    ...judged.doubts,
    ...judged.faults.map(({ message }) => `The harness failed: ${message}`),
    ...judged.inconclusive.map(
      ({ times, message }) => `Of ${counted(times, 'script')} nothing can be said: ${message}`,
    ),
    ...judged.notes,
    ...judged.disagreements.map(({ message }) => `The two judges disagree, a bug of Plimsoll: ${message}`),
  ];
}

export function families(matrix: Matrix): ReturnType<typeof grouped> {
  return grouped(matrix.columns, family);
}
