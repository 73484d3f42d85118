/**
 * What a command goes by: flags before the environment (PLIMSOLL_*) before the configuration before what is usual.
 * Each value is read as the option of that name reads it on the command line.
 */
import { Option, type Command } from 'commander';
import { UsageError } from '../../subjects/usage.js';
import { findConfig } from './file.js';

export function configOptions(command: Command): Command {
  return command
    .addOption(
      new Option('--config <file>', 'options in a file (default: plimsoll.config.ts, .js or .json, if one is here)'),
    )
    .addOption(new Option('--no-config', 'none, though there be one here'));
}

/** Before the command acts. One without --config goes by its flags alone. */
export async function settle(command: Command): Promise<void> {
  if (!command.options.some(({ long }) => long === '--config')) return;
  for (const option of command.options) {
    const name = `PLIMSOLL_${option.attributeName().replace(/[A-Z]/g, '_$&').toUpperCase()}`;
    const text = process.env[name];
    if (option.negate || text === undefined || text === '' || isSaid(command, option)) continue;
    set(command, option, [text], 'env', name);
  }
  const config = await findConfig(command.getOptionValue('config') as string | false | undefined);
  for (const [key, value] of Object.entries(config ?? {})) {
    if (key === 'subjects' || key === '$schema') continue;
    const option = command.options.find((one) => one.attributeName() === key && !one.negate);
    // An option of another command that judges.
    if (option === undefined || isSaid(command, option)) continue;
    if (value === false) command.setOptionValueWithSource(key, false, 'config');
    else set(command, option, [value].flat().map(String), 'config', `${key} of the configuration`);
  }
  const [names] = command.processedArgs as [string[]?];
  if (names?.length === 0 && config?.subjects !== undefined) command.processedArgs[0] = [...config.subjects];
}

function isSaid(command: Command, option: Option): boolean {
  const source = command.getOptionValueSource(option.attributeName());
  return source === 'cli' || source === 'env';
}

function set(command: Command, option: Option, texts: readonly string[], source: 'env' | 'config', name: string): void {
  let value: unknown;
  try {
    for (const text of texts) value = option.parseArg === undefined ? text : option.parseArg(text, value as never);
  } catch (error) {
    if (error instanceof UsageError) throw new UsageError(`${name}: ${error.message}`);
    throw error;
  }
  command.setOptionValueWithSource(option.attributeName(), value, source);
}
