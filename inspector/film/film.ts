/**
 * What a page steps through: the parts of a trace as frames, each with what the model does there, what the subject did, and
 * where the chart is. Puts two traces side by side; who is right is the judges' to say, and is given.
 */
import type { Given, Probe, Script, Trace } from '../../machines/alphabet.js';
import type { Dialect } from '../../machines/choices.js';
import { offers } from '../../machines/sizes.js';
import { stimulusText } from '../../conformance/report/notation.js';
import {
  arrivalText,
  bytesOf,
  callText,
  isSettling,
  partsOf,
  raiseText,
  type Observed,
  type Part,
} from '../../conformance/report/parts.js';
import { partKey, runLit, type Lit } from './lit.js';
import type { Broken, Evidence } from './evidence.js';

/** Something that was seen. `lane` tells a callback in the call from one that comes while the loop settles. */
export interface Seen {
  readonly lane: 'call' | 'settling' | 'wire' | 'other';
  readonly text: string;
  /** What is counted as the same, whatever words an implementation has for it. */
  readonly sense: string;
  /** Bytes buffered when it came; callbacks only. */
  readonly size?: number;
}

/** In bytes. What was written is what the calls offered. */
export interface Level {
  readonly written: number;
  readonly size: number;
  readonly low: number;
  readonly high: number;
  /** Taken by the wire, and told as arrived at the peer. */
  readonly handed: number;
  readonly arrived: number;
  readonly closing: boolean;
}

export interface Side {
  readonly seen: readonly Seen[];
  readonly level: Level;
}

export interface Frame {
  readonly key: string;
  readonly label: string;
  readonly depth: number;
  readonly given: Given;
  readonly text: string;
  /** Else it goes on after the steps inside a callback. */
  readonly isFirst: boolean;
  readonly model: Side | null;
  readonly subject: Side | null;
  /** Both are there, and what was seen or is answered is not the same; or one of them is not. */
  readonly differs: boolean;
  /** The rules that fail here. */
  readonly broken: readonly Broken[];
  readonly lit: Lit;
}

export interface Film {
  readonly frames: readonly Frame[];
  /** The first frame at which a rule fails, or -1. */
  readonly diverges: number;
  /** There is a subject beside the model. */
  readonly isPaired: boolean;
}

export interface Cast {
  readonly script: Script | null;
  readonly choices: Dialect;
  /** Bytes, at the start. */
  readonly low: number;
  readonly high: number;
  readonly readFirst: boolean;
  readonly evidence: Pick<Evidence, 'trace' | 'broken'> | null;
}

export function filmOf({ script, choices, low, high, readFirst, evidence }: Cast): Film {
  const told = script === null ? null : runLit(script, choices, { low, high, readFirst: () => readFirst });
  const model = told === null ? null : cuts(told.trace);
  const subject = evidence === null ? null : cuts(evidence.trace);
  const brokenAt = evidence === null ? NONE_BROKEN : brokenIn(evidence);
  const frames: Frame[] = [];
  let lit: Lit = { life: 0, eof: 0, moves: [], accepted: 0, handed: 0, room: 0 };
  for (const [ours, theirs] of paired(model, subject)) {
    const { part, key } = (theirs ?? ours) as Cut;
    const here = told?.lit.get(key);
    lit = here ?? { ...lit, moves: [] };
    frames.push({
      key,
      label: part.label,
      depth: part.depth,
      given: part.given,
      text: stimulusText(part.given),
      isFirst: part.isFirst,
      model: ours?.side ?? null,
      subject: theirs?.side ?? null,
      differs: model !== null && subject !== null && !areSame(ours?.side, theirs?.side),
      broken: brokenAt.get(key) ?? [],
      lit,
    });
  }
  return {
    frames,
    diverges: frames.findIndex(({ broken }) => broken.length > 0),
    isPaired: subject !== null,
  };
}

/** One trace of another, part by part, and where they first part: the number of parts before that. */
export function agreement(one: Trace, other: Trace): number {
  const [a, b] = [cuts(one), cuts(other)];
  const at = a.findIndex((cut, i) => cut.key !== b[i]?.key || !areSame(cut.side, b[i]?.side));
  return at < 0 ? a.length : at;
}

interface Cut {
  readonly key: string;
  readonly part: Part;
  readonly side: Side;
}

function cuts(trace: Trace): readonly Cut[] {
  let level: Level = { written: 0, size: 0, low: 0, high: 0, handed: 0, arrived: 0, closing: false };
  const counts = new Map<string, number>();
  return partsOf(trace).map((part) => {
    const place = part.path.join('.');
    const nth = counts.get(place) ?? 0;
    counts.set(place, nth + 1);
    level = levelAfter(level, part);
    const isLoop = isSettling(part.given);
    return {
      key: partKey(part.path, nth),
      part,
      side: { seen: part.seen.flatMap((one) => seenOf(one, isLoop)), level },
    };
  });
}

function levelAfter(before: Level, { given, isFirst, seen, after }: Part): Level {
  const arrived =
    before.arrived + sum(seen.flatMap((one) => (one.what === 'arrives' ? one.arrivals : [])).map(bytesOf));
  const last = seen.findLast((one) => one.what === 'callback');
  const handed = Math.max(before.handed, arrived, last?.call.arrived ?? 0);
  const written = before.written + (isFirst ? offers(given) : 0);
  const size = after?.size ?? last?.call.size ?? before.size;
  const { low, high, closing } = after ?? limitsOf(given) ?? before;
  return { written, size, low, high, handed, arrived, closing: closing ?? before.closing };
}

/** The connection's own callback comes before anything is asked. */
function limitsOf(given: Given): Pick<Probe, 'low' | 'high' | 'closing'> | null {
  return given.do === 'connect' ? { low: given.low, high: given.high, closing: false } : null;
}

function seenOf(one: Observed, isLoop: boolean): Seen[] {
  const lane = isLoop ? 'settling' : 'call';
  switch (one.what) {
    case 'callback': {
      const { call } = one;
      const error = call.error === undefined ? '' : call.error === null ? 'None' : call.error.kind;
      const sense = `${call.name} ${call.n ?? ''} ${error} ${call.size}`;
      return [{ lane, text: callText(call), sense, size: call.size }];
    }
    case 'scripted':
      return [{ lane: 'other', text: `${one.call.name}() raises, as scripted`, sense: 'scripted' }];
    case 'raise':
      return [{ lane: 'other', text: `raises ${raiseText(one.raise)}`, sense: `raises ${one.raise.kind}` }];
    case 'arrives':
      return one.arrivals.map((arrival) => ({ lane: 'wire', text: `${arrivalText(arrival)} →`, sense: '' }));
    case 'error':
      return [{ lane: 'other', text: `loop’s handler: ${raiseText(one.raise)}`, sense: `error ${one.raise.kind}` }];
    case 'restless':
      return [{ lane: 'other', text: 'does not come to rest', sense: 'restless' }];
  }
}

/** Both in the order of the subject's; what only the model does stands where it would have come. */
function paired(
  model: readonly Cut[] | null,
  subject: readonly Cut[] | null,
): readonly (readonly [Cut | null, Cut | null])[] {
  if (subject === null) return (model ?? []).map((cut) => [cut, null] as const);
  if (model === null) return subject.map((cut) => [null, cut] as const);
  const ours = new Map(model.map((cut, index) => [cut.key, index]));
  const pairs: (readonly [Cut | null, Cut | null])[] = [];
  let next = 0;
  for (const theirs of subject) {
    const at = ours.get(theirs.key);
    if (at === undefined || at < next) {
      pairs.push([null, theirs]);
      continue;
    }
    for (; next < at; next++) pairs.push([model[next] as Cut, null]);
    pairs.push([model[at] as Cut, theirs]);
    next = at + 1;
  }
  for (; next < model.length; next++) pairs.push([model[next] as Cut, null]);
  return pairs;
}

function areSame(a: Side | undefined, b: Side | undefined): boolean {
  if (a === undefined || b === undefined) return false;
  const [x, y] = [a.level, b.level];
  return (
    x.size === y.size &&
    x.low === y.low &&
    x.high === y.high &&
    x.closing === y.closing &&
    x.arrived === y.arrived &&
    senseOf(a) === senseOf(b)
  );
}

/** What arrives is in the levels; its ends and its order are the judges' to look at. */
function senseOf({ seen }: Side): string {
  return seen
    .filter(({ sense }) => sense !== '')
    .map(({ lane, sense }) => `${lane} ${sense}`)
    .join();
}

const NONE_BROKEN: ReadonlyMap<string, readonly Broken[]> = new Map();

/** By the part that shows it: a callback's is the one that it stands in; of the whole trace, the last. */
function brokenIn({ trace, broken }: Pick<Evidence, 'trace' | 'broken'>): ReadonlyMap<string, readonly Broken[]> {
  const all = cuts(trace);
  const found = new Map<string, Broken[]>();
  for (const one of broken) {
    const key = placeOf(one.path, all);
    found.set(key, [...(found.get(key) ?? []), one]);
  }
  return found;
}

function placeOf(path: readonly number[], all: readonly Cut[]): string {
  const last = (all.at(-1) as Cut).key;
  if (path.length === 0) return last;
  const isCall = path.length % 2 === 0;
  const step = (isCall ? path.slice(0, -1) : path).join();
  const own = all.filter(({ part }) => part.path.join() === step);
  const at = path.join();
  const holder = isCall
    ? own.find(({ part }) => part.seen.some((one) => one.what === 'callback' && one.path.join() === at))
    : own.at(-1);
  return (holder ?? own.at(-1))?.key ?? last;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, n) => total + n, 0);
}
