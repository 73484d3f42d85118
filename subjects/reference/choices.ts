/**
 * What the contract leaves free and the reference can do either way. Named as the model names its choices; values only.
 */
export interface Choices {
  /** Writing pauses when the size reaches high, as set_write_buffer_limits() has it, or only when it exceeds it. */
  readonly pausesWhen: 'reaches' | 'exceeds';
  /** A write tries the wire in the call when nothing is buffered, or leaves it to the loop's next turn. */
  readonly writeTries: 'when-empty' | 'later';
  /** What is not sent in the call is a copy, or the caller's own memory: an edit in place is then seen on the wire. */
  readonly mutableChunks: 'copied' | 'aliased';
  /** Dropped by default: else whoever goes on writing could put off the end of a close for ever. */
  readonly writeWhileClosing: 'dropped' | 'accepted';
  /** Between abort() and connection_lost(). */
  readonly sizeAfterAbort: 'zero' | 'kept';
  /** high = 0 forces low = 0, as the documents say, also over a low that is given; or that pair is refused. */
  readonly zeroHigh: 'forces-low' | 'refused';
}

/** The documents to the letter; where they are silent, what surprises least. */
export const DOCUMENTED: Choices = {
  pausesWhen: 'reaches',
  writeTries: 'when-empty',
  mutableChunks: 'copied',
  writeWhileClosing: 'dropped',
  sizeAfterAbort: 'zero',
  zeroHigh: 'forces-low',
};
