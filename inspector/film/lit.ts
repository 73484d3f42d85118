/**
 * The model run once more with somebody watching: for each part of its trace, where the chart is and how it came there.
 * The model decides; this only writes down what it was seen to do.
 */
import type { Script, Trace } from '../../machines/alphabet.js';
import type { Dialect } from '../../machines/choices.js';
import type { MachineEvent } from '../../machines/context.js';
import { callbackIn, runModel, type ModelOptions, type Watch } from '../../machines/model.js';
import { tookIn, type State } from '../../machines/table.js';
import { moveOf, type Move, type Region } from './moves.js';

/** Where the chart is at the end of a part. */
export interface Lit {
  /** Indices of the leaves. */
  readonly life: number;
  readonly eof: number;
  /** The transitions of the part, in order. */
  readonly moves: readonly Move[];
  /** Bytes accepted, handed to the wire, and that the wire still takes; the last may be infinite. */
  readonly accepted: number;
  readonly handed: number;
  readonly room: number;
}

export interface Told {
  readonly trace: Trace;
  /** By the key of a part: see partKey(). */
  readonly lit: ReadonlyMap<string, Lit>;
}

/** `nth`: which of the parts of its step it is. */
export function partKey(path: readonly number[], nth: number): string {
  return `${path.join('.')}/${nth}`;
}

export function runLit(script: Script, choices: Dialect, options: Omit<ModelOptions, 'watch'>): Told {
  const notes = new Notes();
  const trace = runModel(script, choices, { ...options, watch: notes });
  return { trace, lit: notes.lit };
}

interface Open {
  readonly path: readonly number[];
  part: number;
  /** Callbacks so far; the connection's first stands before any event. */
  calls: number;
  /** Steps inside the last callback so far. */
  nested: number;
}

class Notes implements Watch {
  readonly lit = new Map<string, Lit>();
  readonly #open: Open[] = [];
  #steps = 0;
  #last: Lit = { life: 0, eof: 0, moves: [], accepted: 0, handed: 0, room: 0 };

  enter({ do: name }: Parameters<Watch['enter']>[0]): void {
    const around = this.#open.at(-1);
    const path = around === undefined ? [this.#steps++] : [...around.path, around.calls - 1, around.nested++];
    this.#open.push({ path, part: 0, calls: name === 'connect' ? 1 : 0, nested: 0 });
    this.#note([]);
  }

  leave(): void {
    // What a step inside a callback left behind is where the step around it goes on.
    this.#note([]);
    this.#open.pop();
  }

  took(_event: MachineEvent, _from: Pick<State, 'life' | 'eof'>, seen: number, state: Readonly<State>): void {
    const open = this.#open.at(-1) as Open;
    if (open.nested > 0) {
      open.part++;
      open.nested = 0;
    }
    if (callbackIn(seen) !== null) open.calls++;
    const moves = (['life', 'eof'] as const).flatMap((region: Region) => {
      const id = tookIn(seen, region);
      return id < 0 ? [] : [moveOf(region, id)];
    });
    const { life, eof, accepted, handed, room } = state;
    this.#last = { life, eof, moves: [], accepted, handed, room };
    this.#note(moves);
  }

  #note(moves: readonly Move[]): void {
    const { path, part } = this.#open.at(-1) as Open;
    const key = partKey(path, part);
    this.lit.set(key, { ...this.#last, moves: [...(this.lit.get(key)?.moves ?? []), ...moves] });
  }
}
