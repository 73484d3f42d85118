/**
 * Where the configuration is, and what stands in it: JSON, or a module with a default export. Decides nothing by it.
 */
import { basename, dirname, join, resolve } from 'node:path';
import { createJiti } from 'jiti';
import { configSchema, hintOfConfig, type Config } from '../../conformance/schema/config.js';
import { checkedJson, parseJson, type Json } from '../../conformance/schema/json.js';
import { inWords } from '../../subjects/raise.js';
import { UsageError } from '../../subjects/usage.js';
import { suggestion } from '../names.js';
import { isThere, readText } from '../whole-file.js';

const ENDINGS = ['ts', 'mts', 'js', 'mjs', 'cjs', 'json'];
const WHAT = 'a configuration, as `plimsoll init` writes it';

/** The file that was named; else the one that is here; null for none. Paths in it are told from where it stands. */
export async function findConfig(named: string | false | undefined): Promise<Config | null> {
  if (named === false) return null;
  if (named !== undefined) return readConfig(named);
  const here = ENDINGS.map((ending) => `plimsoll.config.${ending}`).filter(isThere);
  if (here.length > 1) throw new UsageError(`There are ${here.join(' and ')}: keep one, or name it with --config.`);
  return here[0] === undefined ? null : readConfig(here[0]);
}

async function readConfig(file: string): Promise<Config> {
  const json = file.endsWith('.json') ? parseJson(readText(file, WHAT), file) : await imported(file);
  const config = checkedJson(
    json,
    configSchema,
    hintOfConfig((key, known) => suggestion(key, known, `there are ${known.join(', ')}`)),
  );
  const { subjects, baseline } = config;
  return {
    ...config,
    ...(subjects && { subjects: subjects.map((one) => from(file, one)) }),
    ...(typeof baseline === 'string' && { baseline: join(dirname(file), baseline) }),
  };
}

async function imported(file: string): Promise<Json> {
  readText(file, WHAT);
  let value: unknown;
  try {
    // No copy of `default` over the module: a missing one must show.
    const jiti = createJiti(resolve(file), { fsCache: false, interopDefault: false });
    value = (await jiti.import<{ default?: unknown }>(resolve(file))).default;
  } catch (error) {
    throw new UsageError(`${file} cannot be imported, it fails with “${inWords(error)}”: mend it there.`);
  }
  if (typeof value === 'object' && value !== null) return { file, text: '', value };
  throw new UsageError(
    `${file} has no object as its default export: end ${basename(file)} with \`export default { ... }\`.`,
  );
}

/** A path begins with a dot; anything else is a name, or a path that does not care. */
function from(file: string, subject: string): string {
  return subject.startsWith('.') ? `./${join(dirname(file), subject)}` : subject;
}
