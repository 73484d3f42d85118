/**
 * Relations between the traces of two scripts that hold for every transport that keeps its word, in any dialect: a third
 * opinion, without a rule and without the model. Each makes two scripts of one and says what differs that should not.
 */
import type { Amount, Callback, Item, Script, Step, Stimulus, StimulusName, Trace } from '../machines/alphabet.js';
import type { Profile } from '../machines/choices.js';
import { valueAt } from '../machines/pattern.js';

export interface Pair {
  readonly one: Script;
  readonly other: Script;
  /** What differs though it should not, in a few words; null where the relation holds. */
  differs(one: Trace, other: Trace): string | null;
}

export interface Relation {
  readonly name: string;
  readonly statement: string;
  /** The dialects in which it holds, where these are not all. */
  readonly only?: Profile;
  /** Two related scripts made of a drawn one; `place` picks where. Null where there is no such place. */
  pair(script: Script, place: number): Pair | null;
}

/** Where chunks go one by one, or a send counts until it is complete, the size shows where one ends and the next begins. */
const BYTE_BY_BYTE: Profile = { sizeFalls: ['as-taken'], handsOver: ['at-once'] };

const SAME_LIMITS: Stimulus = {
  do: 'set_write_buffer_limits',
  high: { at: 'high', plus: 0 },
  low: { at: 'low', plus: 0 },
};

export const RELATIONS: readonly Relation[] = [
  {
    name: 'write-in-pieces',
    statement: 'A write equals the same bytes in pieces, once all is settled.',
    only: BYTE_BY_BYTE,
    pair: (script, place) =>
      replaced(
        script,
        place,
        asWrite,
        ({ n, ...rest }) => [
          { ...rest, n: half(n) },
          { ...rest, n: n - half(n) },
        ],
        PAUSES,
      ),
  },
  {
    name: 'write-as-writelines',
    statement: 'A write equals writelines() of the same bytes in pieces, once all is settled.',
    pair: (script, place) =>
      replaced(script, place, asWrite, ({ n, kind }) => [
        {
          do: 'writelines',
          as: 'list',
          items: [
            { n: half(n), kind },
            { n: n - half(n), kind },
          ],
        },
      ]),
  },
  {
    name: 'writelines-as-writes',
    statement: 'writelines() equals a write of each item, once all is settled.',
    only: BYTE_BY_BYTE,
    pair: (script, place) =>
      replaced(script, place, asLines, ({ items }) => items.map((item) => ({ do: 'write', ...item }))),
  },
  {
    name: 'writelines-in-two',
    statement: 'writelines() equals two of them, one after the other, once all is settled.',
    only: BYTE_BY_BYTE,
    pair: (script, place) =>
      replaced(
        script,
        place,
        asLines,
        ({ items, ...rest }) => [
          { ...rest, items: items.slice(0, half(items.length)) },
          { ...rest, items: items.slice(half(items.length)) },
        ],
        PAUSES,
      ),
  },
  {
    name: 'list-or-generator',
    statement: 'It does not matter whether writelines() is given a list or a generator.',
    pair: (script, place) =>
      exchanged(script, place, (stimulus) =>
        stimulus.do === 'writelines' && stimulus.as === 'list' ? { ...stimulus, as: 'generator' } : null,
      ),
  },
  {
    name: 'bytes-or-bytearray',
    statement: 'It does not matter what the bytes of a write are kept in, as long as nobody changes them.',
    pair: (script, place) =>
      [...script.stimuli, ...script.reactions.flatMap((reaction) => reaction.do)].some(isTamper)
        ? null
        : exchanged(script, place, (stimulus) =>
            stimulus.do === 'write' && stimulus.kind === 'bytes'
              ? { ...stimulus, kind: place % 2 === 0 ? 'bytearray' : 'memoryview' }
              : null,
          ),
  },
  {
    name: 'abort-absorbs',
    statement: 'After an abort, nothing that is done before the loop turns changes what the peer gets or what is told.',
    pair(script, place) {
      const at = place % (script.stimuli.length + 1);
      const before = script.stimuli.slice(0, at);
      const rest = script.stimuli.slice(at);
      const end = rest.findIndex(isSettle);
      // To a peer that has reset, the end does not arrive: that alone would be a difference.
      const absorbed = (end < 0 ? rest : rest.slice(0, end)).filter(({ do: name }) => name !== 'peer_reset');
      if (absorbed.length === 0) return null;
      const one = quiet([...before, { do: 'abort' }, SETTLE], script);
      const other = quiet([...before, { do: 'abort' }, ...absorbed, SETTLE], script);
      return { one, other, differs: (a, b) => firstOf([arrivals, ends, callbacks, errors], a, b) };
    },
  },
  inserted('close-twice', 'A second close() does nothing.', 'close', (before) => before.has('close')),
  inserted('close-after-abort', 'A close() after an abort does nothing.', 'close', (before) => before.has('abort')),
  inserted('abort-twice', 'A second abort() does nothing.', 'abort', (before) => before.has('abort')),
  inserted('eof-twice', 'A second write_eof() does nothing.', 'write_eof', (before) => before.has('write_eof')),
  inserted(
    'eof-while-closing',
    'A write_eof() after close() or abort() does nothing.',
    'write_eof',
    (before) => before.has('close') || before.has('abort'),
  ),
  inserted('settle-twice', 'To settle what is settled does nothing.', 'settle', (_before, last) => last === 'settle'),
  inserted('empty-write', 'An empty write does nothing.', { do: 'write', n: 0, kind: 'bytes' }, () => true),
  inserted('same-limits', 'To set the limits that are set does nothing.', SAME_LIMITS, () => true),
  {
    name: 'order-of-independent',
    statement:
      'A call that does not touch the wire, or not that side of it, may come before or after what the peer does.',
    pair(script, place) {
      const { stimuli } = script;
      const places = stimuli.flatMap((stimulus, i) => (commutes(stimulus, stimuli[i + 1]) ? [i] : []));
      const at = places[place % places.length];
      if (at === undefined) return null;
      const [first, second] = [stimuli[at], stimuli[at + 1]] as [Stimulus, Stimulus];
      const swapped = [...stimuli.slice(0, at), second, first, ...stimuli.slice(at + 2)];
      return {
        one: script,
        other: { ...script, stimuli: swapped },
        differs(a, b) {
          const after = (trace: Trace) => trace.steps.slice(at + 3);
          const [call, late] = [a.steps[at + 1], b.steps[at + 2]];
          if (call === undefined || late === undefined) return null;
          return differ([{ ...call, after: (a.steps[at + 2] ?? call).after }, ...after(a)], [late, ...after(b)]);
        },
      };
    },
  },
  {
    name: 'drain-in-two',
    statement: 'Room in two parts equals the room at once, when both are settled.',
    pair(script, place) {
      const places = script.stimuli.flatMap((stimulus, i) => (stimulus.do === 'drain' ? [i] : []));
      const at = places[place % places.length];
      if (at === undefined) return null;
      const { n } = script.stimuli[at] as Stimulus & { do: 'drain' };
      if (typeof n !== 'number' || n < 2) return null;
      const parts: Stimulus[] = [{ do: 'drain', n: half(n) }, SETTLE, { do: 'drain', n: n - half(n) }];
      return around(script, at, [{ do: 'drain', n }], parts, PAUSES);
    },
  },
  {
    name: 'close-now-or-flushed',
    statement: 'Closing before the rest is flushed equals closing after it: the same bytes, the same end.',
    pair: (script) => endings(script, { do: 'close' }, [arrivals, ends, losses, errors]),
  },
  {
    name: 'eof-now-or-flushed',
    statement: 'Ending the writing side before the rest is flushed equals ending it after that.',
    pair: (script) => endings(script, { do: 'write_eof' }, [arrivals, ends, losses, errors]),
  },
];

/** What is seen of a trace in one respect, as text: two are compared. */
type View = (trace: Trace) => string;

const SETTLE: Stimulus = { do: 'settle' };
/** Room for whatever is left. */
const ALL_ROOM = 1_048_576;

// The shapes of relations.

/**
 * One stimulus gives way to others, settled before and after: before, so that the wire has no room or nothing waits
 * (when a call tries the wire is free); after, since so is what it does at once. What follows has to be the same.
 */
function replaced<S extends Stimulus>(
  script: Script,
  place: number,
  as: (stimulus: Stimulus) => S | null,
  others: (stimulus: S) => readonly Stimulus[],
  views: readonly View[] = [],
): Pair | null {
  const places = script.stimuli.flatMap((stimulus, i) => (as(stimulus) === null ? [] : [i]));
  const at = places[place % places.length];
  if (at === undefined) return null;
  const stimulus = as(script.stimuli[at] as Stimulus) as S;
  return around(script, at, [stimulus], others(stimulus), views);
}

function around(
  script: Script,
  at: number,
  one: readonly Stimulus[],
  other: readonly Stimulus[],
  views: readonly View[],
): Pair {
  const before = [...script.stimuli.slice(0, at), SETTLE];
  const after = [SETTLE, ...script.stimuli.slice(at + 1), SETTLE, { do: 'drain', n: ALL_ROOM } as const, SETTLE];
  const from = (stimuli: readonly Stimulus[]) => before.length + stimuli.length + 2;
  const probes = (trace: Trace, start: number) => JSON.stringify(trace.steps.slice(start).map((step) => step.after));
  return {
    one: quiet([...before, ...one, ...after], script),
    other: quiet([...before, ...other, ...after], script),
    differs: (a, b) =>
      firstOf([arrivals, ends, losses, errors, isPaused, ...views], a, b) ??
      (probes(a, from(one)) === probes(b, from(other)) ? null : 'the answers afterwards'),
  };
}

/** One stimulus is exchanged for its equal: the whole trace has to be the same. */
function exchanged(script: Script, place: number, equal: (stimulus: Stimulus) => Stimulus | null): Pair | null {
  const places = script.stimuli.flatMap((stimulus, i) => (equal(stimulus) === null ? [] : [i]));
  const at = places[place % places.length];
  if (at === undefined) return null;
  const stimuli = script.stimuli.map((stimulus, i) => (i === at ? (equal(stimulus) as Stimulus) : stimulus));
  return { one: script, other: { ...script, stimuli }, differs: (a, b) => differ(a.steps, b.steps) };
}

/** A stimulus is added that should do nothing, but perhaps raise: without its step the trace has to be the same. */
function inserted(
  name: string,
  statement: string,
  what: 'close' | 'abort' | 'write_eof' | 'settle' | Stimulus,
  fits: (before: ReadonlySet<StimulusName>, last: StimulusName | undefined) => boolean,
): Relation {
  const stimulus = typeof what === 'string' ? ({ do: what } as Stimulus) : what;
  return {
    name,
    statement,
    pair(script, place) {
      const { stimuli } = script;
      const names = stimuli.map((one) => one.do);
      const places = Array.from({ length: stimuli.length + 1 }, (_, i) => i).filter((i) =>
        fits(new Set(names.slice(0, i)), names[i - 1]),
      );
      const at = places[place % places.length];
      if (at === undefined) return null;
      const other = { ...script, stimuli: [...stimuli.slice(0, at), stimulus, ...stimuli.slice(at)] };
      return {
        one: ended(script),
        other: ended(other),
        differs(a, b) {
          const added = b.steps[at + 1];
          if (added === undefined) return null;
          // Where low is high, a buffer of just that size is too full and empty enough at once: nobody says which.
          if (what === SAME_LIMITS && added.after.low === added.after.high) return null;
          if (added.calls.length + added.wire.length + added.errors.length > 0) return 'it does something';
          return differ(a.steps, b.steps.toSpliced(at + 1, 1));
        },
      };
    },
  };
}

function endings(script: Script, call: Stimulus, views: readonly View[]): Pair {
  const { stimuli } = script;
  const flush: Stimulus[] = [{ do: 'drain', n: ALL_ROOM }, SETTLE];
  return {
    one: quiet([...stimuli, SETTLE, call, ...flush], script),
    other: quiet([...stimuli, SETTLE, ...flush, call, SETTLE], script),
    differs: (a, b) => firstOf(views, a, b),
  };
}

/** Without reactions, which may do anything between two pieces. */
function quiet(stimuli: readonly Stimulus[], { keepOpen }: Script): Script {
  return { stimuli, reactions: [], keepOpen };
}

/** With the last settle written down: an added one would otherwise stand for it. */
function ended(script: Script): Script {
  return { ...script, stimuli: [...script.stimuli, SETTLE] };
}

// What is compared.

function firstOf(views: readonly View[], a: Trace, b: Trace): string | null {
  return views.find((view) => view(a) !== view(b))?.name ?? null;
}

/** The bytes that the peer got, by value: of two offsets that look the same nobody can tell which arrived. */
function arrivals(trace: Trace): string {
  const runs: { n: number; mark: string; digest: number }[] = [];
  for (const { wire } of trace.steps) {
    for (const one of wire) {
      if (one === 'eof') continue;
      const [from, to, mark] = 'unknown' in one ? [0, one.unknown, 'unknown'] : [one[0], one[1], one[2] ?? ''];
      let run = runs.at(-1);
      if (run?.mark !== mark) runs.push((run = { n: 0, mark, digest: 0 }));
      run.n += to - from;
      if (mark === 'unknown') continue;
      for (let at = from; at < to; at++) run.digest = (Math.imul(run.digest, 31) + valueAt(at)) | 0;
    }
  }
  return JSON.stringify(runs.filter(({ n }) => n > 0));
}

/** How often the peer got an end. */
function ends(trace: Trace): string {
  return String(trace.steps.reduce((sum, { wire }) => sum + wire.filter((one) => one === 'eof').length, 0));
}

/** What connection_lost() was told, each time. */
function losses(trace: Trace): string {
  return JSON.stringify(
    calls(trace).flatMap(({ name, error }) => (name === 'connection_lost' ? [error?.kind ?? null] : [])),
  );
}

function callbacks(trace: Trace): string {
  return JSON.stringify(calls(trace).map(({ name, n, error }) => [name, n, error?.kind]));
}

function errors(trace: Trace): string {
  return (
    JSON.stringify(trace.steps.map((step) => step.restless ?? false).filter(Boolean)) +
    trace.steps.flatMap((step) => step.errors.map(({ kind }) => kind)).join()
  );
}

/** Whether the protocol is paused in the end; and whether pauses and resumes took turns. */
function isPaused(trace: Trace): string {
  const turns = calls(trace).filter(({ name }) => name === 'pause_writing' || name === 'resume_writing');
  return turns.at(-1)?.name ?? 'resume_writing';
}

/** Every pause and resume. */
function pauses(trace: Trace): string {
  return calls(trace)
    .filter(({ name }) => name === 'pause_writing' || name === 'resume_writing')
    .map(({ name }) => name)
    .join();
}
const PAUSES = [pauses];

function calls(trace: Trace): readonly Callback[] {
  return trace.steps.flatMap((step) => step.calls);
}

/** All that was seen, step by step, whatever was given. */
function differ(one: readonly Step[], other: readonly Step[]): string | null {
  if (one.length !== other.length) return 'the number of steps';
  const at = one.findIndex((step, i) => seen(step) !== seen(other[i] as Step));
  return at < 0 ? null : `step ${at}`;
}

function seen(step: Step): string {
  const { raised, calls: called, wire, errors: told, restless, after } = step;
  return JSON.stringify(
    [raised?.kind, called, wire, told.map(({ kind }) => kind), restless, after],
    (key, value: unknown) => (key === 'message' || key === 'type' ? undefined : value),
  );
}

// What fits.

type Sized = Item<number>;

/** A write of bytes in a number, at least two; null for what is none. */
function asWrite(stimulus: Stimulus): ({ do: 'write' } & Sized) | null {
  return stimulus.do === 'write' ? { do: 'write', n: Math.max(2, inNumbers(stimulus.n)), kind: 'bytes' } : null;
}

/** A writelines of at least two items of bytes, each in a number. */
function asLines(stimulus: Stimulus): { do: 'writelines'; items: Sized[]; as: 'list' } | null {
  if (stimulus.do !== 'writelines' || stimulus.items.length < 2) return null;
  return { do: 'writelines', as: 'list', items: stimulus.items.map(({ n }) => ({ n: inNumbers(n), kind: 'bytes' })) };
}

/** A relative size would be another in pieces. */
function inNumbers(n: Amount): number {
  return typeof n === 'number' ? n : Math.max(0, USUAL + n.plus);
}
const USUAL = 6;

function isTamper({ do: name }: Stimulus): boolean {
  return name === 'tamper';
}

function isSettle({ do: name }: Stimulus): boolean {
  return name === 'settle';
}

/** The first a call, the second of the wire, and neither depends on the other. */
function commutes(call: Stimulus, wire: Stimulus | undefined): boolean {
  if (wire?.do === 'drain' && typeof wire.n === 'number') {
    return call.do === 'set_write_buffer_limits' || call.do === 'close' || call.do === 'abort';
  }
  return (wire?.do === 'peer_data' || wire?.do === 'peer_eof') && CALLS.includes(call.do);
}

const CALLS: readonly StimulusName[] = [
  'write',
  'writelines',
  'write_eof',
  'close',
  'abort',
  'set_write_buffer_limits',
  'tamper',
];

function half(n: number): number {
  return Math.floor(n / 2);
}
