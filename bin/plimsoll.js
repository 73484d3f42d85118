#!/usr/bin/env node
// Starts the built command. Everything it does is in cli/; here is only what to say when that has not been built.
import { existsSync } from 'node:fs';

const main = new URL('../dist/cli/main.js', import.meta.url);

if (existsSync(main)) {
  await (await import(main.href)).main(process.argv.slice(2));
} else {
  process.stderr.write('Plimsoll has not been built yet: `npm run build` does it.\n');
  process.exitCode = 2;
}
