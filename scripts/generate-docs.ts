/**
 * Writes the generated documents (documents.ts), or with --check compares them with what is there; with --slow those
 * that take long, and else the others.
 * Exit codes: 0 done or in step, 1 a document is stale, 2 usage. Nothing is decided here about their text.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { DOCUMENTS } from './documents.js';

/** From dist/scripts/. */
const ROOT = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

process.exitCode = await main(process.argv.slice(2));

async function main(args: readonly string[]): Promise<number> {
  const isCheck = args.includes('--check');
  const isSlow = args.includes('--slow');
  if (args.some((one) => one !== '--check' && one !== '--slow')) {
    console.error('Usage: node dist/scripts/generate-docs.js [--slow] [--check]');
    return 2;
  }
  let stale = 0;
  for (const { path, text, slow = false } of DOCUMENTS) {
    if (slow !== isSlow) continue;
    const old = read(path);
    const wanted = await text(old, (name) => readFileSync(join(ROOT, name), 'utf8'));
    if (wanted === old) continue;
    stale++;
    if (isCheck) console.error(`${path} is stale. Run npm run docs${isSlow ? ':mutants' : ''}.`);
    else writeFileSync(join(ROOT, path), wanted);
    if (!isCheck) console.log(`${path} is written.`);
  }
  return isCheck && stale > 0 ? 1 : 0;
}

function read(path: string): string | null {
  try {
    return readFileSync(join(ROOT, path), 'utf8');
  } catch {
    return null;
  }
}
