/**
 * Hand-made outcomes for the tests of this folder. Nothing but a test imports it.
 */
import type { Report } from '../../verdict.js';
import type { Line } from '../lines.js';
import { headerLine, resultLines } from '../ndjson.js';
import { counterexample, report, result } from '../samples.js';
import { matrixLines, matrixText, type Listing, type Outcome } from './write.js';

const HEAD = { plimsoll: '0.1.0', profile: 'contract', seed: 1, runs: 100 };

export const COUNTS = 'flow-control/writelines-counts';

/** A subject whose rules are as told; a rule of the catalogue that is not told was not asked. */
export function outcome(listing: Partial<Listing>, rules: Report['rules'], more: Partial<Report> = {}): Outcome {
  const { subject = 'a-1:tcp', project = 'A', kind = 'tcp', release = '1' } = listing;
  const whole = report({
    subject: { name: subject, version: `${project} ${release}`, capabilities: [] },
    rules,
    dialect: [{ choice: 'pausesWhen', values: ['exceeds'], seen: true }],
    exit: rules.some(({ verdict }) => verdict === 'violation') ? 1 : 0,
    ...more,
  });
  const text = headerLine(whole, { plimsoll: '0.1.0', node: 'v20.0.0' }) + resultLines(whole);
  const lines = text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Line);
  return { subject, project, kind, release, report: lines };
}

export const kept = result(COUNTS, 'pass');
export const broken = result(COUNTS, 'violation', { counterexample: counterexample() });

export function textOf(outcomes: readonly Outcome[], absent: { project: string; reason: string }[] = []): string {
  return matrixText(matrixLines({ head: HEAD, outcomes, absent }));
}
