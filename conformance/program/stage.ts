/**
 * What a program for the other side stands on: which transport of which language, and what has to be there.
 * Data only: what is written for it is in the folder of the language.
 */

export const LANGUAGES = ['python'] as const;
export type Language = (typeof LANGUAGES)[number];

/** Transports that a program of plain asyncio can make. */
export const PYTHON_STAGES = ['unix', 'tcp', 'pipe', 'socket', 'fake-pipe', 'proactor'] as const;
export type PythonStage = (typeof PYTHON_STAGES)[number];

export interface PythonSetting {
  readonly stage: PythonStage;
  /** What makes the event loop, where it is not asyncio's own: `uvloop.new_event_loop()`. */
  readonly loop?: string;
  /** Sockets without sendmsg(), as on Windows. */
  readonly withoutSendmsg?: boolean;
}

/** Fakes under one of CPython's own classes: there the wire can take so many bytes and no more. */
export function isFake({ stage }: PythonSetting): boolean {
  return stage === 'socket' || stage === 'fake-pipe' || stage === 'proactor';
}
