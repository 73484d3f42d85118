/**
 * `npm run shortest [-- --seeds <n> --out <file> <part of a name> ...]`: how short a script each mutant could be shown
 * with, proved by running every shorter one, and what the campaign answers for ten seeds, or so many; with `--out` as a
 * page. Ends with 1 where that is too long too often, with 2 where it is asked for nothing that there is.
 * Too slow for a test; a few mutants are tested in properties/shortest.test.ts.
 */
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { writeFileSync } from 'node:fs';
import { WIDE } from '../properties/shortest.js';
import { MUTANTS, type Mutant } from '../subjects/mutants/index.js';
import { DEPTH, rowsOf, type Row } from './shortest/measure.js';

const WANTED = { share: 0.95, longer: 2 };

if (isMainThread) process.exitCode = await main();
else await work(workerData as readonly number[]);

async function main(): Promise<number> {
  const { positionals: names, values } = parseArgs({
    allowPositionals: true,
    strict: false,
    options: { seeds: { type: 'string', default: '10' }, out: { type: 'string' } },
  });
  const seeds = Array.from({ length: Number(values.seeds) }, (_, i) => i + 1);
  const chosen = MUTANTS.filter(({ name }) => names.length === 0 || names.some((part) => name.includes(part)));
  if (chosen.length === 0 || seeds.length === 0) {
    console.error('Usage: npm run shortest [-- --seeds <n> --out <file> <part of a mutant’s name> ...]');
    return 2;
  }
  const width = Math.max(...chosen.map(({ name }) => name.length), 6);
  console.log(`${'Mutant'.padEnd(width)}  Least     As short  Worst  Scripts`);
  const rows = await measured(chosen, seeds, (own) => {
    for (const row of own) console.log(`${row.mutant.padEnd(width)}  ${lineOf(row)}`);
  });
  const { text, isGood } = summed(chosen.length, seeds.length, rows);
  console.log(`\n${text.join('\n')}`);
  if (typeof values.out === 'string') writeFileSync(values.out, page(rows, text));
  return isGood ? 0 : 1;
}

/** Each core has one mutant at a time; `onRows` is told as they come, the answer is in the order of the mutants. */
async function measured(
  mutants: readonly Mutant[],
  seeds: readonly number[],
  onRows: (rows: readonly Row[]) => void,
): Promise<readonly Row[]> {
  const rows = new Map<Mutant, readonly Row[]>();
  let next = 0;
  const done = Array.from({ length: Math.min(availableParallelism(), mutants.length) }, async () => {
    const worker = new Worker(fileURLToPath(import.meta.url), { workerData: seeds });
    for (let mutant = mutants[next++]; mutant !== undefined; mutant = mutants[next++]) {
      const own = await answer(worker, mutant.name);
      rows.set(mutant, own);
      onRows(own);
    }
    await worker.terminate();
  });
  await Promise.all(done);
  return mutants.flatMap((mutant) => rows.get(mutant) as readonly Row[]);
}

function answer(worker: Worker, name: string): Promise<readonly Row[]> {
  return new Promise((resolve, reject) => {
    worker.once('error', reject);
    worker.once('message', (rows: readonly Row[]) => {
      worker.off('error', reject);
      resolve(rows);
    });
    worker.postMessage(name);
  });
}

async function work(seeds: readonly number[]): Promise<void> {
  parentPort?.on('message', async (name: string) => {
    const mutant = MUTANTS.find((one) => one.name === name) as Mutant;
    parentPort?.postMessage(await rowsOf(mutant, seeds));
  });
}

function cellsOf({ least, beyond, found }: Row): { least: string; short: string; worst: string } {
  if (found.length === 0) return { least: '?', short: 'not found', worst: '-' };
  return {
    least: beyond >= least ? `${least}` : `${beyond} to ${least}`,
    short: `${found.filter((one) => one === least).length} of ${found.length}`,
    worst: `${Math.max(...found)}`,
  };
}

function lineOf(row: Row): string {
  const { least, short, worst } = cellsOf(row);
  return `${least.padEnd(8)}  ${short.padEnd(8)}  ${worst.padEnd(5)}  ${row.run.toLocaleString('en-US')}`;
}

/** What all rows come to, and whether it is as it should be. */
function summed(mutants: number, seeds: number, all: readonly Row[]): { text: readonly string[]; isGood: boolean } {
  const found = all.flatMap(({ least, found: lengths }) => lengths.map((length) => length - least));
  const short = found.filter((longer) => longer === 0).length;
  const worst = Math.max(0, ...found);
  const missed = mutants * seeds - found.length;
  const shown = all.filter((row) => row.found.length > 0);
  const proved = shown.filter(({ beyond, least }) => beyond >= least).length;
  const scripts = all.reduce((sum, { run }) => sum + run, 0);
  return {
    text: [
      `${mutants} mutants, ${seeds} seeds: ${short} of ${found.length} as short as can be ` +
        `(${((100 * short) / Math.max(1, found.length)).toFixed(1)} %), none more than ${worst} longer; ${missed} times not found.`,
      `${proved} of ${shown.length} least lengths are proved, by ${scripts.toLocaleString('en-US')} scripts in all: up to ${WIDE} stimuli, every ` +
        `kind at every boundary was run; up to ${DEPTH}, those around the scripts found.` +
        (proved === shown.length
          ? ''
          : ` The others have no shorter script up to there, which is not proved to be their least.`),
    ],
    isGood: short >= WANTED.share * found.length && worst <= WANTED.longer && missed === 0,
  };
}

function page(rows: readonly Row[], text: readonly string[]): string {
  const asked = new Set(rows.map(({ mutant }) => mutant)).size;
  const left =
    asked === MUTANTS.length
      ? ''
      : `\n\nThe other ${MUTANTS.length - asked} of ${MUTANTS.length} mutants were not measured here.`;
  const lines = rows.map((row) => {
    const { least, short, worst } = cellsOf(row);
    const kind = row.isAgainst ? 'against others' : 'alone';
    return `| ${row.mutant} | ${kind} | ${least} | ${short} | ${worst} | ${row.run.toLocaleString('en-US')} |`;
  });
  return `<!-- Made by \`npm run shortest -- --out\`. Edits here are lost. -->

# How short a script could be

Each mutant's script, as the campaign found it and made it short, against the shortest there is. What is run for
the proof, and what it leaves out, is told in [exhaustive.md](exhaustive.md#how-short-could-it-be). Lengths are in stimuli,
those inside callbacks included: 0 is a connection that is made and left alone. \`alone\`: the rule fails on the script by itself.
\`against others\`: the script only contradicts what other scripts have shown of a choice.

${text.join('\n\n')}${left}

| Mutant | The script fails | Least | As short | Worst | Scripts run |
| --- | --- | --- | --- | --- | --- |
${lines.join('\n')}
`;
}
