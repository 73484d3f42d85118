/** What the part of the selftest on mutants says of those that are found, and of one that is not. */
import { expect, test } from '@jest/globals';
import { ReferenceTransport } from '../../subjects/reference/transport.js';
import { MUTANTS, type Mutant } from '../../subjects/mutants/index.js';
import { mutantsPart } from './mutants.js';

const found = MUTANTS.filter(({ name }) => name === 'writelines-not-counted' || name === 'low-above-high-taken');

/** Nothing is wrong with it, so nothing can find it. */
const sound: Mutant = {
  name: 'sound',
  statement: 'It is the reference.',
  killedBy: 'buffer/write-accepts',
  connect: (parts) => new ReferenceTransport(parts),
};

const asked = { seeds: [1, 2], runs: 50, traces: 0, subjects: [], tell: async () => {} };

test('it counts by chapter those that their rule has found', async () => {
  const { lines, summary } = await mutantsPart(found).run(asked);
  expect(lines).toEqual([
    { label: 'limits', text: '1 of 1 killed', wrong: [] },
    { label: 'flow-control', text: '1 of 1 killed', wrong: [] },
    { label: 'the two judges', text: 'agreed on every script', wrong: [] },
  ]);
  expect(summary).toMatch(/^2 of 2 mutants were killed by the rule they name \(\d+ scripts\)\.$/);
});

test('it names what was missed, with the rule and the seeds', async () => {
  const { lines, summary } = await mutantsPart([sound]).run(asked);
  expect(lines[0]).toEqual({
    label: 'buffer',
    text: '0 of 1 killed',
    wrong: [{ what: 'sound was not found by buffer/write-accepts within 50 random scripts, with seeds 1, 2.' }],
  });
  expect(summary).toMatch(/^0 of 1 mutants were killed /);
});
