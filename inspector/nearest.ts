/**
 * In which dialect the model goes longest with what a subject did: so that what is shown beside it differs where the subject
 * parts from the contract, and not where it merely makes another choice. Judges nothing.
 */
import type { Script, Trace } from '../machines/alphabet.js';
import { dialect, type Dialect, type Profile } from '../machines/choices.js';
import { runModel } from '../machines/model.js';
import { dialectsBefore } from '../conformance/rejudge.js';
import { agreement } from './film/film.js';

export interface Nearest {
  readonly choices: Partial<Dialect>;
  readonly readFirst: boolean;
}

/** Dialects that explain the same are many; a few of them show all that can be shown. */
const MOST = 12;

/** `asked`: the trace as the judges read it; `step`: the one at which a rule fails, or the number of steps. */
export function nearest(script: Script, asked: Trace, step: number, profile: Profile): Nearest {
  const [first] = asked.steps;
  if (first?.stimulus.do !== 'connect') return { choices: {}, readFirst: true };
  const { low, high } = first.stimulus;
  let best: Nearest & { readonly agrees: number } = { choices: {}, readFirst: true, agrees: -1 };
  for (const choices of [...dialectsBefore(asked, step, profile).slice(0, MOST), {}]) {
    for (const readFirst of [true, false]) {
      const model = runModel(script, dialect(profile, choices), { low, high, readFirst: () => readFirst });
      const agrees = agreement(asked, model);
      if (agrees > best.agrees) best = { choices, readFirst, agrees };
    }
  }
  const { choices, readFirst } = best;
  return { choices, readFirst };
}
