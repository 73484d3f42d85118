/**
 * Makes dist/agents/plimsoll_agent.py, the Python agent in one file, of the modules in subjects/python/.
 * Joins them in the order in which they import one another, and refuses two that give one name to different things.
 */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
const FOLDER = join(ROOT, 'subjects', 'python');
const TARGET = join(ROOT, 'dist', 'agents', 'plimsoll_agent.py');

const HEAD = `#!/usr/bin/env python3
"""
Plimsoll's agent for Python: it runs scripts on asyncio transports and tells what it sees, on stdin and stdout.
For CPython 3.8 and newer, with nothing but the standard library. \`python3 plimsoll_agent.py --help\` names what it can
drive by itself; \`from plimsoll_agent import serve\` is for a transport of yours (docs/python-agent.md).
Made of subjects/python/ by \`npm run build\`: whatever is to be changed is changed there.
"""`;

const IMPORT = /^(?:from (\S+) )?import (.+)$/;
const NAME = /^(?:(?:async )?def|class) (\w+)|^(\w+)(?:, \w+)* = /gm;

const names = readdirSync(FOLDER)
  .filter((file) => file.endsWith('.py'))
  .map((file) => file.slice(0, -3))
  .sort();
const modules = new Map(names.map((name) => [name, read(name)]));
const imports = new Set();
const owners = new Map();
const parts = [];
for (const name of ordered()) {
  const { head, body, foreign } = modules.get(name);
  for (const line of foreign) imports.add(line);
  for (const [, made, set] of body.matchAll(NAME)) claim(made ?? set, name);
  parts.push(`# ---- ${name}\n${head}\n\n${body.trim()}\n`);
}
mkdirSync(dirname(TARGET), { recursive: true });
writeFileSync(TARGET, `${HEAD}\n${[...imports].sort().join('\n')}\n\n\n${parts.join('\n\n')}`, { mode: 0o755 });

/** A module: its docstring as a comment, what it imports of ours and of others, and the rest. */
function read(name) {
  const text = readFileSync(join(FOLDER, `${name}.py`), 'utf8');
  const [, doc, rest] =
    /^"""\n([\s\S]*?)"""\n([\s\S]*)$/.exec(text) ?? fail(`${name}.py does not begin with a docstring.`);
  const ours = [];
  const foreign = [];
  const kept = rest.split('\n').filter((line) => {
    const found = IMPORT.exec(line);
    if (!found) return true;
    const source = found[1] ?? found[2];
    if (/[(\\]/.test(line) || / as /.test(line))
      fail(`${name}.py: an import has to stand on one line, as it is: ${line}`);
    if (!names.includes(source)) foreign.push(line);
    else if (found[1] === undefined) fail(`${name}.py: of ${source}, names have to be imported and not the module.`);
    else ours.push(source);
    return false;
  });
  const head = doc.trim().replace(/^/gm, '# ').replace(/ +$/gm, '');
  return { head, body: kept.join('\n').replace(/\n{4,}/g, '\n\n\n'), ours, foreign };
}

/** Each after those that it imports. */
function ordered() {
  const done = [];
  const add = (name, path) => {
    if (path.includes(name)) fail(`These import each other: ${[...path, name].join(', ')}.`);
    if (done.includes(name)) return;
    for (const other of modules.get(name).ours) add(other, [...path, name]);
    done.push(name);
  };
  for (const name of names) if (name !== 'agent') add(name, []);
  add('agent', []);
  return done;
}

function claim(name, module) {
  const owner = owners.get(name) ?? module;
  if (owner !== module)
    fail(`Both ${owner}.py and ${module}.py call something ${name}; in one file that is one thing.`);
  owners.set(name, module);
}

function fail(message) {
  throw new Error(message);
}
