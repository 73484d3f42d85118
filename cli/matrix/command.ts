/**
 * `plimsoll matrix` as commander is told of it. Doing it is matrix.ts's, imported only then.
 */
import { Option, type Command } from 'commander';
import { EXIT_HELP, type Exit } from '../exit.js';
import type { MatrixFlags } from '../matrix.js';
import { seconds, wholeNumber } from '../options.js';
import type { Terminal } from '../terminal.js';

/** `seed` and `runs` are the options of every command that searches. */
export function addMatrix(
  program: Command,
  { seed, runs }: { readonly seed: Option; readonly runs: Option },
  { terminal, version }: { readonly terminal: Terminal; readonly version: string },
  ended: (exit: Exit) => void,
): void {
  program
    .command('matrix')
    .description('judge many subjects, and write what each keeps and breaks side by side: NDJSON, Markdown and a page')
    .argument('[subject...]', 'names, globs of names, or paths of modules (default: all that are here)')
    .addOption(new Option('--out <folder>', 'where matrix.ndjson, matrix.md and matrix.html go').default('matrix'))
    .addOption(
      new Option('--from <file>', 'judge nothing: render this NDJSON again').conflicts([
        'seed',
        'runs',
        'jobs',
        'maxTime',
      ]),
    )
    .addOption(seed)
    .addOption(runs)
    .addOption(
      new Option('--jobs <n>', 'judge so many at a time (default: one for each core)').argParser(
        wholeNumber('--jobs', 1, 64),
      ),
    )
    .addOption(
      new Option('--max-time <seconds>', 'end the run of each by then').default(300).argParser(seconds('--max-time')),
    )
    .addHelpText('after', EXIT_HELP)
    .action(async (names: string[], flags: MatrixFlags) => {
      ended(await (await import('../matrix.js')).matrix(names, flags, terminal, version));
    });
}
