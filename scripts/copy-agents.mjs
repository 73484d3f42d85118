/**
 * Puts what tsc leaves behind beside what it wrote: the agents (.py) and the workers (.mjs) of the subjects.
 * Runs after tsc and copies files as they are; the one that it makes says which of the two trees is CommonJS.
 */
import { copyFileSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));

for (const name of readdirSync(join(ROOT, 'subjects'), { recursive: true })) {
  if (!/\.(py|mjs)$/.test(name)) continue;
  for (const tree of [[], ['cjs']]) {
    const target = join(ROOT, 'dist', ...tree, 'subjects', name);
    mkdirSync(dirname(target), { recursive: true });
    copyFileSync(join(ROOT, 'subjects', name), target);
  }
}
// The same sources once more, for whoever says require(): what is below is no ES module, whatever is said above.
writeFileSync(join(ROOT, 'dist', 'cjs', 'package.json'), '{ "type": "commonjs" }\n');
