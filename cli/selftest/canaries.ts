/**
 * The part of the selftest on canaries: subjects that prove nothing, of which none may pass and none may cost a transport
 * its name. What the report must say of each is for the tests to hold.
 */
import { count, counted } from '../../conformance/report/paper.js';
import { runSuite } from '../../conformance/suite.js';
import { runModel } from '../../machines/model.js';
import { dialect } from '../../machines/choices.js';
import { campaign } from '../../properties/campaign.js';
import { canaries, type Canary } from '../../subjects/canaries/index.js';
import { EXIT } from '../exit.js';
import type { Line, Part } from '../selftest.js';

/** Random scripts on each: one that is seldom wrong needs some to show it. */
const RUNS = 400;
/** Scripts for shortening: what comes and goes is not worth more. */
const BUDGET = 100;

export const CANARIES_PART: Part = {
  title: 'Canaries',
  claim: () =>
    'Each canary is a subject that proves nothing about any transport: its harness is silent, makes things up, ' +
    'misdeclares what it can do, or is another each time. None may pass (exit 0), and none may be held against a ' +
    'transport (exit 1).',
  run: async ({ seeds, tell }) => {
    const all = canaries((script) => runModel(script, dialect()));
    const wrong: string[] = [];
    for (const [index, canary] of all.entries()) {
      await tell(`${count(index + 1)} of ${count(all.length)}, ${canary.name}`);
      for (const seed of seeds) wrong.push(...(await sing(canary, seed)));
    }
    const lines: readonly Line[] = [
      {
        label: 'canaries',
        text: `${count(all.length)} tried, with ${counted(seeds.length, 'seed')}`,
        wrong: wrong.map((what) => ({ what })),
      },
    ];
    const summary =
      wrong.length === 0
        ? `None of ${counted(all.length, 'canary', 'canaries')} passed, and no transport was blamed.`
        : `Of ${counted(all.length, 'canary', 'canaries')}, some were believed.`;
    return { lines, summary };
  },
};

/** What is wrong with how one is judged; nothing, if all is well. */
async function sing({ name, make }: Canary, seed: number): Promise<readonly string[]> {
  const subject = make();
  try {
    const { exit } = await runSuite(subject, {
      search: (asked) => campaign({ ...asked, budget: BUDGET }),
      seed,
      runs: RUNS,
    });
    if (exit === EXIT.notEnough) return [];
    return [`${name} ${exit === EXIT.conforms ? 'passed' : 'was held against the transport'}, with seed ${seed}.`];
  } finally {
    await subject.close?.();
  }
}
