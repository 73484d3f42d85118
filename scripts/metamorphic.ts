/**
 * `npm run metamorphic -- [subject ...]`: holds the metamorphic relations on the reference, each CPython and each mutant,
 * or on those named, and prints what breaks, with the shortest pair. No rule and no model has a part in it.
 */
import { scriptLines } from '../conformance/report/notation.js';
import type { Subject } from '../conformance/subject.js';
import { relate, type Related } from '../properties/relate.js';
import { cpython, CPYTHONS, type CPythonVersion } from '../subjects/cpython/index.js';
import { MUTANTS, subjectOf } from '../subjects/mutants/index.js';
import { reference } from '../subjects/reference/subject.js';

const RUNS = 400;
const SEED = 1;

const named = process.argv.slice(2);
const isWanted = (name: string): boolean => named.length === 0 || named.includes(name);

if (isWanted('reference')) tell(reference(), await relate(reference(), { seed: SEED, runs: RUNS, short: true }));
for (const version of Object.keys(CPYTHONS) as CPythonVersion[]) {
  if (!isWanted(`cpython-${version}`)) continue;
  const subject = await cpython(version);
  tell(subject, await relate(subject, { seed: SEED, runs: RUNS, short: true }));
  await subject.close?.();
}
if (isWanted('mutants')) await tellMutants();

/** How many mutants the relations find alone, and by which. */
async function tellMutants(): Promise<void> {
  const found = new Map<string, number>();
  const missed: string[] = [];
  for (const mutant of MUTANTS) {
    const broken = (await relate(subjectOf(mutant), { seed: SEED, runs: RUNS })).filter((one) => one.broken > 0);
    if (broken.length === 0) missed.push(mutant.name);
    for (const { relation } of broken) found.set(relation.name, (found.get(relation.name) ?? 0) + 1);
  }
  console.log(`\nMutants: ${MUTANTS.length - missed.length} of ${MUTANTS.length} break a relation.`);
  for (const [name, n] of [...found].sort((a, b) => b[1] - a[1])) console.log(`  ${name.padEnd(24)}${n}`);
  if (missed.length > 0) console.log(`  None of them: ${missed.join(', ')}.`);
}

function tell({ name, version }: Subject, related: readonly Related[]): void {
  const pairs = related.reduce((sum, one) => sum + one.pairs, 0);
  const broken = related.filter((one) => one.broken > 0);
  console.log(
    `\n${name}: ${version}\n  ${pairs} pairs of scripts; ${related.length - broken.length} of ${related.length} relations hold.`,
  );
  for (const { relation, pairs: run, broken: n, shortest } of broken) {
    console.log(`✗ ${relation.name}: ${n} of ${run} pairs\n  ${relation.statement}`);
    if (shortest === undefined) continue;
    console.log(`  ${shown(shortest.pair.one)}\n  ${shown(shortest.pair.other)}\n  Not the same: ${shortest.differs}.`);
  }
}

function shown(script: Parameters<typeof scriptLines>[0]): string {
  return scriptLines(script)
    .map((line) => line.join(' · '))
    .join('; ');
}
