/**
 * A trace in the order in which it happened: each step, cut where the steps inside its callbacks stand. What the table, the
 * sequence diagram and the inspector's page all tell. Holds no layout and judges nothing.
 */
import type { Arrival, Callback, Probe, Raise, Step, Trace } from '../../machines/alphabet.js';
import { plain } from './plain.js';

/** What came of a step, until the next step inside it. */
export interface Part {
  /** The place of the step: step, callback, nested step and so on. */
  readonly path: readonly number[];
  /** As people count: the connection is 0, the first stimulus 1, the first step inside it 1.1. */
  readonly label: string;
  readonly depth: number;
  readonly given: Step['stimulus'];
  /** Nothing of the step came before; else it goes on after the steps inside a callback. */
  readonly isFirst: boolean;
  readonly seen: readonly Observed[];
  /** What the transport answers, where the step ends. */
  readonly after: Probe | null;
}

export type Observed =
  | { readonly what: 'callback'; readonly call: Callback; readonly path: readonly number[] }
  /** The callback has raised, as the script asked. */
  | { readonly what: 'scripted'; readonly call: Callback }
  | { readonly what: 'raise'; readonly raise: Raise }
  | { readonly what: 'arrives'; readonly arrivals: readonly Arrival[] }
  /** What the loop's exception handler was told. */
  | { readonly what: 'error'; readonly raise: Raise }
  | { readonly what: 'restless' };

export function partsOf({ steps }: Trace): readonly Part[] {
  return new Cutter().cut(steps);
}

/** A callback that comes while the loop runs, and not in the call of a stimulus. */
export function isSettling({ do: name }: Step['stimulus']): boolean {
  return name === 'settle' || name === 'connect';
}

class Cutter {
  readonly #parts: Part[] = [];
  /** Bytes told as arrived so far. */
  #arrived = 0;

  cut(steps: readonly Step[]): readonly Part[] {
    steps.forEach((step, index) => this.#step(step, [index], `${index}`, 0));
    return this.#parts;
  }

  #step(step: Step, path: readonly number[], label: string, depth: number): void {
    let seen: Observed[] = [];
    let nested = 0;
    let isFirst = true;
    const flush = (after: Probe | null): void => {
      this.#parts.push({ path, label, depth, given: step.stimulus, isFirst, seen, after });
      seen = [];
      isFirst = false;
    };
    // Between callbacks only where steps stand between them: elsewhere what arrived is told once, at the end.
    const isCut = step.calls.some(({ steps }) => steps.length > 0);
    let { wire } = step;
    const arrives = (arrivals: readonly Arrival[]): void => {
      if (arrivals.length > 0) seen.push({ what: 'arrives', arrivals });
      this.#arrived += arrivals.reduce((sum, arrival) => sum + bytesOf(arrival), 0);
    };
    step.calls.forEach((call, index) => {
      if (isCut) {
        const [before, after] = splitAt(wire, call.arrived - this.#arrived);
        arrives(before);
        wire = after;
      }
      seen.push({ what: 'callback', call, path: [...path, index] });
      if (call.steps.length > 0) {
        flush(null);
        call.steps.forEach((inner, at) => {
          this.#step(inner, [...path, index, at], `${label}.${++nested}`, depth + 1);
        });
      }
      if (call.raised) seen.push({ what: 'scripted', call });
    });
    if (step.raised !== null) seen.push({ what: 'raise', raise: step.raised });
    arrives(wire);
    for (const raise of step.errors) seen.push({ what: 'error', raise });
    if (step.restless) seen.push({ what: 'restless' });
    flush(step.after);
  }
}

/** A callback with its argument or its answer. */
export function callText(call: Callback): string {
  switch (call.name) {
    case 'data_received':
      return `data_received(${call.n ?? 0} bytes)`;
    case 'connection_lost':
      return `connection_lost(${call.error ? raiseText(call.error) : 'None'})`;
    case 'eof_received':
      return `eof_received()${call.raised ? '' : ` -> ${call.kept === true ? 'True' : 'False'}`}`;
    default:
      return `${call.name}()`;
  }
}

export function raiseText({ kind, type, message }: Raise): string {
  const what = type === kind || type === '' ? kind : `${plain(type)} (${kind})`;
  return message === '' ? what : `${what}: ${plain(message)}`;
}

export function arrivalText(arrival: Arrival): string {
  if (arrival === 'eof') return 'EOF';
  if ('unknown' in arrival) return `${arrival.unknown} bytes that nobody wrote`;
  const [from, to, edited] = arrival;
  const range = to - from === 1 ? `byte ${from}` : `bytes ${from} to ${to - 1}`;
  return edited === undefined ? range : `${range} edited`;
}

export function bytesOf(arrival: Arrival): number {
  if (arrival === 'eof') return 0;
  return 'unknown' in arrival ? arrival.unknown : arrival[1] - arrival[0];
}

/** What a transport answers, as far as it is news. */
export function newsOf(known: Probe | null, after: Probe): readonly string[] {
  return [
    ...(known?.size === after.size ? [] : [`size ${after.size}`]),
    ...(known?.high === after.high ? [] : [`high ${after.high}`]),
    ...(known?.low === after.low ? [] : [`low ${after.low}`]),
    ...((known?.closing ?? false) === after.closing ? [] : [after.closing ? 'closing' : 'not closing']),
    ...((known?.eof ?? true) === after.eof ? [] : [after.eof ? 'can write EOF' : 'cannot write EOF']),
  ];
}

/** The first n bytes that arrived, and the rest. An end of the stream between them is of the rest. */
function splitAt(wire: readonly Arrival[], n: number): [readonly Arrival[], readonly Arrival[]] {
  const before: Arrival[] = [];
  let left = n;
  for (const [index, arrival] of wire.entries()) {
    if (left <= 0) return [before, wire.slice(index)];
    const size = bytesOf(arrival);
    if (size <= left || arrival === 'eof') before.push(arrival);
    else {
      const [head, tail] = cut(arrival, left);
      return [
        [...before, head],
        [tail, ...wire.slice(index + 1)],
      ];
    }
    left -= size;
  }
  return [before, []];
}

function cut(arrival: Exclude<Arrival, 'eof'>, n: number): [Arrival, Arrival] {
  if ('unknown' in arrival) return [{ unknown: n }, { unknown: arrival.unknown - n }];
  const [from, to, edited] = arrival;
  const at = from + n;
  return edited === undefined
    ? [
        [from, at],
        [at, to],
      ]
    : [
        [from, at, edited],
        [at, to, edited],
      ];
}
