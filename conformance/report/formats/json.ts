/**
 * A run as one JSON document: the lines of the NDJSON, put together by subject. Adds nothing and leaves nothing out.
 */
import { SCHEMA, type Line } from '../lines.js';
import { plainJson } from '../plain.js';

/** By the type of their lines: those that come once as they are, the others in lists. */
const LISTS = {
  rule: 'rules',
  fault: 'faults',
  inconclusive: 'inconclusive',
  note: 'notes',
  disagreement: 'disagreements',
  doubt: 'doubts',
  baseline: 'problems',
} as const;

export function json(lines: readonly Line[], exit: 0 | 1 | 3): string {
  const reports: Record<string, unknown>[] = [];
  let report: Record<string, unknown> = {};
  for (const { type, ...rest } of lines) {
    if (type === 'unjudged') reports.push({ unjudged: rest });
    else if (type === 'header') {
      report = { header: rest, ...Object.fromEntries(Object.values(LISTS).map((name) => [name, []])) };
      reports.push(report);
    } else if (type in LISTS) (report[LISTS[type as keyof typeof LISTS]] as unknown[]).push(rest);
    else report[type] = rest;
  }
  // Indented first: what is spelt out stands in strings alone.
  const text = JSON.stringify({ schema: SCHEMA, exit, reports }, null, 2);
  return `${text.split('\n').map(plainJson).join('\n')}\n`;
}
