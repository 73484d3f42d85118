/**
 * `plimsoll replay --as`: a script that fails as a program for those who look after the transport. Says on what the program
 * of a subject stands; writing it is conformance/program/.
 */
import { showInPython, type Finding } from '../conformance/program/showing.js';
import { pythonSettings, type Language } from '../conformance/program/stage.js';
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
  const settings = pythonSettings(subject.name, subject.capabilities.includes('exact-drain'), candidate.loop);
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
