/**
 * Traces altered at random: an observation dropped, doubled, moved to another step or changed, a stimulus left out or
 * given elsewhere; one such alteration, or a few. Most of them no transport may show, so they try the judges from the
 * other side than traces of the model do. Never used to judge a subject.
 *
 * The line: what a wrong transport could show through an honest harness (docs/harness.md). So a trace still begins with
 * `connect` and ends with a `settle`; a trace that does not come to rest ends there; offsets of what was offered count
 * on, and `arrived` lies between what had come before the callback and what has come by the end of its step. What the
 * harness vouches for beside that (room on the wire, one end of the stream) is altered all the same: both judges look.
 */
import fc from 'fast-check';
import {
  CALLBACKS,
  RAISE_KINDS,
  type Arrival,
  type Callback,
  type Given,
  type Raise,
  type Step,
  type Trace,
} from '../machines/alphabet.js';
import { offers } from '../machines/sizes.js';

type Open<T> = { -readonly [K in keyof T]: T[K] };
interface OpenCall extends Omit<Open<Callback>, 'steps'> {
  steps: OpenStep[];
}
interface OpenStep extends Omit<Open<Step>, 'calls' | 'wire' | 'errors' | 'after'> {
  calls: OpenCall[];
  wire: Arrival[];
  errors: Raise[];
  after: Open<Step['after']>;
}

/** Where an alteration works: the step drawn, the one after it and the one before it, in the order in which they end. */
interface Place {
  readonly step: OpenStep;
  readonly next: OpenStep | undefined;
  readonly last: OpenStep | undefined;
  /** The steps beside it: of the script, or of the reaction that it is in. */
  readonly beside: OpenStep[];
  /** All steps that end after it. */
  readonly rest: readonly OpenStep[];
  /** Any number from 0: what to choose, where there is a choice. */
  readonly n: number;
}

/** Each works in place, and answers whether it applies there. */
const ALTERATIONS = {
  'a callback dropped': ({ step, n }) => took(step.calls, n) !== null,
  'a callback doubled': ({ step, n }) => {
    const call = of(step.calls, n);
    if (call === undefined) return false;
    step.calls.splice(n % step.calls.length, 0, { ...call, steps: [] });
    return true;
  },
  'a callback out of nowhere': ({ step, n }) => {
    const name = of(CALLBACKS, n) as Callback['name'];
    const at = n % (step.calls.length + 1);
    step.calls.splice(at, 0, { name, size: step.after.size, arrived: Infinity, steps: [], ...partsOf(name, n) });
    return true;
  },
  'two callbacks exchanged': ({ step, n }) => {
    if (step.calls.length < 2) return false;
    step.calls.push(...step.calls.splice(n % (step.calls.length - 1), 1));
    return true;
  },
  'a callback later': ({ step, next, n }) => {
    const call = next && took(step.calls, n);
    if (!call) return false;
    next.calls.unshift(call);
    return true;
  },
  'a callback earlier': ({ step, last, n }) => {
    const call = last && took(step.calls, n);
    if (!call) return false;
    last.calls.push({ ...call, size: last.after.size });
    return true;
  },
  'another callback': ({ step, n }) => {
    const call = of(step.calls, n);
    if (call === undefined) return false;
    const { size, arrived, steps } = call;
    const name = of(
      CALLBACKS.filter((other) => other !== call.name),
      n >> 3,
    ) as Callback['name'];
    step.calls[n % step.calls.length] = { name, size, arrived, steps, ...partsOf(name, n) };
    return true;
  },
  'a callback’s size': ({ step, n }) => {
    const call = of(step.calls, n);
    if (call === undefined) return false;
    call.size = of([call.size + 1, call.size - 1, 0, step.after.size + 1, call.size + 4], n >> 3) as number;
    return true;
  },
  'what had arrived by a callback': ({ step, n }) => {
    const call = of(step.calls, n);
    if (call === undefined) return false;
    call.arrived = of([call.arrived + 1, call.arrived - 1, 0, Infinity], n >> 3) as number;
    return true;
  },
  'bytes received': ({ step, n }) => {
    const call = step.calls.find(({ name }) => name === 'data_received');
    if (call === undefined) return false;
    call.n = Math.max(0, (call.n ?? 0) + (of([1, -1, -2, 4], n) as number));
    return true;
  },
  'data in two pieces': ({ step }) => {
    const at = step.calls.findIndex(({ name }) => name === 'data_received');
    const call = step.calls[at];
    if (call === undefined || (call.n ?? 0) < 2) return false;
    step.calls.splice(at, 0, { ...call, n: 1, steps: [], raised: false });
    call.n = (call.n ?? 0) - 1;
    return true;
  },
  'the answer of eof_received()': ({ step }) => {
    const call = step.calls.find(({ name }) => name === 'eof_received');
    if (call === undefined || call.raised) return false;
    call.kept = call.kept !== true;
    return true;
  },
  'a callback that raises, or no more': ({ step, n }) => {
    const call = of(step.calls, n);
    if (call === undefined) return false;
    flip(call);
    return true;
  },
  'a callback that raises, or no more, as the loop hears': ({ step, n }) => {
    const call = of(step.calls, n);
    if (call === undefined) return false;
    flip(call);
    if (call.raised) step.errors.push(raise('scripted'));
    else step.errors.pop();
    return true;
  },
  'what was done inside a callback dropped': ({ step, n }) => {
    const call = of(step.calls, n);
    return call !== undefined && took(call.steps, n >> 3) !== null;
  },
  'something done inside a callback': ({ step, next, n }) => {
    const call = of(step.calls, n);
    if (call === undefined || next === undefined || !isUpper(next.stimulus)) return false;
    call.steps.push({ ...copyOf(next), calls: [] });
    return true;
  },
  'the argument of the loss': ({ step, n }) => {
    const call = step.calls.find(({ name }) => name === 'connection_lost');
    if (call === undefined) return false;
    call.error = call.error && n % 2 === 0 ? null : raise(of(RAISE_KINDS, n >> 1) as Raise['kind']);
    return true;
  },
  'the size': ({ step, last, n }) => {
    const { size } = step.after;
    step.after.size = of([size + 1, size - 1, 0, last?.after.size ?? 0, size + 4], n) as number;
    return true;
  },
  'the size from here on': ({ step, rest, n }) => {
    const by = n % 2 === 0 ? 1 : -1;
    for (const one of [step, ...rest]) if (one.after.size > 0) one.after.size += by;
    return true;
  },
  'the limits': ({ step, last, n }) => {
    retell(step.after, last, n);
    return true;
  },
  'the limits from here on': ({ step, last, rest, n }) => {
    retell(step.after, last, n);
    for (const one of rest) Object.assign(one.after, { low: step.after.low, high: step.after.high });
    return true;
  },
  'is_closing()': ({ step }) => {
    step.after.closing = !step.after.closing;
    return true;
  },
  'is_closing() from here on': ({ step, rest }) => {
    const closing = !step.after.closing;
    for (const one of [step, ...rest]) one.after.closing = closing;
    return true;
  },
  'can_write_eof()': ({ step }) => {
    step.after.eof = !step.after.eof;
    return true;
  },
  'can_write_eof() from here on': ({ step, rest }) => {
    const eof = !step.after.eof;
    for (const one of [step, ...rest]) one.after.eof = eof;
    return true;
  },
  'the limits at the start': ({ step, n }) => {
    if (step.stimulus.do !== 'connect') return false;
    const { low, high } = step.stimulus;
    step.stimulus = {
      do: 'connect',
      ...(of(
        [
          { low: high, high: low },
          { low: -1, high },
          { low, high: high + 1 },
        ],
        n,
      ) as { low: number; high: number }),
    };
    return true;
  },
  'an exception': ({ step, n }) => {
    step.raised = step.raised === null || n % 2 === 0 ? raise(of(RAISE_KINDS, n >> 1) as Raise['kind']) : null;
    return true;
  },
  'an exception, or none, for each such call': ({ step, rest, n }) => {
    const raised = step.raised === null ? raise(n % 2 === 0 ? 'state' : 'type') : null;
    for (const one of [step, ...rest]) if (one.stimulus.do === step.stimulus.do) one.raised = raised;
    return true;
  },
  'an exception elsewhere': ({ step, next }) => {
    if (next === undefined || step.raised === next.raised) return false;
    [step.raised, next.raised] = [next.raised, step.raised];
    return true;
  },
  'an error in the loop': ({ step, n }) => {
    step.errors.push(raise(of(RAISE_KINDS, n) as Raise['kind']));
    return true;
  },
  'an error in the loop less': ({ step }) => step.errors.pop() !== undefined,
  'an error in the loop later': ({ step, next }) => {
    const error = next && step.errors.pop();
    if (!error) return false;
    next.errors.unshift(error);
    return true;
  },
  'no rest': ({ step, beside }) => {
    step.restless = true;
    beside.splice(beside.indexOf(step) + 1);
    return true;
  },
  'bytes lost': ({ step, n }) => Array.isArray(step.wire[0]) && took(step.wire, n) !== null,
  'a byte less': ({ step, n }) => shift(step, n, 0, -1),
  'a byte more': ({ step, n }) => shift(step, n, 0, 1),
  'bytes shifted': ({ step, n }) => shift(step, n, 1, 1),
  'bytes doubled': ({ step, n }) => {
    const arrival = of(step.wire, n);
    if (!Array.isArray(arrival)) return false;
    step.wire.splice(n % step.wire.length, 0, arrival as unknown as Arrival);
    return true;
  },
  'bytes exchanged': ({ step }) => {
    const [one, other] = step.wire;
    if (one === undefined || other === undefined) return false;
    step.wire.splice(0, 2, other, one);
    return true;
  },
  'bytes in two ranges': ({ step, n }) => {
    const arrival = of(step.wire, n);
    if (!Array.isArray(arrival) || arrival[1] - arrival[0] < 2) return false;
    const [from, to, ...edited] = arrival as unknown as [number, number, 'edited'];
    const range = (a: number, b: number) => [a, b, ...edited] as unknown as Arrival;
    step.wire.splice(n % step.wire.length, 1, range(from, from + 1), range(from + 1, to));
    return true;
  },
  'bytes later': ({ step, next }) => {
    const arrival = next && step.wire.pop();
    if (!arrival) return false;
    next.wire.unshift(arrival);
    return true;
  },
  'bytes earlier': ({ step, last }) => {
    const arrival = last && step.wire.shift();
    if (!arrival) return false;
    last.wire.push(arrival);
    return true;
  },
  'bytes that nobody offered': ({ step, n }) => {
    const arrival = of(step.wire, n);
    if (Array.isArray(arrival)) step.wire[n % step.wire.length] = { unknown: arrival[1] - arrival[0] };
    else step.wire.unshift({ unknown: 1 + (n % 3) });
    return true;
  },
  'bytes edited, or not': ({ step, n }) => {
    const arrival = of(step.wire, n);
    if (!Array.isArray(arrival)) return false;
    const [from, to, edited] = arrival as unknown as [number, number, 'edited'?];
    step.wire[n % step.wire.length] = edited ? [from, to] : [from, to, 'edited'];
    return true;
  },
  'the end of the stream': ({ step, n }) => {
    const at = step.wire.indexOf('eof');
    if (at >= 0) step.wire.splice(at, 1);
    else step.wire.splice(n % 2 === 0 ? step.wire.length : 0, 0, 'eof');
    return true;
  },
  'the end of the stream later': ({ step, next }) => {
    const at = step.wire.indexOf('eof');
    if (at < 0 || next === undefined) return false;
    next.wire.push(...step.wire.splice(at, 1));
    return true;
  },
  'the end of the stream earlier': ({ step, last }) => {
    const at = step.wire.indexOf('eof');
    if (at < 0 || last === undefined) return false;
    last.wire.push(...step.wire.splice(at, 1));
    return true;
  },
  'a step left out': ({ step, beside }) => {
    const at = beside.indexOf(step);
    return !isEnd(step, beside) && beside.splice(at, 1).length > 0;
  },
  'a step twice': ({ step, beside }) => {
    const at = beside.indexOf(step);
    if (isEnd(step, beside)) return false;
    beside.splice(at, 0, copyOf(step));
    return true;
  },
  'two steps exchanged': ({ step, beside }) => {
    const at = beside.indexOf(step);
    const other = beside[at + 1];
    if (isEnd(step, beside) || other === undefined || isEnd(other, beside)) return false;
    beside.splice(at, 2, other, step);
    return true;
  },
  'another stimulus': ({ step, beside, rest, n }) => {
    const other = of(rest, n);
    if (isEnd(step, beside) || other === undefined || other.stimulus.do === step.stimulus.do) return false;
    if (!isUpper(other.stimulus) && beside[0]?.stimulus.do !== 'connect') return false;
    step.stimulus = other.stimulus;
    return true;
  },
} satisfies Readonly<Record<string, (place: Place) => boolean>>;

export type AlterationName = keyof typeof ALTERATIONS;
export const ALTERATION_NAMES = Object.keys(ALTERATIONS) as readonly AlterationName[];

/** One alteration: what, at which step (nested ones count; beyond the last it begins again), and which of its ways. */
export interface Alteration {
  readonly what: AlterationName;
  readonly at: number;
  readonly n: number;
}

export interface Altered {
  readonly trace: Trace;
  readonly what: string;
}

/** The trace with these alterations, one after the other, or null where one does not apply. */
export function altered(trace: Trace, by: readonly Alteration[]): Trace | null {
  const steps = trace.steps.map(copyOf);
  for (const { what, at, n } of by) if (!ALTERATIONS[what](placeIn(steps, at, n))) return null;
  recount(steps);
  return { steps };
}

/** How many steps there are to alter. */
export function placesOf(trace: Trace): number {
  return flat(trace.steps as OpenStep[]).length;
}

/** Any alteration. */
export const anyAlteration: fc.Arbitrary<Alteration> = fc.record({
  what: fc.constantFrom(...ALTERATION_NAMES),
  at: fc.nat({ max: 255 }),
  n: fc.nat({ max: 255 }),
});

/** One alteration of a trace, or null where the one that was drawn does not apply to the step that was drawn. */
export function alterations(trace: Trace): fc.Arbitrary<Altered | null> {
  return anyAlteration.map((one) => {
    const found = altered(trace, [one]);
    return found && { trace: found, what: one.what };
  });
}

function placeIn(steps: OpenStep[], at: number, n: number): Place {
  const all = flat(steps);
  const i = at % all.length;
  const step = all[i] as OpenStep;
  return { step, next: all[i + 1], last: all[i - 1], beside: besideIn(steps, step), rest: all.slice(i + 1), n };
}

/** In the order in which they end. */
function flat(steps: readonly OpenStep[]): OpenStep[] {
  return steps.flatMap((step) => [...step.calls.flatMap((call) => flat(call.steps)), step]);
}

function besideIn(steps: OpenStep[], step: OpenStep): OpenStep[] {
  if (steps.includes(step)) return steps;
  for (const one of steps) {
    for (const { steps: nested } of one.calls) {
      const found = besideIn(nested, step);
      if (found.length > 0) return found;
    }
  }
  return [];
}

/** What the harness counts itself: offsets, and what had arrived by each callback. */
function recount(steps: readonly OpenStep[]): void {
  let offered = 0;
  const visit = (step: OpenStep, arrivedBefore: number): number => {
    const { stimulus } = step;
    if ((stimulus.do === 'write' || stimulus.do === 'writelines') && stimulus.at !== offered) {
      step.stimulus = { ...stimulus, at: offered };
    }
    offered += offers(stimulus);
    const own = step.wire.reduce((sum, arrival) => sum + bytesOf(arrival), 0);
    let nested = 0;
    let least = arrivedBefore;
    for (const call of step.calls) {
      call.arrived = Math.max(least, Math.min(call.arrived, arrivedBefore + own + nested));
      least = call.arrived;
      for (const inner of call.steps) least = visit(inner, least);
      nested += least - call.arrived;
    }
    return arrivedBefore + own + nested;
  };
  let arrived = 0;
  for (const step of steps) arrived = visit(step, arrived);
}

function bytesOf(arrival: Arrival): number {
  if (arrival === 'eof') return 0;
  return 'unknown' in arrival ? arrival.unknown : arrival[1] - arrival[0];
}

function copyOf(step: Step): OpenStep {
  return {
    ...step,
    calls: step.calls.map((call) => ({ ...call, steps: call.steps.map(copyOf) })),
    wire: [...step.wire],
    errors: [...step.errors],
    after: { ...step.after },
  };
}

function shift(step: OpenStep, n: number, from: number, to: number): boolean {
  const arrival = of(step.wire, n);
  if (!Array.isArray(arrival)) return false;
  const [first, end, ...edited] = arrival as unknown as [number, number, 'edited'];
  step.wire[n % step.wire.length] = [first + from, Math.max(first + from, end + to), ...edited] as unknown as Arrival;
  return true;
}

function retell(after: OpenStep['after'], last: OpenStep | undefined, n: number): void {
  const { low, high } = after;
  const told = of(
    [
      { low: low + 1, high },
      { low: low - 1, high },
      { low, high: high + 1 },
      { low, high: high - 1 },
      { low: high, high: low },
      { low: last?.after.low ?? low, high: last?.after.high ?? high },
      { low: 0, high: 0 },
      { low: Math.floor(high / 4), high },
    ],
    n,
  );
  Object.assign(after, told);
}

/** Whether the callback raises; one that does answers nothing. */
function flip(call: OpenCall): void {
  if (call.raised) {
    delete call.raised;
    if (call.name === 'eof_received') call.kept = false;
  } else {
    call.raised = true;
    delete call.kept;
  }
}

function partsOf(name: Callback['name'], n: number): Partial<OpenCall> {
  if (name === 'data_received') return { n: n % 5 };
  if (name === 'eof_received') return { kept: n % 2 === 0 };
  if (name === 'connection_lost') return { error: n % 2 === 0 ? null : raise('reset') };
  return {};
}

function isUpper({ do: name }: Given): boolean {
  return !['connect', 'settle', 'drain', 'peer_data', 'peer_eof', 'peer_reset'].includes(name);
}

/** The first step, or the last: they are of every trace. */
function isEnd(step: OpenStep, beside: readonly OpenStep[]): boolean {
  return step.stimulus.do === 'connect' || (beside.at(-1) === step && step.stimulus.do === 'settle');
}

function raise(kind: Raise['kind']): Raise {
  return { kind, type: kind, message: '' };
}

function of<T>(from: readonly T[], n: number): T | undefined {
  return from[n % from.length];
}

function took<T>(from: T[], n: number): T | null {
  return from.length === 0 ? null : (from.splice(n % from.length, 1)[0] as T);
}
