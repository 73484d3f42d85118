/** What the part of the selftest on the two judges says, on few traces. */
import { expect, test } from '@jest/globals';
import { findSubject } from '../subjects.js';
import { AGREEMENT_PART } from './agreement.js';

const asked = { seeds: [1], runs: 0, traces: 600, tell: async () => {} };

test('it tells of each source what the judges agreed on', async () => {
  const { given, open } = await findSubject('mutant:write-never-pauses');
  const subjects = [{ given, open: () => open(() => false) }];
  const { lines, summary } = await AGREEMENT_PART.run({ ...asked, subjects });
  expect(lines.map(({ label, wrong }) => [label, wrong])).toEqual([
    ['model', []],
    ['reference', []],
    ['mutants', []],
    ['mutant:write-never-pauses', []],
  ]);
  expect(summary).toMatch(/^The judges agree on \d+ traces\.$/);
});
