/**
 * The lines of a matrix, in zod: many subjects judged by the same rules, each thing said once. The Markdown and the page
 * are made of these lines and of nothing else.
 * A field is never taken away or given another meaning within a version; what the lines come to is matrix.ts's.
 */
import { z } from 'zod';
import { LEVELS } from '../../rule.js';
import { scriptSchema } from '../../schema/script.js';
import { CAPABILITIES, type Capability } from '../../subject.js';
import { VERDICTS } from '../summary.js';

export const MATRIX_SCHEMA = 1;

const count = z.int().min(0);
const NAMES = Object.keys(CAPABILITIES) as [Capability, ...Capability[]];
const rules = z.string().regex(/^[a-z-]+\/[a-z0-9-]+$/, 'expected the id of a rule, such as eof/close-after');
// It becomes part of a link.
const clause = z.string().regex(/^asyncio\.[A-Za-z_.]+$/, 'expected an anchor such as asyncio.WriteTransport.write');
const token = z.string().regex(/^p\d+:[\w-]+$/, 'expected a replay token, such as p1:...');

/** First: what was asked of every subject. */
const matrix = z.strictObject({
  type: z.literal('matrix'),
  schema: z.literal(MATRIX_SCHEMA),
  plimsoll: z.string(),
  profile: z.string(),
  seed: z.int(),
  /** Random scripts for each, beyond those of the rules and the tour. */
  runs: count,
});

/** The rules, in the order of the catalogue. */
const rule = z.strictObject({
  type: z.literal('rule'),
  rule: rules,
  level: z.enum(LEVELS),
  clause,
  statement: z.string(),
});

const choice = z.strictObject({
  type: z.literal('choice'),
  choice: z.string(),
  clause,
  statement: z.string(),
  /** The first is the one that the documents, or else CPython's sockets, follow. */
  values: z.array(z.string()).min(1).max(26),
});

/** Which subject, and which of a family: those of one project and kind stand side by side, by release. */
const listing = {
  subject: z.string(),
  project: z.string(),
  kind: z.string(),
  release: z.string(),
};

const trouble = z.strictObject({ message: z.string(), token });

/** A subject that was judged. Rules that are neither in `passes` nor in a cell were not asked. */
const subject = z.strictObject({
  type: z.literal('subject'),
  ...listing,
  version: z.string(),
  capabilities: z.array(z.enum(NAMES)),
  passes: z.array(rules),
  /** Of the choices that were seen; several values were not told apart, none explains all. */
  dialect: z.record(z.string(), z.array(z.string())),
  /** Cells, transitions and triples of the chart that were driven into it, of those that can be. */
  coverage: z.record(z.string(), z.tuple([count, count])),
  doubts: z.array(z.string()),
  faults: z.array(trouble),
  disagreements: z.array(trouble),
  /** Scripts of which the harness could not say what happened; by the reason, how many, and one of them. */
  inconclusive: z.array(z.strictObject({ times: count, message: z.string(), token })),
  /** What is to be known of the harness, and costs nothing. */
  notes: z.array(z.string()),
  /** False: the run was cut short, and what was not run is not judged. */
  complete: z.boolean(),
  cases: count,
  steps: count,
  exit: z.union([z.literal(0), z.literal(1), z.literal(3)]),
});

/** A rule that did not pass on a subject, and why. */
const cell = z.strictObject({
  type: z.literal('cell'),
  subject: z.string(),
  rule: rules,
  verdict: z.enum(VERDICTS).exclude(['pass']),
  reason: z.string().nullable(),
  counterexample: z.strictObject({ expected: z.string(), seen: z.string(), token, script: scriptSchema }).nullable(),
});

/** A subject that could not be judged: one sentence. */
const unjudged = z.strictObject({ type: z.literal('unjudged'), ...listing, reason: z.string() });

/** What is known to the fleet and is not there: one sentence. */
const absent = z.strictObject({ type: z.literal('absent'), project: z.string(), reason: z.string() });

/** Last. Without it the matrix was cut off. */
const end = z.strictObject({ type: z.literal('end'), subjects: count, cells: count });

export const matrixLineSchema = z.discriminatedUnion('type', [
  matrix,
  rule,
  choice,
  subject,
  cell,
  unjudged,
  absent,
  end,
]);
export type MatrixLine = z.infer<typeof matrixLineSchema>;
export type LineOf<T extends MatrixLine['type']> = Extract<MatrixLine, { type: T }>;
