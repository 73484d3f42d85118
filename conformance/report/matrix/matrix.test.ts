/**
 * A matrix loses nothing on its way through its lines, says what changed between releases, refuses what is not whole,
 * and never shows what was not judged as a pass.
 */
import { describe, expect, test } from '@jest/globals';
import { result } from '../samples.js';
import { matrixMarkdown } from './markdown.js';
import { asMatrix, compareReleases } from './matrix.js';
import { MatrixError, readMatrix } from './read.js';
import { broken, COUNTS, kept, outcome, textOf } from './samples.js';
import { changesTold, facts } from './words.js';
import { matrixText } from './write.js';

const family = [
  outcome({ subject: 'a-2.0:tcp', release: '2.0' }, [broken]),
  outcome({ subject: 'b-1:tcp', project: 'B' }, [kept]),
  outcome({ subject: 'a-10.0:tcp', release: '10.0' }, [kept]),
  outcome({ subject: 'a-1.9:tcp', release: '1.9' }, [kept]),
  outcome({ subject: 'a-1.10:tcp', release: '1.10' }, [
    result(COUNTS, 'unexercised', { reason: 'It never happened.' }),
  ]),
  outcome({ subject: 'a-2.0:unix', release: '2.0', kind: 'unix' }, [broken]),
];
const text = textOf(family);
const matrix = asMatrix(readMatrix(text));

test('what is written is read back, and written again in the same bytes', () => {
  expect(matrixText(readMatrix(text))).toBe(text);
  expect(textOf(family)).toBe(text);
});

test('subjects of one project and kind stand side by side, by their release', () => {
  expect(matrix.columns.map(({ subject }) => subject)).toEqual([
    'a-1.9:tcp',
    'a-1.10:tcp',
    'a-2.0:tcp',
    'a-10.0:tcp',
    'a-2.0:unix',
    'b-1:tcp',
  ]);
});

test.each([
  ['3.9.18', '3.13.0'],
  ['0.19.0', '0.23.0'],
  ['1.0', '1.0.1'],
  ['3.13.0', '3.13.0rc1'],
  ['', '1'],
])('release %s comes before %s', (a, b) => {
  expect(compareReleases(a, b)).toBeLessThan(0);
  expect(compareReleases(b, a)).toBeGreaterThan(0);
  expect(compareReleases(a, a)).toBe(0);
});

test('a change is against the nearest release that was judged, of the same kind', () => {
  const changes = matrix.columns.map(({ subject, cells }) => [subject, cells.get(COUNTS)?.change]);
  expect(changes).toEqual([
    ['a-1.9:tcp', null],
    ['a-1.10:tcp', null],
    ['a-2.0:tcp', { what: 'broke', since: '1.9' }],
    ['a-10.0:tcp', { what: 'mended', since: '2.0' }],
    ['a-2.0:unix', null],
    ['b-1:tcp', null],
  ]);
  expect(changesTold(matrix)).toEqual([
    { what: 'broke', project: 'A', since: '1.9', release: '2.0', kinds: ['tcp'], rules: [COUNTS] },
    { what: 'mended', project: 'A', since: '2.0', release: '10.0', kinds: ['tcp'], rules: [COUNTS] },
  ]);
});

test('the same change in several kinds is told once', () => {
  const both = ['tcp', 'unix'].flatMap((kind) => [
    outcome({ subject: `a-1:${kind}`, kind }, [kept]),
    outcome({ subject: `a-2:${kind}`, kind, release: '2' }, [broken]),
  ]);
  expect(changesTold(asMatrix(readMatrix(textOf(both))))).toEqual([
    { what: 'broke', project: 'A', since: '1', release: '2', kinds: ['tcp', 'unix'], rules: [COUNTS] },
  ]);
});

describe('what was not judged', () => {
  const open = asMatrix(
    readMatrix(
      textOf(
        [
          outcome({}, [result(COUNTS, 'harness-error', { reason: 'It hung.' })], { exit: 3 }),
          { subject: 'c-1:tcp', project: 'C', kind: 'tcp', release: '1', report: 'It did not start.' },
        ],
        [{ project: 'D', reason: 'It is for Windows.' }],
      ),
    ),
  );

  test('is never a pass: not in a cell, not in a claim, not in the counts', () => {
    const verdicts = open.columns.map(({ cells }) => new Set([...cells.values()].map(({ verdict }) => verdict)));
    expect(verdicts).toEqual([new Set(['not-asked', 'harness-error']), new Set(['not-judged'])]);
    expect(facts(open).join(' ')).not.toMatch(/ hold[,.]/);
    expect(matrixMarkdown(open)).not.toMatch(/✓ conforms|\| ✓/);
  });

  test('is told with its reason', () => {
    const markdown = matrixMarkdown(open);
    for (const reason of ['It hung.', 'It did not start.', 'It is for Windows.']) expect(markdown).toContain(reason);
  });
});

describe('a text that is no matrix is refused in one sentence', () => {
  const lines = text.trimEnd().split('\n');
  const at = (type: string): number => lines.findIndex((line) => line.startsWith(`{"type":"${type}"`));
  const changed = (index: number, line: string): string => `${lines.toSpliced(index, 1, line).join('\n')}\n`;
  const cases: [string, string, RegExp][] = [
    ['that is empty', '', /first line is not that of a matrix/],
    ['that is cut in a line', text.slice(0, -10), /Line \d+ does not end: the file was cut off/],
    ['that is cut between lines', `${lines.slice(0, -1).join('\n')}\n`, /last line is not .*cut off/],
    ['without a head', `${lines.slice(1).join('\n')}\n`, /first line is not that of a matrix/],
    ['that is not JSON', changed(3, 'rubbish\u001b[2J'), /Line 4 is not JSON: rubbish\\x1b\[2J/],
    ['with an empty line', changed(3, ''), /Line 4 is not JSON: it is empty/],
    ['of another kind', '{"a":1}\n', /Line 1 is no line of a matrix: type: is missing/],
    ['of a later version', text.replace('"schema":1', '"schema":2'), /of version 2, and this Plimsoll reads version 1/],
    ['with a citation that leads elsewhere', text.replace('"clause":"asyncio.', '"clause":"//evil'), /Line 2 .*clause/],
    ['with a token that is none', text.replaceAll('"token":"p1:', '"token":"<b>'), /token/],
    ['with a rule told twice', changed(2, lines[1] as string), /Line 3 tells the rule .* again/],
    [
      'with a subject told twice',
      changed(at('cell'), lines[at('subject')] as string),
      /tells the subject a-2.0:tcp again/,
    ],
    [
      'of a subject that nobody told',
      text
        .replace('"subject":"b-1:tcp"', '"subject":"x"')
        .replace(/"subjects":\d+/, '"subjects":6')
        .replace('{"type":"cell","subject":"a-2.0:tcp"', '{"type":"cell","subject":"y"'),
      /speaks of the subject y, which no line before it tells/,
    ],
    ['of a rule that nobody told', `${lines.toSpliced(1, 172).join('\n')}\n`, /which no line before it tells/],
    [
      'that counts otherwise',
      text.replace(/"cells":\d+/, '"cells":99'),
      /Its end counts 6 subjects and 99 cells, and there are 6 and 3/,
    ],
  ];
  test.each(cases)('%s', (_name, wrong, sentence) => {
    const refuse = (): unknown => readMatrix(wrong);
    expect(refuse).toThrow(MatrixError);
    expect(refuse).toThrow(sentence);
    expect(refuse).not.toThrow(/\n|\u001b/);
  });
});
