/**
 * What is said when something goes wrong: one sentence, and the exit code. The stack only for whoever asks for it.
 */
import { plain } from '../conformance/report/plain.js';
import { FileError } from '../conformance/schema/file-error.js';
import { TokenError } from '../conformance/token.js';
import { inWords } from '../subjects/raise.js';
import { UsageError } from '../subjects/usage.js';
import { EXIT, type Exit } from './exit.js';
import type { Terminal } from './terminal.js';

/** A mistake of whoever uses Plimsoll is told as it is; anything else is a bug of ours, and said to be. */
export function tell(error: unknown, terminal: Terminal): Exit {
  if (error instanceof UsageError || error instanceof TokenError || error instanceof FileError) {
    complain(error.message, terminal);
    return EXIT.usage;
  }
  complain(bugSentence(error), terminal);
  showStack(error, terminal);
  return EXIT.notEnough;
}

/** A sentence on the errors' stream; what a subject or the command line put into it is shown, and not obeyed. */
export function complain(sentence: string, terminal: Terminal): void {
  terminal.err(`${plain(sentence)}\n`);
}

export function bugSentence(error: unknown): string {
  return `This is a bug of Plimsoll: ${inWords(error)}; with PLIMSOLL_DEBUG=1 the stack is shown, please report it.`;
}

export function showStack(error: unknown, terminal: Terminal): void {
  if (process.env['PLIMSOLL_DEBUG'] && error instanceof Error) terminal.err(`${error.stack ?? ''}\n`);
}
