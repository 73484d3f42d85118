/** Loading a subject: what may be exported, and each mistake as one sentence with its mend. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ALL_CAPABILITIES } from '../conformance/subject.js';
import { loadSubject } from './load.js';
import { defineTransport } from './transport.js';
import { UsageError } from './usage.js';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'plimsoll-load-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

let count = 0;
/** A module of this text, with a name of its own. */
function moduleOf(text: string, extension = 'ts'): string {
  const path = join(folder, `module${++count}.${extension}`);
  writeFileSync(path, text);
  return path;
}

/** What a mistake is called, with the path and what goes before it taken away. */
async function mistake(path: string): Promise<string> {
  const error: unknown = await loadSubject(path).then(
    () => 'no mistake',
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(UsageError);
  return (error as Error).message.replaceAll(path, 'PATH');
}

const DEFINITION = `{ name: 'mine', version: 'mine 1', connect: ({ wire }: any) => wire as unknown }`;
const SUBJECT = `{ name: 'mine', version: 'mine 1', capabilities: ['half-close'], run: () => [] }`;

describe('a subject is loaded from', () => {
  test.each([
    ['a definition', `export default ${DEFINITION};`, 'ts'],
    ['a subject', `export default ${SUBJECT};`, 'ts'],
    ['a function', `export default (): object => (${SUBJECT});`, 'ts'],
    ['an asynchronous function', `export default async () => (${DEFINITION});`, 'ts'],
    ['a promise', `export default Promise.resolve(${SUBJECT});`, 'ts'],
    ['a module that awaits', `const one = await Promise.resolve(${SUBJECT});\nexport default one;`, 'ts'],
    ['an .mts module', `const one: object = ${SUBJECT};\nexport default one;`, 'mts'],
    ['CommonJS', `exports.__esModule = true;\nexports.default = ${SUBJECT};`, 'js'],
  ])('%s', async (_name, text, extension) => {
    const subject = await loadSubject(moduleOf(text, extension));
    expect(subject).toMatchObject({ name: 'mine', version: 'mine 1' });
    expect(typeof subject.run).toBe('function');
  });

  test('a definition has all capabilities unless it says otherwise', async () => {
    expect((await loadSubject(moduleOf(`export default ${DEFINITION};`))).capabilities).toBe(ALL_CAPABILITIES);
  });
});

const MEND = 'end the module with `export default defineTransport({ name, version, connect })`.';

describe('a mistake is told:', () => {
  test('no file', async () => {
    expect(await mistake(join(folder, 'none.ts'))).toBe(
      'There is no file PATH: give the path of a module that exports a subject.',
    );
    expect(await mistake(folder)).toBe('PATH is not a file: give the path of a module that exports a subject.');
  });

  test('a syntax error, with its line', async () => {
    expect(await mistake(moduleOf('const one = 1;\nexport default {{;\n'))).toMatch(
      /^PATH:2 cannot be imported, it fails with “.*Unexpected token.*”: mend it there\.$/,
    );
  });

  test('an exception, with its line', async () => {
    expect(await mistake(moduleOf('export const one = 1;\n\nthrow new TypeError("No.");'))).toBe(
      'PATH:3 cannot be imported, it fails with “TypeError: No”: mend it there.',
    );
    expect(await mistake(moduleOf('export default () => {\n  throw new Error("No.");\n};'))).toBe(
      'PATH:2 makes no subject, it fails with “No”: mend it there.',
    );
  });

  test('a module that is not there', async () => {
    expect(await mistake(moduleOf("import './none.mjs';\nexport default 1;"))).toMatch(
      /^PATH.* cannot be imported, .*none\.mjs.*: mend it there\.$/,
    );
  });

  test.each([
    [
      'export const named = 1;',
      'PATH has no default export: end it with `export default defineTransport({ name, version, connect })`.',
    ],
    ['export default 7;', `The default export of PATH is a number, not a subject: ${MEND}`],
    ['export default null;', `The default export of PATH is null, not a subject: ${MEND}`],
    ['export default () => undefined;', `The default export of PATH is undefined, not a subject: ${MEND}`],
    ['export default { name: "mine" };', `The default export of PATH has neither connect() nor run(): ${MEND}`],
    [
      'export default { name: "mine", version: "1", connect: 1 };',
      'The default export of PATH has a connect that is a number: make it a function.',
    ],
    [
      'export default { name: "mine", version: "1", capabilities: [], run: {} };',
      'The default export of PATH has a run that is an object: make it a function of scripts that returns their traces.',
    ],
    [
      'export default { name: "mine", version: "1", capabilities: [], run() {}, close: true };',
      'The default export of PATH has a close that is a boolean: make it a function, or leave it out.',
    ],
    [
      'export default { version: "1", connect() {} };',
      'The default export of PATH has no usable name: give it `name`, a string of letters, digits and . _ - + : @ / without spaces.',
    ],
    [
      'export default { name: "mine", connect() {} };',
      'The default export of PATH has no version: give it `version`, a string that says what exactly is judged.',
    ],
    [
      'export default { name: "mine", version: "1", run() {} };',
      'The default export of PATH has no list of capabilities: give it `capabilities`, an array of names.',
    ],
    [
      'export default { name: "mine", version: "1", capabilities: ["flying"], connect() {} };',
      `The default export of PATH has an unknown capability "flying": use ${ALL_CAPABILITIES.join(', ')}.`,
    ],
  ])('%s', async (text, sentence) => {
    expect(await mistake(moduleOf(text))).toBe(sentence);
  });
});

test('defineTransport() tells the same mistakes', () => {
  const make = (definition: unknown) => (): unknown => defineTransport(definition as never);
  expect(make(undefined)).toThrow('defineTransport() was given no definition: give it { name, version, connect }.');
  expect(make({ name: 'mine', version: '1' })).toThrow('defineTransport() was given no connect: give it a function');
  expect(make({ name: 'my own', version: '1', connect() {} })).toThrow('has no usable name');
});
