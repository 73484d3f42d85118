/**
 * From the text of NDJSON reports back to what they tell, checked line by line. A mistake is one sentence with its line.
 * What a newer Plimsoll of the same version of the schema adds is passed over. Reads text, never a file.
 */
import { CHOICE_NAMES, PROFILE_NAMES, type ChoiceName, type ProfileName } from '../../machines/choices.js';
import { RULES } from '../rules/index.js';
import type { Rule } from '../rule.js';
import { inOneSentence } from '../schema/sentence.js';
import type { FaultResult, Report, RuleResult } from '../verdict.js';
import { lineSchema, SCHEMA, type Line } from './lines.js';
import type { Writer } from './ndjson.js';
import { plain } from './plain.js';

/** Why a text is no report: one sentence. */
export class ReportError extends Error {
  override readonly name = 'ReportError';
}

/** What a report tells of one subject: a whole report, or why there is none. */
export type Account =
  | { readonly report: Report; readonly writer: Writer; readonly unjudged?: never }
  | {
      readonly unjudged: { readonly subject: string; readonly reason: string };
      readonly report?: never;
      readonly writer?: never;
    };

/** All that a text tells, in its order. Throws a ReportError. */
export function readAccounts(text: string): readonly Account[] {
  return accountsIn(readLines(text));
}

export type Numbered = readonly [number: number, line: Line];

/** The lines that are known, each with its number in the text. */
export function readLines(text: string): readonly Numbered[] {
  if (text.trim() === '') throw new ReportError('It is empty: no report was written.');
  const rows = text.split('\n');
  if (rows.pop() !== '') throw new ReportError(`Line ${rows.length + 1} does not end: the file was cut off.`);
  return rows.flatMap((row, index): Numbered[] => {
    const line = readLine(row, index + 1);
    return line === null ? [] : [[index + 1, line]];
  });
}

export function accountsIn(lines: readonly Numbered[]): readonly Account[] {
  const accounts: Account[] = [];
  let open: Numbered[] = [];
  let end = 0;
  for (const [number, line] of lines) {
    end = number;
    if (line.type === 'unjudged') {
      // Of a subject that was opened, and then could not be judged, the header stands there alone.
      if (open.length > 1) throw cut(number, open);
      open = [];
      accounts.push({ unjudged: { subject: line.subject, reason: line.reason } });
      continue;
    }
    if (line.type === 'header' && open.length > 0) throw cut(number, open);
    if (line.type !== 'header' && open.length === 0) {
      throw new ReportError(`Line ${number} is a ${line.type}, and no header stands before it.`);
    }
    open.push([number, line]);
    if (line.type !== 'footer') continue;
    accounts.push(accountOf(open));
    open = [];
  }
  if (open.length > 0) throw cut(end + 1, open);
  return accounts;
}

function cut(number: number, [first]: readonly Numbered[]): ReportError {
  return new ReportError(
    `Line ${number} should go on with the report that begins in line ${first?.[0]}: it was cut off.`,
  );
}

/** Null for a line of a type that is not known. */
function readLine(row: string, number: number): Line | null {
  let value: unknown;
  try {
    value = JSON.parse(row);
  } catch {
    throw new ReportError(`Line ${number} is not JSON: ${plain(row, 40) || 'it is empty'}.`);
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new ReportError(`Line ${number} is no line of a report: expected an object.`);
  }
  const { type, schema } = value as Record<string, unknown>;
  if (typeof type !== 'string') throw new ReportError(`Line ${number} is no line of a report: type: is missing.`);
  if ((type === 'header' || type === 'unjudged') && typeof schema === 'number' && schema !== SCHEMA) {
    throw new ReportError(
      `Line ${number} is of a report of version ${schema}, and this Plimsoll reads version ${SCHEMA} only.`,
    );
  }
  if (!TYPES.has(type)) return null;
  const read = lenient(value);
  if (read.success) return read.data;
  throw new ReportError(`Line ${number} is no line of a report: ${plain(inOneSentence(read.error, value))}`);
}

const TYPES: ReadonlySet<string> = new Set(lineSchema.options.map(({ shape }) => shape.type.value));

/** Fields that are not known are taken away; what is left must be right. */
function lenient(value: object): ReturnType<typeof lineSchema.safeParse> {
  const first = lineSchema.safeParse(value);
  if (first.success) return first;
  let isLess = false;
  for (const issue of first.error.issues) {
    if (issue.code !== 'unrecognized_keys') return first;
    let here: unknown = value;
    for (const key of issue.path) here = (here as Record<PropertyKey, unknown>)[key];
    for (const key of issue.keys) isLess = Reflect.deleteProperty(here as object, key) || isLess;
  }
  return isLess ? lenient(value) : first;
}

function accountOf(lines: readonly Numbered[]): Account {
  const of = <T extends Line['type']>(type: T) =>
    lines.flatMap(([, line]) => (line.type === type ? [line as Extract<Line, { type: T }>] : []));
  const one = <T extends Line['type']>(type: T): Extract<Line, { type: T }> => {
    const [found, second] = of(type);
    const number = lines[0]?.[0];
    if (found !== undefined && second === undefined) return found;
    throw new ReportError(`The report that begins in line ${number} has ${found ? 'more than one' : 'no'} ${type}.`);
  };
  const [header, coverage, footer] = [one('header'), one('coverage'), one('footer')];
  const { again, plimsoll, node } = header;
  const { followed, ...cells } = coverage.cells;
  const [exhausted] = of('exhausted');
  const rules = of('rule').map(resultOf);
  return {
    writer: { plimsoll, node, ...(again !== undefined && { again }) },
    report: {
      subject: { name: header.subject, version: header.version, capabilities: header.capabilities },
      options: {
        profile: profileOf(header.profile, lines[0] as Numbered),
        seed: header.seed,
        runs: header.runs,
        ...(header.exhaustive !== undefined && { exhaustive: header.exhaustive }),
        ...(coverage.threshold !== null && { coverageThreshold: coverage.threshold }),
      },
      rules: rules.map((result) => compared(result, rules)),
      dialect: Object.entries(one('dialect').choices).flatMap(([choice, { seen, values }]) =>
        (CHOICE_NAMES as readonly string[]).includes(choice) ? [{ choice: choice as ChoiceName, seen, values }] : [],
      ),
      coverage: {
        cells,
        ...(followed && { followed }),
        transitions: coverage.transitions,
        triples: coverage.triples,
        rules: coverage.rules,
        choices: coverage.choices,
      },
      faults: of('fault').map((line): FaultResult => without(line, 'type')),
      inconclusive: {
        scripts: footer.inconclusive,
        examples: of('inconclusive').map((line) => without(line, 'type')),
      },
      notes: of('note').map(({ message }) => message),
      disagreements: of('disagreement').map((line) => without(line, 'type')),
      doubts: of('doubt').map(({ kind, capability, message }) => ({
        kind,
        message,
        ...(capability !== null && { capability }),
      })),
      cases: footer.cases,
      steps: footer.steps,
      complete: footer.complete,
      // The words of a guarantee follow from the numbers.
      ...(exhausted && { exhausted: without(exhausted, 'type', 'guarantee') }),
      also: [],
      ...(footer.baseline !== undefined && {
        baseline: {
          file: footer.baseline,
          problems: of('baseline').map(({ problem, rule, message, lines }) => ({
            kind: problem,
            rule,
            message,
            lines,
          })),
        },
      }),
      exit: footer.exit,
    },
  };
}

function profileOf(name: string, [number]: Numbered): ProfileName {
  const found = PROFILE_NAMES.find((one) => one === name);
  if (found !== undefined) return found;
  throw new ReportError(`Line ${number} is of the profile ${plain(name, 40)}, which this Plimsoll does not know.`);
}

function without<T extends object, K extends keyof T>(value: T, ...keys: readonly K[]): Omit<T, K> {
  return Object.fromEntries(Object.entries(value).filter(([key]) => !keys.includes(key as K))) as Omit<T, K>;
}

type Told = RuleResult & { readonly compares?: string | undefined };

function resultOf({
  rule,
  level,
  clause,
  statement,
  verdict,
  hits,
  reason,
  counterexample: shown,
  known,
}: RuleLine): Told {
  const { compare, trace, ...example } = shown ?? {};
  return {
    rule: ruleOf({ rule, level, clause, statement }),
    verdict,
    hits,
    compares: compare,
    ...(known && { known }),
    ...(reason !== null && { reason }),
    ...(shown !== null && {
      counterexample: { ...(example as Omit<typeof shown, 'compare'>), trace: trace ?? { steps: [] } },
    }),
  };
}

type RuleLine = Extract<Line, { type: 'rule' }>;

function compared({ compares, ...result }: Told, all: readonly RuleResult[]): RuleResult {
  const { counterexample } = result;
  if (counterexample === undefined || compares === undefined) return result;
  const other = all.find(({ rule }) => rule.id === compares)?.rule ?? RULES.find(({ id }) => id === compares);
  return other === undefined ? result : { ...result, counterexample: { ...counterexample, compare: other } };
}

/** The catalogue's, where it still says the same; else what the line tells of it, to be shown and never to judge. */
function ruleOf({
  rule: id,
  level,
  clause,
  statement,
}: Pick<RuleLine, 'rule' | 'level' | 'clause' | 'statement'>): Rule {
  const known = RULES.find((rule) => rule.id === id);
  if (known?.level === level && known.clause === clause && known.statement === statement) return known;
  const nothing = { stimuli: [], reactions: [], keepOpen: false };
  const never = { when: () => false, expect: () => true, expected: () => '', seen: () => '' };
  return { id: id as Rule['id'], level, clause, statement, intent: '', given: nothing, on: 'step', ...never };
}
