/**
 * A baseline (plimsoll-baseline.json) in zod: known violations that a run lets pass, each with its reason.
 * Shapes only. What becomes of an entry in a run is said in conformance/baseline/.
 */
import { z } from 'zod';
import { MOST } from './script.js';

const TEXT = 10_000;
const words = z.string().min(1).max(TEXT);

/** A day as ISO 8601 writes it; whether there is such a day is looked at, too. */
export const daySchema = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}$/, { error: 'expected a day such as 2027-01-31' })
  .refine(isDay, { error: 'expected a day that there is, such as 2027-01-31' });

const known = z.strictObject({
  rule: words.describe('The id of the rule that does not hold.'),
  subject: words.describe('The name of the subject, or a glob of names.'),
  shape: words.describe('The abstract shape of the shortest script that shows it: docs/baseline.md.'),
  message: words.describe('What was expected and what was seen, when the entry was written. Not compared.'),
  reason: words.describe('Why it is let pass.'),
  issue: z
    .string()
    .max(TEXT)
    .regex(/^https?:\/\/\S+$/, { error: 'expected an address that begins with http:// or https://' })
    .exactOptional()
    .describe('Where it is to be mended.'),
  expires: daySchema.exactOptional().describe('The last day on which it is let pass.'),
  replay: z
    .string()
    .regex(/^p\d+:\S+$/, { error: 'expected a replay token, which begins with p1:' })
    .describe('The token of that script: it is run again in every run.'),
});

/** As many as there could be of all rules, kinds and releases. */
export const baselineSchema = z.strictObject({
  $schema: z
    .string()
    .max(MOST.name * 10)
    .exactOptional(),
  version: z.literal(1),
  known: z.array(known).max(10_000),
});

export type KnownViolation = Readonly<z.infer<typeof known>>;

function isDay(text: string): boolean {
  const [year = 0, month = 0, day = 0] = text.split('-').map(Number);
  const days = [
    31,
    year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28,
    31,
    30,
    31,
    30,
    31,
    31,
    30,
    31,
    30,
    31,
  ];
  return month >= 1 && month <= 12 && day >= 1 && day <= (days[month - 1] as number);
}
