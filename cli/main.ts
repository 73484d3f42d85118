/**
 * The door: the one place that begins and ends the process. Everything is reported, and the exit code is never a guess.
 */
import { readFileSync } from 'node:fs';
import { dispatch } from './dispatch.js';
import { EXIT } from './exit.js';
import { openTerminal } from './terminal.js';
import { tell } from './trouble.js';

const DRY =
  'There is no verdict: the module never finished loading, or its subject never answered, and nothing was left to wait for.\n';

export async function main(argv: readonly string[]): Promise<void> {
  const terminal = openTerminal();
  let isOver = false;
  let isDry = false;
  process.on('beforeExit', () => {
    isDry = true;
  });
  // A subject that ends the process, or lets it run dry, must not pass for one that conforms.
  process.on('exit', () => {
    if (isOver) return;
    terminal.err(isDry ? DRY : 'The process was ended before there was a verdict, by what was being judged.\n');
    process.exitCode = EXIT.notEnough;
  });
  for (const name of ['uncaughtException', 'unhandledRejection']) {
    process.on(name, (error: unknown) => {
      // While subjects are judged, the run listens too: it ends in order, and tells what it has.
      if (process.listenerCount(name) > 1) return;
      isOver = true;
      process.exit(tell(error, terminal));
    });
  }
  const exit = await dispatch(argv, terminal, ownVersion());
  await terminal.flushed();
  isOver = true;
  // Timers and handles that a subject left behind are not waited for.
  process.exit(exit);
}

/** From dist/cli/ to the top of the package. */
function ownVersion(): string {
  const text = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}
