/**
 * CPython's own transport as a subject: `_SelectorSocketTransport`, run by Pyodide over a fake loop and socket.
 * Hands scripts to an engine and gives back what it says; it never reads a trace.
 */
import { ALL_CAPABILITIES, type Fault, type Subject } from '../../conformance/subject.js';
import type { Script, Trace } from '../../machines/alphabet.js';
import { type Engine, type EngineOptions, MissingPackage, startEngine } from './engine.js';

/** Each CPython and the release of Pyodide that is it. The packages are aliases, so that they stand side by side. */
export const CPYTHONS = {
  '3.11': 'pyodide@^0.25.1',
  '3.12': 'pyodide@^0.26.4',
  '3.13': 'pyodide@^0.29.5',
  '3.14': 'pyodide@^314.0.7',
} as const;
export type CPythonVersion = keyof typeof CPYTHONS;

/** Scripts in one message: enough to make the message cheap, few enough to overlap with reading the answers. */
const BATCH = 200;

export async function cpython(version: CPythonVersion, options: Partial<EngineOptions> = {}): Promise<Subject> {
  const name = `cpython-${version}`;
  let engine = await start();
  let turn: Promise<unknown> = Promise.resolve();
  let closed = false;

  return {
    name,
    version: `CPython ${engine.python} _SelectorSocketTransport (Pyodide ${engine.pyodide})`,
    capabilities: ALL_CAPABILITIES,
    run(scripts) {
      const results = turn.then(() => runAll(scripts));
      turn = results.catch(() => undefined);
      return results;
    },
    close() {
      closed = true;
      return engine.stop();
    },
  };

  /** One batch runs while the one before it is read. */
  async function runAll(scripts: readonly Script[]): Promise<(Trace | Fault)[]> {
    const batches = split(scripts);
    const results: (Trace | Fault)[] = [];
    let ahead = ask(batches[0]);
    for (const [index, batch] of batches.entries()) {
      const current = ahead;
      ahead = ask(batches[index + 1]);
      try {
        results.push(...(await current));
      } catch {
        results.push(...(await oneByOne(batch)));
        ahead = ask(batches[index + 1]);
      }
    }
    return results;
  }

  /** After a batch that broke the engine: each script alone, so that the culprit answers for nobody else. */
  async function oneByOne(batch: readonly Script[]): Promise<(Trace | Fault)[]> {
    const results: (Trace | Fault)[] = [];
    engine = await restart(engine);
    for (const script of batch) {
      try {
        results.push(...(await engine.answer([script])));
      } catch (error) {
        results.push({ fault: `CPython ${version} did not get through this script. ${(error as Error).message}` });
        engine = await restart(engine);
      }
    }
    return results;
  }

  function ask(batch: readonly Script[] | undefined): Promise<(Trace | Fault)[]> {
    const answer = batch ? engine.answer(batch) : Promise.resolve([]);
    answer.catch(() => undefined); // it is looked at in its turn
    return answer;
  }

  async function restart(old: Engine): Promise<Engine> {
    await old.stop();
    const fresh = closed ? undefined : await start();
    if (fresh && !closed) return fresh;
    await fresh?.stop();
    throw new Error(`The subject ${name} is closed.`);
  }

  async function start(): Promise<Engine> {
    const package_ = options.package ?? name;
    try {
      return await startEngine({ ...options, package: package_ });
    } catch (error) {
      throw new Error(
        error instanceof MissingPackage
          ? `CPython ${version} needs the package ${package_}, which is not installed; ` +
              `\`npm install ${package_}@npm:${CPYTHONS[version]}\` adds it.`
          : `CPython ${version} did not start. ${(error as Error).message}`,
      );
    }
  }
}

function split(scripts: readonly Script[]): (readonly Script[])[] {
  const batches: (readonly Script[])[] = [];
  for (let at = 0; at < scripts.length; at += BATCH) batches.push(scripts.slice(at, at + BATCH));
  return batches;
}
