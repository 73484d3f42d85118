/**
 * The part of the selftest on mutants: each must be killed by the rule that it names, and on none may the judges disagree.
 */
import { count, counted } from '../../conformance/report/paper.js';
import { CHAPTERS } from '../../conformance/rule.js';
import { kill } from '../../properties/kill.js';
import { MUTANTS, subjectOf, type Mutant } from '../../subjects/mutants/index.js';
import type { Asked, Line, Part, Wrong } from '../selftest.js';

/** `mutants`: all, unless a test has reason to take others. */
export const mutantsPart = (mutants: readonly Mutant[] = MUTANTS): Part => ({
  title: 'Mutants',
  claim: ({ seeds, runs }) =>
    'Each mutant is the reference transport, wrong in one way, and names the rule that must find it. ' +
    `${inWords(seeds)}, with at most ${counted(runs, 'random script')} each.`,
  run: async (asked) => {
    const found: Found[] = [];
    for (const [index, mutant] of mutants.entries()) {
      await asked.tell(`${count(index + 1)} of ${count(mutants.length)}, ${mutant.name}`);
      found.push(await tryToKill(mutant, asked));
    }
    const killed = found.filter(({ missed }) => missed.length === 0).length;
    const scripts = found.reduce((sum, one) => sum + one.scripts, 0);
    return {
      lines: [...CHAPTERS.flatMap((chapter) => lineOf(chapter, found, asked.runs)), agreement(found)],
      summary:
        `${count(killed)} of ${count(mutants.length)} mutants were killed by the rule they name ` +
        `(${counted(scripts, 'script')}).`,
    };
  },
});

interface Found {
  readonly mutant: Mutant;
  /** Seeds with which the rule did not find it. */
  readonly missed: readonly number[];
  readonly scripts: number;
  /** What neither the mutant nor its rule is to blame for. */
  readonly trouble: readonly Wrong[];
}

async function tryToKill(mutant: Mutant, { seeds, runs, tell }: Asked): Promise<Found> {
  const missed: number[] = [];
  const trouble: Wrong[] = [];
  let scripts = 0;
  for (const seed of seeds) {
    if (seeds.length > 1) await tell(`${mutant.name}, seed ${seed}`);
    const result = await kill(subjectOf(mutant), mutant.killedBy, { seed, runs, until: 'first' });
    scripts += result.scripts;
    if (!result.isKilled) missed.push(seed);
    for (const { message, token } of [...result.disagreements, ...result.faults]) {
      trouble.push({ what: `${mutant.name}: ${message}`, token });
    }
  }
  return { mutant, missed, scripts, trouble };
}

/** A mutant belongs to the chapter of its rule. */
function lineOf(chapter: string, found: readonly Found[], runs: number): readonly Line[] {
  const own = found.filter(({ mutant }) => mutant.killedBy.startsWith(`${chapter}/`));
  const missed = own.filter((one) => one.missed.length > 0);
  const line = {
    label: chapter,
    text: `${count(own.length - missed.length)} of ${count(own.length)} killed`,
    wrong: missed.map(({ mutant, missed: seeds }) => ({
      what: `${mutant.name} was not found by ${mutant.killedBy} within ${counted(runs, 'random script')}, with ${seeds.length === 1 ? 'seed' : 'seeds'} ${seeds.join(', ')}.`,
    })),
  };
  return own.length === 0 ? [] : [line];
}

function agreement(found: readonly Found[]): Line {
  const wrong = found.flatMap(({ trouble }) => trouble.slice(0, 1));
  return {
    label: 'the two judges',
    text: wrong.length === 0 ? 'agreed on every script' : `did not agree on ${counted(wrong.length, 'mutant')}`,
    wrong,
  };
}

function inWords([first, ...others]: readonly number[]): string {
  return others.length === 0 ? `Seed ${first}` : `Seeds ${first} to ${others[others.length - 1]}`;
}
