/**
 * The alphabet: every word that a script, a trace or a report of them may use, as plain types.
 * Holds names and shapes only; never behaviour, never a rule, never an import of the machine.
 */

/** The chart's states, in the order of life: what a report calls the place in which a stimulus was given. */
export const LIVES = [
  'open',
  'paused',
  'closing.flowing',
  'closing.paused',
  'closing.flushed',
  'aborted',
  'lost',
] as const;
export type Life = (typeof LIVES)[number];

/** How far the end of writing has come, beside the life. */
export const EOFS = ['none', 'pending', 'sent'] as const;

/** Callbacks of the protocol, spelt as in asyncio. */
export const CALLBACKS = [
  'connection_made',
  'pause_writing',
  'resume_writing',
  'data_received',
  'eof_received',
  'connection_lost',
] as const;
export type CallbackName = (typeof CALLBACKS)[number];

/** What a chunk is made of. `wide` is a memoryview of four-byte items; `wrong` is not bytes-like at all. */
export const CHUNK_KINDS = ['bytes', 'bytearray', 'memoryview', 'wide', 'wrong'] as const;
export type ChunkKind = (typeof CHUNK_KINDS)[number];

/** What carries the items of writelines(). `not-iterable` has no items that anyone could reach. */
export const CONTAINERS = ['list', 'generator', 'not-iterable'] as const;
export type Container = (typeof CONTAINERS)[number];

/** Bytes in an item of a `wide` chunk; the length of such a chunk is rounded up to a multiple of it. */
export const WIDE_ITEM = 4;

/**
 * Bytes to move: a count, or as many as bring the buffer to a mark, plus or minus a few (never below none).
 * In a write the buffer rises to the mark; in a drain it falls to it.
 */
export type Amount = number | { readonly to: 'high' | 'low' | 'zero'; readonly plus: number };

/** A water mark: a number of bytes, or one relative to what the subject holds or has set at that moment. */
export type Mark = number | { readonly at: 'size' | 'high' | 'low'; readonly plus: number };

export interface Item<A = Amount> {
  readonly n: A;
  readonly kind: ChunkKind;
}

/** Stimuli of the upper tester: calls of the transport's own methods, and edits of a buffer it was given. */
export type UpperStimulus<A = Amount, M = Mark> =
  | ({ readonly do: 'write' } & Item<A>)
  | { readonly do: 'writelines'; readonly items: readonly Item<A>[]; readonly as: Container }
  | { readonly do: 'write_eof' }
  | { readonly do: 'close' }
  | { readonly do: 'abort' }
  | { readonly do: 'set_write_buffer_limits'; readonly high?: M; readonly low?: M }
  /** Works on the last mutable chunk given: `edit` overwrites its bytes in place, `clear` empties it. */
  | { readonly do: 'tamper'; readonly how: 'edit' | 'clear' };

/**
 * Stimuli of the lower tester, who works the wire. They change what the wire offers; the transport sees it when it
 * next touches the wire, so usually in the next `settle`.
 */
export type LowerStimulus<A = Amount> =
  /**
   * The wire gets room for n more bytes; what is not used at once stays. The room at the start is none. `all` opens the
   * wire: from then on it takes whatever comes, as a kernel's buffer does whose other end is read on and on.
   */
  | { readonly do: 'drain'; readonly n: A | 'all' }
  /** The wire takes nothing more; what room there was is gone. */
  | { readonly do: 'stall' }
  | { readonly do: 'peer_data'; readonly n: number }
  | { readonly do: 'peer_eof' }
  | { readonly do: 'peer_reset' };

/** Turns the loop until nothing more happens. */
export type Settle = { readonly do: 'settle' };

export type Stimulus = UpperStimulus | LowerStimulus | Settle;
export type StimulusName = Stimulus['do'];

export const UPPER = [
  'write',
  'writelines',
  'write_eof',
  'close',
  'abort',
  'set_write_buffer_limits',
  'tamper',
] as const satisfies readonly UpperStimulus['do'][];
export const LOWER = [
  'drain',
  'stall',
  'peer_data',
  'peer_eof',
  'peer_reset',
] as const satisfies readonly LowerStimulus['do'][];
export const STIMULI: readonly StimulusName[] = [...UPPER, ...LOWER, 'settle'];

/** Stimuli run from inside a callback, at its first `times` calls; then the callback raises, if it `raises`. */
export interface Reaction {
  readonly on: CallbackName;
  readonly times: number;
  readonly do: readonly UpperStimulus[];
  readonly raises?: boolean;
}

/** A script: what is done to a transport after its connection, in order. A last `settle` is always added. */
export interface Script {
  readonly stimuli: readonly Stimulus[];
  readonly reactions: readonly Reaction[];
  /** What eof_received() answers: true keeps the transport open for writing. */
  readonly keepOpen: boolean;
}

/** Exceptions by a neutral kind; `scripted` is the one that a script's own callback raises. */
export const RAISE_KINDS = [
  'type',
  'value',
  'state',
  'buffer',
  'reset',
  'broken-pipe',
  'unsupported',
  'scripted',
  'other',
] as const;
export type RaiseKind = (typeof RAISE_KINDS)[number];

/** An exception: its kind, its class in the subject's language, its message. */
export interface Raise {
  readonly kind: RaiseKind;
  readonly type: string;
  readonly message: string;
}

/** A stimulus as it was given: every size a number. `at` is the offset of its first byte among all bytes offered. */
export type GivenItem = Item<number>;
export type Given =
  /** The making of the connection: always the first step, and settled. It tells the limits at the start, in bytes. */
  | { readonly do: 'connect'; readonly low: number; readonly high: number }
  | ({ readonly do: 'write'; readonly at: number } & GivenItem)
  | {
      readonly do: 'writelines';
      readonly items: readonly GivenItem[];
      readonly as: Container;
      readonly at: number;
    }
  | Exclude<UpperStimulus<number, number>, { do: 'write' | 'writelines' }>
  | LowerStimulus<number>
  | Settle;

/**
 * What the peer got: bytes, as a range [from, to) of the offsets offered; bytes that had been edited in place
 * (a third member, 'edited'); n bytes that nobody offered; or the end of the stream.
 */
export type Arrival =
  | readonly [from: number, to: number]
  | readonly [from: number, to: number, edited: 'edited']
  | { readonly unknown: number }
  | 'eof';

/** A callback as it came. */
export interface Callback {
  readonly name: CallbackName;
  /** get_write_buffer_size() at that moment, in bytes. */
  readonly size: number;
  /** Bytes that the wire had taken by then, in all. */
  readonly arrived: number;
  /** data_received: how many bytes. */
  readonly n?: number;
  /** connection_lost: its argument. */
  readonly error?: Raise | null;
  /** The steps that the script's reaction took inside this callback. */
  readonly steps: readonly Step[];
  /** The callback raised, as the script asked. */
  readonly raised?: boolean;
  /** eof_received: what it answered. */
  readonly kept?: boolean;
}

/** What the transport answers when asked, after a step. */
export interface Probe {
  readonly size: number;
  readonly low: number;
  readonly high: number;
  readonly closing: boolean;
  /** can_write_eof() */
  readonly eof: boolean;
}

/** A stimulus with its observations. A callback stands in the step in whose call it came, else in a `settle`. */
export interface Step {
  readonly stimulus: Given;
  /** What the call raised. */
  readonly raised: Raise | null;
  readonly calls: readonly Callback[];
  /** What arrived at the peer, in order. */
  readonly wire: readonly Arrival[];
  /** What the loop's exception handler was told. */
  readonly errors: readonly Raise[];
  /** The loop did not come to rest within the harness's bound of turns or callbacks. */
  readonly restless?: boolean;
  readonly after: Probe;
}

/** What was seen of a script, step by step: first `connect`, last `settle`. */
export interface Trace {
  readonly steps: readonly Step[];
}
