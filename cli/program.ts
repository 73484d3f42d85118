/**
 * The command line as commander is told of it: commands, arguments, options, help. Each command hands over at once to
 * the file that does it, imported only then: help and mistakes are quick.
 */
import { Command, Option } from 'commander';
import { LANGUAGES, type Language } from '../conformance/program/stage.js';
import { plain } from '../conformance/report/plain.js';
import { LEVELS } from '../conformance/rule.js';
import { DEFAULT_RUNS, DEFAULT_SEED } from '../conformance/suite.js';
import { PROFILE_NAMES } from '../machines/choices.js';
import {
  agentCandidate,
  agentOptions,
  agentsOption,
  refuseAgentFlags,
  type AgentCommand,
  type AgentFlags,
} from './agent.js';
import { addBaseline, baselineOptions } from './baseline/command.js';
import { configOptions, settle } from './config/settle.js';
import { EXIT_HELP, type Exit } from './exit.js';
import { FORMATS, type GraphFlags } from './graph.js';
import { depth, oneOf, percent, seconds, several, wholeNumber } from './options.js';
import { addInspect, watchOption } from './inspect/command.js';
import { addMatrix } from './matrix/command.js';
import { addReport, reporterOption } from './report/command.js';
import type { RunFlags } from './run.js';
import type { SelftestFlags } from './selftest.js';
import { UsageError } from '../subjects/usage.js';
import { DEFAULT_SUBJECT } from './subjects.js';
import type { Terminal } from './terminal.js';

/** Some seconds' worth. */
const DEFAULT_TRACES = 20_000;

const AGENT_HELP = `
After -- the command of an agent, a program that speaks docs/protocol.md:
  plimsoll run -- python agent.py`;

/** Who takes a command after `--`. */
const TAKE_AGENTS = ['run', 'smoke', 'replay', 'inspect', 'update', 'prune'];

export interface Outcome {
  exit: Exit | null;
}

const levels = LEVELS.map((level) => level.toLowerCase() as Lowercase<(typeof LEVELS)[number]>);

/** `agent`: what stood after `--`. */
export function makeProgram(
  terminal: Terminal,
  version: string,
  agent: AgentCommand | null,
  outcome: Outcome,
): Command {
  const program = new Command('plimsoll')
    .description('Does a transport keep its word? Judges asyncio’s WriteTransport against a formal model.')
    .version(version, '-V, --version', 'show the version')
    .helpOption('-h, --help', 'show help')
    .helpCommand('help [command]', 'show help for a command')
    .addHelpText('after', EXIT_HELP);
  // Before the commands are made: each takes these over.
  program
    .exitOverride()
    .showSuggestionAfterError(true)
    .configureOutput({
      writeOut: terminal.out,
      writeErr: terminal.err,
      getOutHelpWidth: () => terminal.paper.width,
      getErrHelpWidth: () => terminal.errorWidth,
      getOutHasColors: () => terminal.paper.colors.isColorSupported,
      outputError: (text, write) => write(`${plain(sentence(text))}\n`),
    });

  program.hook('preAction', async (_program, command) => {
    if (agent === null || TAKE_AGENTS.includes(command.name())) return settle(command);
    throw new UsageError(`plimsoll ${command.name()} takes no command after --.`);
  });

  const run = program
    .command('run')
    .description('judge subjects, and say which rules they break')
    .argument('[subject...]', `names or paths of modules (default: ${DEFAULT_SUBJECT})`);
  agentsOption(baselineOptions(judgingOptions(run)))
    .addOption(
      new Option('--exhaustive <depth>', 'no random scripts, but every one of up to so many boundary stimuli')
        .conflicts(['seed', 'runs'])
        .argParser(depth('--exhaustive')),
    )
    .addOption(
      new Option(
        '--coverage-threshold <percent>',
        'not enough evidence below so many percent of cells, transitions or triples',
      ).argParser(percent('--coverage-threshold')),
    )
    .addOption(
      new Option('--also <token>', 'run the script of this token too; may be repeated')
        .conflicts('exhaustive')
        .argParser(several),
    )
    .addOption(reporterOption('--reporter', 'reporter'))
    .addOption(watchOption())
    .usage('[options] [subject...] [-- command...]')
    .addHelpText('after', AGENT_HELP)
    .addHelpText('after', EXIT_HELP)
    .action(async (names: string[], flags: RunFlags) => {
      outcome.exit = await (await import('./run.js')).run(names, agent, flags, terminal, version);
    });

  addBaseline(program, judgingOptions, { agent, terminal, version }, (exit) => (outcome.exit = exit));
  addReport(program, { terminal }, (exit) => (outcome.exit = exit));

  const list = program.command('list').description('list the rules');
  ruleOptions(list).action(async (flags: RunFlags) => {
    const { rulesOf } = await import('./run.js');
    outcome.exit = (await import('./catalogue.js')).list(rulesOf(flags), terminal);
  });

  program
    .command('explain')
    .description('tell all about one rule')
    .argument('<rule>', 'its id, as in `plimsoll list`')
    .action(async (id: string) => {
      outcome.exit = (await import('./catalogue.js')).explain(id, terminal);
    });

  agentOptions(program.command('replay'))
    .description('run the script of a token again, and show each step')
    .argument('<token>', 'as a report gives it: p1:...')
    .option('--subject <subject>', 'on this one, not on the one that the token names')
    .addOption(
      new Option(
        '--as <language>',
        `print it as a program without Plimsoll, for a report: ${LANGUAGES.join(', ')}`,
      ).argParser(oneOf('language', LANGUAGES)),
    )
    .usage('[options] <token> [-- command...]')
    .addHelpText('after', EXIT_HELP)
    .action(async (token: string, { subject, as, ...flags }: { subject?: string; as?: Language } & AgentFlags) => {
      if (agent === null) refuseAgentFlags(flags);
      else if (subject !== undefined) throw new UsageError('Either --subject or a command after --, not both.');
      const given = agent === null ? subject : agentCandidate(agent, flags);
      outcome.exit = await (await import('./replay.js')).replay(token, given, as, terminal);
    });

  agentOptions(program.command('smoke'))
    .description('check an agent step by step: what is wrong with it, and how to mend it')
    .usage('[options] -- <command...>')
    .addHelpText(
      'after',
      '\nExit codes:\n  0  it does as it should\n  1  something is to be mended, and is named\n  2  usage',
    )
    .action(async (flags: AgentFlags) => {
      if (agent === null)
        throw new UsageError('Give the command of the agent after --: `plimsoll smoke -- python agent.py`.');
      outcome.exit = await (await import('./smoke.js')).smoke(agent, flags, terminal);
    });

  program
    .command('subjects')
    .description('list what can be judged')
    .option('--mutants', 'list the mutants, one by one')
    .addOption(new Option('--canaries', 'list the canaries, one by one').conflicts('mutants'))
    .action(async ({ mutants, canaries }: { mutants?: true; canaries?: true }) => {
      const catalogue = await import('./catalogue.js');
      if (mutants) outcome.exit = catalogue.mutants(terminal);
      else outcome.exit = canaries ? await catalogue.canaries(terminal) : await catalogue.subjects(terminal);
    });

  const search = {
    seed: seedOption(),
    runs: runsOption('random scripts for each, beyond those of the rules and the tour'),
  };
  addMatrix(program, search, { terminal, version }, (exit) => (outcome.exit = exit));

  program
    .command('selftest')
    .description('test Plimsoll itself: faults are found, nothing that proves nothing passes, the judges agree')
    .addOption(seedOption())
    .addOption(
      new Option('--seeds <n>', 'do it all with so many seeds, from --seed on')
        .default(1)
        .argParser(wholeNumber('--seeds', 1, 1_000)),
    )
    .addOption(runsOption('random scripts on each mutant, beyond those of the rules'))
    .addOption(
      new Option('--traces <n>', 'traces on which to compare the two judges')
        .default(DEFAULT_TRACES)
        .argParser(wholeNumber('--traces', 1, 100_000_000)),
    )
    .addOption(new Option('--with <subject>', 'compare them on its traces too; may be repeated').argParser(several))
    .addHelpText(
      'after',
      '\nExit codes:\n  0  all is as it should be\n  1  something is not, and is named\n  2  usage\n  3  it was ended early',
    )
    .action(async (flags: SelftestFlags) => {
      outcome.exit = await (await import('./selftest.js')).selftest(flags, terminal);
    });

  addInspect(program, agent, { terminal, version }, (exit) => (outcome.exit = exit));

  program
    .command('graph')
    .description('draw the statechart, or walk through all of it')
    .option('--explore', 'count its states and transitions, and check the invariants')
    .addOption(
      new Option('--as <format>', FORMATS.join(', '))
        .default('mermaid')
        .argParser(oneOf('format', FORMATS))
        .conflicts('explore'),
    )
    .action(async (flags: GraphFlags) => {
      outcome.exit = await (await import('./graph.js')).graph(flags, terminal);
    });

  return program;
}

/** What every command has that judges whatever is named. */
function judgingOptions(command: Command): Command {
  return configOptions(agentOptions(ruleOptions(command)))
    .addOption(
      new Option('--profile <name>', `what the contract leaves open: ${PROFILE_NAMES.join(', ')}`)
        .default('contract')
        .argParser(oneOf('profile', PROFILE_NAMES)),
    )
    .addOption(seedOption())
    .addOption(runsOption('random scripts, beyond those of the rules and the tour'))
    .addOption(new Option('--max-time <seconds>', 'end the whole run by then').argParser(seconds('--max-time')));
}

function ruleOptions(command: Command): Command {
  return command
    .addOption(new Option('--rule <glob>', 'only these rules; may be repeated').argParser(several))
    .addOption(new Option('--exclude-rule <glob>', 'not these rules; may be repeated').argParser(several))
    .addOption(
      new Option(
        '--level <level>',
        `only rules of this level and above: ${levels.join(', ')}; a MAY rule never decides the exit code`,
      )
        .default('may')
        .argParser(oneOf('level', levels)),
    );
}

function seedOption(): Option {
  return new Option('--seed <n>', 'where random scripts begin')
    .default(DEFAULT_SEED)
    .argParser(wholeNumber('--seed', 0, 2_147_483_647));
}

function runsOption(description: string): Option {
  return new Option('--runs <n>', description).default(DEFAULT_RUNS).argParser(wholeNumber('--runs', 0, 100_000_000));
}

/** What commander has to say, as we would: without its `error: `, in one sentence. */
function sentence(text: string): string {
  const [first = '', ...more] = text
    .trim()
    .replace(/^error: /, '')
    .split('\n');
  const hint = more.map((line) => line.trim().replace(/^\((.*?)\??\)$/, '$1?')).join(' ');
  const claim = first.charAt(0).toUpperCase() + first.slice(1).replace(/\.$/, '');
  return hint === '' ? `${claim}.` : `${claim}; ${hint.charAt(0).toLowerCase()}${hint.slice(1)}`;
}
