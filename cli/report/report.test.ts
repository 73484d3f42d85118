/**
 * Reports that go to files, and reports that are read again: the same bytes either way, whole or not at all, and each
 * mistake is one sentence before anything is judged.
 */
import { expect, jest, test } from '@jest/globals';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { headerLine, resultLines, unjudgedLine } from '../../conformance/report/ndjson.js';
import { counterexample, report as sample, result } from '../../conformance/report/samples.js';
import { UsageError } from '../../subjects/usage.js';
import { fakeTerminal } from '../fake.js';
import { reporters } from '../reporters.js';
import { plimsoll } from '../started.js';
import { asked, REPORTERS, type Asked } from './asked.js';
import { report } from './report.js';

jest.setTimeout(60_000);

const FOLDER = mkdtempSync(join(tmpdir(), 'plimsoll-report-'));
const at = (name: string): string => join(FOLDER, name);
const WRITER = { plimsoll: '0.1.0', node: 'v20.0.0' };
const broken = sample({
  rules: [result('limits/one', 'pass'), result('flow-control/two', 'violation', { counterexample: counterexample() })],
  exit: 1,
});
const NDJSON = `${headerLine(broken, WRITER)}${resultLines(broken)}${unjudgedLine('gone', 'It did not start.')}`;

function ask(...texts: string[]): readonly Asked[] {
  return texts.reduce<readonly Asked[]>((before, text) => asked('reporter')(text, before), []);
}

test('a file read again gives the bytes that the run gave, in every format', async () => {
  const files = REPORTERS.map((name) => `${name}=${at(`run.${name}`)}`);
  const said = reporters(ask(...files), fakeTerminal());
  const about = { given: 'sample', again: '', writer: WRITER };
  said.begin(broken, about);
  said.report(broken, about);
  said.unjudged({ given: 'gone' }, 'It did not start.');
  said.end(1);
  expect(readFileSync(at('run.ndjson'), 'utf8')).toBe(NDJSON);
  for (const name of REPORTERS) {
    const terminal = fakeTerminal();
    await expect(report([at('run.ndjson')], { as: ask(name) }, terminal)).resolves.toBe(1);
    expect(terminal.errs.join('')).toBe('gone was not judged: It did not start.\n');
    const written = readFileSync(at(`run.${name}`), 'utf8');
    expect(terminal.outs.join('') + (name === 'pretty' ? terminal.errs.join('') : '')).toHaveLength(written.length);
    if (name !== 'pretty') expect(terminal.outs.join('')).toBe(written);
  }
});

test('the run of a process and its file, read again, are the same', async () => {
  const args = ['--runs', '0', '--profile', 'cpython', '--reporter', `ndjson=${at('p.ndjson')}`];
  const run = await plimsoll('run', 'reference', ...args, '--reporter', `junit=${at('p.xml')}`);
  expect(run).toMatchObject({ exit: 1, err: '' });
  const pretty = fakeTerminal();
  expect(await report([at('p.ndjson')], {}, pretty)).toBe(1);
  expect(pretty.outs.join('')).toBe(run.out);
  const junit = fakeTerminal();
  await report([at('p.ndjson')], { as: ask('junit') }, junit);
  expect(junit.outs.join('')).toBe(readFileSync(at('p.xml'), 'utf8'));
});

test.each([
  [['nothing'], 'There is no reporter nothing'],
  [['junit='], 'After junit= a file is missing: junit=report.junit, for example.'],
  [['json', 'sarif'], 'json and sarif cannot all go to the standard output: give json a file, as in json=report.json.'],
  [['pretty', 'pretty'], 'pretty is asked for twice.'],
  [['json=a', 'sarif=./a'], 'Two reports cannot both go to '],
])('%j is a mistake', (texts, message) => {
  const asking = () => ask(...texts);
  expect(asking).toThrow(UsageError);
  expect(asking).toThrow(message);
});

test('pretty and annotations go together, and files alone leave the terminal to people', () => {
  expect(ask('pretty', 'github')).toHaveLength(2);
  const terminal = fakeTerminal();
  const said = reporters(ask(`tap=${at('only.tap')}`), terminal);
  const about = { given: 'sample', again: '', writer: WRITER };
  said.begin(broken, about);
  said.report(broken, about);
  said.end(1);
  expect(terminal.outs.join('')).toContain('sample does not conform');
});

test('what cannot be written is known before anything is judged, and leaves nothing behind', () => {
  mkdirSync(at('folder'));
  writeFileSync(at('file'), 'kept');
  const before = readdirSync(FOLDER);
  expect(() => reporters(ask(`json=${at('folder')}`), fakeTerminal())).toThrow(
    'it is a folder; give the name of a file.',
  );
  expect(() => reporters(ask(`json=${at('file/in')}`), fakeTerminal())).toThrow(
    /file\/in cannot be written \(.*\): give another file\./,
  );
  reporters(ask(`json=${at('file')}`), fakeTerminal());
  expect(readdirSync(FOLDER)).toEqual(before);
  expect(readFileSync(at('file'), 'utf8')).toBe('kept');
});

test.each<[string, string | Uint8Array, RegExp]>([
  ['cut', NDJSON.slice(0, 700), /cut: Line \d+ does not end: the file was cut off\.$/],
  ['binary', Uint8Array.of(0x7b, 0x0a, 0xff, 0xfe), /binary, line 2, is not text in UTF-8: give NDJSON/],
  ['absent', '', /absent: It is empty: no report was written\.$/],
])('a file that is %s is one sentence', async (name, text, message) => {
  writeFileSync(at(name), text);
  await expect(report([at(name)], {}, fakeTerminal())).rejects.toThrow(message);
  await expect(report([at('not-there')], {}, fakeTerminal())).rejects.toThrow(/not-there cannot be read/);
});
