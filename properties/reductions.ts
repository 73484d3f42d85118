/**
 * The ways in which one script can be made a little simpler: what shrinking and minimising try.
 * Each answer is a script of its own; whether it still shows anything is for whoever runs it.
 */
import type { Amount, Item, Mark, Reaction, Script, Stimulus, UpperStimulus } from '../machines/alphabet.js';
import { costOf } from './cost.js';
import { rearranged, SHORT } from './rearrange.js';

/** Every way, those that take most away first; each is cheaper than the script (see cost.ts). */
export function* reductions(script: Script): Generator<Script, void> {
  const cost = costOf(script);
  for (const reduced of everyWay(script)) if (costOf(reduced) < cost) yield reduced;
}

function* everyWay(script: Script): Generator<Script, void> {
  const { stimuli, reactions } = script;
  for (const shorter of withoutWindows(stimuli)) yield { ...script, stimuli: shorter };
  for (const i of reactions.keys()) yield { ...script, reactions: reactions.toSpliced(i, 1) };
  for (const [i, reaction] of reactions.entries()) {
    for (const reduced of reducedReaction(reaction)) yield { ...script, reactions: reactions.with(i, reduced) };
  }
  for (let i = 0; i + 1 < stimuli.length; i++) {
    for (const one of merged(stimuli[i] as Stimulus, stimuli[i + 1] as Stimulus)) {
      yield { ...script, stimuli: stimuli.toSpliced(i, 2, one) };
    }
  }
  if (script.keepOpen) yield { ...script, keepOpen: false };
  yield* withoutLimits(script);
  yield* rearranged(script);
  yield* withoutPairs(script);
  for (let i = 0; i + 1 < stimuli.length; i++) {
    for (const end of ENDS) yield { ...script, stimuli: stimuli.toSpliced(i, 2, end) };
  }
  for (const [i, stimulus] of stimuli.entries()) {
    for (const simpler of reducedStimulus(stimulus)) yield { ...script, stimuli: stimuli.with(i, simpler) };
  }
}

function* withoutWindows<T>(all: readonly T[]): Generator<T[], void> {
  for (let width = all.length; width >= 1; width = Math.floor(width / 2)) {
    // From the end: what came after the failure goes first.
    for (let end = all.length; end > 0; end -= width)
      yield all.toSpliced(Math.max(0, end - width), Math.min(width, end));
  }
}

/** Two that hold each other up. Those side by side went as a window. */
function* withoutPairs(script: Script): Generator<Script, void> {
  const { stimuli } = script;
  if (stimuli.length > SHORT) return;
  for (let j = stimuli.length - 1; j > 1; j--) {
    for (let i = j - 2; i >= 0; i--) yield { ...script, stimuli: stimuli.toSpliced(j, 1).toSpliced(i, 1) };
  }
}

const ENDS = [{ do: 'close' }, { do: 'abort' }] as const satisfies readonly Stimulus[];

/** Numbers were chosen for the limits: without those, what was written to a mark is written to the usual one. */
function* withoutLimits(script: Script): Generator<Script, void> {
  const isLimits = ({ do: name }: Stimulus) => name === 'set_write_buffer_limits';
  const set = [...script.stimuli.keys()].filter((i) => isLimits(script.stimuli[i] as Stimulus));
  const rests = set.map((i) => script.stimuli.toSpliced(i, 1));
  if (set.length > 1) rests.push(script.stimuli.filter((one) => !isLimits(one)));
  for (const [rest, plus] of rests.flatMap((one) => [[one, 0] as const, [one, 1] as const])) {
    const written = (one: Stimulus): Stimulus => toHigh(one, plus);
    const stimuli = rest.map(written);
    const reactions = script.reactions.map((one) => ({ ...one, do: one.do.map(written) as UpperStimulus[] }));
    yield { ...script, stimuli };
    yield { ...script, stimuli, reactions };
    if (set.length > 1) yield { ...script, stimuli: stimuli.map(toSize), reactions };
    for (const drained of drainedTo(stimuli)) yield { ...script, stimuli: drained, reactions };
  }
}

/** A write to the high-water mark, or lines of which the last brings the buffer there. */
function toHigh(stimulus: Stimulus, plus: number): Stimulus {
  const n = { to: 'high', plus } as const;
  if (stimulus.do === 'write') return { ...stimulus, n };
  if (stimulus.do !== 'writelines' || stimulus.items.length === 0) return stimulus;
  const last = stimulus.items.length - 1;
  return { ...stimulus, items: stimulus.items.with(last, { ...(stimulus.items[last] as Item), n }) };
}

/** Limits at what is buffered. */
function toSize(stimulus: Stimulus): Stimulus {
  if (stimulus.do !== 'set_write_buffer_limits') return stimulus;
  const limits: { do: typeof stimulus.do; high?: Mark; low?: Mark } = { do: stimulus.do };
  if (stimulus.high !== undefined) limits.high = SIZE;
  if (stimulus.low !== undefined) limits.low = SIZE;
  return limits;
}

/** The drains of a script to the low-water mark or to nothing, each for itself where they are few. */
function* drainedTo(stimuli: readonly Stimulus[]): Generator<Stimulus[], void> {
  const drains = stimuli.filter(({ do: name }) => name === 'drain');
  if (drains.length === 0) return;
  const ways = drains.length > 3 ? [0, -1] : Array.from({ length: 2 ** drains.length }, (_, bits) => bits);
  for (const bits of ways) {
    let n = 0;
    yield stimuli.map((one) => {
      if (one.do !== 'drain') return one;
      return { do: 'drain', n: { to: ((bits >> n++) & 1) === 0 ? 'low' : 'zero', plus: 0 } };
    });
  }
}

const SIZE = { at: 'size', plus: 0 } as const;

function* reducedReaction(reaction: Reaction): Generator<Reaction, void> {
  const { raises, ...quiet } = reaction;
  for (const shorter of withoutWindows(reaction.do)) yield { ...reaction, do: shorter };
  if (raises !== undefined) yield quiet;
  if (reaction.times > 1) yield { ...reaction, times: 1 };
  if (reaction.times > 2) yield { ...reaction, times: reaction.times - 1 };
  for (const [i, stimulus] of reaction.do.entries()) {
    for (const simpler of reducedStimulus(stimulus)) {
      yield { ...reaction, do: reaction.do.with(i, simpler as UpperStimulus) };
    }
  }
}

function* merged(one: Stimulus, next: Stimulus): Generator<Stimulus, void> {
  if (one.do === 'write' && next.do === 'write') yield { ...one, n: sum(one.n, next.n) };
  if (one.do === 'drain' && next.do === 'drain' && one.n !== 'all' && next.n !== 'all') {
    yield { ...one, n: sum(one.n, next.n) };
  }
  if (one.do === 'peer_data' && next.do === 'peer_data') yield { ...one, n: one.n + next.n };
  const items = [...itemsOf(one), ...itemsOf(next)];
  if (items.length > 1 && isWrite(one) && isWrite(next)) yield { do: 'writelines', items, as: 'list' };
}

function isWrite({ do: name }: Stimulus): boolean {
  return name === 'write' || name === 'writelines';
}

function itemsOf(stimulus: Stimulus): readonly Item[] {
  if (stimulus.do === 'write') return [{ n: stimulus.n, kind: stimulus.kind }];
  return stimulus.do === 'writelines' ? stimulus.items : [];
}

/** Of two sizes, what both come to; where one is relative, its mark was the point. */
function sum(one: Amount, next: Amount): Amount {
  if (typeof one === 'number') return typeof next === 'number' ? one + next : next;
  return typeof next === 'number' ? { ...one, plus: one.plus + next } : next;
}

function* reducedStimulus(stimulus: Stimulus): Generator<Stimulus, void> {
  switch (stimulus.do) {
    case 'write':
      for (const item of reducedItem(stimulus)) yield { do: 'write', ...item };
      break;
    case 'writelines': {
      const { items, as } = stimulus;
      if (items.length === 0) yield { do: 'write', n: 0, kind: 'bytes' };
      for (const { n, kind } of items) yield { do: 'write', n, kind };
      for (const shorter of withoutWindows(items)) yield { ...stimulus, items: shorter };
      if (as !== 'list') yield { ...stimulus, as: 'list' };
      for (const [i, item] of items.entries()) {
        for (const simpler of reducedItem(item)) yield { ...stimulus, items: items.with(i, simpler) };
      }
      break;
    }
    case 'set_write_buffer_limits': {
      const { high, low } = stimulus;
      if (high !== undefined && low !== undefined) {
        yield { do: stimulus.do, high };
        yield { do: stimulus.do, low };
        // Two limits often hold each other up: 0 <= low <= high.
        for (const both of PAIRS) yield { do: stimulus.do, ...both };
      }
      if (high !== undefined) for (const simpler of reducedMark(high)) yield { ...stimulus, high: simpler };
      if (low !== undefined) for (const simpler of reducedMark(low)) yield { ...stimulus, low: simpler };
      break;
    }
    case 'drain':
      if (stimulus.n !== 'all') for (const n of reducedAmount(stimulus.n)) yield { do: 'drain', n };
      break;
    case 'peer_data':
      for (const n of smaller(stimulus.n)) yield { do: 'peer_data', n };
      break;
  }
}

const PAIRS = [
  { high: 1, low: 0 },
  { high: 1, low: 1 },
  { high: 2, low: 1 },
  { high: 4, low: 1 },
  { high: 4, low: 2 },
];

function* reducedItem({ n, kind }: Item): Generator<Item, void> {
  if (kind !== 'bytes') yield { n, kind: 'bytes' };
  if (kind === 'wide' || kind === 'memoryview') yield { n, kind: 'bytearray' };
  for (const simpler of reducedAmount(n)) yield { n: simpler, kind };
}

function* reducedAmount(amount: Amount): Generator<Amount, void> {
  if (typeof amount === 'number') {
    yield* smaller(amount);
    // So that a limit can come down without it.
    if (amount > 8)
      for (const to of ['zero', 'low', 'high'] as const) for (const plus of [0, 1, -1]) yield { to, plus };
    return;
  }
  for (const n of [0, 1, 2, 3, 4, 8]) yield n;
  if (amount.plus !== 0) yield { ...amount, plus: 0 };
  for (const plus of [1, -1]) if (amount.plus !== plus && amount.plus !== 0) yield { ...amount, plus };
}

function* reducedMark(mark: Mark): Generator<Mark, void> {
  if (typeof mark === 'number') return yield* smaller(mark);
  for (const n of [0, 1, 2, 4, 8]) yield n;
  if (mark.plus !== 0) yield { ...mark, plus: 0 };
  for (const plus of [1, -1]) if (mark.plus !== plus && mark.plus !== 0) yield { ...mark, plus };
}

function* smaller(n: number): Generator<number, void> {
  if (!Number.isInteger(n)) {
    yield Math.trunc(n);
    yield* [0.5, 1.5, 2.5].filter((simple) => simple < n);
  } else if (n < 0) {
    yield 0;
    if (n < -1) yield -1;
  } else {
    yield* [0, 1, 2, 3, 4].filter((simple) => simple < n);
    if (n > 8) yield Math.floor(n / 2);
    if (n > 4) yield n - 1;
  }
}
