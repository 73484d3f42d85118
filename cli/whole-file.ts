/**
 * Files that are written whole or not at all: beside where they go first, then moved there. Devices and pipes, which cannot
 * be moved to, are written as they are. Knows nothing of what is in them.
 */
import {
  closeSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { inWords } from '../subjects/raise.js';
import { UsageError } from '../subjects/usage.js';

/** Whether a file can be written is known before anything long begins; its folder is made if it is not there. */
export function checkFile(file: string): void {
  const kind = kindOf(file);
  if (kind === 'folder') throw new UsageError(`${file} cannot be written: it is a folder; give the name of a file.`);
  if (kind === 'device') return;
  trying(file, (draft) => {
    mkdirSync(dirname(draft), { recursive: true });
    writeFileSync(draft, '');
  });
}

export function isThere(file: string): boolean {
  return statSync(file, { throwIfNoEntry: false }) !== undefined;
}

/** A reader finds the old text or the new, and nothing between. */
export function writeText(file: string, text: string): void {
  trying(file, (draft) => {
    if (kindOf(file) === 'device') return writeFileSync(file, text);
    const handle = openSync(draft, 'wx');
    try {
      writeFileSync(handle, text);
      fsyncSync(handle);
    } finally {
      closeSync(handle);
    }
    renameSync(draft, resolve(file));
  });
}

/**
 * The text of a file, which must be UTF-8. `what` is what should be in it, and how it is made, for example
 * `a baseline, as \`plimsoll baseline update\` writes it`.
 */
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
    const line = new TextDecoder().decode(bytes).split('\ufffd', 1)[0]?.split('\n').length ?? 1;
    throw new UsageError(`${file}, line ${line}, is not text in UTF-8: give ${what}.`);
  }
}

function trying(file: string, write: (draft: string) => void): void {
  const whole = resolve(file);
  const draft = join(dirname(whole), `.${basename(whole)}.${process.pid}`);
  try {
    write(draft);
  } catch (error) {
    throw new UsageError(`${file} cannot be written (${inWords(error)}): give another file.`);
  } finally {
    rmSync(draft, { force: true });
  }
}

function kindOf(file: string): 'file' | 'folder' | 'device' {
  let found;
  try {
    found = statSync(file, { throwIfNoEntry: false });
  } catch (error) {
    throw new UsageError(`${file} cannot be written (${inWords(error)}): give another file.`);
  }
  if (found === undefined || found.isFile()) return 'file';
  return found.isDirectory() ? 'folder' : 'device';
}
