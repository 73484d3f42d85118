/**
 * What stands after `--` on the command line: the program of an agent, as something to judge.
 * Words and options only; running it is subjects/process/.
 */
import { Option, type Command } from 'commander';
import { UsageError } from '../subjects/usage.js';
import { seconds, wholeNumber } from './options.js';
import { shellWord } from './shell.js';
import type { Candidate } from './subjects.js';

export type AgentCommand = readonly [string, ...string[]];

/** Deadlines in seconds. */
export interface AgentFlags {
  readonly agents?: number;
  readonly caseDeadline?: number;
  readonly batchDeadline?: number;
}

const EXAMPLE = 'plimsoll run -- python agent.py';

/** The arguments before `--`, and the command after it; null where there is no `--`. */
export function splitArguments(argv: readonly string[]): { own: readonly string[]; command: AgentCommand | null } {
  const at = argv.indexOf('--');
  if (at < 0) return { own: argv, command: null };
  const [program, ...rest] = argv.slice(at + 1);
  if (program === undefined) {
    throw new UsageError(`After -- comes the command that starts an agent, and there is none: \`${EXAMPLE}\`.`);
  }
  return { own: argv.slice(0, at), command: [program, ...rest] };
}

export function agentOptions(command: Command): Command {
  return command
    .addOption(
      new Option('--case-deadline <seconds>', 'of an agent: for each script (default: 5)').argParser(
        seconds('--case-deadline'),
      ),
    )
    .addOption(
      new Option('--batch-deadline <seconds>', 'of an agent: to start, and for 20 scripts (default: 30)').argParser(
        seconds('--batch-deadline'),
      ),
    );
}

export function agentsOption(command: Command): Command {
  return command.addOption(
    new Option('--agents <n>', 'of an agent: so many processes of it share the scripts (default: 1)').argParser(
      wholeNumber('--agents', 1, 64),
    ),
  );
}

export function deadlinesOf({ caseDeadline, batchDeadline }: AgentFlags): { case?: number; batch?: number } {
  return {
    ...(caseDeadline !== undefined && { case: caseDeadline * 1000 }),
    ...(batchDeadline !== undefined && { batch: batchDeadline * 1000 }),
  };
}

export function agentCandidate(command: AgentCommand, flags: AgentFlags): Candidate {
  const words = command.map(shellWord).join(' ');
  return {
    given: words,
    isModule: false,
    again: `-- ${words}`,
    ...loopIn(command),
    async open(isStopped) {
      const { severalAgents } = await import('../subjects/process/several.js');
      return severalAgents({ command, deadlines: deadlinesOf(flags), isStopped }, flags.agents ?? 1);
    },
  };
}

/** As the Python agent takes it: `--loop module:factory`. */
function loopIn(command: AgentCommand): { loop?: string } {
  const given = command[command.indexOf('--loop') + 1] ?? '';
  return /^[\w.]+:\w+$/.test(given) && command.includes('--loop') ? { loop: `${given.replace(':', '.')}()` } : {};
}

/** Where no command was given, nothing may be said of one. */
export function refuseAgentFlags({ agents, caseDeadline, batchDeadline }: AgentFlags): void {
  const given = [
    agents !== undefined && '--agents',
    caseDeadline !== undefined && '--case-deadline',
    batchDeadline !== undefined && '--batch-deadline',
  ];
  const option = given.find((one) => one !== false);
  if (option === undefined) return;
  throw new UsageError(`${option} is for an agent, and there is no command after --: \`${EXAMPLE}\`.`);
}
