/** Reports that are cut, of another version, hostile or no reports at all: one sentence with the line, and no report. */
import { expect, test } from '@jest/globals';
import { headerLine, resultLines, unjudgedLine } from './ndjson.js';
import { readAccounts, ReportError } from './read.js';
import { report } from './samples.js';

const WHOLE = headerLine(report(), { plimsoll: '0.1.0', node: 'v20.0.0' }) + resultLines(report());
const LINES = WHOLE.trimEnd().split('\n');

const line = (n: number, text: string): string => LINES.map((one, i) => `${i === n - 1 ? text : one}\n`).join('');

test.each<[string, string, string]>([
  ['empty', '', 'It is empty: no report was written.'],
  ['cut in a line', WHOLE.slice(0, -9), `Line ${LINES.length} does not end: the file was cut off.`],
  [
    'cut between lines',
    `${LINES.slice(0, 2).join('\n')}\n`,
    'Line 3 should go on with the report that begins in line 1: it was cut off.',
  ],
  [
    'cut before another',
    `${LINES.slice(0, 2).join('\n')}\n${WHOLE}`,
    'Line 3 should go on with the report that begins in line 1: it was cut off.',
  ],
  ['without a header', `${LINES[1]}\n`, 'Line 1 is a rule, and no header stands before it.'],
  [
    'of another version',
    line(1, (LINES[0] as string).replace('"schema":1', '"schema":2')),
    'Line 1 is of a report of version 2, and this Plimsoll reads version 1 only.',
  ],
  [
    'of another profile',
    line(1, (LINES[0] as string).replace('contract', 'gone')),
    'Line 1 is of the profile gone, which this Plimsoll does not know.',
  ],
  ['no JSON', line(2, 'sure'), 'Line 2 is not JSON: sure.'],
  ['binary', '\u0000\u0001\u001b[2J\n', 'Line 1 is not JSON: \\x00\\x01\\x1b[2J.'],
  ['a list', line(2, '[]'), 'Line 2 is no line of a report: expected an object.'],
  [
    'of a wrong type',
    line(2, (LINES[1] as string).replace('"pass"', '"fine"')),
    'Line 2 is no line of a report: verdict: expected one of pass, violation, divergence, unsupported, unexercised, inconclusive, harness-error.',
  ],
  [
    'twice the same',
    line(2, LINES.find((one) => one.includes('"coverage"')) as string),
    'The report that begins in line 1 has more than one coverage.',
  ],
])('%s', (_name, text, message) => {
  const reading = () => readAccounts(text);
  expect(reading).toThrow(ReportError);
  expect(reading).toThrow(message);
});

test('ten megabytes of braces are a line that is wrong, soon', () => {
  const reading = () => readAccounts(line(2, '{"a":'.repeat(2_000_000)));
  expect(reading).toThrow('Line 2 is not JSON: {"a":{"a":');
});

test('the keys of prototypes are names like any other', () => {
  const evil = (LINES[0] as string).replace('{', '{"__proto__":{"polluted":1},"constructor":1,"toString":2,');
  expect(told(line(1, evil))).toBe(told(WHOLE));
  expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
});

test('what a newer Plimsoll adds is passed over', () => {
  const more = LINES.map((one) => one.replace('{', '{"new":[1],')).join('\n{"type":"newer","of":1}\n');
  expect(told(`${more}\n`)).toBe(told(WHOLE));
});

test('a subject that was opened and then not judged has its sentence', () => {
  expect(readAccounts(`${LINES[0]}\n${unjudgedLine('a', 'It broke.')}${WHOLE}`)).toHaveLength(2);
});

/** All that is data in it. */
function told(text: string): string {
  return JSON.stringify(readAccounts(text));
}
