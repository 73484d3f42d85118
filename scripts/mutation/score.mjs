/**
 * What a mutation run says: the score of each part and file, the checks that killed, and each survivor with its place.
 * Reads Stryker's report; decides nothing but the exit code of a part below the threshold, and writes the table of a whole
 * run into docs/mutation.md.
 */
import { declareFactoryPlugin, PluginKind } from '@stryker-mutator/api/plugin';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import config from '../../stryker.config.mjs';
import { isInSample, SAMPLE } from './sample.mjs';

const PAGE = 'docs/mutation.md';
const SURVIVORS = 'reports/survivors.txt';

/** The parts; the first that matches a file has it. */
const PARTS = [
  ['oracle', /^conformance\/(oracle|knowledge)\.ts$/],
  ['rules', /^conformance\//],
  ['machine', /^machines\//],
];

function score() {
  let done = 0;
  return {
    onMutantTested({ status }) {
      if (status !== 'Ignored' && status !== 'RuntimeError' && ++done % 100 === 0)
        process.stderr.write(`${done} mutants done.\n`);
    },
    onMutationTestReportReady(report) {
      // Those that no check reaches are known without being run, all of them: of these too the sample alone counts.
      const mutants = mutantsOf(report).filter(({ id }) => isInSample(id));
      const rows = rowsOf(mutants);
      const killers = killersOf(mutants);
      const alive = mutants.filter(({ status }) => status === 'Survived' || status === 'NoCoverage');
      process.stdout.write(`\n${table(rows)}\n\n${killers.map(([name, n]) => `${pad(n, 6)}  ${name}`).join('\n')}\n\n`);
      mkdirSync('reports', { recursive: true });
      writeFileSync(SURVIVORS, alive.map(told).join(''));
      process.stdout.write(`${alive.length} mutants live on: ${SURVIVORS}\n`);
      if (isWhole(report)) writeFileSync(PAGE, between(readFileSync(PAGE, 'utf8'), page(rows, killers)));
      const low = rows.filter(({ isPart, percent }) => isPart && percent < config.thresholds.low);
      for (const { name, percent } of low) process.stdout.write(`${name}: ${percent.toFixed(1)} % is too low.\n`);
      if (low.length > 0) process.exitCode = 1;
    },
  };
}

function mutantsOf({ files, testFiles = {} }) {
  const names = new Map(Object.values(testFiles).flatMap(({ tests }) => tests.map(({ id, name }) => [id, name])));
  return Object.entries(files).flatMap(([file, { mutants, source }]) => {
    const lines = source.split('\n');
    return mutants.map((mutant) => ({ ...mutant, file, lines, killer: names.get(mutant.killedBy?.[0]) ?? null }));
  });
}

/** A row for each file and one for each part, with its files before it; then the whole. */
function rowsOf(mutants) {
  const files = [...new Set(mutants.filter(({ status }) => isRun(status)).map(({ file }) => file))].toSorted();
  const parts = PARTS.flatMap(([part, of]) => {
    const own = files.filter((file) => PARTS.find(([, one]) => one.test(file))?.[1] === of);
    if (own.length === 0) return [];
    const rows = own.map((name) =>
      rowOf(
        name,
        mutants.filter(({ file }) => file === name),
      ),
    );
    return [
      ...rows,
      {
        ...rowOf(
          part,
          mutants.filter(({ file }) => own.includes(file)),
        ),
        isPart: true,
      },
    ];
  });
  return [...parts, { ...rowOf('all', mutants), isPart: true }];
}

function rowOf(name, mutants) {
  const count = (...all) => mutants.filter(({ status }) => all.includes(status)).length;
  const [killed, hang, alive] = [count('Killed'), count('Timeout'), count('Survived', 'NoCoverage')];
  return {
    name,
    killed,
    hang,
    alive,
    ignored: count('Ignored'),
    percent: (100 * (killed + hang)) / (killed + hang + alive),
  };
}

/** A mutant that is neither left alone nor out of the sample. */
function isRun(status) {
  return ['Killed', 'Timeout', 'Survived', 'NoCoverage'].includes(status);
}

function killersOf(mutants) {
  const counts = new Map();
  for (const { killer } of mutants) if (killer !== null) counts.set(killer, (counts.get(killer) ?? 0) + 1);
  return [...counts].sort(([, one], [, other]) => other - one);
}

function table(rows) {
  const head = `${''.padEnd(34)} score   killed  hang alive ignored`;
  const lines = rows.map(({ name, isPart, percent, killed, hang, alive, ignored }) => {
    const line = `${(isPart ? name.toUpperCase() : name).padEnd(32)} ${pad(percent.toFixed(1), 5)} % ${pad(killed, 8)} ${pad(hang, 5)} ${pad(alive, 5)} ${pad(ignored, 7)}`;
    return isPart ? `${line}\n` : line;
  });
  return [head, ...lines].join('\n').trimEnd();
}

function told({ file, lines, location: { start, end }, replacement = '', mutatorName, status }) {
  const [first, ...rest] = lines.slice(start.line - 1, end.line);
  const was =
    rest.length === 0 ? first.slice(start.column - 1, end.column - 1) : `${first.slice(start.column - 1)} ...`;
  const never = status === 'NoCoverage' ? ', never reached' : '';
  return `${file}:${start.line}:${start.column}  ${mutatorName}${never}\n    - ${was.trim()}\n    + ${replacement.replace(/\s+/g, ' ')}\n`;
}

function page(rows, killers) {
  const scores = rows
    .filter(({ isPart }) => isPart)
    .map(
      ({ name, percent, killed, hang, alive, ignored }) =>
        `| ${name} | ${percent.toFixed(1)} % | ${killed} | ${hang} | ${alive} | ${ignored} |`,
    );
  const files = rows
    .filter(({ isPart }) => !isPart)
    .map(({ name, percent, alive }) => `| ${name} | ${percent.toFixed(1)} % | ${alive} |`);
  const checks = killers.map(([name, count]) => `| ${name} | ${count} |`);
  return [
    ...(SAMPLE.of > 1 ? [`Of a fixed sample: one mutant in ${SAMPLE.of}.\n`] : []),
    '| part | score | killed | hang | alive | ignored |\n|---|---|---|---|---|---|',
    ...scores,
    '\n| file | score | alive |\n|---|---|---|',
    ...files,
    '\n| the first check that failed | mutants |\n|---|---|',
    ...checks,
  ].join('\n');
}

function between(old, text) {
  const [open, close] = ['<!-- score -->', '<!-- /score -->'];
  const [head, rest] = old.split(open);
  const [, tail] = rest.split(close);
  return `${head}${open}\n\n${text}\n\n${close}${tail}`;
}

/** All that the configuration names, and not a file or two. */
function isWhole(report) {
  return JSON.stringify(report.config?.mutate) === JSON.stringify(config.mutate);
}

function pad(value, width) {
  return `${value}`.padStart(width);
}

export const strykerPlugins = [declareFactoryPlugin(PluginKind.Reporter, 'score', score)];
