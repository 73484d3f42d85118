/** What the part of the selftest on the two judges says, on few traces. */
import { expect, test } from '@jest/globals';
import { UsageError } from '../../subjects/usage.js';
import { AGREEMENT_PART } from './agreement.js';

const asked = { seeds: [1], runs: 0, traces: 600, tell: async () => {} };

test('it tells of each source what the judges agreed on', async () => {
  const { lines, summary } = await AGREEMENT_PART.run({ ...asked, subjects: ['mutant:write-never-pauses'] });
  expect(lines.map(({ label, wrong }) => [label, wrong])).toEqual([
    ['model', []],
    ['reference', []],
    ['mutants', []],
    ['mutant:write-never-pauses', []],
  ]);
  expect(summary).toMatch(/^The judges agree on \d+ traces\.$/);
});

test('a subject that there is not is told before anything is compared', async () => {
  await expect(AGREEMENT_PART.run({ ...asked, subjects: ['no-such'] })).rejects.toThrow(UsageError);
});
