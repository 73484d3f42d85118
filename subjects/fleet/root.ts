/**
 * Where the package is, so that its command, its agents and its folder of installed subjects are found. Nothing else.
 */
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { here } from '../here.js';

/** The top of the package: from the sources as from dist/. */
export function packageRoot(): string {
  let folder = here();
  while (!existsSync(join(folder, 'bin', 'plimsoll.js')) && dirname(folder) !== folder) folder = dirname(folder);
  return folder;
}
