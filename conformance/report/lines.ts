/**
 * The lines of an NDJSON report, in zod: what a reader of reports may rely on, with its version.
 * A field is never taken away or given another meaning within a version; writing the lines is ndjson.ts's.
 */
import { z } from 'zod';
import { scriptSchema } from '../schema/script.js';
import { traceSchema } from '../schema/trace.js';
import { CAPABILITIES, type Capability } from '../subject.js';
import { LEVELS } from '../rule.js';
import { VERDICTS } from './summary.js';

export const SCHEMA = 1;

const count = z.int().min(0);
const NAMES = Object.keys(CAPABILITIES) as [Capability, ...Capability[]];
const exit = z.union([z.literal(0), z.literal(1), z.literal(3)]);

/** First, before anything is judged. */
const header = z.strictObject({
  type: z.literal('header'),
  schema: z.literal(SCHEMA),
  plimsoll: z.string(),
  node: z.string(),
  subject: z.string(),
  version: z.string(),
  capabilities: z.array(z.enum(NAMES)),
  profile: z.string(),
  seed: z.int(),
  runs: count,
  /** In place of random scripts, every one of up to so many stimuli. */
  exhaustive: count.exactOptional(),
  /** What must follow a token on the command line, so that it is replayed on this subject; absent where its name is enough. */
  again: z.string().exactOptional(),
});

/** One for each rule that was asked for, in the order of the catalogue. */
const rule = z.strictObject({
  type: z.literal('rule'),
  rule: z.string(),
  level: z.enum(LEVELS),
  verdict: z.enum(VERDICTS),
  /** How many times the rule had something to speak about. */
  hits: count,
  clause: z.string(),
  statement: z.string(),
  reason: z.string().nullable(),
  counterexample: z
    .strictObject({
      expected: z.string(),
      seen: z.string(),
      /** Where in the trace: step, callback, nested step, ...; empty for the whole of it. */
      path: z.array(count),
      /** A rule that some of the same calls break alone. */
      compare: z.string().exactOptional(),
      token: z.string(),
      script: scriptSchema,
      /** What was seen of it when it was run again. */
      trace: traceSchema.exactOptional(),
    })
    .nullable(),
  /** It is in the baseline, so it decides nothing. */
  known: z
    .strictObject({
      reason: z.string(),
      issue: z.string().exactOptional(),
      /** The last day on which it is let pass. */
      expires: z.string().exactOptional(),
      /** Where the entry begins in the file. */
      line: count,
    })
    .exactOptional(),
});

/** What a baseline has against the run: one line for each. */
const baseline = z.strictObject({
  type: z.literal('baseline'),
  file: z.string(),
  problem: z.enum(['new', 'different', 'gone', 'expired', 'unknown']),
  rule: z.string(),
  message: z.string(),
  /** The lines of the entry; null of a violation that has none. */
  lines: z.strictObject({ from: count, to: count }).nullable(),
});

/** What was seen of each choice: one value is known, several were not told apart, none explains it. */
const dialect = z.strictObject({
  type: z.literal('dialect'),
  choices: z.record(z.string(), z.strictObject({ seen: z.boolean(), values: z.array(z.string()) })),
});

const covered = z.strictObject({ covered: count, total: count, missing: z.array(z.string()) });
/** What was driven into the subject, of what can be; the names of what was not. */
const coverage = z.strictObject({
  type: z.literal('coverage'),
  /** In percent: below it in cells, transitions or triples the exit code is 3, unless it is 1. */
  threshold: z.number().min(0).max(100).nullable(),
  cells: covered.extend({
    /** Of each cell that can be reached: how many of the stimuli that can come next there did, of how many. */
    followed: z.record(z.string(), z.tuple([count, count])).exactOptional(),
  }),
  transitions: covered,
  triples: covered,
  rules: covered,
  choices: covered,
});

const trouble = { message: z.string(), token: z.string(), script: scriptSchema };
/** The harness failed at a script; of an agent, with the end of its stderr. */
const fault = z.strictObject({ type: z.literal('fault'), ...trouble, stderr: z.string().exactOptional() });
/** Scripts of which the harness could not say what happened: how many for this reason, and the shortest of them. */
const inconclusive = z.strictObject({ type: z.literal('inconclusive'), times: count, ...trouble });
/** Something about the harness that costs nothing: a claim that is wrong, a capability that is not known. */
const note = z.strictObject({ type: z.literal('note'), message: z.string() });
/** The two judges disagree on a trace: a bug of Plimsoll. */
const disagreement = z.strictObject({ type: z.literal('disagreement'), ...trouble });

/** Of a run with `exhaustive`: how many scripts there are, and what became of them. */
const exhausted = z.strictObject({
  type: z.literal('exhausted'),
  depth: count,
  /** All scripts of up to so many stimuli are accounted for. */
  reached: count,
  stimuli: count,
  scripts: count,
  run: count,
  /** Not run: others that were are the same, look the same to the transport, fail already, or nothing calls them. */
  same: count,
  unseen: count,
  failed: count,
  uncalled: count,
  /** Scripts at which the subject was another than before. */
  unsteady: count,
  guarantee: z.string(),
});

/** What the audit of the harness found, where it is not believed in something. */
const doubt = z.strictObject({
  type: z.literal('doubt'),
  kind: z.enum(['dishonest', 'unattested', 'unsteady', 'unshown', 'lacking', 'undeclared']),
  /** The capability that it is about, if it is about one. */
  capability: z.enum(NAMES).nullable(),
  message: z.string(),
});

/** Last. Without it the report was cut off. */
const footer = z.strictObject({
  type: z.literal('footer'),
  subject: z.string(),
  /** False: the run was cut short, and what was not run is not judged. */
  complete: z.boolean(),
  counts: z.strictObject(Object.fromEntries(VERDICTS.map((verdict) => [verdict, count]))),
  cases: count,
  /** Of the cases, those of which the harness could not say what happened. */
  inconclusive: count,
  steps: count,
  exit,
  /** The baseline that was held against the run, if one was: its file. */
  baseline: z.string().exactOptional(),
});

/** In place of a whole report: a subject that could not be started, or was not reached. */
const unjudged = z.strictObject({
  type: z.literal('unjudged'),
  schema: z.literal(SCHEMA),
  subject: z.string(),
  reason: z.string(),
  exit: z.literal(3),
});

export const lineSchema = z.discriminatedUnion('type', [
  header,
  rule,
  dialect,
  coverage,
  fault,
  inconclusive,
  note,
  disagreement,
  doubt,
  baseline,
  exhausted,
  footer,
  unjudged,
]);
export type Line = z.infer<typeof lineSchema>;
