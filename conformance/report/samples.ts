/**
 * Hand-made rules, results and a paper, for the tests of this folder. Nothing but a test imports it.
 */
import pc from 'picocolors';
import type { Script } from '../../machines/alphabet.js';
import type { Rule } from '../rule.js';
import type { Counterexample, Covered, Report, RuleResult, Verdict } from '../verdict.js';
import type { Paper } from './paper.js';
import { plainPaper } from './plain-paper.js';

export const SCRIPT: Script = {
  stimuli: [
    { do: 'set_write_buffer_limits', high: 64, low: 16 },
    { do: 'write', n: { to: 'high', plus: 1 }, kind: 'bytes' },
    { do: 'settle' },
  ],
  reactions: [{ on: 'resume_writing', times: 1, do: [{ do: 'close' }] }],
  keepOpen: false,
};

export function paper(width = 80, colour = false): Paper {
  return { ...plainPaper(width), colors: pc.createColors(colour) };
}

export function rule(id: Rule['id'], level: Rule['level'] = 'MUST'): Rule {
  return {
    id,
    level,
    clause: 'asyncio.WriteTransport.writelines',
    statement: `What ${id} says must hold, however long the sentence is in which it says so.`,
    intent: 'So that somebody can rely on it.',
    given: SCRIPT,
    on: 'step',
    when: () => true,
    expect: () => true,
    expected: () => '',
    seen: () => '',
  };
}

export function result(id: Rule['id'], verdict: Verdict, more: Partial<RuleResult> = {}): RuleResult {
  return { rule: rule(id), verdict, hits: verdict === 'unexercised' ? 0 : 7, ...more };
}

export function counterexample(more: Partial<Counterexample> = {}): Counterexample {
  return {
    script: SCRIPT,
    trace: { steps: [] },
    token: 'p1:dG9rZW4',
    expected: 'pause_writing() during writelines([64, 1])',
    seen: 'nothing; 65 bytes buffered, high 64',
    path: [2],
    ...more,
  };
}

export function report(more: Partial<Report> = {}): Report {
  return {
    subject: {
      name: 'sample',
      version: 'Sample 1.0',
      capabilities: ['exact-drain', 'exact-size', 'settable-limits', 'asyncio-ends', 'close-ends-reading'],
    },
    options: { profile: 'contract', seed: 1, runs: 2_000 },
    rules: [result('limits/one', 'pass'), result('limits/two', 'pass')],
    dialect: [],
    coverage: { cells: all(211), transitions: all(212), triples: all(2_497), rules: all(2), choices: all(33) },
    faults: [],
    inconclusive: { scripts: 0, examples: [] },
    notes: [],
    disagreements: [],
    doubts: [],
    cases: 2_166,
    steps: 34_509,
    complete: true,
    also: [],
    exit: 0,
    ...more,
  };
}

/** So many of as many, all covered. */
export function all(total: number): Covered {
  return { covered: total, total, missing: [] };
}
