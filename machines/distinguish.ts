/**
 * The shortest sequence of events after which two dialects are seen to differ: proof that a choice is a real one.
 * Walks both machines side by side through the small world; compares only what a harness sees, never the states.
 */
import type { Dialect } from './choices.js';
import { OBSERVATIONS } from './effects.js';
import { LIFE, SEEN } from './table.js';
import { advance, begin, eventsAt, isOutside, returned, type Edge, type Watched } from './watched.js';
import { eventText } from './world.js';

/** Null when nothing in the small world tells the two apart. */
export function distinguish(one: Dialect, other: Dialect): readonly string[] | null {
  const first: Pair = { one: begin(one), other: begin(other), way: [] };
  const queue = [first];
  const known = new Set([keyOf(first)]);
  for (const pair of queue) {
    for (const event of eventsAt(pair.one)) {
      if (isOutside(pair.one, event) || isOutside(pair.other, event)) continue;
      const left = advance(pair.one, event);
      const right = advance(pair.other, event);
      const way = [...pair.way, eventText(event)];
      if (!looksAlike(left, right)) return way;
      visit({ one: left.after, other: right.after, way });
    }
    const one = returned(pair.one);
    const other = returned(pair.other);
    if (one !== null && other !== null) visit({ one, other, way: [...pair.way, 'the callback returns'] });
  }
  return null;

  function visit(pair: Pair): void {
    const key = keyOf(pair);
    if (known.has(key)) return;
    known.add(key);
    queue.push(pair);
  }
}

interface Pair {
  readonly one: Watched;
  readonly other: Watched;
  readonly way: readonly string[];
}

/** Observations that somebody outside can make: not the deliberate nothing, not the rest. */
const VISIBLE = OBSERVATIONS.filter((name) => name !== 'nothing' && name !== 'rest' && name !== 'bytes_arrive').reduce(
  (bits, name) => bits | SEEN[name],
  0,
);

function looksAlike(left: Edge, right: Edge): boolean {
  const a = left.after;
  const b = right.after;
  return (
    ((left.seen ^ right.seen) & VISIBLE) === 0 &&
    a.handed === b.handed &&
    a.size === b.size &&
    a.low === b.low &&
    a.high === b.high &&
    isClosing(a) === isClosing(b) &&
    ((left.seen & SEEN.connection_lost) === 0 || a.cause === b.cause)
  );
}

function isClosing({ shut, life }: Watched): boolean {
  return shut || life === LIFE.lost;
}

function keyOf({ one, other }: Pair): string {
  return `${keyOfOne(one)}|${keyOfOne(other)}`;
}

function keyOfOne(node: Watched): string {
  const { life, eof, size, sending, out, room, low, high, incoming, peer, reset, cause, shut, losing, inside } = node;
  return [
    life,
    eof,
    size,
    sending,
    out,
    room,
    low,
    high,
    Number(incoming > 0),
    peer,
    reset,
    cause,
    shut,
    losing,
    inside,
  ].join();
}
