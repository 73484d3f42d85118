/**
 * Holds docs/findings.md, expected.json and the scripts to one another, so that none of them can tell of a fault alone.
 * It runs no Python and loads no Pyodide: whether the data is true is for `npm run confirm`.
 */
import { describe, expect, test } from '@jest/globals';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { RULES } from '../../conformance/rules/index.js';

interface Expected {
  /** The npm package of each Pyodide, and the CPython that it is. */
  readonly pyodide: Readonly<Record<string, string>>;
  /** Interpreters asked by hand, on the fakes and live. */
  readonly native: readonly string[];
  /** For each finding, what its script sees and in which versions. */
  readonly findings: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

const DOCS = join(__dirname, '..', '..', 'docs');
const PAGE = readFileSync(join(DOCS, 'findings.md'), 'utf8');
const { pyodide, native, findings } = JSON.parse(readFileSync(join(__dirname, 'expected.json'), 'utf8')) as Expected;
const PYODIDES = Object.values(pyodide);
const KNOWN = [...new Set([...PYODIDES, ...native])];
const SHARED = ['fakes', 'piped', 'completing', 'live', 'telling'];
/** All that a script may import: nothing of Plimsoll, and nothing that has to be installed. */
const MODULES = [...SHARED, 'array', 'asyncio', 'os', 'selectors', 'socket', 'stat', 'sys'];

describe.each(Object.entries(findings))('%s', (slug, effects) => {
  const script = scriptOf(slug);
  const isLive = script.includes('from live import');

  test('has its cells in both tables', () => {
    const seenIn = (version: string): boolean => Object.values(effects).some((all) => all.split(' ').includes(version));
    const cell = (version: string): string => (seenIn(version) ? 'yes' : '-');
    expect(rowsOf(PAGE)).toContainEqual([`[${slug}](#${slug})`, ...PYODIDES.map(isLive ? () => 'n/a' : cell)]);
    expect(rowsOf(PAGE)).toContainEqual([slug, ...native.map(cell)]);
  });

  test('has an entry that says what is seen, and where', () => {
    const seen = Object.entries(effects).map(([effect, versions]) => `- ${effect}: ${versionsIn(versions)}`);
    const said = entryOf(slug).split(`Seen by \`${slug}.py`)[1] ?? '';
    expect(said.split('\n').filter((line) => line.startsWith('- '))).toEqual(seen);
  });

  test('names rules and promises that are there', () => {
    const entry = entryOf(slug);
    const rules = [...entry.matchAll(/`([a-z-]+\/[a-z-]+)`/g)].map(([, id]) => id);
    expect(rules.filter((id) => !RULES.some((rule) => rule.id === id))).toEqual([]);
    if (!isLive) expect(rules).not.toEqual([]);
    const contract = readFileSync(join(DOCS, 'contract.md'), 'utf8');
    const promises = [...entry.matchAll(/contract\.md#([a-z0-9-]+)/g)].map(([, id]) => id);
    expect(promises.filter((id) => !contract.includes(`<a id="${id}">`))).toEqual([]);
  });

  test('has links that lead somewhere', () => {
    const names = [...entryOf(slug).matchAll(/\[([^\]\n]+)\](?!\()/g)].map(([, name]) => name as string);
    // What is in code, such as a list of Python, looks like a link and is none.
    const links = names.filter((name) => /[#.]|gh-/.test(name) && !name.includes(' '));
    expect(links.filter((name) => !PAGE.includes(`\n[${name}]: https://`))).toEqual([]);
  });
});

test('every script is a finding, and the other way round', () => {
  const scripts = readdirSync(__dirname).filter((name) => name.endsWith('.py'));
  expect(scripts.map((name) => name.slice(0, -3)).sort()).toEqual([...Object.keys(findings), ...SHARED].sort());
});

test('the page tells of no finding that is not in the data', () => {
  const entries = [...PAGE.matchAll(/^## (.+)$/gm)].map(([, title]) => title);
  expect(entries).toEqual(Object.keys(findings));
});

test('the scripts stand on asyncio alone', () => {
  const names = [...Object.keys(findings), ...SHARED];
  const foreign = names.flatMap((name) =>
    [...scriptOf(name).matchAll(/^\s*(?:from|import) (\w+)/gm)].map(([, module]) => module as string),
  );
  expect(foreign.filter((module) => !MODULES.includes(module))).toEqual([]);
});

test('the data speaks of the versions that are installed', () => {
  const { devDependencies } = JSON.parse(readFileSync(join(DOCS, '..', 'package.json'), 'utf8')) as {
    devDependencies: Record<string, string>;
  };
  expect(Object.keys(devDependencies).filter((name) => name.startsWith('cpython-'))).toEqual(Object.keys(pyodide));
  const versions = Object.values(findings).flatMap((effects) =>
    Object.values(effects).flatMap((all) => all.split(' ')),
  );
  expect(versions.filter((version) => !KNOWN.includes(version))).toEqual([]);
});

// Helpers.

function scriptOf(slug: string): string {
  const path = join(__dirname, `${slug}.py`);
  return existsSync(path) ? readFileSync(path, 'utf8') : '';
}

function entryOf(slug: string): string {
  return PAGE.split(`\n## ${slug}\n`)[1]?.split(/\n## |\n# Without a program\n/)[0] ?? '';
}

function rowsOf(text: string): string[][] {
  const rows = text.split('\n').filter((line) => line.startsWith('| '));
  return rows.map((row) =>
    row
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
}

function versionsIn(versions: string): string {
  const all = versions.split(' ');
  return KNOWN.every((version) => all.includes(version)) ? 'all' : all.join(', ');
}
