/**
 * From whatever JavaScript throws to the neutral kinds of the alphabet.
 * Goes by the error's code, then by the names of its classes: an `instanceof` would miss a second copy of the package
 * and the errors of another realm. Never looks at a message, but for the one that the engine itself gives no class.
 */
import type { Raise, RaiseKind } from '../machines/alphabet.js';

const KIND_OF_CODE: Readonly<Record<string, RaiseKind>> = {
  ECONNRESET: 'reset',
  ECONNABORTED: 'reset',
  EPIPE: 'broken-pipe',
  ESHUTDOWN: 'broken-pipe',
  ENOTSUP: 'unsupported',
  ENOSYS: 'unsupported',
  ERR_METHOD_NOT_IMPLEMENTED: 'unsupported',
  ERR_FEATURE_UNAVAILABLE_ON_PLATFORM: 'unsupported',
  ERR_INVALID_ARG_TYPE: 'type',
  ERR_INVALID_ARG_VALUE: 'value',
  ERR_OUT_OF_RANGE: 'value',
  ERR_INVALID_STATE: 'state',
  ERR_STREAM_WRITE_AFTER_END: 'state',
  ERR_STREAM_DESTROYED: 'state',
  ERR_STREAM_ALREADY_FINISHED: 'state',
};

const KIND_OF_CLASS: Readonly<Record<string, RaiseKind>> = {
  TypeError: 'type',
  RangeError: 'value',
  StateError: 'state',
  BufferError: 'buffer',
  ResetError: 'reset',
  BrokenPipeError: 'broken-pipe',
  UnsupportedError: 'unsupported',
  ScriptedError: 'scripted',
  // Ports of asyncio often keep Python's names.
  ValueError: 'value',
  RuntimeError: 'state',
  NotImplementedError: 'unsupported',
  ConnectionResetError: 'reset',
};

/** Longer messages say no more, and a trace is kept, compared and printed. */
const MAX_MESSAGE = 200;

export function toRaise(thrown: unknown): Raise {
  if (typeof thrown !== 'object' || thrown === null) {
    return { kind: 'other', type: typeof thrown, message: String(thrown).slice(0, MAX_MESSAGE) };
  }
  const { message } = thrown as { message?: unknown };
  return {
    kind: kindOf(thrown),
    type: classesOf(thrown)[0] ?? 'Object',
    message: typeof message === 'string' ? message.slice(0, MAX_MESSAGE) : '',
  };
}

/** As much of it as a sentence can carry: the class, where it says something, and the first line of the message. */
export function inWords(thrown: unknown): string {
  const { type, message } = toRaise(thrown);
  const line = message.split('\n', 1)[0]!.replace(/[.\s]+$/, '');
  if (line === '') return type;
  return type === 'Error' || typeof thrown !== 'object' ? line : `${type}: ${line}`;
}

function kindOf(thrown: object): RaiseKind {
  const { code, message } = thrown as { code?: unknown; message?: unknown };
  if (typeof code === 'string' && Object.hasOwn(KIND_OF_CODE, code)) return KIND_OF_CODE[code]!;
  // A stack that overflows is a RangeError to V8, and yet it refuses no value.
  if (message === 'Maximum call stack size exceeded') return 'other';
  for (const name of classesOf(thrown)) if (Object.hasOwn(KIND_OF_CLASS, name)) return KIND_OF_CLASS[name]!;
  return 'other';
}

/** The names of its class and of those above, its own first. */
function classesOf(thrown: object): string[] {
  const names: string[] = [];
  for (let level = Object.getPrototypeOf(thrown); level !== null; level = Object.getPrototypeOf(level)) {
    const name: unknown = level.constructor?.name;
    if (typeof name === 'string' && name !== '') names.push(name);
  }
  return names;
}
