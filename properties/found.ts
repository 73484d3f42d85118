/**
 * Traces on which the judges once disagreed, or that show what is too rare to be drawn: what is done to the model's trace,
 * and the rule that tells of it, or that both judges allow it. Data and the making of its traces; it judges nothing.
 */
import type { Arrival, Callback, Item, Script, Step, Stimulus, Trace, UpperStimulus } from '../machines/alphabet.js';
import { dialect, type Dialect } from '../machines/choices.js';
import { runModel } from '../machines/model.js';
import {
  abort,
  close,
  drain,
  edit,
  inside,
  limits,
  peerData,
  peerEof,
  peerReset,
  raisingIn,
  script,
  settle,
  write,
  writeEof,
  writelines,
  wrong,
} from '../conformance/rules/build.js';
import { altered, type Alteration } from './altered.js';

export interface Found {
  readonly what: string;
  readonly script: Script;
  readonly choices?: Partial<Dialect>;
  /** What was done to the model's trace. */
  readonly by: readonly (readonly [what: Alteration['what'], at: number, n?: number])[];
  /** And by hand, where no alteration does it: the step at `at`, with other fields. */
  readonly put?: { readonly at: number; readonly step: Partial<Step> };
  /** The rule that tells, or null where both judges allow. */
  readonly rule: string | null;
  /** It tells of a transport of asyncio. In others a late write may be fatal, and that explains it. */
  readonly ofAsyncio?: true;
}

/** Where the same five values come again. */
const LOOKS_LIKE_0 = 1_064;
const endless: Stimulus[] = [write(1), close, peerReset];

/** The trace of it; null where an alteration no longer applies. */
export function traceOf({ script: given, choices, by, put }: Found): Trace | null {
  const trace = altered(
    runModel(given, dialect({}, choices)),
    by.map(([what, at, n = 0]) => ({ what, at, n })),
  );
  if (trace === null || put === undefined) return trace;
  return { steps: trace.steps.map((step, at) => (at === put.at ? { ...step, ...put.step } : step)) };
}

export const FOUND: readonly Found[] = [
  {
    what: 'limits raise after an abort in which they were silent before',
    script: script(abort, limits(0), limits(0)),
    choices: { limitsAfterAbort: 'ignored' },
    by: [['an exception', 3, 4]],
    rule: 'robustness/one-dialect',
  },
  {
    what: 'an empty write raises on a closed transport, and the next does not',
    script: script(close, write(0), write(0)),
    by: [['an exception', 2, 4]],
    rule: 'robustness/one-dialect',
  },
  {
    what: 'a view of wide items is dropped and then refused once writing has ended: nobody says that it is looked at',
    script: script(write(4, 'wide'), abort, write(4, 'wide'), write(4, 'wide')),
    choices: { wideChunk: 'refused', writeAfterClose: 'dropped' },
    by: [['an exception', 4, 0]],
    rule: null,
  },
  {
    what: 'the limits are others than at the start',
    script: script(),
    by: [['the limits', 0, 1]],
    rule: 'limits/stand-until-set',
  },
  {
    what: 'limits at the start in the wrong order',
    script: inside('connection_made', [limits(4, 1)], script()),
    by: [['the limits at the start', 1, 0]],
    rule: 'limits/defaults-are-a-pair',
  },
  {
    what: 'limits set inside a callback are forgotten when it returns',
    script: inside('connection_made', [limits(4, 1)], script()),
    by: [['the limits', 1, 0]],
    rule: 'limits/stand-until-set',
  },
  {
    what: 'limits that pause are not those that were given, as a write inside the pause finds',
    script: inside('pause_writing', [write(0)], script(write(1), limits(0))),
    by: [
      ['the limits', 2, 2],
      ['the limits', 3, 2],
    ],
    rule: 'limits/high-zero-forces-low-zero',
  },
  {
    what: 'a close inside a callback is forgotten when it returns',
    script: inside('connection_made', [close], script()),
    by: [['is_closing()', 1]],
    rule: 'closing/stays-closing',
  },
  {
    what: 'the end of the stream inside a callback, and again after it',
    script: inside('resume_writing', [writeEof], script(limits(0), write(1), drain(1))),
    by: [['the end of the stream', 5, 0]],
    rule: 'eof/once',
  },
  {
    what: 'the end of the stream goes out in a drain',
    script: script(writeEof, drain(0)),
    choices: { eofTries: 'later' },
    by: [['the end of the stream earlier', 3]],
    rule: 'eof/from-the-call-or-the-loop',
  },
  {
    what: 'the end of the stream arrives after a reset',
    script: script(peerReset, writeEof),
    by: [['the end of the stream', 2, 0]],
    rule: 'eof/from-the-call-or-the-loop',
  },
  {
    what: 'the end of the stream was due in the turn in which a callback that raised ended the transport',
    script: { ...script(peerData(1), writeEof), reactions: [{ on: 'data_received', times: 1, do: [], raises: true }] },
    by: [
      ['the end of the stream', 2, 0],
      ['the end of the stream', 3, 0],
    ],
    choices: { eofTries: 'later' },
    rule: null,
  },
  {
    what: 'an empty write on a reset connection ends it',
    script: script(peerReset, write(1), write(0)),
    by: [['is_closing()', 3]],
    choices: { failedTry: 'later' },
    rule: 'closing/not-before',
  },
  {
    what: 'a writelines() of a wrong item ends a reset connection',
    script: script(peerReset, writelines([wrong])),
    by: [['is_closing()', 2]],
    rule: 'buffer/bad-item-raises',
  },
  {
    what: 'so does one of an empty view of wide items that was refused',
    script: script(peerReset, writelines([{ n: 0, kind: 'wide' }])),
    choices: { wideChunk: 'refused' },
    by: [['is_closing()', 2]],
    rule: 'closing/not-before',
  },
  {
    what: 'a wrong type raises nothing on a reset connection',
    script: script(peerReset, write(0, 'wrong')),
    by: [['an exception', 2, 1]],
    rule: 'buffer/wrong-type-raises',
  },
  {
    what: 'a write tries the wire where the one before it had left that to the loop',
    script: script(drain(1), write(1), peerReset, write(1)),
    choices: { writeTries: 'later' },
    by: [
      ['is_closing() from here on', 4],
      ['the size', 4, 2],
      ['the argument of the loss', 5, 8],
    ],
    rule: 'robustness/one-dialect',
  },
  {
    what: 'a pause in a call that was refused',
    script: script(write(65_536), writelines([wrong])),
    choices: { pausesWhen: 'exceeds' },
    by: [['a callback out of nowhere', 2, 1]],
    rule: 'flow-control/pause-has-a-cause',
  },
  {
    what: 'bytes that were sent in a call count as sent only after its pause',
    script: script(drain(1), limits(0), write(2)),
    by: [['what had arrived by a callback', 3, 16]],
    rule: 'buffer/handed-before-the-callback',
  },
  {
    what: 'an abort of a closed transport finds a byte in the buffer',
    script: script(close, abort),
    by: [['the size', 2, 0]],
    rule: 'abort/size-zero-or-kept',
  },
  {
    what: 'the size that an abort had kept is gone before the loss',
    script: script(write(1), abort, write(0)),
    choices: { sizeAfterAbort: 'kept' },
    by: [['the size', 3, 2]],
    rule: 'abort/size-zero-or-kept',
  },
  {
    what: 'the size that an abort had dropped is back in the loss',
    script: script(write(1), abort),
    by: [['a callback’s size', 3, 0]],
    rule: 'abort/size-in-the-loss',
  },
  {
    what: 'bytes arrive at a peer that has reset',
    script: script(write(1), close, drain(1), settle, peerReset),
    by: [['another stimulus', 3, 1]],
    rule: 'buffer/arrives-into-room',
  },
  {
    what: 'data is read in two pieces, and the second never comes since the first closed the transport',
    script: inside('resume_writing', [close], script(limits(0), write(1), peerData(2), drain(1))),
    by: [['bytes received', 6, 1]],
    rule: null,
  },
  {
    what: 'a transport that drops writes while closing sends in a writelines() of nothing',
    script: script(write(2), close, write(1), drain(1), writelines([])),
    choices: { writeWhileClosing: 'dropped' },
    by: [
      ['bytes earlier', 6],
      ['the size', 5, 1],
    ],
    rule: 'robustness/one-dialect',
  },
  {
    what: 'a write met a reset while the rest was flushed, and the abort after it came too late',
    script: script(...endless, write(1), abort),
    choices: { sizeAfterAbort: 'kept', writeTries: 'always', writeWhileClosing: 'accepted' },
    by: [],
    rule: null,
  },
  {
    what: 'the same where writes are dropped while closing: the loss is of the abort',
    script: script(write(1), close, write(1), peerReset, write(1), abort),
    choices: { sizeAfterAbort: 'kept', writeWhileClosing: 'dropped' },
    by: [['the argument of the loss', 7, 8]],
    rule: 'robustness/one-dialect',
    ofAsyncio: true,
  },
  {
    what: 'of two late writes the one that raised TypeError was fatal, as the limits between them tell',
    script: script(close, writelines([0, { n: 1, kind: 'wide' }]), limits(0), write(0)),
    choices: { badItem: 'earlier', wideChunk: 'refused', writeAfterClose: 'fatal', limitsAfterAbort: 'raises' },
    by: [],
    rule: null,
  },
  {
    what: 'a late write was fatal, so that the next one raises as after an abort; a reset hides which',
    script: script(write(1), close, write(1), write(1), peerReset),
    choices: { writeWhileClosing: 'fatal', writeAfterClose: 'raises', sizeAfterAbort: 'kept' },
    by: [],
    rule: null,
  },
  {
    what: 'limits that are refused elsewhere are taken while the rest is flushed to a peer that has reset',
    script: script(...endless, write(0), limits(0, 1)),
    by: [['an exception', 5, 1]],
    rule: 'limits/high-zero-with-a-low',
    ofAsyncio: true,
  },
  {
    what: 'a write inside a pause met a reset, and the call around it only contains it',
    script: inside('pause_writing', [writelines([1])], script(limits(1), peerReset, write(1), write(1))),
    choices: { writelinesTries: 'always' },
    by: [],
    rule: null,
  },
  {
    what: 'one chunk at a time goes to the wire, and resumes in between',
    script: inside('resume_writing', [abort], script(limits(4, 3), write(3), write(3), drain(8))),
    choices: { handsOver: 'one-by-one' },
    by: [],
    rule: null,
  },
  {
    what: 'part of a chunk goes to the wire, and resumes in between',
    script: inside('resume_writing', [abort], script(limits(4, 3), write(6), drain(4))),
    by: [
      ['what had arrived by a callback', 5, 8],
      ['a callback’s size', 5, 0],
      ['a byte less', 5, 0],
    ],
    rule: 'buffer/tries-wholly',
  },
  {
    what: 'a close inside connection_made() whose loss does not come',
    script: inside('connection_made', [close], script(settle)),
    by: [['a callback later', 1, 1]],
    rule: 'closing/loses-when-empty',
  },
  {
    what: 'an abort inside connection_made() whose loss does not come',
    script: inside('connection_made', [abort], script(settle)),
    by: [['a callback later', 1, 1]],
    rule: 'abort/loses-without-waiting',
  },
  {
    what: 'limits that pause are not those that were given, as a refusal inside the pause finds',
    script: inside('pause_writing', [limits(0, 1)], script(write(1), limits(0))),
    by: [
      ['the limits', 2, 2],
      ['the limits', 3, 2],
    ],
    rule: 'limits/high-zero-forces-low-zero',
  },
  {
    what: 'an empty view of wide items in a writelines() of a closing transport is overlooked, and what waits is tried',
    script: script(
      write(2),
      writelines([{ n: 0, kind: 'wide' }]),
      close,
      writelines([{ n: 0, kind: 'wide' }]),
      drain(1),
    ),
    choices: { wideChunk: 'refused', writeWhileClosing: 'accepted', wrongLinesAfterClose: 'as-a-write' },
    by: [
      ['two steps exchanged', 4],
      ['an exception', 5, 1],
      ['bytes earlier', 6],
      ['the size', 5, 1],
    ],
    rule: null,
  },
  {
    what: 'a send counts whole until all of it has gone, and a later one goes out in the call',
    script: script(write(4), drain(1), settle, drain(10), settle, write(1)),
    choices: { sizeFalls: 'when-sent' },
    by: [
      ['bytes earlier', 7],
      ['the size', 6, 1],
    ],
    rule: 'robustness/one-dialect',
  },
  {
    what: 'a send counts whole until all of it has gone, and a later one meets a reset in the call',
    script: script(write(4), drain(1), settle, drain(10), settle, peerReset, write(1)),
    choices: { sizeFalls: 'when-sent' },
    by: [
      ['is_closing() from here on', 7],
      ['the size', 7, 1],
    ],
    rule: 'robustness/one-dialect',
  },
  {
    what: 'a resume comes in a call that moves nothing, a settle after its bytes',
    script: script(limits(8, 2), write(9), peerEof, drain(7), settle, write(0)),
    by: [['a callback later', 5, 1]],
    rule: 'flow-control/resume-has-a-cause',
  },
  {
    what: 'what was drained in the settle that closed it resumes nothing, and later it does',
    script: script(limits(8, 2), write(9), peerEof, drain(7), settle, write(5), drain(7)),
    choices: { writeWhileClosing: 'accepted' },
    by: [
      ['a callback dropped', 5, 1],
      ['a callback out of nowhere', 8, 2],
    ],
    rule: 'flow-control/resumes-while-closing-one-way',
  },
  {
    what: 'a send counted whole before the reset, and counts no more what had gone of it in the loss',
    script: script(write(2), drain(1), settle, peerReset),
    choices: { sizeFalls: 'when-sent' },
    by: [['a callback’s size', 5, 0]],
    rule: 'abort/size-in-the-loss',
  },
  {
    what: 'an eof_received() that raises closes nothing, and the end of both sides does, as a call in between finds',
    script: {
      stimuli: [drain('all'), write(1), peerEof, write(1)],
      reactions: [
        {
          on: 'eof_received',
          times: 1,
          do: [{ do: 'write_eof' }, limits(undefined, 0) as UpperStimulus],
          raises: true,
        },
        { on: 'resume_writing', times: 1, do: [write(0) as UpperStimulus] },
      ],
      keepOpen: false,
    },
    choices: { raiseInEof: 'stays', bothEnded: 'ends' },
    by: [],
    rule: null,
  },
  {
    what: 'an eof_received() that raises closes nothing, and an abort in a later callback does',
    script: {
      stimuli: [limits(undefined, 0), drain(1), peerEof],
      reactions: [
        { on: 'eof_received', times: 1, do: [write(1) as UpperStimulus], raises: true },
        { on: 'resume_writing', times: 1, do: [write(0) as UpperStimulus, { do: 'abort' }] },
      ],
      keepOpen: false,
    },
    choices: { raiseInEof: 'stays' },
    by: [],
    rule: null,
  },
  {
    what: 'can_write_eof() tells at the start that it can, and then it cannot',
    script: script(writeEof),
    choices: { halfClose: 'unsupported' },
    by: [['can_write_eof()', 0]],
    rule: 'eof/answer-never-changes',
  },
  {
    what: 'data_received() and eof_received() raise in one settle: the first was not what ended the transport',
    script: {
      ...script(peerData(1), peerEof),
      reactions: [
        { on: 'data_received', times: 1, do: [], raises: true },
        { on: 'eof_received', times: 1, do: [], raises: true },
      ],
    },
    choices: { raiseInData: 'goes-on', raiseInEof: 'fatal' },
    by: [],
    rule: null,
  },
  {
    what: 'a write after write_eof() in the pause of a write that met a reset is fatal: the write that paused is not',
    script: inside(
      'pause_writing',
      [writeEof, write(5)],
      script(limits(14, 0), drain('all'), write(14), peerReset, write(21)),
    ),
    choices: { failedTry: 'later', writeAfterEof: 'fatal' },
    by: [],
    rule: null,
  },
  {
    what: 'an empty write while closing may have been fatal, but abort() still found bytes to drop',
    script: script(write(1), close, peerReset, write(0), abort),
    by: [['the argument of the loss', 6, 1]],
    rule: 'abort/lost-with-none',
  },
  {
    what: 'a call without bytes may have met a reset, but abort() still found bytes to drop, and a second tells nothing',
    script: script(write(1), close, peerReset, writelines([0]), abort, abort),
    by: [['the argument of the loss', 7, 9]],
    rule: 'abort/lost-with-none',
  },
  {
    what: 'an empty write while closing may have been fatal where the size is kept',
    script: script(write(1), close, peerReset, write(0), abort),
    choices: { sizeAfterAbort: 'kept' },
    by: [['the argument of the loss', 6, 1]],
    rule: null,
  },
  {
    what: 'limits that are set without any pause, where no high can be, and a callback sets them anew before anyone asks',
    script: inside('pause_writing', [limits(undefined, 0)], script(write(1), limits(0, 0))),
    choices: { lowOnly: 'quadruple' },
    by: [],
    put: { at: 2, step: { stimulus: { do: 'set_write_buffer_limits' } } },
    rule: 'robustness/one-dialect',
  },
  {
    what: 'the loss comes before bytes that arrived in the same settle',
    script: script(write(5), drain(5), close),
    by: [],
    put: { at: 4, step: { calls: [lostAt(4)] } },
    rule: 'closing/last-byte-first',
  },
  {
    what: 'the loop hears of an exception that is not the one that was raised',
    script: raisingIn('data_received', script(peerData(1))),
    by: [],
    put: { at: 2, step: { errors: [{ kind: 'other', type: 'KeyError', message: '' }] } },
    rule: 'robustness/loop-hears-nothing-else',
  },
  ...arriving('as the bytes of two writes in one piece', [[0, 5]], null),
  ...arriving('as other bytes of the same values', [[LOOKS_LIKE_0, LOOKS_LIKE_0 + 5]], null),
  ...arriving(
    'in part as other bytes of the same values',
    [
      [0, 2],
      [LOOKS_LIKE_0 + 2, LOOKS_LIKE_0 + 5],
    ],
    null,
  ),
  ...arriving('all but the last', [[0, 4]], 'buffer/sends-what-the-wire-takes'),
  ...arriving(
    'all but one in the middle',
    [
      [0, 2],
      [3, 5],
    ],
    'buffer/arrives-once-in-order',
  ),
  ...arriving('with one more that nobody wrote', [[0, 5], { unknown: 1 }], 'buffer/arrives-once-in-order'),
  ...arriving('with one that nobody wrote before them', [{ unknown: 1 }, [0, 5]], 'buffer/arrives-once-in-order'),
  ...arriving(
    'in the other order',
    [
      [3, 5],
      [0, 3],
    ],
    'buffer/arrives-once-in-order',
  ),
  ...arriving(
    'edited, where bytes were written that nobody can edit',
    [
      [0, 3],
      [3, 5, 'edited'],
    ],
    'buffer/arrives-once-in-order',
  ),
  ...editing(
    'the items that can be edited are',
    [
      [0, 2],
      [2, 8, 'edited'],
    ],
    null,
  ),
  ...editing(
    'a part of what can be edited is',
    [
      [0, 2],
      [2, 4, 'edited'],
      [4, 8],
    ],
    null,
  ),
  ...editing(
    'the item before what can be edited is, too',
    [
      [0, 1],
      [1, 8, 'edited'],
    ],
    'buffer/arrives-once-in-order',
  ),
  ...editing(
    'only the item that nobody can edit is',
    [
      [0, 2, 'edited'],
      [2, 8],
    ],
    'buffer/arrives-once-in-order',
  ),
];

function lostAt(arrived: number): Callback {
  return { name: 'connection_lost', size: 0, arrived, error: null, steps: [] };
}

/** Three bytes and two more, on a wire that takes them in the next settle. */
function arriving(what: string, wire: readonly Arrival[], rule: string | null): readonly Found[] {
  const given = script(write(3), write(2), drain('all'), settle);
  return [{ what: `bytes arrive: ${what}`, script: given, by: [], put: { at: 4, step: { wire } }, rule }];
}

/** An item of bytes, a bytearray and a view. */
function editing(what: string, wire: readonly Arrival[], rule: string | null): readonly Found[] {
  const items: Item[] = [
    { n: 2, kind: 'bytes' },
    { n: 3, kind: 'bytearray' },
    { n: 3, kind: 'memoryview' },
  ];
  const given = script(writelines(items), edit, drain('all'), settle);
  return [{ what: `edited after the call: ${what}`, script: given, by: [], put: { at: 4, step: { wire } }, rule }];
}
