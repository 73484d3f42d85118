/**
 * From the reports of runs to the text of a matrix: one JSON object a line, the same bytes for the same reports.
 * Leaves out what only one run's own report is for (how often a rule spoke, the names of what was not covered).
 */
import { CHOICES, type ChoiceName } from '../../../machines/choices.js';
import { KINDS } from '../../../machines/coverage.js';
import { RULES } from '../../rules/index.js';
import type { Line } from '../lines.js';
import { plainJson } from '../plain.js';
import { MATRIX_SCHEMA, type LineOf, type MatrixLine } from './lines.js';

/** Which subject a report is of. */
export type Listing = Pick<LineOf<'unjudged'>, 'subject' | 'project' | 'kind' | 'release'>;

/** What came of one subject: the lines of its report, or why there is none. */
export interface Outcome extends Listing {
  readonly report: readonly Line[] | string;
}

export interface Gathered {
  readonly head: Omit<LineOf<'matrix'>, 'type' | 'schema'>;
  readonly outcomes: readonly Outcome[];
  readonly absent: readonly Omit<LineOf<'absent'>, 'type'>[];
}

export function matrixLines({ head, outcomes, absent }: Gathered): readonly MatrixLine[] {
  const told = outcomes.flatMap(outcomeLines);
  return [
    { type: 'matrix', schema: MATRIX_SCHEMA, ...head },
    ...RULES.map(({ id, level, clause, statement }) => ({ type: 'rule' as const, rule: id, level, clause, statement })),
    ...(Object.keys(CHOICES) as ChoiceName[]).map((choice) => {
      const { clause, statement, values } = CHOICES[choice];
      return { type: 'choice' as const, choice, clause, statement, values: [...values] };
    }),
    ...told,
    ...absent.map((one) => ({ type: 'absent' as const, ...one })),
    { type: 'end', subjects: outcomes.length, cells: told.filter(({ type }) => type === 'cell').length },
  ];
}

export function matrixText(lines: readonly MatrixLine[]): string {
  return lines.map((line) => `${plainJson(JSON.stringify(line))}\n`).join('');
}

function outcomeLines(outcome: Outcome): readonly MatrixLine[] {
  const { subject, project, kind, release, report } = outcome;
  const listing = { subject, project, kind, release };
  if (typeof report === 'string') return [{ type: 'unjudged', ...listing, reason: report }];
  const of = <T extends Line['type']>(type: T): Extract<Line, { type: T }>[] =>
    report.filter((line): line is Extract<Line, { type: T }> => line.type === type);
  const [header, footer, dialect, coverage] = [of('header')[0], of('footer')[0], of('dialect')[0], of('coverage')[0]];
  if (header === undefined || footer === undefined) {
    const reason = of('unjudged')[0]?.reason ?? 'Its run ended before there was a report.';
    return [{ type: 'unjudged', ...listing, reason }];
  }
  const rules = of('rule');
  return [
    {
      type: 'subject',
      ...listing,
      version: header.version,
      capabilities: header.capabilities,
      passes: rules.filter(({ verdict }) => verdict === 'pass').map(({ rule }) => rule),
      dialect: Object.fromEntries(
        Object.entries(dialect?.choices ?? {})
          .filter(([, { seen }]) => seen)
          .map(([choice, { values }]) => [choice, values]),
      ),
      coverage: Object.fromEntries(
        coverage === undefined ? [] : KINDS.map((one) => [one, [coverage[one].covered, coverage[one].total]]),
      ),
      doubts: of('doubt').map(({ message }) => message),
      faults: of('fault').map(({ message, token }) => ({ message, token })),
      disagreements: of('disagreement').map(({ message, token }) => ({ message, token })),
      inconclusive: of('inconclusive').map(({ times, message, token }) => ({ times, message, token })),
      notes: of('note').map(({ message }) => message),
      complete: footer.complete,
      cases: footer.cases,
      steps: footer.steps,
      exit: footer.exit,
    },
    ...rules.flatMap((line) => cellLine(subject, line)),
  ];
}

function cellLine(subject: string, { rule, verdict, reason, counterexample }: Extract<Line, { type: 'rule' }>) {
  if (verdict === 'pass') return [];
  const shown = counterexample && {
    expected: counterexample.expected,
    seen: counterexample.seen,
    token: counterexample.token,
    script: counterexample.script,
  };
  return [{ type: 'cell' as const, subject, rule, verdict, reason, counterexample: shown }];
}
