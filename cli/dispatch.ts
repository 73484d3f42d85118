/**
 * From arguments to an exit code, on any terminal. The process itself is main.ts's.
 */
import { CommanderError } from 'commander';
import { splitArguments } from './agent.js';
import { EXIT, type Exit } from './exit.js';
import { makeProgram, type Outcome } from './program.js';
import type { Terminal } from './terminal.js';
import { tell } from './trouble.js';

export async function dispatch(argv: readonly string[], terminal: Terminal, version: string): Promise<Exit> {
  const outcome: Outcome = { exit: null };
  try {
    const { own, command } = splitArguments(argv);
    await makeProgram(terminal, version, command, outcome).parseAsync(own, { from: 'user' });
    return outcome.exit ?? EXIT.usage;
  } catch (error) {
    // Commander has said what is to be said: help, or what is wrong.
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.conforms : EXIT.usage;
    return tell(error, terminal);
  }
}
