/**
 * Files that are written whole or not at all: all of them beside where they go first, then moved. Knows nothing of
 * what is in them.
 */
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { inWords } from '../../subjects/raise.js';
import { UsageError } from '../../subjects/usage.js';

/** By name, in a folder that is made if it is not there. */
export function writeWhole(folder: string, texts: Readonly<Record<string, string>>): void {
  const names = Object.keys(texts);
  const drafts = names.map((name) => join(folder, `.${name}.${process.pid}`));
  try {
    mkdirSync(folder, { recursive: true });
    names.forEach((name, index) => writeFileSync(drafts[index] as string, texts[name] as string));
    names.forEach((name, index) => renameSync(drafts[index] as string, join(folder, name)));
  } catch (error) {
    throw new UsageError(`${folder} cannot be written to (${inWords(error)}): give another folder with --out.`);
  } finally {
    for (const draft of drafts) rmSync(draft, { force: true });
  }
}

/** Whether it can be written to is known before anything long begins. */
export function checkFolder(folder: string): void {
  writeWhole(folder, {});
  const probe = join(folder, `.plimsoll.${process.pid}`);
  try {
    writeFileSync(probe, '');
  } catch (error) {
    throw new UsageError(`${folder} cannot be written to (${inWords(error)}): give another folder with --out.`);
  } finally {
    rmSync(probe, { force: true });
  }
}

export function readWhole(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new UsageError(`${file} cannot be read (${inWords(error)}): give the NDJSON that \`plimsoll matrix\` wrote.`);
  }
}
