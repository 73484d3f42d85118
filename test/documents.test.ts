/** The generated documents in the repository are what the sources generate now. */
import { expect, test } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { between, DOCUMENTS } from '../scripts/documents.js';
import { MUTANTS } from '../subjects/mutants/index.js';

/** Milliseconds: laying out the graph takes seconds where the machine is busy. */
const PATIENCE = 60_000;

test.each(DOCUMENTS.filter(({ slow }) => !slow))(
  '$path is in step (else: npm run docs)',
  async ({ path, text }) => {
    const read = (name: string): string => readFileSync(join(__dirname, '..', name), 'utf8');
    const old = read(path);
    expect((await text(old, read)) === old).toBe(true);
  },
  PATIENCE,
);

test('text goes between its markers and nowhere else', () => {
  const old = 'a\n<!-- x -->\nold\n<!-- /x -->\nb <!-- y --><!-- /y -->\n';
  const made = between(old, 'x', 'new\n');
  expect(made).toBe('a\n<!-- x -->\n\nnew\n\n<!-- /x -->\nb <!-- y --><!-- /y -->\n');
  expect(between(made, 'x', 'new')).toBe(made);
  expect(() => between(old, 'z', '')).toThrow('<!-- z -->');
});

test('the kill matrix names every mutant and the rule that it names (else: npm run docs:mutants)', () => {
  const page = readFileSync(join(__dirname, '..', 'docs', 'mutants.md'), 'utf8');
  const rows = page.split('\n').filter((line) => line.startsWith('| ') && line.includes('](rules.md#'));
  const found = rows.map((line) => [/^\| (\S+)/.exec(line)?.[1], /.*\| \[(\S+?)\]\(rules/.exec(line)?.[1]]);
  expect(found.toSorted()).toEqual(MUTANTS.map(({ name, killedBy }) => [name, killedBy]).toSorted());
});
