/**
 * `npm run steady -- [--repeats <n>] <command ...>`: judges what an agent drives again and again, while as many other
 * processes as there are cores do nothing but keep them busy, and compares the verdicts. Ends with 1 where one differs.
 * For live transports: a verdict that depends on how fast the machine is would be no verdict. Says nothing of its own about
 * the transport.
 */
import { spawn } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { runSuite } from '../conformance/suite.js';
import type { Report } from '../conformance/verdict.js';
import { campaign } from '../properties/campaign.js';
import { processSubject } from '../subjects/process/index.js';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { repeats: { type: 'string', default: '20' }, runs: { type: 'string', default: '500' } },
});
const [program, ...args] = positionals;
const repeats = Number(values.repeats);
const runs = Number(values.runs);
if (program === undefined || !(repeats > 1) || !(runs > 0)) {
  console.error('Usage: npm run steady -- [--repeats 20] [--runs 500] -- <the command of an agent>');
  process.exit(2);
}

const busy = Array.from({ length: availableParallelism() }, () =>
  spawn(process.execPath, ['-e', 'const parent = process.ppid; while (process.ppid === parent);'], { stdio: 'ignore' }),
);
try {
  const verdicts: string[] = [];
  const seen = new Map<string, number[]>();
  for (let repeat = 1; repeat <= repeats; repeat++) {
    const subject = await processSubject({ command: [program, ...args] });
    try {
      const report = await runSuite(subject, { search: campaign, seed: 1, runs });
      const text = inShort(report);
      if (repeat === 1) console.log(`${subject.name}: ${subject.version}; ${report.cases} cases a run, on busy cores.`);
      verdicts.push(text);
      seen.set(text, [...(seen.get(text) ?? []), repeat]);
    } finally {
      await subject.close?.();
    }
    if (process.stdout.isTTY) process.stdout.write(`${repeat} of ${repeats}\r`);
  }
  const [usual, ...others] = [...seen].sort(([, a], [, b]) => b.length - a.length);
  const different = others.reduce((sum, [, which]) => sum + which.length, 0);
  console.log(`${repeats} runs, ${different} with other verdicts than most.`);
  for (const [text, which] of others) console.log(`Run ${which.join(', ')}: ${difference(usual?.[0] ?? '', text)}.`);
  process.exitCode = different === 0 ? 0 : 1;
} finally {
  for (const one of busy) one.kill();
}

/** All that a run says which ought to be the same in the next. */
function inShort({ rules, exit, dialect, doubts, disagreements }: Report): string {
  return [
    `exit ${exit}`,
    ...rules.map(({ rule, verdict }) => `${rule.id} ${verdict}`),
    ...dialect.map(({ choice, values }) => `${choice} ${values.join(' or ')}`),
    ...doubts.map(({ kind }) => `doubt ${kind}`),
    ...disagreements.map(({ message }) => message),
  ].join('\n');
}

function difference(one: string, other: string): string {
  const known = new Set(one.split('\n'));
  return other
    .split('\n')
    .filter((line) => !known.has(line))
    .join(', ');
}
