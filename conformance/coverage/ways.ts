/**
 * Ways into every cell: scripts that bring a transport into each state, by each road that matters to some rule, and then
 * give it each stimulus. Data only, made in a fixed order: nothing here is random, run or judged.
 */
import type { CallbackName, Script, Stimulus, UpperStimulus } from '../../machines/alphabet.js';
import { allowed, CHOICE_NAMES, dialect, type Dialect } from '../../machines/choices.js';
import { profileFor } from '../declared.js';
import { ALL_CAPABILITIES } from '../subject.js';
import {
  abort,
  clear,
  close,
  drain,
  edit,
  inside,
  keepingOpen,
  limits,
  peerData,
  peerEof,
  peerReset,
  raisingIn,
  script,
  settle,
  stall,
  toHigh,
  write,
  writeEof,
  writelines,
  wrong,
} from '../rules/build.js';

const ALWAYS_TRYING = { writeTries: 'always', writelinesTries: 'always' } as const;

/** What a transport with asyncio's ends may do, be it one that has a single direction. */
const WITH_ONE_WAY = profileFor(
  {},
  ALL_CAPABILITIES.filter((one) => one !== 'half-close'),
);

/** Dialects that between them show each value of most choices. */
export const DIALECTS: readonly Dialect[] = [
  dialect(),
  dialect({}, { ...ALWAYS_TRYING, raisedLimits: 'at-once', wideChunk: 'refused', resumesWhileClosing: 'no' }),
  lastValues({ halfClose: 'supported' }),
  lastValues({ halfClose: 'supported', ...ALWAYS_TRYING, pausesWhen: 'reaches', emptyAfterClose: 'ignored' }),
];

/** Every way, and at its end each stimulus. A generator, since some fifteen thousand scripts need not be held at once. */
export function* ways(): Generator<Script> {
  for (const filled of FILLED) {
    for (const eof of [[], [writeEof]]) {
      for (const ended of ENDED) {
        // Where the end was settled, what waited on the wire is gone.
        for (const wire of ended.at(-1) === settle ? [[]] : WIRE) {
          const way = script(SMALL, ...filled, ...eof, ...wire, ...ended);
          for (const stimulus of LAST) yield keepingOpen(andThen(way, stimulus));
          yield* withReactions(andThen(way, settle));
        }
      }
    }
  }
  for (const [on, scripts] of Object.entries(CALLED)) {
    for (const given of scripts) {
      for (const stimuli of WITHIN) yield inside(on as CallbackName, stimuli, given);
      yield raisingIn(on as CallbackName, given);
    }
  }
}

/** Limits that a few bytes cross. */
const SMALL = limits(8, 2);

/** What is buffered: nothing, some, high, over high, between the marks while paused, and marks that moved or vanished. */
const FILLED: readonly (readonly Stimulus[])[] = [
  [],
  [write(5)],
  [write(8)],
  [write(9)],
  [write(9), drain(5), settle],
  [write(9), limits(64, 32)],
  [write(9), limits(8, 0), drain(9)],
  [limits(0)],
];

const ENDED: readonly (readonly Stimulus[])[] = [
  [],
  [close],
  [abort],
  [close, settle],
  [close, drain(7), settle],
  [abort, settle],
];

/** What waits on the wire. */
const WIRE: readonly (readonly Stimulus[])[] = [
  [],
  [drain(3)],
  [drain('all')],
  [drain(7), peerData(3)],
  [peerData(4), peerEof],
  [peerReset],
  [peerEof, settle, peerReset],
];

const CALLS: readonly UpperStimulus[] = [
  write(1),
  write(toHigh()),
  write(toHigh(1)),
  write(toHigh(-1)),
  write(0),
  write(0, 'wrong'),
  write(4, 'wide'),
  write(3, 'bytearray'),
  writelines([]),
  writelines([3]),
  writelines([toHigh(-1)]),
  writelines([toHigh(), 1]),
  writelines([3, wrong, 4]),
  writelines([{ n: 4, kind: 'wide' }]),
  writelines([], 'not-iterable'),
  writeEof,
  close,
  abort,
  limits(64, 16),
  limits(4, 1),
  limits({ at: 'size', plus: 0 }, 0),
  limits(0),
  limits(0, 1),
  limits(16, 17),
  limits(-1),
  limits(),
  limits(10.5, 2.5),
  limits(40),
  limits(undefined, 3),
  edit,
  clear,
];
const LAST: readonly Stimulus[] = [...CALLS, drain(3), drain('all'), stall, peerData(3), peerEof, peerReset, settle];

/** Scripts in which a callback comes. */
const CALLED: { readonly [C in CallbackName]: readonly Script[] } = {
  connection_made: [script()],
  pause_writing: [script(SMALL, write(9)), script(SMALL, write(5), close, write(9))],
  resume_writing: [script(SMALL, write(9), drain(9)), script(SMALL, write(9), drain(7))],
  data_received: [script(SMALL, write(9), peerData(3)), script(SMALL, write(5), peerData(3))],
  eof_received: [script(SMALL, write(5), peerEof), script(SMALL, write(9), writeEof, peerEof)],
  connection_lost: [script(close), script(SMALL, write(9), abort)],
};

/** What is done inside it. */
const WITHIN: readonly (readonly UpperStimulus[])[] = [
  ...CALLS.map((one) => [one]),
  ...[close, abort, writeEof].flatMap((end) => [
    [write(5), end],
    [write(toHigh(1)), end],
  ]),
];

function andThen(way: Script, stimulus: Stimulus): Script {
  return { ...way, stimuli: [...way.stimuli, stimulus] };
}

/** The loop calls back most: so its cell is driven with callbacks that raise, end things or answer otherwise, too. */
function* withReactions(given: Script): Generator<Script> {
  yield given;
  yield raisingIn('data_received', given);
  yield raisingIn('eof_received', given);
  for (const stimulus of [write(toHigh(1)), writeEof, close, abort]) yield inside('data_received', [stimulus], given);
  for (const stimulus of [close, abort]) yield inside('resume_writing', [stimulus], given);
}

function lastValues(chosen: Partial<Dialect>): Dialect {
  const last = CHOICE_NAMES.map((name) => [name, allowed(name, WITH_ONE_WAY).at(-1)]);
  return dialect({}, { ...Object.fromEntries(last), ...chosen });
}
