/**
 * A configuration (plimsoll.config.*) in zod: what could be said on the command line of a run, kept in a file.
 * Shapes only, of the plainest kind: what a value must be beyond that, the option of the same name says.
 */
import { z } from 'zod';
import type { Hint } from './json.js';

const words = z.string().min(1).max(1_000);
const list = z.array(words).max(1_000);
const number = z.number();

export const configSchema = z.strictObject({
  $schema: z.string().exactOptional(),
  subjects: list.exactOptional().describe('What to judge where none is named: names, or paths from this file.'),
  rule: list.exactOptional().describe('Only these rules: ids, globs or chapters.'),
  excludeRule: list.exactOptional().describe('Not these rules.'),
  level: words.exactOptional().describe('Only rules of this level and above: must, should or may.'),
  profile: words.exactOptional().describe('What the contract leaves open, for example contract or cpython.'),
  seed: number.exactOptional().describe('Where random scripts begin.'),
  runs: number.exactOptional().describe('Random scripts.'),
  exhaustive: number.exactOptional().describe('In place of random scripts, every one of up to so many stimuli.'),
  coverageThreshold: number.exactOptional().describe('In percent: not enough evidence below it.'),
  maxTime: number.exactOptional().describe('In seconds: end the whole run by then.'),
  caseDeadline: number.exactOptional().describe('In seconds, of an agent: for each script.'),
  batchDeadline: number.exactOptional().describe('In seconds, of an agent: to start, and for 20 scripts.'),
  baseline: z
    .union([words, z.literal(false)])
    .exactOptional()
    .describe('The list of known violations; false for none.'),
});
export type Config = Readonly<z.infer<typeof configSchema>>;

/** `nearest` ends a sentence about a name that is not known. */
export function hintOfConfig(nearest: (given: string, known: readonly string[]) => string): Hint {
  return (key, path) => (path.length === 0 ? nearest(key, Object.keys(configSchema.shape)) : null);
}
