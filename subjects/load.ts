/**
 * From a path to a subject: imports the module, TypeScript or JavaScript, and makes sure that it exports one.
 * Every mistake is a UsageError of one sentence: the place, what is wrong, the mend. Runs no script.
 */
import { statSync } from 'node:fs';
import { relative, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createJiti } from 'jiti';
import type { Subject } from '../conformance/subject.js';
import { inWords } from './raise.js';
import { checkIdentity, defineTransport, type TransportDefinition } from './transport.js';
import { UsageError } from './usage.js';

const EXAMPLE = '`export default defineTransport({ name, version, connect })`';

/** What may be exported: a subject, what defineTransport() takes, a function that returns one, or a promise of any. */
export async function loadSubject(path: string): Promise<Subject> {
  const file = resolve(path);
  checkFile(file, path);
  const exported = await importDefault(file, path);
  if (exported === undefined) throw new UsageError(`${path} has no default export: end it with ${EXAMPLE}.`);
  return asSubject(await settled(exported, file, path), path);
}

function checkFile(file: string, path: string): void {
  const found = statSync(file, { throwIfNoEntry: false });
  if (found === undefined)
    throw new UsageError(`There is no file ${path}: give the path of a module that exports a subject.`);
  if (!found.isFile()) throw new UsageError(`${path} is not a file: give the path of a module that exports a subject.`);
}

async function importDefault(file: string, path: string): Promise<unknown> {
  let module: { default?: unknown };
  try {
    // No cache on the disk: a run leaves nothing behind. Nor a copy of `default` over the module: a missing one must show.
    module = await createJiti(file, { fsCache: false, interopDefault: false }).import(file);
  } catch (error) {
    throw new UsageError(
      `${placeOf(error, file, path)} cannot be imported, it fails with “${inWords(error)}”: mend it there.`,
    );
  }
  const exported = module.default;
  // TypeScript compiled to CommonJS keeps its default export one level further down.
  const isCompiled = typeof exported === 'object' && exported !== null && '__esModule' in exported;
  return isCompiled ? (exported as { default?: unknown }).default : exported;
}

async function settled(exported: unknown, file: string, path: string): Promise<unknown> {
  try {
    const value: unknown = await exported;
    return typeof value === 'function' ? ((await value()) as unknown) : value;
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw new UsageError(
      `${placeOf(error, file, path)} makes no subject, it fails with “${inWords(error)}”: mend it there.`,
    );
  }
}

function asSubject(value: unknown, path: string): Subject {
  const place = `The default export of ${path}`;
  if (typeof value !== 'object' || value === null) {
    throw new UsageError(`${place} is ${kindOf(value)}, not a subject: end the module with ${EXAMPLE}.`);
  }
  const { run, close, connect } = value as Partial<Subject & TransportDefinition>;
  if (run === undefined && connect === undefined) {
    throw new UsageError(`${place} has neither connect() nor run(): end the module with ${EXAMPLE}.`);
  }
  if (run === undefined) {
    const given = value as TransportDefinition;
    checkIdentity('capabilities' in given ? given : { ...given, capabilities: [] }, place);
    if (typeof connect !== 'function')
      throw new UsageError(`${place} has a connect that is ${kindOf(connect)}: make it a function.`);
    return defineTransport(given);
  }
  if (typeof run !== 'function') {
    throw new UsageError(
      `${place} has a run that is ${kindOf(run)}: make it a function of scripts that returns their traces.`,
    );
  }
  if (close !== undefined && typeof close !== 'function') {
    throw new UsageError(`${place} has a close that is ${kindOf(close)}: make it a function, or leave it out.`);
  }
  checkIdentity(value, place);
  return value as Subject;
}

/** The file and line that an exception speaks of: where the parser stopped, or the first line of the user's own. */
function placeOf(error: unknown, file: string, path: string): string {
  const { message, stack } = (typeof error === 'object' && error !== null ? error : {}) as Partial<Error>;
  for (const line of `${message ?? ''}\n${stack ?? ''}`.split('\n')) {
    const found = /(?<![\w:.])(?<at>(?:file:\/\/)?\/[^\s():]+):(?<line>\d+)/.exec(line)?.groups;
    if (found === undefined) continue;
    const at = found['at']!.startsWith('file:') ? fileURLToPath(found['at']!) : found['at']!;
    if (at === file) return `${path}:${found['line']}`;
    if (!at.includes(`${sep}node_modules${sep}`)) return `${relative('', at)}:${found['line']}`;
  }
  return path;
}

function kindOf(value: unknown): string {
  if (value === null || value === undefined) return String(value);
  return Array.isArray(value) ? 'an array' : typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}
