/**
 * Counts what the traces of a run passed through: cells, triples and transitions of the chart (machines/coverage.ts).
 * The oracle tells it where each of its hypotheses goes; it keeps what all those agree on that are left. It judges nothing.
 */
import type { Step } from '../machines/alphabet.js';
import { cellOf, configurationOf, eofTransition, lifeTransition, noCodes, tripleOf } from '../machines/coverage.js';
import type { State } from '../machines/table.js';

/** What somebody has passed that was not counted before, the latest first. */
export interface Passed {
  readonly code: number;
  readonly before: Passed | null;
}

/** Somebody on the way through a trace. */
export interface Walker {
  readonly state: State;
  passed: Passed | null;
  /** The cell of the stimulus before, given at the same place; -1 for none. */
  last: number;
}

/** Where every walker begins, at the connection and in each callback. */
export const SET_OUT = { passed: null, last: -1 } as const;

export class Tally {
  /** What was passed so far. */
  readonly codes = noCodes();

  /** A stimulus is given: each walker is in a cell. The making of the connection has none. */
  arrive(walkers: readonly Walker[], stimulus: Step['stimulus']['do']): void {
    if (stimulus === 'connect') return;
    for (const walker of walkers) {
      const cell = cellOf(configurationOf(walker.state), stimulus);
      walker.passed = this.#noted(walker.passed, cell);
      if (walker.last >= 0) walker.passed = this.#noted(walker.passed, tripleOf(walker.last, stimulus));
      walker.last = cell;
    }
  }

  /** What is passed with the transitions of a step of the table. */
  pass(passed: Passed | null, seen: number): Passed | null {
    const life = lifeTransition(seen);
    const eof = eofTransition(seen);
    const after = life < 0 ? passed : this.#noted(passed, life);
    return eof < 0 ? after : this.#noted(after, eof);
  }

  /** The trace is over: what each of those passed who are left. */
  add(ways: readonly (Passed | null)[]): void {
    const [first = null, ...others] = ways;
    if (first === null) return;
    const sets = others.map(setOf);
    for (const code of setOf(first)) if (sets.every((set) => set.has(code))) this.codes[code] = 1;
  }

  #noted(before: Passed | null, code: number): Passed | null {
    return this.codes[code] === 1 ? before : { code, before };
  }
}

function setOf(way: Passed | null): Set<number> {
  const codes = new Set<number>();
  for (let at = way; at !== null; at = at.before) codes.add(at.code);
  return codes;
}
