/**
 * Files of this folder's commands: read as text, or written whole or not at all. Whatever is wrong is one sentence.
 * Knows nothing of what is in them.
 */
import { closeSync, fsyncSync, openSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { TextDecoder } from 'node:util';
import { inWords } from '../subjects/raise.js';
import { UsageError } from '../subjects/usage.js';

/** `what` is what should be in it, and how it is made, for example `a baseline, as \`plimsoll baseline update\` writes it`. */
export function readText(file: string, what: string): string {
  let bytes: Buffer;
  try {
    bytes = readFileSync(file);
  } catch (error) {
    throw new UsageError(`${file} cannot be read (${inWords(error)}): give ${what}.`);
  }
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new UsageError(`${file} is no text in UTF-8: give ${what}.`);
  }
}

export function isThere(file: string): boolean {
  return statSync(file, { throwIfNoEntry: false }) !== undefined;
}

/** Beside where it goes first, then moved there: a reader finds the old text or the new, and nothing between. */
export function writeText(file: string, text: string): void {
  const draft = join(dirname(file), `.${basename(file)}.${process.pid}`);
  try {
    const handle = openSync(draft, 'wx');
    try {
      writeFileSync(handle, text);
      fsyncSync(handle);
    } finally {
      closeSync(handle);
    }
    renameSync(draft, file);
  } catch (error) {
    throw new UsageError(`${file} cannot be written (${inWords(error)}).`);
  } finally {
    rmSync(draft, { force: true });
  }
}
