/**
 * A report for programs: one JSON object a line, keys in a fixed order, the same bytes for the same run.
 * Pure, and without a clock. What the lines are is said in lines.ts.
 */
import type { z } from 'zod';
import type { Script, Trace } from '../../machines/alphabet.js';
import { scriptSchema } from '../schema/script.js';
import { traceSchema } from '../schema/trace.js';
import type { Covered, FaultResult, Report, RuleResult } from '../verdict.js';
import { guarantee } from './exhausted.js';
import { SCHEMA, type Line } from './lines.js';
import { plainJson } from './plain.js';
import { countVerdicts } from './summary.js';

/** What wrote the report. */
export interface Writer {
  readonly plimsoll: string;
  readonly node: string;
  /** What must follow a token to replay it on this subject, if its name is not enough. */
  readonly again?: string;
}

type About = Pick<Report, 'subject' | 'options'>;

/** The first line: it can be written before anything is judged. */
export function headerLine({ subject, options }: About, { plimsoll, node, again }: Writer): string {
  const { name, version, capabilities } = subject;
  const { profile, seed, runs, exhaustive } = options;
  return line({
    type: 'header',
    schema: SCHEMA,
    plimsoll,
    node,
    subject: name,
    version,
    capabilities: [...capabilities],
    profile,
    seed,
    runs,
    ...(exhaustive !== undefined && { exhaustive }),
    ...(again && { again }),
  });
}

/** All lines after the header. */
export function resultLines(report: Report): string {
  const {
    rules,
    dialect,
    faults,
    disagreements,
    inconclusive,
    doubts,
    notes,
    subject,
    complete,
    exhausted,
    cases,
    steps,
    exit,
  } = report;
  return [
    ...rules.map(ruleLine),
    line({
      type: 'dialect',
      choices: Object.fromEntries(dialect.map(({ choice, seen, values }) => [choice, { seen, values: [...values] }])),
    }),
    coverageLine(report),
    ...faults.map(({ stderr, ...one }) => line({ type: 'fault', ...trouble(one), ...(stderr && { stderr }) })),
    ...inconclusive.examples.map(({ times, ...one }) => line({ type: 'inconclusive', times, ...trouble(one) })),
    ...notes.map((message) => line({ type: 'note', message })),
    ...disagreements.map((one) => line({ type: 'disagreement', ...trouble(one) })),
    ...doubts.map(({ kind, capability, message }) =>
      line({ type: 'doubt', kind, capability: capability ?? null, message }),
    ),
    ...(report.baseline?.problems ?? []).map(({ kind, rule, message, lines }) =>
      line({ type: 'baseline', file: report.baseline?.file ?? '', problem: kind, rule, message, lines }),
    ),
    ...(exhausted === undefined
      ? []
      : [line({ type: 'exhausted', ...exhausted, guarantee: guarantee(report) as string })]),
    line({
      type: 'footer',
      subject: subject.name,
      complete,
      counts: countVerdicts(rules),
      cases,
      inconclusive: inconclusive.scripts,
      steps,
      exit,
      ...(report.baseline && { baseline: report.baseline.file }),
    }),
  ].join('');
}

export function unjudgedLine(subject: string, reason: string): string {
  return line({ type: 'unjudged', schema: SCHEMA, subject, reason, exit: 3 });
}

function ruleLine({ rule, verdict, hits, reason, counterexample, known }: RuleResult): string {
  const { id, level, clause, statement } = rule;
  return line({
    type: 'rule',
    rule: id,
    level,
    verdict,
    hits,
    clause,
    statement,
    reason: reason ?? null,
    counterexample:
      counterexample === undefined
        ? null
        : {
            expected: counterexample.expected,
            seen: counterexample.seen,
            path: [...counterexample.path],
            ...(counterexample.compare && { compare: counterexample.compare.id }),
            token: counterexample.token,
            script: written(counterexample.script),
            ...(counterexample.trace.steps.length > 0 && { trace: traced(counterexample.trace) }),
          },
    ...(known && { known }),
  });
}

function coverageLine({ coverage, options: { coverageThreshold } }: Report): string {
  const { cells, transitions, triples, rules, choices, followed } = coverage;
  return line({
    type: 'coverage',
    threshold: coverageThreshold ?? null,
    cells: { ...counts(cells), ...(followed && { followed: { ...followed } as Record<string, [number, number]> }) },
    transitions: counts(transitions),
    triples: counts(triples),
    rules: counts(rules),
    choices: counts(choices),
  });
}

function counts({ covered, total, missing }: Covered) {
  return { covered, total, missing: [...missing] };
}

function trouble({ message, token, script }: FaultResult) {
  return { message, token, script: written(script) };
}

/** The same script with its keys in the order of the schema, whoever made it. */
function written(script: Script): z.infer<typeof scriptSchema> {
  return scriptSchema.safeParse(script).data ?? (script as z.infer<typeof scriptSchema>);
}

/** The same of a trace. What no schema would let in again, such as a message beyond all bounds, is left as it is. */
function traced(trace: Trace): z.infer<typeof traceSchema> {
  return traceSchema.safeParse(trace).data ?? (trace as z.infer<typeof traceSchema>);
}

function line(value: Line): string {
  return `${plainJson(JSON.stringify(value))}\n`;
}
