/**
 * Which reports were asked for, and where they go: `name` or `name=file`. A mistake is a UsageError of one sentence, told
 * before anything is judged. Writes nothing.
 */
import { resolve } from 'node:path';
import { DERIVED_FORMATS } from '../../conformance/report/formats/index.js';
import { UsageError } from '../../subjects/usage.js';
import { oneOf } from '../options.js';

export const REPORTERS = ['pretty', 'ndjson', ...DERIVED_FORMATS] as const;
export type ReporterName = (typeof REPORTERS)[number];

export interface Asked {
  readonly name: ReporterName;
  /** Null for the standard output. */
  readonly file: string | null;
}

/** A parser for commander, of an option that may be given several times. */
export function asked(what: string): (text: string, before?: readonly Asked[]) => readonly Asked[] {
  return (text, before = []) => {
    const at = text.indexOf('=');
    const name = oneOf(what, REPORTERS)(at < 0 ? text : text.slice(0, at));
    const file = at < 0 ? null : text.slice(at + 1);
    if (file === '') throw new UsageError(`After ${name}= a file is missing: ${name}=report.${name}, for example.`);
    const all = [...before, { name, file }];
    checkApart(all);
    return all;
  };
}

/** Those that people read in a log; all others are for programs, which read nothing else beside them. */
const FOR_LOGS: readonly ReporterName[] = ['pretty', 'github'];

function checkApart(all: readonly Asked[]): void {
  const files = all.flatMap(({ file }) => (file === null ? [] : [resolve(file)]));
  const twice = files.find((file, index) => files.indexOf(file) !== index);
  if (twice !== undefined) throw new UsageError(`Two reports cannot both go to ${twice}: give one another file.`);
  const shown = all.filter(({ file }) => file === null).map(({ name }) => name);
  const alone = shown.find((name) => !FOR_LOGS.includes(name));
  if (shown.length > 1 && alone !== undefined) {
    throw new UsageError(
      `${shown.join(' and ')} cannot all go to the standard output: give ${alone} a file, as in ${alone}=report.${alone}.`,
    );
  }
  if (new Set(shown).size < shown.length) throw new UsageError(`${shown[0]} is asked for twice.`);
}

/** Somebody who asked for files alone still sees what comes of the run. */
export function withPretty(all: readonly Asked[]): readonly Asked[] {
  return all.some(({ file }) => file === null) ? all : [{ name: 'pretty', file: null }, ...all];
}
