/**
 * `npm run shortest [-- --seeds <n> <part of a name> ...]`: how short a script each mutant could be shown with, proved by
 * running every shorter one, and what the campaign answers for ten seeds, or so many. Ends with 1 where that is too long
 * too often, with 2 where it is asked for nothing that there is.
 * Too slow for a test; a few mutants are tested in properties/shortest.test.ts.
 */
import { parseArgs } from 'node:util';
import type { Script } from '../machines/alphabet.js';
import type { Rule } from '../conformance/rule.js';
import { RULES } from '../conformance/rules/index.js';
import type { Subject } from '../conformance/subject.js';
import { INCONSISTENT, runSuite } from '../conformance/suite.js';
import { campaign, Search } from '../properties/campaign.js';
import { lengthOf } from '../conformance/length.js';
import { minimumOf, WIDE, type Minimum } from '../properties/shortest.js';
import { MUTANTS, subjectOf, type Mutant } from '../subjects/mutants/index.js';

const RUNS = 2_000;
/** Scripts of up to so many stimuli are run to prove that none of them is enough. */
const DEPTH = 3;
const WANTED = { share: 0.95, longer: 2 };

interface Row {
  readonly mutant: string;
  /** The true minimum, or the shortest that is known. */
  readonly least: number;
  readonly isProved: boolean;
  readonly beyond: number;
  /** One for each seed that found it. */
  readonly found: readonly number[];
}

const { positionals: names, values } = parseArgs({
  allowPositionals: true,
  strict: false,
  options: { seeds: { type: 'string', default: '10' } },
});
const SEEDS = Array.from({ length: Number(values.seeds) }, (_, i) => i + 1);
const chosen = MUTANTS.filter(({ name }) => names.length === 0 || names.some((part) => name.includes(part)));
if (chosen.length === 0 || SEEDS.length === 0) {
  console.error('Usage: npm run shortest [-- --seeds <n> <part of a mutant’s name> ...]');
  process.exit(2);
}
const width = Math.max(...chosen.map(({ name }) => name.length), 6);
console.log(`${'Mutant'.padEnd(width)}  Least     As short  Worst  Scripts`);
const rows: Row[] = [];
for (const mutant of chosen) rows.push(...(await rowsOf(mutant)));
process.exitCode = told(rows) ? 0 : 1;

/**
 * A script that breaks the rule by itself says more than one that only contradicts others, and is told rather: so each is
 * held against its own kind, and a mutant that is found in both ways has two rows.
 */
async function rowsOf(mutant: Mutant): Promise<readonly Row[]> {
  const subject = subjectOf(mutant);
  const rule = RULES.find(({ id }) => id === mutant.killedBy) as Rule;
  const alone: Script[] = [];
  const against: Script[] = [];
  for (const seed of SEEDS) {
    // Only that rule's script is made short: none is found by the way, while another's is.
    const report = await runSuite(subject, { search: campaign, seed, runs: RUNS, rules: [rule] });
    const shown = report.rules[0]?.counterexample;
    if (shown !== undefined) (shown.path.length > 0 ? alone : against).push(shown.script);
  }
  const { name } = mutant;
  if (alone.length + against.length === 0) {
    console.log(`${name.padEnd(width)}  not found by its rule, ${rule.id}`);
    return [{ mutant: name, least: Infinity, isProved: false, beyond: 0, found: [] }];
  }
  const made: Row[] = [];
  if (alone.length > 0) made.push(await rowOf(name, subject, [rule.id], alone));
  if (against.length > 0) made.push(await rowOf(name, subject, [rule.id, INCONSISTENT + (rule.choice ?? '')], against));
  return made;
}

async function rowOf(
  mutant: string,
  subject: Subject,
  ids: readonly string[],
  scripts: readonly Script[],
): Promise<Row> {
  const found = scripts.map(lengthOf);
  const { length, beyond, run } = await minimum(subject, ids, scripts);
  const isProved = beyond >= length;
  const least = isProved ? `${length}` : `${beyond} to ${length}`;
  const short = `${found.filter((one) => one === length).length} of ${found.length}`;
  const worst = `${Math.max(...found)}`;
  console.log(
    `${mutant.padEnd(width)}  ${least.padEnd(8)}  ${short.padEnd(8)}  ${worst.padEnd(5)}  ${run.toLocaleString('en-US')}`,
  );
  return { mutant, least: length, isProved, beyond, found };
}

/** Within a run, so that a choice counts as it does there: what the rules' own scripts have shown is known. */
async function minimum(subject: Subject, ids: readonly string[], scripts: readonly Script[]): Promise<Minimum> {
  let answer: Minimum | null = null;
  await runSuite(subject, {
    search: async (options) => {
      const search = new Search({ ...options, runs: 0 });
      await search.look();
      answer = await minimumOf({ subject, judge: options.judge, ids }, scripts, DEPTH);
      return search.result();
    },
  });
  return answer as unknown as Minimum;
}

/** Whether it is as it should be. */
function told(all: readonly Row[]): boolean {
  const found = all.flatMap(({ least, found: lengths }) => lengths.map((length) => length - least));
  const short = found.filter((longer) => longer === 0).length;
  const worst = Math.max(0, ...found);
  const missed = chosen.length * SEEDS.length - found.length;
  const open = all.filter(({ isProved, found: lengths }) => !isProved && lengths.length > 0).length;
  console.log(
    `\n${chosen.length} mutants, ${SEEDS.length} seeds: ${short} of ${found.length} as short as can be ` +
      `(${((100 * short) / Math.max(1, found.length)).toFixed(1)} %), none more than ${worst} longer; ${missed} times not found.`,
  );
  console.log(
    `Up to ${WIDE} stimuli, every kind at every boundary was run; up to ${DEPTH}, those around the scripts found.` +
      (open === 0 ? '' : ` ${open} have no shorter script up to there, which is not proved to be their least.`),
  );
  return short >= WANTED.share * found.length && worst <= WANTED.longer && missed === 0;
}
