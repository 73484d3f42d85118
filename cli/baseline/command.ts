/**
 * `plimsoll baseline` and the options of a baseline, as commander is told of them. Doing it is baseline.ts's, imported only then.
 */
import { Option, type Command } from 'commander';
import type { AgentCommand } from '../agent.js';
import type { Exit } from '../exit.js';
import { wholeNumber } from '../options.js';
import type { Terminal } from '../terminal.js';
import type { UpdateFlags } from './baseline.js';
import { BASELINE, day, type BaselineFlags } from './file.js';

/** For a run that is held against one. */
export function baselineOptions(command: Command): Command {
  return command
    .addOption(
      new Option('--baseline <file>', `known violations, that are let pass (default: ${BASELINE}, if it is here)`),
    )
    .addOption(new Option('--no-baseline', 'none, though there be one here'))
    .addOption(todayOption());
}

/** `judging` adds what every command has that judges; `agent` is what stood after `--`. */
export function addBaseline(
  program: Command,
  judging: (command: Command) => Command,
  {
    agent,
    terminal,
    version,
  }: { readonly agent: AgentCommand | null; readonly terminal: Terminal; readonly version: string },
  ended: (exit: Exit) => void,
): void {
  const baseline = program.command('baseline').description('keep the list of known violations: docs/baseline.md');
  const file = () => new Option('--baseline <file>', 'the list').default(BASELINE);
  judging(baseline.command('update').description('judge, and list what fails; drop what no longer does'))
    .argument('[subject...]', 'as of `plimsoll run`')
    .addOption(file())
    .addOption(
      new Option('--seeds <n>', 'with so many seeds, from --seed on')
        .default(1)
        .argParser(wholeNumber('--seeds', 1, 100)),
    )
    .addOption(new Option('--reason <text>', 'why what is new is let pass'))
    .addOption(new Option('--issue <address>', 'where it is to be mended'))
    .addOption(new Option('--expires <day>', 'the last day on which it is let pass').argParser(day('--expires')))
    .addOption(todayOption())
    .action(async (names: string[], flags: UpdateFlags) => {
      ended(await (await import('./baseline.js')).update(names, agent, flags, terminal, version));
    });
  judging(baseline.command('prune').description('judge, and drop what no longer fails as listed; add nothing'))
    .argument('[subject...]', 'as of `plimsoll run`')
    .addOption(file())
    .addOption(todayOption())
    .action(async (names: string[], flags: UpdateFlags) => {
      ended(await (await import('./baseline.js')).prune(names, agent, flags, terminal, version));
    });
  baseline
    .command('check')
    .description('judge nothing: say what is wrong with the list itself')
    .addOption(file())
    .addOption(todayOption())
    .action(async (flags: BaselineFlags) => {
      ended((await import('./baseline.js')).check(flags, terminal));
    });
}

function todayOption(): Option {
  return new Option('--today <day>', 'the day to hold last days against (default: today, in UTC)').argParser(
    day('--today'),
  );
}
