/**
 * CPython's own transports as subjects, run by Pyodide over a fake loop and a fake wire.
 * Hands scripts to an engine and gives back what it says; it never reads a trace.
 */
import { ALL_CAPABILITIES, type Capability, type Fault, type Subject } from '../../conformance/subject.js';
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

interface Kind {
  readonly transport: string;
  readonly capabilities: readonly Capability[];
}

/** A pipe has one direction: its end of writing is its end, and nothing comes back. */
const TWO_WAY: readonly Capability[] = ['half-close', 'peer-data', 'peer-eof'];

/** The transports that are driven, by the name that fakes.py has for each. */
export const KINDS = {
  socket: { transport: '_SelectorSocketTransport', capabilities: ALL_CAPABILITIES },
  nosendmsg: { transport: '_SelectorSocketTransport without sendmsg()', capabilities: ALL_CAPABILITIES },
  pipe: {
    transport: '_UnixWritePipeTransport',
    capabilities: ALL_CAPABILITIES.filter((one) => !TWO_WAY.includes(one)),
  },
  proactor: { transport: '_ProactorSocketTransport', capabilities: ALL_CAPABILITIES },
} as const satisfies Record<string, Kind>;
export type CPythonKind = keyof typeof KINDS;

export type CPythonOptions = Partial<EngineOptions>;

/** Scripts in one message: enough to make the message cheap, few enough to overlap with reading the answers. */
const BATCH = 200;

/** One transport of one CPython, a socket unless said otherwise. */
export async function cpython(
  version: CPythonVersion,
  { kind = 'socket', ...options }: CPythonOptions & { readonly kind?: CPythonKind } = {},
): Promise<Subject> {
  const [subject] = await cpythons(version, [kind], options);
  return subject as Subject;
}

/** Several transports of one CPython, which is loaded once and stays until the last of them is closed. */
export async function cpythons(
  version: CPythonVersion,
  kinds: readonly CPythonKind[],
  options: CPythonOptions = {},
): Promise<readonly Subject[]> {
  const python = `cpython-${version}`;
  let engine = await start();
  let turn: Promise<unknown> = Promise.resolve();
  const open = new Set(kinds);
  return kinds.map(subject);

  function subject(kind: CPythonKind): Subject {
    const { transport, capabilities } = KINDS[kind];
    const name = kind === 'socket' ? python : `${python}:${kind}`;
    return {
      name,
      version: `CPython ${engine.python} ${transport} (Pyodide ${engine.pyodide})`,
      capabilities,
      run(scripts) {
        if (!open.has(kind)) return Promise.reject(new Error(`The subject ${name} is closed.`));
        const results = turn.then(() => runAll(kind, scripts));
        turn = results.catch(() => undefined);
        return results;
      },
      async close() {
        if (open.delete(kind) && open.size === 0) await engine.stop();
      },
    };
  }

  /** One batch runs while the one before it is read. */
  async function runAll(kind: CPythonKind, scripts: readonly Script[]): Promise<(Trace | Fault)[]> {
    const batches = split(scripts);
    const results: (Trace | Fault)[] = [];
    let ahead = ask(kind, batches[0]);
    for (const [index, batch] of batches.entries()) {
      const current = ahead;
      ahead = ask(kind, batches[index + 1]);
      try {
        results.push(...(await current));
      } catch {
        results.push(...(await oneByOne(kind, batch)));
        ahead = ask(kind, batches[index + 1]);
      }
    }
    return results;
  }

  /** After a batch that broke the engine: each script alone, so that the culprit answers for nobody else. */
  async function oneByOne(kind: CPythonKind, batch: readonly Script[]): Promise<(Trace | Fault)[]> {
    const results: (Trace | Fault)[] = [];
    engine = await restart(engine);
    for (const script of batch) {
      try {
        results.push(...(await engine.answer(kind, [script])));
      } catch (error) {
        results.push({ fault: `CPython ${version} did not get through this script. ${(error as Error).message}` });
        engine = await restart(engine);
      }
    }
    return results;
  }

  function ask(kind: CPythonKind, batch: readonly Script[] | undefined): Promise<(Trace | Fault)[]> {
    const answer = batch ? engine.answer(kind, batch) : Promise.resolve([]);
    answer.catch(() => undefined); // it is looked at in its turn
    return answer;
  }

  async function restart(old: Engine): Promise<Engine> {
    await old.stop();
    const fresh = open.size === 0 ? undefined : await start();
    if (fresh && open.size > 0) return fresh;
    await fresh?.stop();
    throw new Error(`The subject ${python} is closed.`);
  }

  async function start(): Promise<Engine> {
    const package_ = options.package ?? python;
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
