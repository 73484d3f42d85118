/**
 * The cells of the table (a life, a stage of eof, an event), and which of them the chart leaves undecided.
 * XState drops an event that a state does not name, in silence: so each must be written down. Decides nothing itself.
 */
import { EOFS, LIVES } from './alphabet.js';
import { EVENTS, type EventType } from './context.js';
import { TABLE, type Transition } from './table.js';

/** One cell, and what each region has for it; empty where the cell is not the region's own. */
export interface Cell {
  readonly life: (typeof LIVES)[number];
  readonly eof: (typeof EOFS)[number];
  readonly event: EventType;
  readonly candidates: { readonly life: readonly Transition[]; readonly eof: readonly Transition[] };
}

/** Every cell, in the order of life. */
export function cells(table: typeof TABLE = TABLE): readonly Cell[] {
  return LIVES.flatMap((life, row) =>
    EOFS.flatMap((eof, column) =>
      EVENTS.map((event) => ({
        life,
        eof,
        event,
        candidates: { life: table.life[row]?.[event] ?? [], eof: table.eof[column]?.[event] ?? [] },
      })),
    ),
  );
}

/** What is undecided, or decided twice, a line for each; empty when the chart is total. */
export function undecided(table: typeof TABLE = TABLE): readonly string[] {
  return cells(table).flatMap((cell) => {
    const name = `${cell.life} x ${cell.eof} x ${cell.event}`;
    const { life, eof } = cell.candidates;
    const problems = [...leaks(life, 'life'), ...leaks(eof, 'eof')];
    if (life.length === 0 && eof.length === 0) problems.push('no region decides it');
    const isShared = SHARED.includes(cell.event);
    if (life.length > 0 && eof.length > 0 && !isShared) problems.push('both regions decide it');
    if (isShared && (life.length === 0 || eof.length === 0)) problems.push('one region misses it');
    return problems.map((problem) => `${name}: ${problem}`);
  });
}

/** Both regions take these: a write_eof() may be a close. */
const SHARED: readonly EventType[] = ['write_eof', 'settle'];

function leaks(candidates: readonly Transition[], region: string): string[] {
  if (candidates.length === 0) return [];
  if (candidates.at(-1)?.guard !== null) return [`the last candidate of ${region} is guarded`];
  const first = candidates.findIndex(({ guard }) => guard === null);
  return first < candidates.length - 1 ? [`candidates of ${region} stand behind an unguarded one`] : [];
}
