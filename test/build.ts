/**
 * Builds dist/ once before the tests that start the command; incremental, so that a second run costs little.
 * Jest calls it as its globalSetup. It builds, and checks nothing else.
 */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

const ROOT = join(__dirname, '..');

export default function build(): void {
  run(join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc'), '-p', 'tsconfig.build.json');
  run(join(ROOT, 'scripts', 'copy-agents.mjs'));
  run(join(ROOT, 'scripts', 'bundle-agent.mjs'));
  run(join(ROOT, 'scripts', 'bundle-page.mjs'));
}

function run(...args: readonly string[]): void {
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd: ROOT, encoding: 'utf8' });
  if (status !== 0) throw new Error(`The build failed.\n${stdout}${stderr}`);
}
