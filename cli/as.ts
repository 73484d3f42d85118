/**
 * `plimsoll replay --as`: a script that fails as a program for those who look after the transport. Says on what the program
 * of a subject stands; writing it is conformance/program/.
 */
import { showInPython, type Finding } from '../conformance/program/showing.js';
import type { Language, PythonSetting } from '../conformance/program/stage.js';
import type { Candidate } from './subjects.js';
import { complain } from './trouble.js';
import type { Terminal } from './terminal.js';

/** Whether there was one to print. */
export async function printProgram(
  _language: Language,
  candidate: Candidate,
  finding: Finding,
  terminal: Terminal,
): Promise<boolean> {
  const { subject } = finding;
  const settings = settingsOf(finding, candidate);
  if (settings.length === 0) {
    complain(
      `There is no program of plain asyncio for ${subject.name}: Plimsoll cannot write its connection.`,
      terminal,
    );
    return false;
  }
  const shown = await showInPython(finding, settings);
  if ('reason' in shown) {
    complain(`There is no program for ${subject.name}: ${shown.reason}.`, terminal);
    return false;
  }
  terminal.out(shown.program);
  return true;
}

/** The kind stands at the end of a name. Only fakes take so many bytes and no more; for them a kernel's object is tried first. */
function settingsOf({ subject }: Finding, { loop }: Candidate): readonly PythonSetting[] {
  const kind = /:([\w-]+)$/.exec(subject.name)?.[1] ?? 'socket';
  if (subject.capabilities.includes('exact-drain')) return FAKES[kind] ?? [];
  const settings = KERNEL[kind];
  return settings === undefined ? [] : settings.map((one) => (loop === undefined ? one : { ...one, loop }));
}

const FAKES: Readonly<Record<string, readonly PythonSetting[]>> = {
  socket: [{ stage: 'unix' }, { stage: 'socket' }],
  nosendmsg: [
    { stage: 'unix', withoutSendmsg: true },
    { stage: 'socket', withoutSendmsg: true },
  ],
  pipe: [{ stage: 'pipe' }, { stage: 'fake-pipe' }],
  proactor: [{ stage: 'proactor' }],
};

const KERNEL: Readonly<Record<string, readonly PythonSetting[]>> = {
  unix: [{ stage: 'unix' }],
  tcp: [{ stage: 'tcp' }],
  pipe: [{ stage: 'pipe' }],
};
