/**
 * What there is to cover of the chart, each with a number and a name: cells, triples and transitions, in one space, so that
 * who counts them needs one array. Numbers and names only: what can be reached is in reach.ts, what was, is counted elsewhere.
 */
import { EOFS, LIVES, STIMULI, type StimulusName } from './alphabet.js';
import { EVENTS } from './context.js';
import { TABLE, tookIn, type Transition } from './table.js';

export const KINDS = ['cells', 'transitions', 'triples'] as const;
export type Kind = (typeof KINDS)[number];

export const CONFIGURATIONS = LIVES.length * EOFS.length;
/** A cell is a configuration, of life and eof, and a stimulus that is given in it. */
export const CELLS = CONFIGURATIONS * STIMULI.length;
/** A triple is a cell and the stimulus that is given next at the same place: from outside, or in the same callback. */
const TRIPLES = CELLS * STIMULI.length;

const NAMES = { life: namesOf('life'), eof: namesOf('eof') };

/** Codes of each kind: from the first up to the one before the last. */
const RANGES: { readonly [K in Kind]: readonly [from: number, to: number] } = {
  cells: [0, CELLS],
  triples: [CELLS, CELLS + TRIPLES],
  transitions: [CELLS + TRIPLES, CELLS + TRIPLES + NAMES.life.length + NAMES.eof.length],
};
const LIFE_TRANSITIONS = RANGES.transitions[0];
const EOF_TRANSITIONS = LIFE_TRANSITIONS + NAMES.life.length;

/** One byte for each code: 1 where it is in the set. */
export type Codes = Uint8Array;

export function noCodes(): Codes {
  return new Uint8Array(RANGES.transitions[1]);
}

export function configurationOf({ life, eof }: { readonly life: number; readonly eof: number }): number {
  return life * EOFS.length + eof;
}

export function cellOf(configuration: number, stimulus: StimulusName): number {
  return configuration * STIMULI.length + (PLACE.get(stimulus) as number);
}

export function configurationOfCell(cell: number): number {
  return Math.floor(cell / STIMULI.length);
}

export function cellOfTriple(triple: number): number {
  return Math.floor((triple - CELLS) / STIMULI.length);
}

export function tripleOf(cell: number, next: StimulusName): number {
  return CELLS + cell * STIMULI.length + (PLACE.get(next) as number);
}

/** Adds the transitions of a step, from what step() answered. */
export function addTransitions(codes: Codes, seen: number): void {
  const life = lifeTransition(seen);
  const eof = eofTransition(seen);
  if (life >= 0) codes[life] = 1;
  if (eof >= 0) codes[eof] = 1;
}

/** The code of the transition that the life took in a step, from what step() answered; -1 for none. */
export function lifeTransition(seen: number): number {
  const id = tookIn(seen, 'life');
  return id < 0 ? -1 : LIFE_TRANSITIONS + id;
}

/** The same of eof. */
export function eofTransition(seen: number): number {
  const id = tookIn(seen, 'eof');
  return id < 0 ? -1 : EOF_TRANSITIONS + id;
}

/** The codes of a kind that are in a set, in order. */
export function codesOf(kind: Kind, codes: Codes): number[] {
  const [from, to] = RANGES[kind];
  const found: number[] = [];
  for (let code = from; code < to; code++) if (codes[code] === 1) found.push(code);
  return found;
}

/** For example `paused x none x write`, `paused x none x write, then close`, `paused: write [resumes]`. */
export function nameOf(code: number): string {
  if (code >= EOF_TRANSITIONS) return NAMES.eof[code - EOF_TRANSITIONS] as string;
  if (code >= LIFE_TRANSITIONS) return NAMES.life[code - LIFE_TRANSITIONS] as string;
  if (code < CELLS) return cellName(code);
  const triple = code - CELLS;
  return `${cellName(Math.floor(triple / STIMULI.length))}, then ${STIMULI[triple % STIMULI.length]}`;
}

const PLACE = new Map(STIMULI.map((name, index) => [name, index]));

function cellName(cell: number): string {
  const configuration = Math.floor(cell / STIMULI.length);
  const life = LIVES[Math.floor(configuration / EOFS.length)];
  return `${life} x ${EOFS[configuration % EOFS.length]} x ${STIMULI[cell % STIMULI.length]}`;
}

/** The names of a region's transitions, in the order of their ids. */
function namesOf(region: 'life' | 'eof'): string[] {
  const names: string[] = [];
  TABLE[region].forEach((row, leaf) => {
    const state = region === 'life' ? LIVES[leaf] : `eof ${EOFS[leaf]}`;
    for (const event of EVENTS) {
      for (const { id, guard } of row[event] as readonly Transition[]) {
        names[id] = `${state}: ${event}${guard === null ? '' : ` [${guard}]`}`;
      }
    }
  });
  return names;
}
