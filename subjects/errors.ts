/**
 * The exceptions that a TypeScript transport meets or throws where Python has a class and JavaScript has none.
 * TypeError and RangeError are the language's own. Holds classes only; how they are told apart is in raise.ts.
 */

/** RuntimeError in asyncio: the call is not possible in this state, such as a write after writeEof(). */
export class StateError extends Error {
  override readonly name = 'StateError';
}

/** ConnectionResetError: the peer has reset the connection. The wire throws it. */
export class ResetError extends Error {
  override readonly name = 'ResetError';
  readonly code = 'ECONNRESET';
}

/** BrokenPipeError: the writing side has been shut down. The wire throws it. */
export class BrokenPipeError extends Error {
  override readonly name = 'BrokenPipeError';
  readonly code = 'EPIPE';
}

/** NotImplementedError: the transport cannot do this at all, such as writeEof() where canWriteEof() is false. */
export class UnsupportedError extends Error {
  override readonly name = 'UnsupportedError';
}

/** What a script's own callback raises. The harness's; a transport only passes it on. */
export class ScriptedError extends Error {
  override readonly name = 'ScriptedError';
}
