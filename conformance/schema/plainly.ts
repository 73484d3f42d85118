/**
 * A quick look at a trace, by hand: true only where the schema (trace.ts) would say so too, and then the schema need not be
 * asked, which takes ten times as long. Where it is false, nothing is known. A test holds the two against each other.
 */
import {
  CALLBACKS,
  CHUNK_KINDS,
  CONTAINERS,
  RAISE_KINDS,
  UPPER,
  type Arrival,
  type Callback,
  type Given,
  type Item,
  type Probe,
  type Raise,
  type Step,
  type Trace,
} from '../../machines/alphabet.js';
import { LARGEST } from '../../machines/sizes.js';
import { MOST } from './script.js';

export function isPlainlyTrace(value: unknown): value is Trace {
  const trace = value as Trace;
  if (!isObject(value) || keysOf(value) !== 1 || !isList(trace.steps)) return false;
  const { steps } = trace;
  if (steps.length === 0 || steps.length > MOST.stimuli) return false;
  for (let i = 0; i < steps.length; i++) {
    const step = steps[i] as Step;
    if (!isStep(step, 0) || (step.stimulus.do === 'connect') !== (i === 0)) return false;
  }
  return true;
}

/** Deeper ones, and longer texts, are left to the schema. */
const DEEP = 40;
const LONG = 10_000;

function isStep(step: Step, depth: number): boolean {
  if (!isObject(step)) return false;
  const { stimulus, raised, calls, wire, errors, restless, after } = step;
  return (
    keysOf(step) === (restless === undefined ? 6 : 7) &&
    (restless === undefined || typeof restless === 'boolean') &&
    isGiven(stimulus) &&
    isRaised(raised) &&
    isProbe(after) &&
    isListOf(calls, (call: Callback) => isCallback(call, depth)) &&
    isListOf(wire, isArrival) &&
    isListOf(errors, isRaise)
  );
}

function isCallback(call: Callback, depth: number): boolean {
  if (!isObject(call) || depth > DEEP) return false;
  const { name, size, arrived, n, error, steps, raised, kept } = call;
  let keys = 4;
  if (n !== undefined) keys++;
  if (error !== undefined) keys++;
  if (raised !== undefined) keys++;
  if (kept !== undefined) keys++;
  return (
    keysOf(call) === keys &&
    NAMES.has(name) &&
    isNumber(size) &&
    isCount(arrived) &&
    (n === undefined || isCount(n)) &&
    (error === undefined || isRaised(error)) &&
    (raised === undefined || typeof raised === 'boolean') &&
    (kept === undefined || typeof kept === 'boolean') &&
    isListOf(steps, (step: Step) => isStep(step, depth + 1) && CALLS.has(step.stimulus.do))
  );
}

function isGiven(given: Given): boolean {
  if (!isObject(given)) return false;
  const keys = keysOf(given);
  switch (given.do) {
    case 'connect':
      return keys === 3 && isLimit(given.low) && isLimit(given.high);
    case 'write':
      return keys === 4 && isCount(given.at) && isCount(given.n) && KINDS.has(given.kind);
    case 'writelines':
      return keys === 4 && isCount(given.at) && AS.has(given.as) && isListOf(given.items, isItem);
    case 'set_write_buffer_limits': {
      const { high, low } = given;
      return (
        keys === 1 + (high === undefined ? 0 : 1) + (low === undefined ? 0 : 1) &&
        (high === undefined || isLimit(high)) &&
        (low === undefined || isLimit(low))
      );
    }
    case 'tamper':
      return keys === 2 && (given.how === 'edit' || given.how === 'clear');
    case 'drain':
      return keys === 2 && (given.n === 'all' || isCount(given.n));
    case 'peer_data':
      return keys === 2 && isCount(given.n) && given.n <= LARGEST;
    case 'write_eof':
    case 'close':
    case 'abort':
    case 'stall':
    case 'peer_eof':
    case 'peer_reset':
    case 'settle':
      return keys === 1;
    default:
      return false;
  }
}

function isItem(item: Item<number>): boolean {
  return isObject(item) && keysOf(item) === 2 && isCount(item.n) && KINDS.has(item.kind);
}

function isArrival(arrival: Arrival): boolean {
  if (arrival === 'eof') return true;
  if (!isList(arrival))
    return isObject(arrival) && 'unknown' in arrival && keysOf(arrival) === 1 && isCount(arrival.unknown);
  const [from, to, edited] = arrival as readonly unknown[];
  const isLong = arrival.length === 3;
  return (arrival.length === 2 || isLong) && isCount(from) && isCount(to) && (!isLong || edited === 'edited');
}

function isProbe(probe: Probe): boolean {
  return (
    isObject(probe) &&
    keysOf(probe) === 5 &&
    isNumber(probe.size) &&
    isNumber(probe.low) &&
    isNumber(probe.high) &&
    typeof probe.closing === 'boolean' &&
    typeof probe.eof === 'boolean'
  );
}

function isRaised(raised: Raise | null): boolean {
  return raised === null || isRaise(raised);
}

function isRaise(raise: Raise): boolean {
  return (
    isObject(raise) && keysOf(raise) === 3 && RAISES.has(raise.kind) && isText(raise.type) && isText(raise.message)
  );
}

const NAMES: ReadonlySet<unknown> = new Set(CALLBACKS);
const KINDS: ReadonlySet<unknown> = new Set(CHUNK_KINDS);
const AS: ReadonlySet<unknown> = new Set(CONTAINERS);
const RAISES: ReadonlySet<unknown> = new Set(RAISE_KINDS);
const CALLS: ReadonlySet<unknown> = new Set(UPPER);

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isList(value: unknown): value is readonly unknown[] {
  return Array.isArray(value);
}

/** No list of a trace may be longer than this, but for the shortest of their bounds. */
function isListOf<T>(value: readonly T[], is: (one: T) => boolean): boolean {
  if (!Array.isArray(value) || value.length > MOST.items) return false;
  // Not every(), which passes over what is missing.
  for (let i = 0; i < value.length; i++) if (!is(value[i] as T)) return false;
  return true;
}

/** How many there are: an object with all it must have, and so many, has no other. */
function keysOf(value: object): number {
  let keys = 0;
  for (const _ in value) keys++;
  return keys;
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

function isNumber(value: unknown): value is number {
  return Number.isFinite(value);
}

function isLimit(value: unknown): value is number {
  return isNumber(value) && value >= Number.MIN_SAFE_INTEGER && value <= Number.MAX_SAFE_INTEGER;
}

function isText(value: unknown): boolean {
  return typeof value === 'string' && value.length <= LONG;
}
