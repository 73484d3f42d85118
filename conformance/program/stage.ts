/**
 * What a program for the other side stands on: which transport of which language, and what has to be there.
 * Data only: what is written for it is in the folder of the language.
 */

export const LANGUAGES = ['python'] as const;
export type Language = (typeof LANGUAGES)[number];

/** Transports that a program of plain asyncio can make. */
export const PYTHON_STAGES = ['unix', 'tcp', 'pipe', 'subprocess', 'tls', 'socket', 'fake-pipe', 'proactor'] as const;
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

/**
 * What a program may stand on for a subject, whose kind stands at the end of its name: what comes first is tried first. Only
 * over fakes does a wire take so many bytes and no more; for what was seen there a kernel's own object is tried before.
 */
export function pythonSettings(subject: string, isOverFakes: boolean, loop?: string): readonly PythonSetting[] {
  const kind = /:([\w-]+)$/.exec(subject)?.[1] ?? 'socket';
  const settings = (isOverFakes ? OVER_FAKES : ON_KERNEL)[kind] ?? [];
  return loop === undefined ? settings : settings.map((one) => ({ ...one, loop }));
}

const OVER_FAKES: Readonly<Record<string, readonly PythonSetting[]>> = {
  socket: [{ stage: 'unix' }, { stage: 'socket' }],
  nosendmsg: [
    { stage: 'unix', withoutSendmsg: true },
    { stage: 'socket', withoutSendmsg: true },
  ],
  pipe: [{ stage: 'pipe' }, { stage: 'fake-pipe' }],
  proactor: [{ stage: 'proactor' }],
};

const ON_KERNEL: Readonly<Record<string, readonly PythonSetting[]>> = {
  unix: [{ stage: 'unix' }],
  tcp: [{ stage: 'tcp' }],
  pipe: [{ stage: 'pipe' }],
  subprocess: [{ stage: 'subprocess' }],
  tls: [{ stage: 'tls' }],
};
