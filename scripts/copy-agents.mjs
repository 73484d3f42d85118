/**
 * Puts what tsc leaves behind beside what it wrote: the agents (.py) and the workers (.mjs) of the subjects.
 * Runs after tsc and copies files as they are; it never makes one.
 */
import { copyFileSync, mkdirSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));

for (const name of readdirSync(join(ROOT, 'subjects'), { recursive: true })) {
  if (!/\.(py|mjs)$/.test(name)) continue;
  const target = join(ROOT, 'dist', 'subjects', name);
  mkdirSync(dirname(target), { recursive: true });
  copyFileSync(join(ROOT, 'subjects', name), target);
}
