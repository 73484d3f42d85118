/**
 * `plimsoll report` as commander is told of it. Doing it is report.ts's, imported only then.
 */
import { Option, type Command } from 'commander';
import { EXIT_HELP, type Exit } from '../exit.js';
import type { Terminal } from '../terminal.js';
import { asked, REPORTERS, type Asked } from './asked.js';

/** `--reporter`, or under another name. */
export function reporterOption(flag: string, what: string): Option {
  return new Option(
    `${flag} <name[=file]>`,
    `${REPORTERS.join(', ')}; to a file, or else to the standard output; may be repeated`,
  ).argParser(asked(what));
}

export interface ReportFlags {
  readonly as?: readonly Asked[];
}

export function addReport(
  program: Command,
  { terminal }: { readonly terminal: Terminal },
  ended: (exit: Exit) => void,
): void {
  program
    .command('report')
    .description('render reports that `plimsoll run --reporter ndjson=file` wrote, as the run itself would have')
    .argument('<ndjson...>', 'the files, in the order in which they are to be told')
    .addOption(reporterOption('--as', 'format'))
    .addHelpText('after', EXIT_HELP)
    .action(async (files: string[], flags: ReportFlags) => {
      ended(await (await import('./report.js')).report(files, flags, terminal));
    });
}
