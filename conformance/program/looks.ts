/**
 * What was seen at one step of a trace, in the words that a program prints of the same step when it is run outside
 * Plimsoll. The words are compared, so both sides make them alike: this file, and the programs that are written.
 * Holds no language and no judgement.
 */
import type { Arrival, Callback, Given, Raise, Script, Step, Trace } from '../../machines/alphabet.js';

/** What a program looks at, beside callbacks and exceptions. */
export interface Watched {
  readonly size: boolean;
  /** The size at each callback. */
  readonly sizesInCallbacks: boolean;
  readonly wire: boolean;
  readonly limits: boolean;
  /** What can_write_eof() answers. */
  readonly eof: boolean;
  /** Whether the loop comes to rest. */
  readonly rest: boolean;
  /** The kinds of resets are not told apart: those of a wire of ours are not the kernel's. */
  readonly anyReset: boolean;
}

/** Where to look, and what was seen there. */
export interface Look {
  readonly path: readonly number[];
  readonly seen: string;
}

export function lookAt(trace: Trace, path: readonly number[], watched: Watched): Look {
  const step = stepAt(trace, path);
  const told = [...events(step, watched), ...errors(step, watched)];
  const parts = watched.rest ? [...new Set(told)] : told;
  if (watched.rest && step.restless) parts.push('the loop does not come to rest');
  if (watched.wire) parts.push(...arrivals(step, letters(trace)));
  if (watched.size) parts.push(`${step.after.size} buffered`);
  if (watched.limits) parts.push(`limits ${step.after.low} and ${step.after.high}`);
  if (watched.eof) parts.push(step.after.eof ? 'can write EOF' : 'cannot write EOF');
  if (step.after.closing) parts.push('closing');
  return { path: placeOf(path), seen: parts.join('; ') };
}

/** The place of a step; a callback's own place in it does not count. */
export function placeOf(path: readonly number[]): readonly number[] {
  return path.length % 2 === 0 ? path.slice(0, -1) : path;
}

export function stepAt(trace: Trace, path: readonly number[]): Step {
  const [first = 0, ...rest] = placeOf(path);
  let step = trace.steps[first] as Step;
  for (let at = 0; at < rest.length; at += 2) step = (step.calls[rest[at]!] as Callback).steps[rest[at + 1]!] as Step;
  return step;
}

/** What bytes a chunk is made of: one letter for each that has any, by the offset at which it begins. */
export type Letters = ReadonlyMap<number, string>;

export function letters(trace: Trace): Letters {
  const found = new Map<number, string>();
  const put = (at: number, n: number): void => {
    if (n > 0) found.set(at, String.fromCharCode(97 + (found.size % 26)));
  };
  const visit = ({ stimulus, calls }: Step): void => {
    if (stimulus.do === 'write') put(stimulus.at, stimulus.n);
    if (stimulus.do === 'writelines') eachItem(stimulus, put);
    for (const call of calls) call.steps.forEach(visit);
  };
  trace.steps.forEach(visit);
  return found;
}

export function eachItem(
  { at, items }: Extract<Given, { do: 'writelines' }>,
  put: (at: number, n: number, index: number) => void,
): void {
  let offset = at;
  items.forEach(({ n }, index) => {
    put(offset, n, index);
    offset += n;
  });
}

/** A loss by a reset, whoever tells it. */
export const SOME_RESET = 'a reset';

export function errorName({ kind, type }: Raise, { anyReset }: Watched): string {
  return anyReset && (kind === 'reset' || kind === 'broken-pipe') ? SOME_RESET : type;
}

/** Whether a script does anything by which something may come to the peer. */
export function reachesPeer({ stimuli, reactions }: Script): boolean {
  const all = [...stimuli, ...reactions.flatMap((reaction) => reaction.do)];
  return all.some((one) => ['drain', 'write_eof', 'close', 'abort', 'peer_eof'].includes(one.do));
}

/** Callbacks and exceptions of a step and of those inside it, in the order in which they came. */
function events(step: Step, watched: Watched): string[] {
  const told = step.calls.flatMap((call) => [
    callText(call, watched),
    ...call.steps.flatMap((inner) => events(inner, watched)),
  ]);
  return step.raised === null ? told : [...told, `${errorName(step.raised, watched)} raised`];
}

function errors(step: Step, watched: Watched): string[] {
  return [
    ...step.calls.flatMap((call) => call.steps.flatMap((inner) => errors(inner, watched))),
    ...step.errors.map((error) => `${errorName(error, watched)} told to the loop`),
  ];
}

function callText(call: Callback, watched: Watched): string {
  const given =
    call.name === 'data_received'
      ? `${call.n} bytes`
      : call.name === 'connection_lost'
        ? call.error
          ? errorName(call.error, watched)
          : 'None'
        : '';
  return `${call.name}(${given})${watched.sizesInCallbacks ? ` with ${call.size} buffered` : ''}`;
}

/** What came to the peer, as `5 a` for each run of a letter. */
function arrivals(step: Step, names: Letters): string[] {
  const all = arrivalsIn(step);
  const runs: { letter: string; n: number }[] = [];
  for (const range of all) {
    if (range === 'eof') continue;
    for (const { letter, n } of 'unknown' in range ? [{ letter: '?', n: range.unknown }] : lettersOf(range, names)) {
      const last = runs.at(-1);
      if (last?.letter === letter) last.n += n;
      else runs.push({ letter, n });
    }
  }
  return [
    ...(runs.length === 0 ? [] : [`the peer gets ${runs.map(({ letter, n }) => `${n} ${letter}`).join(', ')}`]),
    ...(all.includes('eof') ? ['EOF at the peer'] : []),
  ];
}

/** What comes inside a call stands in the step inside; by the offsets it is brought into order with what stands outside. */
function arrivalsIn(step: Step): readonly Arrival[] {
  const inner = step.calls.flatMap((call) => call.steps.flatMap(arrivalsIn));
  if (inner.length === 0) return step.wire;
  return [...step.wire, ...inner].sort((a, b) => startOf(a) - startOf(b));
}

function startOf(arrival: Arrival): number {
  return arrival === 'eof' || 'unknown' in arrival ? Number.POSITIVE_INFINITY : arrival[0];
}

function lettersOf([from, to, edited]: readonly [number, number, 'edited'?], names: Letters) {
  const starts = [...names.keys(), Number.POSITIVE_INFINITY];
  return starts.slice(0, -1).flatMap((start, index) => {
    const n = Math.min(to, starts[index + 1] as number) - Math.max(from, start);
    const letter = names.get(start) as string;
    return n > 0 ? [{ letter: edited ? letter.toUpperCase() : letter, n }] : [];
  });
}
