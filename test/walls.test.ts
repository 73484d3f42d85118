/**
 * The walls of the house (ARCHITECTURE.md): who may import whom, and who may touch the world outside.
 * Holds the rules as data and one test for each; never an exception for a single file without its reason beside it.
 */
import { describe, expect, test } from '@jest/globals';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import ts from 'typescript';

const ROOT = resolve(__dirname, '..');

/** Each folder, and what of this project it may import beside itself. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  machines: [],
  conformance: ['machines'],
  properties: ['machines', 'conformance'],
  // What comes from a process is checked where it comes in, against the schemas that are published.
  subjects: ['machines/alphabet', 'machines/pattern', 'machines/sizes', 'conformance/subject', 'conformance/schema'],
  inspector: ['machines', 'conformance'],
  cli: ['machines', 'conformance', 'properties', 'subjects', 'inspector'],
  // The doors of test runners find a subject and choose rules as the command does; a terminal they have none.
  testing: ['machines', 'conformance', 'properties', 'subjects', 'cli/guard', 'cli/subjects', 'cli/options'],
  // It stands in production: no rule, no search and no subject is loaded with it.
  monitor: [
    'machines',
    'conformance/oracle',
    'conformance/declared',
    'conformance/subject',
    'conformance/report/plain',
    'subjects/parts',
    'subjects/raise',
    'subjects/usage',
  ],
  bench: ['machines', 'conformance', 'properties', 'subjects', 'monitor', 'inspector'],
  scripts: ['machines', 'conformance', 'properties', 'subjects', 'inspector'],
};

/** Packages that only some may import: whoever is not named must do without. */
const PACKAGES: Readonly<Record<string, readonly string[]>> = {
  xstate: ['machines/machine', 'machines/diagram', 'bench', 'scripts/mutation'],
  elkjs: ['machines/diagram'],
  xmlbuilder2: ['conformance/report/formats'],
  'fast-check': ['properties'],
  commander: ['cli'],
  // The fleet's note of what it installed is a file like any other: it is checked when it is read.
  zod: ['conformance/schema', 'conformance/report', 'subjects/fleet', 'inspector/server', 'inspector/page/jitless'],
  ws: ['inspector/server'],
  preact: ['inspector/page'],
  'playwright-core': ['inspector/browser', 'scripts/pictures'],
};

/** Rules and the facts they read must not know the judge they are held against, nor the subjects. */
const RULES_NEVER = [
  'machines/chart',
  'machines/table',
  'machines/machine',
  'machines/model',
  'machines/guards',
  'conformance/oracle',
  'subjects',
];
const RULES_SIDE = [
  'conformance/rules',
  'conformance/facts',
  'conformance/answers',
  'conformance/chunks',
  'conformance/classify',
  'conformance/jointly',
  'conformance/refuses',
  'conformance/judge',
  'conformance/coverage',
];

/** The world outside, which only the doors and the subjects that live in it may touch. */
const WORLD = ['process', 'console', 'Date', 'Math.random', 'setTimeout', 'setInterval', 'performance'];
const PURE = ['machines', 'conformance', 'properties', 'inspector/film'];

const SOURCES = Object.keys(MAY_IMPORT).flatMap((folder) => sourcesIn(join(ROOT, folder)));

test('there are sources to look at', () => {
  expect(SOURCES.length).toBeGreaterThan(50);
});

describe.each(Object.entries(MAY_IMPORT))('%s', (folder, allowed) => {
  test(`imports itself and ${allowed.join(', ') || 'nothing else of the project'}`, () => {
    const foreign = SOURCES.filter(isIn(folder)).flatMap((file) =>
      importsOf(file)
        .filter((target) => target.startsWith('.'))
        .map((target) => nameOf(resolve(dirname(file), target)))
        .filter((name) => ![folder, ...allowed].some((one) => name === one || name.startsWith(`${one}/`)))
        .map((name) => `${nameOf(file)} imports ${name}`),
    );
    expect(foreign).toEqual([]);
  });
});

test.each(Object.entries(PACKAGES))('%s is imported by %j alone', (name, allowed) => {
  const others = SOURCES.filter((file) =>
    importsOf(file).some((target) => target === name || target.startsWith(`${name}/`)),
  )
    .map(nameOf)
    .filter((file) => !allowed.some((one) => file === one || file.startsWith(`${one}/`)));
  expect(others).toEqual([]);
});

test('rules and the facts they read know neither the machine nor the oracle', () => {
  const crossing = SOURCES.filter((file) => RULES_SIDE.some((one) => isIn(one)(file))).flatMap((file) =>
    importsOf(file)
      .filter((target) => target.startsWith('.'))
      .map((target) => nameOf(resolve(dirname(file), target)))
      .filter((name) => RULES_NEVER.some((one) => name === one || name.startsWith(`${one}/`)))
      .map((name) => `${nameOf(file)} imports ${name}`),
  );
  expect(crossing).toEqual([]);
});

test('model, judges and search touch nothing of the world outside', () => {
  const touching = SOURCES.filter((file) => PURE.some((one) => isIn(one)(file))).flatMap((file) =>
    globalsOf(file)
      .filter((name) => WORLD.includes(name))
      .map((name) => `${nameOf(file)} uses ${name}`),
  );
  expect(touching).toEqual([]);
});

function sourcesIn(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name) && !/\.(test|browser)\.ts$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name));
}

function isIn(prefix: string): (file: string) => boolean {
  return (file) => nameOf(file) === prefix || nameOf(file).startsWith(`${prefix}/`);
}

/** A file as the walls name it: from the top, without its ending. */
function nameOf(file: string): string {
  return relative(ROOT, file).replace(/\.(tsx?|js)$/, '');
}

function importsOf(file: string): string[] {
  return ts.preProcessFile(readFileSync(file, 'utf8'), true, true).importedFiles.map(({ fileName }) => fileName);
}

/** Names, and names with one property, that a file uses; comments and strings do not count. */
function globalsOf(file: string): string[] {
  const found = new Set<string>();
  const visit = (node: ts.Node): void => {
    if (ts.isPropertyAccessExpression(node)) {
      if (ts.isIdentifier(node.expression))
        found.add(node.expression.text).add(`${node.expression.text}.${node.name.text}`);
      else visit(node.expression);
      return;
    }
    if (ts.isPropertyAssignment(node)) return visit(node.initializer);
    if (ts.isTypeNode(node) || ts.isInterfaceDeclaration(node)) return;
    if (ts.isIdentifier(node)) found.add(node.text);
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.ES2023, true));
  return [...found];
}
