/**
 * The report for programs keeps to its schema, says the same for the same run, and loses nothing on the way.
 */
import { describe, expect, test } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Script } from '../../machines/alphabet.js';
import { RULES } from '../rules/index.js';
import { lineSchema } from './lines.js';
import { headerLine, resultLines, unjudgedLine } from './ndjson.js';
import { counterexample, report, result, SCRIPT } from './samples.js';

const WRITER = { plimsoll: '0.1.0', node: 'v20.0.0' };
const whole = report({
  rules: [
    result('limits/one', 'pass'),
    result('flow-control/two', 'violation', { counterexample: counterexample() }),
    result('eof/three', 'unsupported', { reason: 'It needs half-close.' }),
  ],
  dialect: [{ choice: 'pausesWhen', values: ['exceeds'], seen: true }],
  faults: [{ script: SCRIPT, token: 'p1:a', message: 'connect() threw.' }],
  disagreements: [{ script: SCRIPT, token: 'p1:b', message: 'The model refuses it.' }],
  doubts: [{ kind: 'unshown', capability: 'peer-data', message: 'It was never seen.' }],
  exit: 1,
});
const text = headerLine(whole, WRITER) + resultLines(whole);
const lines = parse(text);

test('every line keeps to the schema', () => {
  for (const line of [...lines, ...parse(unjudgedLine('cpython-3.12', 'It did not start.'))]) {
    expect(lineSchema.safeParse(line).error).toBeUndefined();
  }
});

test('the page on it names every type of line and every field', () => {
  const page = readFileSync(join(__dirname, '..', '..', 'docs', 'ndjson.md'), 'utf8');
  const fields = lineSchema.options.flatMap(({ shape }) => [shape.type.value, ...Object.keys(shape)]);
  const told = new Set([...page.matchAll(/`([a-z-]+)`/gi)].map(([, word]) => word));
  expect([...new Set(fields)].filter((field) => field !== 'type' && !told.has(field))).toEqual([]);
});

test('every rule of the catalogue can be told', () => {
  const rules = RULES.map((rule) => ({
    ...result('limits/one', 'violation', { counterexample: counterexample({ script: rule.given }) }),
    rule,
  }));
  for (const line of parse(resultLines(report({ rules })))) expect(lineSchema.safeParse(line).error).toBeUndefined();
});

test('lines come in one order: header, rules as in the catalogue, dialect, coverage, trouble, footer', () => {
  expect(lines.map(({ type }) => type)).toEqual([
    'header',
    'rule',
    'rule',
    'rule',
    'dialect',
    'coverage',
    'fault',
    'disagreement',
    'doubt',
    'footer',
  ]);
  expect(lines.filter(({ type }) => type === 'rule').map(({ rule }) => rule)).toEqual([
    'limits/one',
    'flow-control/two',
    'eof/three',
  ]);
});

describe('a line', () => {
  test('of a rule holds the counterexample, or null', () => {
    expect(lines[1]).toMatchObject({ verdict: 'pass', hits: 7, reason: null, counterexample: null });
    expect(lines[2]?.['counterexample']).toEqual({
      expected: 'pause_writing() during writelines([64, 1])',
      seen: 'nothing; 65 bytes buffered, high 64',
      path: [2],
      token: 'p1:dG9rZW4',
      script: SCRIPT,
    });
  });

  test('of the dialect is read by the name of the choice', () => {
    expect(lines[4]).toEqual({ type: 'dialect', choices: { pausesWhen: { seen: true, values: ['exceeds'] } } });
  });

  test('at the end counts every verdict, those that nothing had included', () => {
    expect(lines.at(-1)).toMatchObject({
      complete: true,
      counts: { pass: 1, violation: 1, unsupported: 1, unexercised: 0 },
      cases: 2_166,
      exit: 1,
    });
  });
});

test('keys come in one order, whoever made the script', () => {
  const backwards = {
    keepOpen: false,
    reactions: [{ do: [{ do: 'close' }], times: 1, on: 'resume_writing' }],
    stimuli: SCRIPT.stimuli.map((stimulus) => Object.fromEntries(Object.entries(stimulus).reverse())),
  } as unknown as Script;
  const other = { ...whole, faults: [{ script: backwards, token: 'p1:a', message: 'connect() threw.' }] };
  expect(headerLine(other, WRITER) + resultLines(other)).toBe(text);
});

test('what a subject says is one line that no terminal obeys, and reads back as it was', () => {
  const evil = '\u001b[2J\u009b2J\u202e\u2028\n\u{e0041}\ud800';
  const written = resultLines(report({ faults: [{ script: SCRIPT, token: 'p1:a', message: evil }] }));
  expect(written).not.toMatch(/[\p{Cf}\p{Cs}\p{Zl}\u0000-\u0009\u000b-\u001f\u007f-\u009f]/u);
  expect(parse(written).find(({ type }) => type === 'fault')?.['message']).toBe(evil);
});

function parse(ndjson: string): Record<string, unknown>[] {
  expect(ndjson.endsWith('\n')).toBe(true);
  return ndjson
    .slice(0, -1)
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}
