/**
 * The freedoms of the contract as data: each named choice with its values, its citation, and the profiles.
 * Holds no behaviour: what a value means is decided in guards.ts and effects.ts alone.
 */

/** One freedom. `values` begins with the one that the documents, or else CPython's sockets, follow. */
export interface Choice {
  readonly values: readonly string[];
  /** What is free, in a clause that the value completes. */
  readonly statement: string;
  /** An anchor of the Python documentation, where the freedom shows. */
  readonly clause: string;
  /** Where a value that asyncio's own documents do not have is documented: see conformance/declared.ts for who may have it. */
  readonly elsewhere?: string;
  /** Values outside the contract that are known well enough to have a name: a divergence, not a freedom. */
  readonly deviates?: readonly string[];
}

const WRITE = 'asyncio.WriteTransport.write';
const WRITELINES = 'asyncio.WriteTransport.writelines';
const LIMITS = 'asyncio.WriteTransport.set_write_buffer_limits';
const CLOSE = 'asyncio.BaseTransport.close';
const ABORT = 'asyncio.WriteTransport.abort';
const EOF = 'asyncio.WriteTransport.write_eof';
const LOST = 'asyncio.BaseProtocol.connection_lost';

const LATE = 'https://nodejs.org/api/errors.html#err_stream_write_after_end';

export const CHOICES = {
  pausesWhen: {
    values: ['reaches', 'exceeds'],
    statement: 'writing pauses when the buffer’s size … high',
    clause: LIMITS,
  },
  resumesAt: {
    values: ['low', 'empty'],
    statement: 'a paused protocol is resumed when the buffer is down to …',
    clause: LIMITS,
    deviates: ['empty'],
  },
  raisedLimits: {
    values: ['next-drain', 'at-once'],
    statement: 'limits raised over what is buffered resume a paused protocol at …',
    clause: LIMITS,
  },
  zeroHigh: {
    values: ['refused', 'forces-low'],
    statement: 'high = 0 together with a low above 0: …',
    clause: LIMITS,
  },
  highOnly: {
    values: ['quarter', 'other'],
    statement: 'low, when only high is given: …',
    clause: LIMITS,
  },
  lowOnly: {
    values: ['quadruple', 'other'],
    statement: 'high, when only low is given: …',
    clause: LIMITS,
  },
  noneGiven: {
    values: ['defaults', 'unchanged'],
    statement: 'the limits, when neither is given: …',
    clause: LIMITS,
  },
  floatLimits: {
    values: ['kept', 'truncated', 'refused'],
    statement: 'a limit that is not a whole number is …',
    clause: LIMITS,
  },
  limitsAfterAbort: {
    values: ['applied', 'ignored', 'raises'],
    statement: 'setting limits between an abort and connection_lost(): …',
    clause: LIMITS,
  },
  limitsAfterLoss: {
    values: ['applied', 'ignored', 'raises'],
    statement: 'setting limits after connection_lost(): …',
    clause: LIMITS,
  },
  writeTries: {
    values: ['when-empty', 'always', 'later'],
    statement: 'write() tries the wire in the call …',
    clause: WRITE,
  },
  writelinesTries: {
    values: ['when-empty', 'always', 'later'],
    statement: 'writelines() tries the wire in the call …',
    clause: WRITELINES,
  },
  handsOver: {
    values: ['at-once', 'one-by-one'],
    statement: 'of several chunks that wait, the wire is given what it takes …',
    clause: WRITE,
  },
  sizeFalls: {
    values: ['as-taken', 'when-sent'],
    statement: 'what the wire takes of a send that goes in parts leaves the size …',
    clause: 'asyncio.WriteTransport.get_write_buffer_size',
  },
  eofTries: {
    values: ['at-once', 'later'],
    statement: 'write_eof() on an empty buffer ends the writing side …',
    clause: EOF,
  },
  failedTry: {
    values: ['at-once', 'later'],
    statement: 'a reset met by a write in the call ends the transport …',
    clause: WRITE,
  },
  badItem: {
    values: ['nothing', 'earlier'],
    statement: 'of a writelines() with an item of a wrong type is queued …',
    clause: WRITELINES,
  },
  wideChunk: {
    values: ['whole', 'refused', 'refused-unless-empty'],
    statement: 'a memoryview of items wider than a byte is …',
    clause: WRITE,
  },
  writeWhileClosing: {
    values: ['accepted', 'dropped', 'fatal', 'raises'],
    statement: 'a write after close(), while the rest is flushed: …',
    clause: CLOSE,
    elsewhere: LATE,
  },
  writeAfterClose: {
    values: ['dropped', 'fatal', 'raises'],
    statement: 'a write after abort(), or after close() on an empty buffer: …',
    clause: CLOSE,
    elsewhere: LATE,
  },
  writeAfterLoss: {
    values: ['dropped', 'raises'],
    statement: 'a write after connection_lost(): …',
    clause: CLOSE,
  },
  eofAfterLoss: {
    values: ['nothing', 'raises'],
    statement: 'write_eof() after connection_lost(): …',
    clause: EOF,
  },
  callsInLoss: {
    values: ['as-lost', 'as-closed'],
    statement: 'inside connection_lost() a call is taken as it is afterwards, or as before: …',
    clause: LOST,
  },
  writeAfterEof: {
    values: ['raises', 'fatal', 'dropped'],
    statement: 'a write after write_eof(): …',
    clause: EOF,
    elsewhere: LATE,
  },
  emptyAfterEof: {
    values: ['raises', 'ignored'],
    statement: 'an empty write after write_eof(), where a write raises: …',
    clause: EOF,
  },
  emptyAfterClose: {
    values: ['ignored', 'raises'],
    statement: 'an empty write on a closed transport, where a write raises: …',
    clause: CLOSE,
  },
  checksFirst: {
    values: ['eof', 'closed'],
    statement: 'a write after both write_eof() and a close is decided by: …',
    clause: EOF,
  },
  wrongWriteAfterEof: {
    values: ['type', 'as-a-write'],
    statement: 'a wrong type given to write() after write_eof(): …',
    clause: EOF,
  },
  wrongLinesAfterEof: {
    values: ['type', 'as-a-write'],
    statement: 'a wrong type given to writelines() after write_eof(): …',
    clause: EOF,
  },
  wrongWriteAfterClose: {
    values: ['type', 'as-a-write'],
    statement: 'a wrong type given to write() on a closed transport: …',
    clause: CLOSE,
  },
  wrongLinesAfterClose: {
    values: ['type', 'as-a-write'],
    statement: 'a wrong type given to writelines() on a closed transport: …',
    clause: CLOSE,
  },
  pausesWhileClosing: {
    values: ['yes', 'no'],
    statement: 'pausing while closing: …',
    clause: CLOSE,
  },
  resumesWhileClosing: {
    values: ['yes', 'no'],
    statement: 'resuming while the rest is flushed: …',
    clause: CLOSE,
  },
  resumesAfterEof: {
    values: ['yes', 'no'],
    statement: 'resuming after write_eof(), while still open: …',
    clause: EOF,
    elsewhere: 'https://nodejs.org/api/stream.html#event-drain',
  },
  bothEnded: {
    values: ['stays', 'ends'],
    statement: 'a transport of which both sides have ended … by itself',
    clause: EOF,
    elsewhere: 'https://nodejs.org/api/stream.html#new-streamwritableoptions',
  },
  sizeAfterAbort: {
    values: ['zero', 'kept'],
    statement: 'between abort() and connection_lost() the size is …',
    clause: ABORT,
  },
  idleReset: {
    values: ['noticed', 'unnoticed'],
    statement: 'a reset after the peer’s EOF, with nothing to write, is …',
    clause: LOST,
  },
  emptyReset: {
    values: ['failure', 'regular-end'],
    statement: 'a reset with nothing left to write is a …',
    clause: LOST,
  },
  raiseInData: {
    values: ['fatal', 'goes-on'],
    statement: 'a data_received() that raises: …',
    clause: 'asyncio.Protocol.data_received',
  },
  raiseInEof: {
    values: ['fatal', 'closes', 'stays'],
    statement: 'an eof_received() that raises: …',
    clause: 'asyncio.Protocol.eof_received',
  },
  keptEof: {
    values: ['open', 'closes'],
    statement: 'a transport that cannot end its writing side alone, when eof_received() answers true: …',
    clause: 'asyncio.Protocol.eof_received',
  },
  halfClose: {
    values: ['supported', 'unsupported', 'a-close'],
    statement: 'write_eof() is …',
    clause: 'asyncio.WriteTransport.can_write_eof',
  },
} as const satisfies Record<string, Choice>;

export type ChoiceName = keyof typeof CHOICES;
export const CHOICE_NAMES = Object.keys(CHOICES) as readonly ChoiceName[];

/** A whole dialect: a value for each choice. */
export type Dialect = { -readonly [K in ChoiceName]: (typeof CHOICES)[K]['values'][number] };

/** What a profile allows of each choice. A choice that it does not name is free within the contract. */
export type Profile = { readonly [K in ChoiceName]?: readonly Dialect[K][] };

const SELECTOR: Profile = {
  pausesWhen: ['exceeds'],
  raisedLimits: ['next-drain'],
  zeroHigh: ['refused'],
  highOnly: ['quarter'],
  lowOnly: ['quadruple'],
  noneGiven: ['defaults'],
  floatLimits: ['kept'],
  limitsAfterAbort: ['applied'],
  limitsAfterLoss: ['applied'],
  badItem: ['nothing'],
  writeWhileClosing: ['accepted'],
  writeAfterClose: ['dropped'],
  writeAfterLoss: ['dropped'],
  writeAfterEof: ['raises'],
  sizeFalls: ['as-taken'],
  emptyReset: ['failure'],
  raiseInData: ['fatal'],
  raiseInEof: ['fatal'],
};

/** The profiles, narrowest freedom last. Each narrows `contract`, the default. */
export const PROFILES = {
  /** All that the documents and the reference implementations allow. */
  contract: {},
  /** The WriteTransport section of the documents, to the letter. */
  docs: { pausesWhen: ['reaches'], zeroHigh: ['forces-low'] },
  /** CPython's own socket transport. */
  cpython: { ...SELECTOR, writeTries: ['when-empty'], eofTries: ['at-once'], sizeAfterAbort: ['zero'] },
  /** uvloop's streams: nothing goes to the wire before the end of the turn. */
  uvloop: { ...SELECTOR, writeTries: ['later'], writelinesTries: ['later'], eofTries: ['later'] },
} as const satisfies Record<string, Profile>;

export type ProfileName = keyof typeof PROFILES;
export const PROFILE_NAMES = Object.keys(PROFILES) as readonly ProfileName[];

/** What is free, with the values that were chosen. */
export function completed(choice: ChoiceName, values: readonly string[]): string {
  return CHOICES[choice].statement.replace('…', values.join(' or '));
}

/** The values of a choice that a profile allows; never a deviation. */
export function allowed(name: ChoiceName, profile: Profile): readonly string[] {
  const choice: Choice = CHOICES[name];
  const values = profile[name] ?? choice.values.filter((value) => !choice.deviates?.includes(value));
  return name === 'sizeFalls' && !mayTryLater(profile) ? values.filter((value) => value !== 'when-sent') : values;
}

/** Sends that count whole are the loop's: who must try the wire in the call has none. */
function mayTryLater({ writeTries, writelinesTries }: Profile): boolean {
  return [writeTries, writelinesTries].every((values) => values === undefined || values.includes('later'));
}

/** A dialect: the first value that the profile allows of each choice, but for those given. */
export function dialect(profile: Profile = {}, chosen: Partial<Dialect> = {}): Dialect {
  const whole = Object.fromEntries(CHOICE_NAMES.map((name) => [name, allowed(name, profile)[0]]));
  return { ...whole, ...chosen } as Dialect;
}
