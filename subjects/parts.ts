/**
 * The parts of a connection, as the author of a TypeScript transport meets them: what the harness gives (protocol,
 * loop, wire) and what it wants back (the transport). asyncio's own names in camelCase. Types only; never behaviour.
 */

/** What a transport is made of. All are the harness's: deterministic, with no clock and no descriptor. */
export interface Parts {
  readonly protocol: Protocol;
  readonly loop: Loop;
  readonly wire: Wire;
}

/** Makes a transport. It calls `protocol.connectionMade(transport)` itself, at once or soon. */
export type Connect = (parts: Parts) => Transport;

/** The user's side. Any of these may throw, and may call any method of the transport before it returns. */
export interface Protocol {
  connectionMade(transport: Transport): void;
  pauseWriting(): void;
  resumeWriting(): void;
  dataReceived(bytes: Uint8Array): void;
  /** True keeps the transport open for writing; false lets it close itself. */
  eofReceived(): boolean;
  /** null after a close, an abort or a regular EOF; else the exception. */
  connectionLost(error: unknown): void;
}

/** All that happens later must go through it: the harness cannot wait for a promise, a timer or a tick of Node's. */
export interface Loop {
  /** Calls it in the next turn, in order. */
  callSoon(callback: () => void): void;
  /** Where an exception goes that has no caller. */
  callExceptionHandler(error: unknown): void;
}

/** The peer's end is the harness's; this is ours. It works like a non-blocking socket. */
export interface Wire {
  /**
   * How many of the bytes it took, from the first on; 0 when it would block. Throws a ResetError once the peer has
   * reset, and a BrokenPipeError after shutdown(). The bytes may be reused after the call.
   */
  send(bytes: Uint8Array): number;
  /** What waits, at most so many; null when it would block; no bytes at the end of the stream. Throws as send() does. */
  read(most?: number): Uint8Array | null;
  /** Calls back, once a turn, as long as there is something to read: data, the end or a reset. null stops it. */
  onReadable(callback: (() => void) | null): void;
  /** Calls back, once a turn, as long as there is room or a reset. null stops it. */
  onWritable(callback: (() => void) | null): void;
  /** Ends the writing side: the peer gets an EOF. */
  shutdown(): void;
  /** Ends both sides, and forgets who asked to be called. */
  close(): void;
}

/** What is judged. */
export interface Transport {
  /** Chunks are views: Uint8Array (also of a part of its buffer) or Uint32Array, which is sent as its bytes. */
  write(data: ArrayBufferView): void;
  writelines(items: Iterable<ArrayBufferView>): void;
  writeEof(): void;
  canWriteEof(): boolean;
  close(): void;
  abort(): void;
  isClosing(): boolean;
  setWriteBufferLimits(limits: { high?: number; low?: number }): void;
  getWriteBufferSize(): number;
  getWriteBufferLimits(): { low: number; high: number };
}

/** Every method of a transport, for whoever is given something that may be none. */
export const METHODS = [
  'write',
  'writelines',
  'writeEof',
  'canWriteEof',
  'close',
  'abort',
  'isClosing',
  'setWriteBufferLimits',
  'getWriteBufferSize',
  'getWriteBufferLimits',
] as const satisfies readonly (keyof Transport)[];
