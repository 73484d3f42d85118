/**
 * The page stands alone, tells each failure whole, and is safe against whatever a report has in it.
 */
import { describe, expect, test } from '@jest/globals';
import { createHash } from 'node:crypto';
import { counterexample, result } from '../samples.js';
import { matrixMarkdown } from './markdown.js';
import { asMatrix, type Matrix } from './matrix.js';
import { matrixPage } from './page.js';
import { readMatrix } from './read.js';
import { broken, COUNTS, kept, outcome, textOf } from './samples.js';

const matrix = of([outcome({}, [kept]), outcome({ subject: 'a-2:tcp', release: '2' }, [broken])]);
const page = matrixPage(matrix);

test('the same matrix is the same bytes', () => {
  expect(matrixPage(of([outcome({}, [kept]), outcome({ subject: 'a-2:tcp', release: '2' }, [broken])]))).toBe(page);
});

test('a failing cell opens the script in words, what was expected and seen, the token and the citation', () => {
  const id =
    /popovertarget="(f\d+)"[^>]*aria-label="a-2:tcp, flow-control\/writelines-counts: violation, 1 kept it"/.exec(
      page,
    )?.[1];
  const card = page.slice(page.indexOf(`<article id="${id}"`), page.indexOf('</article>', page.indexOf(`id="${id}"`)));
  expect(card).toContain('write(to high+1)');
  expect(card).toContain('pause_writing() during writelines([64, 1])');
  expect(card).toContain('nothing; 65 bytes buffered, high 64');
  expect(card).toContain('npx plimsoll replay p1:dG9rZW4');
  expect(card).toContain(
    'href="https://docs.python.org/3/library/asyncio-protocol.html#asyncio.WriteTransport.writelines"',
  );
});

test('a regression has a mark of its own beside its symbol', () => {
  expect(/<td class="p0 bad broke">\s*<button[^>]*>✗<sup>↓<\/sup>/.test(page)).toBe(true);
});

describe('the policy', () => {
  test('lets nothing be loaded, and runs the one style and the one script that are there', () => {
    const policy = /Content-Security-Policy" content="([^"]+)"/.exec(page)?.[1] ?? '';
    expect(policy).toMatch(/^default-src 'none';/);
    expect(policy).not.toMatch(/unsafe|https?:|\*/);
    expect(policy).toContain(`style-src '${hashOf(page, 'style')}'`);
    expect(policy).toContain(`script-src '${hashOf(page, 'script')}'`);
  });

  test('is not worked round: no style or handler on an element, and nothing that would be fetched', () => {
    const markup = page.replace(/<(style|script)>.*?<\/\1>/gs, '');
    expect(/<[^>]+\s(style|on\w+|src|srcset|action)=/.test(markup)).toBe(false);
    expect(/<(link|iframe|img|object|embed|base)\b/.test(markup)).toBe(false);
  });
});

describe('hostile text', () => {
  const evil = [
    '<script>alert(1)</script>',
    '"><img src=x onerror=alert(1)>',
    '</style><b>',
    "' onclick='x",
    '&lt;',
    '\u001b[2J\u0000\u0007\u009b',
    '\u202egnirts\u2066',
    '\ud800',
    '\u2028\n\r',
    '{{7*7}}${1}`',
    '| a | [x](javascript:alert(1)) ![y](http://e.vil) <!-- /matrix -->',
  ].join(' ');
  const bad = (n: number): string => `${evil}${n}`;
  const hostile = of(
    [
      outcome(
        { subject: bad(1), project: bad(2), kind: bad(3), release: bad(4) },
        [
          result(COUNTS, 'violation', {
            counterexample: counterexample({ expected: bad(5), seen: bad(6) }),
          }),
          result('eof/close-after', 'inconclusive', { reason: bad(7) }),
          result('eof/arrives', 'unsupported', { reason: bad(8) }),
        ],
        { notes: [bad(9)], doubts: [{ kind: 'unsteady', message: bad(10) }] },
      ),
      { subject: bad(11), project: bad(12), kind: bad(13), release: bad(14), report: bad(15) },
    ],
    [{ project: bad(16), reason: bad(17) }],
  );
  const made = matrixPage(hostile);

  test('is shown on the page, and makes no element, attribute or script', () => {
    expect(made.match(/<script/g)).toHaveLength(1);
    expect(made.match(/<style/g)).toHaveLength(1);
    // What stands in an attribute's quotes is text: none of it may get out of them.
    const bare = made.replace(/<(style|script)>.*?<\/\1>/gs, '').replaceAll(/"[^"]*"/g, '""');
    expect(/<img|<[^>]+\s(onerror|onclick)=/.test(bare)).toBe(false);
    expect(made).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
  });

  test('does nothing to whoever reads it: no control, no turned direction, no half of a character', () => {
    for (const text of [made, matrixMarkdown(hostile)]) {
      expect(/[\p{Cf}\p{Cs}\p{Zl}\p{Zp}\u0000-\u0009\u000b-\u001f\u007f-\u009f]/u.test(text)).toBe(false);
    }
  });

  test('stays in its place in the Markdown: no markup, no cell and no line of its own', () => {
    const markdown = matrixMarkdown(hostile).replace(/^<!-- .*? -->/, '');
    expect(/(?<!\\)<(script|img|!--)/.test(markdown)).toBe(false);
    expect(/(?<!\\)\]\((javascript|http:)/.test(markdown)).toBe(false);
    const rows = markdown.split('\n').filter((line) => line.startsWith('|'));
    const widths = rows.map((row) => row.replaceAll(/\\./g, '').split('|').length);
    expect(new Set(widths).size).toBeLessThanOrEqual(4);
  });
});

test('a long list of rules is told to its end', () => {
  const rules = matrix.chapters.flatMap((chapter) => chapter.rules.map(({ rule }) => rule));
  const open = of([
    outcome(
      {},
      rules.map((rule) => result(rule as 'eof/x', 'unexercised', { reason: 'It never happened.' })),
    ),
  ]);
  const section = matrixPage(open).split('id="open"')[1] ?? '';
  expect(rules.filter((rule) => !section.includes(rule))).toEqual([]);
});

function of(...args: Parameters<typeof textOf>): Matrix {
  return asMatrix(readMatrix(textOf(...args)));
}

function hashOf(text: string, element: string): string {
  const inside = new RegExp(`<${element}>(.*?)</${element}>`, 's').exec(text)?.[1] ?? '';
  return `sha256-${createHash('sha256').update(inside, 'utf8').digest('base64')}`;
}
