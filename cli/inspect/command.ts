/**
 * `plimsoll inspect` as commander is told of it. Doing it is inspect.ts's, imported only then.
 */
import { Option, type Command } from 'commander';
import { PROFILE_NAMES } from '../../machines/choices.js';
import { UsageError } from '../../subjects/usage.js';
import { agentCandidate, agentOptions, refuseAgentFlags, type AgentCommand } from '../agent.js';
import type { Exit } from '../exit.js';
import type { InspectFlags } from '../inspect.js';
import { oneOf, several, wholeNumber } from '../options.js';
import type { Terminal } from '../terminal.js';

const HELP = `
Without an argument it is the model that is explored. A subject is asked beside
it; a token, the NDJSON of a run or a trace is stepped through. The page is for
this machine alone, at an address with a token in it.

Exit codes:
  0  it was shown
  2  usage or configuration
  3  the subject could not be asked`;

export function addInspect(
  program: Command,
  agent: AgentCommand | null,
  { terminal, version }: { readonly terminal: Terminal; readonly version: string },
  ended: (exit: Exit) => void,
): void {
  agentOptions(program.command('inspect'))
    .description('see the statechart alive: explore it, step through a counterexample, watch actors')
    .argument('[what]', 'a subject, a token (p1:...), a trace, or the NDJSON of a run')
    .option('--subject <subject>', 'on this one, not on the one that the token or the report names')
    .option('--html <file>', 'write the page to a file that needs nothing else, and serve nothing')
    .addOption(
      new Option('--port <n>', 'listen there')
        .default(0, 'any that is free')
        .argParser(wholeNumber('--port', 0, 65_535)),
    )
    .addOption(
      new Option('--allow-origin <origin>', 'a page that may attach its actors; may be repeated').argParser(several),
    )
    .addOption(
      new Option('--profile <name>', `of a subject: ${PROFILE_NAMES.join(', ')}`)
        .default('contract')
        .argParser(oneOf('profile', PROFILE_NAMES)),
    )
    .usage('[options] [what] [-- command...]')
    .addHelpText('after', HELP)
    .action(async (what: string | undefined, flags: InspectFlags) => {
      if (agent === null) refuseAgentFlags(flags);
      else if (flags.subject !== undefined) throw new UsageError('Either --subject or a command after --, not both.');
      const command = agent === null ? null : agentCandidate(agent, flags);
      ended(await (await import('../inspect.js')).inspect(what, command, flags, terminal, version));
    });
}

/** Of a run: its port, 0 where none is given. */
export function watchOption(): Option {
  return new Option('--inspect [port]', 'show the run in the inspector as it goes on')
    .preset('0')
    .argParser(wholeNumber('--inspect', 0, 65_535));
}
