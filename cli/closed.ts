/**
 * Closes a subject for whoever opened it. One that cannot even be closed has been judged all the same.
 */
import type { Subject } from '../conformance/subject.js';
import { inWords } from '../subjects/raise.js';
import type { Terminal } from './terminal.js';
import { complain } from './trouble.js';

export async function closed(subject: Subject, terminal: Terminal): Promise<void> {
  try {
    await subject.close?.();
  } catch (error) {
    complain(`${subject.name} could not be closed: ${inWords(error)}.`, terminal);
  }
}
