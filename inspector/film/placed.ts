/**
 * Where our chart is, from a snapshot of an actor that runs it: what an inspector is told is a value and an event, and not which
 * transition was taken. So an arrow is lit where one goes from what was to what is, and nothing is made up where none does.
 */
import { EOFS, LIVES } from '../../machines/alphabet.js';
import { EVENTS, type EventType } from '../../machines/context.js';
import { CHART } from '../../machines/chart.js';
import { TABLE } from '../../machines/table.js';
import type { Lit } from './lit.js';
import type { Level } from './film.js';
import { moveOf, type Move } from './moves.js';
import { activeIn } from './nested.js';

/** Null where the value is none of our chart's. */
export function litOf(value: unknown, before: Lit | null, event: string, context: string): Lit | null {
  const active = activeIn(value);
  const life = LIVES.findLastIndex((leaf) => active.includes(`life.${leaf}`));
  const eof = EOFS.findLastIndex((leaf) => active.includes(`eof.${leaf}`));
  if (life < 0 || eof < 0) return null;
  const moves =
    before === null ? [] : [...taken('life', before.life, life, event), ...taken('eof', before.eof, eof, event)];
  return { life, eof, moves, ...countsIn(context) };
}

/** The definition is of our chart: the drawing is its. */
export function isOurs(definition: string | null): boolean {
  try {
    const config = JSON.parse(definition ?? '') as { id?: unknown; states?: object };
    return (
      config.id === CHART.id &&
      Object.keys(config.states ?? {})
        .toSorted()
        .join() === 'eof,life'
    );
  } catch {
    return false;
  }
}

function taken(region: 'life' | 'eof', from: number, to: number, event: string): readonly Move[] {
  if (from === to || !(EVENTS as readonly string[]).includes(event)) return [];
  const one = TABLE[region][from]?.[event as EventType].find(({ target }) => target === to);
  if (one === undefined) return [];
  // Which guard it was, and what else was done, is not told.
  return [{ ...moveOf(region, one.id), on: event, does: '', description: '' }];
}

function countsIn(context: string): Pick<Lit, 'accepted' | 'handed' | 'room'> {
  const n = numbersIn(context);
  return { accepted: n('accepted'), handed: n('handed'), room: n('room') };
}

/** What our machine remembers of its buffer. */
export function levelOf(context: string): Level {
  const n = numbersIn(context);
  const [handed, size] = [n('handed'), n('size')];
  return { written: n('accepted'), size, low: n('low'), high: n('high'), handed, arrived: handed, closing: false };
}

function numbersIn(context: string): (name: string) => number {
  let told: Record<string, unknown> = {};
  try {
    told = JSON.parse(context) as Record<string, unknown>;
  } catch {
    // Cut short, or not there: then nothing is known of it.
  }
  return (name) => (typeof told[name] === 'number' ? told[name] : 0);
}
