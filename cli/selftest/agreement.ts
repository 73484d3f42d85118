/**
 * The part of the selftest on the two judges: the oracle must refuse a trace exactly when a rule of level MUST or SHOULD
 * fails on it. Chooses the sources of traces; what is compared, and how, is properties/agreement.ts.
 */
import { count, counted } from '../../conformance/report/paper.js';
import { encode } from '../../conformance/token.js';
import { agreement, MODEL, sourceOf, type Agreed, type Agreement, type Source } from '../../properties/agreement.js';
import { MUTANTS, subjectOf } from '../../subjects/mutants/index.js';
import { reference } from '../../subjects/reference/subject.js';
import type { Line, Part } from '../selftest.js';
import { isNamed } from '../subjects.js';

export const AGREEMENT_PART: Part = {
  title: 'The two judges',
  claim: () =>
    'The oracle, which asks the machine, refuses a trace exactly when a rule of level MUST or SHOULD fails on it. ' +
    'Half of the traces are altered at random: something dropped, doubled, moved or changed.',
  run: async ({ seeds, traces, subjects, tell }) => {
    const sources = [MODEL, sourceOf(reference()), ANY_MUTANT];
    for (const { given, open } of subjects) {
      await tell(`starting ${given}`);
      sources.push(sourceOf(await open()));
    }
    let done = 0;
    const result = await agreement({
      sources,
      traces,
      seed: seeds[0] as number,
      // The terminal has its turn between two lots.
      stop: async () => {
        await tell(`${count(done)} of ${counted(traces, 'trace')}`);
        return false;
      },
      onProgress: (n) => (done = n),
    });
    return { lines: linesOf(result), summary: summaryOf(result) };
  },
};

/** Another mutant for each lot of scripts. */
const ANY_MUTANT: Source = {
  name: 'mutants',
  subject: (seed) => subjectOf(MUTANTS[(seed >>> 0) % MUTANTS.length]!),
};

function linesOf({ sources, partings, faults, complete }: Agreement): readonly Line[] {
  const names = [...new Set(sources.map(({ source }) => source))];
  const lines = names.map((name): Line => {
    const own = sources.filter(({ source }) => source === name);
    const compared = sum(own, 'allowed') + sum(own, 'refused') + sum(own, 'disagreed');
    const nothing = compared === 0 ? [{ what: `Nothing of ${name} was compared: its harness gave no trace.` }] : [];
    return {
      label: name,
      text: `${count(sum(own, 'allowed'))} allowed by both, ${count(sum(own, 'refused'))} refused by both`,
      wrong: [
        ...nothing,
        ...partings
          .filter(({ source }) => source === name)
          .map(({ script, subject, by, message }) => {
            const altered = by.length === 0 ? '' : ` (altered: ${by.map(({ what }) => what).join(', ')})`;
            return {
              what: `${message.slice(0, -1)}${altered}.`,
              token: encode({ script, ...(isNamed(subject) && { subject }) }),
            };
          }),
      ],
    };
  });
  const failed = faults > 0 ? [`The harness failed at ${counted(faults, 'script')}.`] : [];
  const cut = complete ? [] : ['Not all traces could be compared.'];
  const trouble = [...failed, ...cut].map((what) => ({ what }));
  return trouble.length === 0 ? lines : [...lines, { label: 'harness', text: 'in trouble', wrong: trouble }];
}

function summaryOf({ sources, faults, complete }: Agreement): string {
  const agreed = sum(sources, 'allowed') + sum(sources, 'refused');
  const disagreed = sum(sources, 'disagreed');
  const rest = faults > 0 || !complete ? '; not all could be compared' : '';
  if (disagreed === 0) return `The judges agree on ${counted(agreed, 'trace')}${rest}.`;
  return `The judges disagree on ${count(disagreed)} of ${counted(agreed + disagreed, 'trace')}.`;
}

function sum(sources: readonly Agreed[], what: 'allowed' | 'refused' | 'disagreed'): number {
  return sources.reduce((total, one) => total + one[what], 0);
}
