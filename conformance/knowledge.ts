/**
 * What the traces of one subject have shown of its dialect so far, and what the oracle says of the next in its light.
 * It narrows; it never widens, and a trace that contradicts it teaches it nothing.
 */
import type { Trace } from '../machines/alphabet.js';
import { CHOICE_NAMES, CHOICES, type ChoiceName, type Dialect, type Profile } from '../machines/choices.js';
import { consult, possibleIn, type Possible } from './oracle.js';
import { Tally } from './tally.js';
import type { DialectResult } from './verdict.js';

/** The oracle's opinion of a trace, with all that was seen before. */
export type Position =
  | { readonly is: 'allowed' }
  /** Allowed by itself, but not by the same dialect as the traces before it: the choice on which they part. */
  | { readonly is: 'inconsistent'; readonly choice: ChoiceName }
  /** Within the contract, but not within the profile: the choice on which they part. */
  | { readonly is: 'outside'; readonly choice: ChoiceName }
  | { readonly is: 'refused' };

export class Knowledge {
  /** What the traces passed through on their way. */
  readonly tally = new Tally();
  readonly #all: Possible;
  /** The choices of which the profile allows less than the contract. */
  readonly #narrowed: readonly ChoiceName[];
  #possible: Possible;
  readonly #seen = new Set<ChoiceName>();
  /** The choices of which more can be learnt. */
  readonly #open = new Set<ChoiceName>(CHOICE_NAMES);

  constructor(profile: Profile) {
    this.#all = possibleIn(profile);
    this.#possible = this.#all;
    this.#narrowed = CHOICE_NAMES.filter((name) => this.#all[name].length < CONTRACT[name].length);
  }

  /** Whether what was seen before and this trace are of one dialect that the profile allows. */
  allows(trace: Trace): boolean {
    const opinion = consult(trace, this.#possible, this.tally);
    if (opinion.allows) this.#learn(opinion.dialects);
    return opinion.allows;
  }

  /** The same, and why not: that takes several times as long. */
  weigh(trace: Trace): Position {
    if (this.allows(trace)) return { is: 'allowed' };
    // One value that the profile leaves out explains it with all the rest as known: then it is that.
    const outside = this.#narrowed.find((name) => consult(trace, freed(this.#possible, [name])).allows);
    if (outside !== undefined) return { is: 'outside', choice: outside };
    if (consult(trace, this.#all).allows)
      return { is: 'inconsistent', choice: contradicted(trace, this.#all, this.#possible) };
    if (!consult(trace, CONTRACT).allows) return { is: 'refused' };
    return { is: 'outside', choice: contradicted(trace, CONTRACT, this.#all) };
  }

  dialect(): readonly DialectResult[] {
    return CHOICE_NAMES.map((choice) => ({
      choice,
      values: this.#possible[choice],
      seen: this.#seen.has(choice),
    }));
  }

  /** A whole dialect of what is still possible: where more than one value is, the first. */
  likely(): Dialect {
    return Object.fromEntries(CHOICE_NAMES.map((name) => [name, this.#possible[name][0]])) as Dialect;
  }

  /** Keeps, of each choice that every explanation speaks of, the values that some explanation has. */
  #learn(dialects: readonly Partial<Dialect>[]): void {
    for (const name of this.#open) {
      const values: string[] = [];
      for (const dialect of dialects) {
        const value = dialect[name];
        if (value === undefined) break;
        values.push(value);
      }
      if (values.length < dialects.length) continue;
      this.#seen.add(name);
      const left = this.#possible[name].filter((value) => values.includes(value));
      if (left.length < this.#possible[name].length) this.#possible = { ...this.#possible, [name]: left };
      if (left.length === 1) this.#open.delete(name);
    }
  }
}

/** Whether a trace that a profile refuses is explained by a deviation that has a name. */
export function deviates(trace: Trace, profile: Profile): boolean {
  const wider = CHOICE_NAMES.map((name) => [name, profile[name] ?? CHOICES[name].values]);
  return consult(trace, Object.fromEntries(wider) as Possible).allows;
}

const CONTRACT = possibleIn({});

function freed(possible: Possible, names: readonly ChoiceName[]): Possible {
  return { ...possible, ...Object.fromEntries(names.map((name) => [name, CONTRACT[name]])) };
}

/** The choice on which a trace that is allowed freely parts from what is held; of several together, the first. */
function contradicted(trace: Trace, freely: Possible, held: Possible): ChoiceName {
  // Mostly what is held is a part of what is free; a profile may hold a deviation in its stead.
  const narrower = CHOICE_NAMES.filter((name) => freely[name].some((value) => !held[name].includes(value as never)));
  const holding = (n: number): Possible => ({
    ...freely,
    ...Object.fromEntries(narrower.slice(0, n).map((name) => [name, held[name]])),
  });
  // Allowed while the first so many are held, and refused with so many: the more are held, the less is allowed.
  let allowed = 0;
  let refused = narrower.length;
  while (refused - allowed > 1) {
    const middle = (allowed + refused) >> 1;
    if (consult(trace, holding(middle)).allows) allowed = middle;
    else refused = middle;
  }
  return narrower[refused - 1] as ChoiceName;
}
