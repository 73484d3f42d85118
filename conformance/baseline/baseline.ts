/**
 * A baseline as it is read and written: known violations, each with the lines on which it stands.
 * Text in, text out: where the file is, and whether it may be written, is the door's (cli/baseline/).
 */
import picomatch from 'picomatch';
import type { Script } from '../../machines/alphabet.js';
import { baselineSchema, type KnownViolation } from '../schema/baseline.js';
import { FileError } from '../schema/file-error.js';
import { checkedJson, linesOf, parseJson, type Lines } from '../schema/json.js';
import { decode, TokenError } from '../token.js';

export interface Entry extends KnownViolation {
  /** Where it stands in the file. */
  readonly lines: Lines;
  /** What its token brings back. */
  readonly script: Script;
}

export interface Baseline {
  /** What the file is called in a sentence. */
  readonly file: string;
  readonly entries: readonly Entry[];
}

/** Throws a FileError: one sentence, with the line. */
export function readBaseline(text: string, file: string): Baseline {
  const json = parseJson(text, file);
  refuseOthers(json.value, file);
  const { known } = checkedJson(json, baselineSchema);
  const entries = known.map((one, index): Entry => {
    const lines = linesOf(json.text, ['known', index]) as Lines;
    try {
      return { ...one, lines, script: decode(one.replay).script };
    } catch (error) {
      if (error instanceof TokenError)
        throw new FileError(`${file}:${lines.from}: known[${index}].replay: ${error.message}`);
      throw error;
    }
  });
  return { file, entries };
}

/** Ends with a line feed. Those of one subject stand together, as they were given. */
export function baselineText(known: readonly KnownViolation[]): string {
  const entries = known.map(({ rule, subject, shape, message, reason, issue, expires, replay }) => ({
    rule,
    subject,
    shape,
    message,
    reason,
    ...(issue !== undefined && { issue }),
    ...(expires !== undefined && { expires }),
    replay,
  }));
  return `${JSON.stringify({ version: 1, known: entries }, null, 2)}\n`;
}

/** The entries that speak of a subject of this name. */
export function entriesFor({ entries }: Baseline, subject: string): readonly Entry[] {
  return entries.filter((one) => one.subject === subject || picomatch.isMatch(subject, one.subject, { bash: true }));
}

/** What a run must run too, so that no known violation depends on its seed. */
export function scriptsFor(baseline: Baseline, subject: string): readonly Script[] {
  return entriesFor(baseline, subject).map(({ script }) => script);
}

/** A later version may mean anything: that it is one is all there is to say of it. */
function refuseOthers(value: unknown, file: string): void {
  const version = (value as { version?: unknown } | null)?.version;
  if (typeof version === 'number' && version !== 1) {
    throw new FileError(`${file} is a baseline of version ${version}, and this Plimsoll reads version 1 only.`);
  }
}
