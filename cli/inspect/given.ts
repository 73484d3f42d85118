/**
 * What `plimsoll inspect` was given, by looking at it: a token, a file with a trace or with the report of a run, or a subject.
 * Reads and checks; opens no subject and runs nothing.
 */
import { readFileSync, statSync } from 'node:fs';
import { lineSchema, type Line } from '../../conformance/report/lines.js';
import { plain } from '../../conformance/report/plain.js';
import { traceFileSchema } from '../../conformance/schema/trace.js';
import { inOneSentence } from '../../conformance/schema/sentence.js';
import { decode, type Replay } from '../../conformance/token.js';
import { PROFILE_NAMES, type ProfileName } from '../../machines/choices.js';
import type { Script, Trace } from '../../machines/alphabet.js';
import { inWords } from '../../subjects/raise.js';
import { UsageError } from '../../subjects/usage.js';

export type Given =
  | { readonly kind: 'nothing' }
  | { readonly kind: 'subject'; readonly name: string }
  | { readonly kind: 'token'; readonly replay: Replay }
  | { readonly kind: 'trace'; readonly file: string; readonly trace: Trace }
  | { readonly kind: 'report'; readonly findings: readonly Finding[] };

/** A script of a report, and what it shows. */
export interface Finding {
  readonly subject: string;
  readonly version: string;
  readonly profile: ProfileName;
  readonly script: Script;
  readonly rules: readonly RuleLine[];
}

type RuleLine = Extract<Line, { type: 'rule' }>;

/** Bytes of a file. */
const LARGEST = 64 * 1024 * 1024;
/** Scripts of a report: more than any run finds, and no more than a page can hold. */
const MOST_FINDINGS = 300;

export function givenIn(what: string | undefined): Given {
  if (what === undefined) return { kind: 'nothing' };
  if (/^p\d+:/.test(what)) return { kind: 'token', replay: decode(what) };
  if (!/\.(json|ndjson|jsonl)$/.test(what)) return { kind: 'subject', name: what };
  const text = textOf(what);
  return isReport(text)
    ? { kind: 'report', findings: findingsIn(text, what) }
    : { kind: 'trace', file: what, trace: traceIn(text, what) };
}

function textOf(file: string): string {
  const found = statSync(file, { throwIfNoEntry: false });
  if (found === undefined) throw new UsageError(`There is no file ${file}: give a trace, or the NDJSON of a run.`);
  if (!found.isFile()) throw new UsageError(`${file} is not a file: give a trace, or the NDJSON of a run.`);
  if (found.size > LARGEST) throw new UsageError(`${file} is larger than 64 MB: give a shorter one.`);
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new UsageError(`${file} cannot be read (${inWords(error)}): give another file.`);
  }
}

/** A report is told by its first line, whatever the file is called. */
function isReport(text: string): boolean {
  return text.startsWith('{"type":');
}

function traceIn(text: string, file: string): Trace {
  const value = json(
    text,
    () => `${file} is not JSON: give a trace, {"version":1,"steps":[...]}, or the NDJSON of a run.`,
  );
  const read = traceFileSchema.safeParse(value);
  if (read.success) return { steps: read.data.steps as Trace['steps'] };
  throw new UsageError(`${file} is no trace: ${plain(inOneSentence(read.error, value))}`);
}

function findingsIn(text: string, file: string): readonly Finding[] {
  const found = new Map<string, Finding>();
  let about: Pick<Finding, 'subject' | 'version' | 'profile'> | null = null;
  text.split('\n').forEach((row, index) => {
    if (row === '') return;
    const line = lineOf(row, `${file}, line ${index + 1},`);
    if (line?.type === 'header') about = aboutOf(line);
    if (line?.type !== 'rule' || line.counterexample === null) return;
    if (about === null) throw new UsageError(`${file} has a rule before any header: it is not whole.`);
    const key = JSON.stringify([about.subject, line.counterexample.token]);
    const old = found.get(key);
    const { script } = line.counterexample;
    found.set(key, { ...about, script: script as Script, rules: [...(old?.rules ?? []), line] });
  });
  if (about === null) throw new UsageError(`${file} is no report of a run: it has no header.`);
  if (found.size === 0)
    throw new UsageError(`${file} tells of no rule that is broken: there is nothing to step through.`);
  return [...found.values()].slice(0, MOST_FINDINGS);
}

/** Null for lines of a kind that this Plimsoll does not know: a report may have more of them one day. */
function lineOf(row: string, place: string): Line | null {
  const value = json(row, () => `${place} is not JSON: the report was cut off.`);
  const read = lineSchema.safeParse(value);
  if (read.success) return read.data;
  const { type } = (typeof value === 'object' && value !== null ? value : {}) as { type?: unknown };
  if (type === 'matrix' || type === 'cell') {
    throw new UsageError(`${place} is of a matrix: give the NDJSON of a run, or a token of the matrix.`);
  }
  if (!lineSchema.options.some(({ shape }) => shape.type.value === type)) return null;
  throw new UsageError(`${place} is no line of a report: ${plain(inOneSentence(read.error, value))}`);
}

function aboutOf({ subject, version, profile }: Extract<Line, { type: 'header' }>): Omit<Finding, 'script' | 'rules'> {
  const known = PROFILE_NAMES.find((name) => name === profile);
  return { subject, version, profile: known ?? 'contract' };
}

function json(text: string, complaint: () => string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new UsageError(plain(complaint()));
  }
}
