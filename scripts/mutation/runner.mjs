/**
 * Stryker's test runner for this project: loads the checks with one mutant in the sources, and holds them until one fails.
 * Everything happens in one process: a mutant costs a copy of the modules that depend on it (modules.mjs).
 */
import { declareClassPlugin, PluginKind } from '@stryker-mutator/api/plugin';
import { DryRunStatus, MutantRunStatus, TestStatus } from '@stryker-mutator/api/test-runner';
import { readFileSync } from 'node:fs';
import { relative } from 'node:path';
import { Script } from 'node:vm';
import { Modules, Sources } from './modules.mjs';
import { isInSample } from './sample.mjs';

const CHECKS = 'scripts/mutation/checks.ts';
const GIVEN = 'scripts/mutation/given.ts';
const RECORDED = 'scripts/mutation/cpython.json';

/** A mutant hangs when a check takes so many times the turns of loops that it takes of the sources as they are. */
const TOO_MANY = 4;
const TURNS_AT_LEAST = 50_000;
/** And if no loop of ours turns: a minute for a check of a second or two. */
const LONGEST_MS = 60_000;

/** There are about ten thousand. */
const MOST_MUTANTS = 100_000;

/** Stands before the checks: a mutant that cannot even be loaded is killed by it. */
const LOADING = 'the sources can be loaded';

class Runner {
  #sources = new Sources(process.cwd());
  #original = new Modules(this.#sources);
  #given;
  /** First a tenth of what is given, to all checks; then all of it. */
  #rounds;
  /** Turns of loops of each check, on the sources as they are. */
  #turns = new Map();

  capabilities() {
    return { reloadEnvironment: true };
  }

  async init() {
    const { given, fewOf } = this.#original.require(GIVEN);
    this.#given = given(readFileSync(RECORDED, 'utf8'));
    this.#rounds = [fewOf(this.#given), this.#given];
    let turns = 0;
    const modules = new Modules(this.#sources, { turn: () => turns++ });
    for (const { name, run } of modules.require(CHECKS).CHECKS) {
      turns = 0;
      failureOf(() => run(this.#given));
      this.#turns.set(name, turns);
    }
  }

  /** All checks on the sources as they are, noting which mutants each of them meets. */
  async dryRun() {
    const met = new Uint8Array(MOST_MUTANTS);
    const modules = new Modules(this.#sources, { how: 'met', met });
    const checks = modules.require(CHECKS).CHECKS;
    const loaded = countsOf(met);
    const perTest = {};
    const tests = [{ id: LOADING, name: LOADING, timeSpentMs: 0, status: TestStatus.Success }];
    for (const { name, run } of checks) {
      met.fill(0);
      const started = performance.now();
      const failure = failureOf(() => run(this.#given));
      const timeSpentMs = performance.now() - started;
      perTest[name] = countsOf(met);
      tests.push({
        id: name,
        name,
        timeSpentMs,
        ...(failure === null
          ? { status: TestStatus.Success }
          : { status: TestStatus.Failed, failureMessage: failure.message }),
      });
    }
    return { status: DryRunStatus.Complete, tests, mutantCoverage: { static: loaded, perTest } };
  }

  /** The checks that meet the mutant, until one fails. */
  async mutantRun({ activeMutant: { id }, sandboxFileName, testFilter }) {
    if (!isInSample(id)) return { status: MutantRunStatus.Error, errorMessage: 'It is not in the sample.' };
    const dependents = this.#sources.dependents(CHECKS, relative(process.cwd(), sandboxFileName));
    let turns = 0;
    let most = TURNS_AT_LEAST;
    const turn = () => {
      if (++turns > most) throw new Error(`A loop turned ${turns} times.`);
    };
    const own = (file) => dependents.has(file);
    const modules = new Modules(this.#sources, { how: id, under: this.#original, own, turn });
    let checks = [];
    const unloaded = failureOf(() => (checks = modules.require(CHECKS).CHECKS));
    let nrOfTests = 1;
    if (unloaded !== null) return killedBy(LOADING, unloaded, nrOfTests);
    const met = checks.filter(({ name }) => !testFilter || testFilter.includes(name));
    for (const given of this.#rounds) {
      for (const { name, run, whole } of met) {
        if (whole && given !== this.#given) continue;
        nrOfTests++;
        turns = 0;
        most = TURNS_AT_LEAST + TOO_MANY * this.#turns.get(name);
        const failure = failureOf(() => run(given));
        if (failure === null) continue;
        const hangs = turns > most || failure.code === 'ERR_SCRIPT_EXECUTION_TIMEOUT';
        return hangs
          ? { status: MutantRunStatus.Timeout, reason: failure.message }
          : killedBy(name, failure, nrOfTests);
      }
    }
    return { status: MutantRunStatus.Survived, nrOfTests };
  }
}

export const strykerPlugins = [declareClassPlugin(PluginKind.TestRunner, 'checks', Runner)];

/** The mutants met, by their number: as Stryker has it. */
function countsOf(met) {
  const ids = [...met.keys()].filter((id) => met[id] > 0);
  return Object.fromEntries(ids.map((id) => [id, 1]));
}

function killedBy(name, { message }, nrOfTests) {
  return { status: MutantRunStatus.Killed, killedBy: [name], failureMessage: message, nrOfTests };
}

/** What a function throws, or null. One that never ends is stopped. */
function failureOf(run) {
  globalThis.__run = run;
  try {
    GUARDED.runInThisContext({ timeout: LONGEST_MS });
    return null;
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}

const GUARDED = new Script('__run()');
