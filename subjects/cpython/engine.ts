/**
 * One running CPython: a worker thread that answers batches of scripts, each within a deadline.
 * It ends at the first thing that goes wrong; who starts another one, and what becomes of the scripts, is not for here.
 */
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { Script, Trace } from '../../machines/alphabet.js';
import type { Fault } from '../../conformance/subject.js';
import { here } from '../here.js';

/** How an engine is started. `worker` is there for tests. */
export interface EngineOptions {
  /** The npm package, or alias, that holds Pyodide. */
  readonly package: string;
  /** Milliseconds without an answer after which the worker is given up. It guards the harness; no verdict rests on it. */
  readonly deadline?: number;
  readonly worker?: string | URL;
}

export interface Engine {
  readonly python: string;
  readonly pyodide: string;
  /** Drives the kind of transport that fakes.py has by this name. In order, one result a script. Rejects, as do all batches under way, when the engine breaks or is silent. */
  answer(kind: string, scripts: readonly Script[]): Promise<(Trace | Fault)[]>;
  stop(): Promise<void>;
}

/** The package that an engine needs is not installed. */
export class MissingPackage extends Error {}

interface Message {
  readonly id?: number;
  readonly traces?: Uint8Array;
  readonly failed?: string;
  readonly missing?: boolean;
  readonly python?: string;
  readonly pyodide?: string;
}

interface Waiting {
  readonly resolve: (message: Message) => void;
  readonly reject: (error: Error) => void;
}

/** The id under which the first message, that the worker is ready, is waited for. */
const READY = 0;
/** Milliseconds: for loading always, and for an answer unless the options say otherwise. */
const DEADLINE = 30_000;

export async function startEngine(options: EngineOptions): Promise<Engine> {
  let deadline = DEADLINE;
  const worker = new Worker(options.worker ?? join(here(), 'cpython', 'worker.mjs'), {
    workerData: { package: options.package },
    // Kept from our own, and never read: reading them would keep the process alive.
    stdout: true,
    stderr: true,
  });

  const waiting = new Map<number, Waiting>();
  let timer: NodeJS.Timeout | undefined;
  let broken: Error | undefined;
  let last = READY;

  worker.on('message', (message: Message) => {
    const id = message.id ?? READY;
    const one = waiting.get(id);
    waiting.delete(id);
    watch();
    if (message.missing) one?.reject(new MissingPackage(message.failed));
    else if (message.failed !== undefined) give(brokenBy(message.failed), one);
    else one?.resolve(message);
  });
  worker.on('error', (error) => give(brokenBy(error.message)));
  worker.on('exit', () => give(new Error('It ended.')));

  const { python = '', pyodide = '' } = await next(READY);
  deadline = options.deadline ?? DEADLINE;
  // An idle worker keeps no process alive; while an answer is waited for, the deadline's timer does. Not before this:
  // a worker that starts takes hold of the process again.
  worker.unref();
  return {
    python,
    pyodide,
    async answer(kind, scripts) {
      const id = ++last;
      const bytes = new TextEncoder().encode(JSON.stringify(scripts));
      const message = next(id);
      worker.postMessage({ id, kind, scripts: bytes }, [bytes.buffer]);
      const { traces } = await message;
      return JSON.parse(new TextDecoder().decode(traces)) as (Trace | Fault)[];
    },
    async stop() {
      give(new Error('It was stopped.'));
      await worker.terminate();
    },
  };

  function next(id: number): Promise<Message> {
    return new Promise((resolve, reject) => {
      if (broken) return reject(broken);
      waiting.set(id, { resolve, reject });
      watch();
    });
  }

  /** The deadline counts from the last sign of life, while an answer is waited for. */
  function watch(): void {
    clearTimeout(timer);
    if (waiting.size) timer = setTimeout(() => give(new Error(`It gave no answer in ${deadline / 1000} s.`)), deadline);
  }

  function give(error: Error, first?: Waiting): void {
    broken ??= error;
    clearTimeout(timer);
    first?.reject(error);
    for (const one of waiting.values()) one.reject(error);
    waiting.clear();
    void worker.terminate();
  }
}

function brokenBy(message: string): Error {
  return new Error(`It broke: ${message.replace(/\.$/, '')}.`);
}
