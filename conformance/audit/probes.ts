/**
 * How each capability shows: the scripts that ask for it, and what in a trace is evidence of it. As data, like the rules;
 * but what they speak of is the harness, and what a transport is merely free to do is evidence of nothing.
 */
import type {
  Callback,
  ChunkKind,
  Reaction,
  Script,
  Step,
  Stimulus,
  Trace,
  UpperStimulus,
} from '../../machines/alphabet.js';
import type { Capability } from '../subject.js';
import { bytesIn, callsIn, stepsIn } from './plants.js';

export interface Probe {
  readonly scripts: readonly Script[];
  /** Whether a trace of any script shows that it is there. */
  shows(trace: Trace): boolean;
  /**
   * Whether a probe's own trace is enough for one who declares it. It is laxer where a transport could break a promise
   * in just this script: that is for the rules to say.
   */
  answers?(trace: Trace): boolean;
  /** What a probe's own trace may prove against it, whatever the transport did. */
  readonly refuted?: { by(trace: Trace): boolean; readonly seen: string };
  /** What is seen where it is there: completes "it was seen that". */
  readonly sign: string;
  /** What it would mean for the transport if it never shows. Absent: no trace can speak against the claim. */
  readonly otherwise?: string;
}

/**
 * Not among them: that the harness can be told to go wrong, which is asked otherwise (plants.ts); and that a close() ends
 * reading of itself: where the harness ends it in its stead, what is seen is the same.
 */
export const PROBES: { readonly [C in Exclude<Capability, 'planted-faults' | 'close-ends-reading'>]: Probe } = {
  'exact-drain': {
    scripts: [
      script([
        { do: 'write', n: 8, kind: 'bytes' },
        { do: 'drain', n: 3 },
      ]),
    ],
    shows: (trace) => {
      const drained = drainedIn(trace);
      return drained > 0 && bytesIn(trace) === drained && offeredIn(trace) > drained;
    },
    refuted: {
      by: (trace) => bytesIn(trace) > drainedIn(trace),
      seen: 'more arrives than drain() made room for',
    },
    sign: 'exactly as many bytes arrive as drain() made room for',
    otherwise: 'the transport does not send',
  },
  'exact-size': {
    scripts: [script([{ do: 'write', n: 8, kind: 'bytes' }])],
    shows: (trace) =>
      trace.steps.some(
        ({ stimulus, after }, i) =>
          stimulus.do === 'write' &&
          stimulus.n > 0 &&
          after.size - (trace.steps[i - 1]?.after.size ?? 0) === stimulus.n,
      ),
    sign: 'the size grows by just the bytes that are written',
  },
  'settable-limits': {
    scripts: [script([{ do: 'set_write_buffer_limits', high: 7, low: 3 }])],
    shows: (trace) => trace.steps.some(({ after }) => after.high === 7 && after.low === 3),
    sign: 'the limits are what set_write_buffer_limits() was given',
  },
  'half-close': {
    scripts: [script([{ do: 'write_eof' }])],
    shows: (trace) =>
      stepsIn(trace).some(({ wire, after, calls }) => wire.includes('eof') && !after.closing && !calls.some(isLoss)),
    answers: (trace) => trace.steps.at(-1)?.after.eof === true,
    sign: 'can_write_eof() is true, and the peer gets an end while the transport stays open',
    otherwise: 'the transport says of itself that it has none',
  },
  'asyncio-ends': {
    // All in one: whoever has only some of it has not this.
    scripts: [
      {
        ...script([
          { do: 'write', n: { to: 'high', plus: 1 }, kind: 'bytes' },
          { do: 'write_eof' },
          { do: 'write', n: 3, kind: 'bytes' },
          { do: 'drain', n: 'all' },
          { do: 'settle' },
          { do: 'peer_eof' },
        ]),
        keepOpen: true,
      },
    ],
    shows: (trace) =>
      trace.steps.every(({ after, raised }) => !after.closing && raised?.kind !== 'unsupported') &&
      (['resume_writing', 'eof_received'] as const).every((one) => called(trace, ({ name }) => name === one)),
    sign: 'after write_eof() a paused protocol is resumed, a late write ends nothing, and nor does the end of the peer',
  },
  'peer-data': {
    scripts: [script([{ do: 'peer_data', n: 3 }])],
    shows: (trace) => called(trace, ({ name }) => name === 'data_received'),
    sign: 'data_received() is called',
    otherwise: 'the transport does not read',
  },
  'peer-eof': {
    scripts: [script([{ do: 'peer_eof' }])],
    shows: (trace) => called(trace, ({ name }) => name === 'eof_received'),
    answers: isEnding,
    sign: 'eof_received() is called',
    otherwise: 'the transport does not notice the end',
  },
  'peer-reset': {
    // One that does not read meets it when it writes.
    scripts: [script([{ do: 'peer_reset' }]), script([{ do: 'peer_reset' }, { do: 'write', n: 1, kind: 'bytes' }])],
    shows: (trace) => called(trace, (call) => isLoss(call) && call.error !== null && call.error?.kind !== 'scripted'),
    answers: isEnding,
    sign: 'connection_lost() is called with an exception',
    otherwise: 'the transport does not notice the reset',
  },
  'mutable-chunks': {
    scripts: [
      script([
        { do: 'write', n: 4, kind: 'bytearray' },
        { do: 'tamper', how: 'edit' },
      ]),
    ],
    shows: (trace) => isTakenOrRefused(trace, 'bytearray'),
    sign: 'a bytearray is taken or refused',
  },
  'wide-chunks': {
    scripts: [script([{ do: 'write', n: 4, kind: 'wide' }])],
    shows: (trace) => isTakenOrRefused(trace, 'wide'),
    sign: 'a chunk of wide items is taken or refused',
  },
  'wrong-chunks': {
    scripts: [script([{ do: 'write', n: 0, kind: 'wrong' }])],
    shows: (trace) => trace.steps.some(({ stimulus, raised }) => isWrite(stimulus, 'wrong') && raised?.kind === 'type'),
    sign: 'a chunk that is not bytes-like is refused',
  },
  'loop-errors': {
    scripts: [
      script([], [raising('connection_made')]),
      script([{ do: 'peer_data', n: 1 }], [raising('data_received')]),
      script(
        [
          { do: 'set_write_buffer_limits', high: 1, low: 0 },
          { do: 'write', n: 2, kind: 'bytes' },
        ],
        [raising('pause_writing')],
      ),
      script([{ do: 'close' }], [raising('connection_lost')]),
    ],
    shows: (trace) => stepsIn(trace).some(({ errors }) => errors.some(({ kind }) => kind === 'scripted')),
    sign: 'what a callback raises comes to the loop',
    otherwise: 'the transport swallows it',
  },
};

function script(stimuli: readonly Stimulus[], reactions: readonly Reaction[] = []): Script {
  return { stimuli: [...stimuli, { do: 'settle' }], reactions, keepOpen: false };
}

function raising(on: Reaction['on'], stimuli: readonly UpperStimulus[] = []): Reaction {
  return { on, times: 1, do: stimuli, raises: true };
}

function called(trace: Trace, is: (call: Callback) => boolean): boolean {
  return trace.steps.some((step) => callsIn(step).some(is));
}

function isLoss({ name }: Callback): boolean {
  return name === 'connection_lost';
}

/** The transport has taken notice, in whatever way. */
function isEnding(trace: Trace): boolean {
  return trace.steps.at(-1)?.after.closing === true || called(trace, isLoss);
}

/** What a harness does not have it answers with a fault, so any effect of such a chunk is evidence. */
function isTakenOrRefused(trace: Trace, kind: ChunkKind): boolean {
  return trace.steps.some(
    ({ stimulus, raised, after }) => isWrite(stimulus, kind) && (raised !== null || after.size > 0),
  );
}

function isWrite(stimulus: Step['stimulus'], kind: ChunkKind): boolean {
  return stimulus.do === 'write' && stimulus.kind === kind;
}

function drainedIn(trace: Trace): number {
  return trace.steps.reduce(
    (sum, { stimulus }) => sum + (stimulus.do === 'drain' && stimulus.n !== 'all' ? stimulus.n : 0),
    0,
  );
}

function offeredIn(trace: Trace): number {
  return trace.steps.reduce((sum, { stimulus }) => sum + (stimulus.do === 'write' ? stimulus.n : 0), 0);
}
