/**
 * One line on the errors' stream while a run goes on, rewritten in place and gone at the end; nothing unless watched.
 * It tells how far the run is, never what it found beyond a count.
 */
import { count, counted } from '../conformance/report/paper.js';
import type { Progress } from '../conformance/verdict.js';
import type { Terminal } from './terminal.js';

export class ProgressLine {
  readonly #terminal: Terminal;
  readonly #subject: string;
  #last = -Infinity;
  #isShown = false;

  constructor(terminal: Terminal, subject: string) {
    this.#terminal = terminal;
    this.#subject = subject;
  }

  readonly show = (progress: Progress): void => this.say(inWords(progress));

  say(words: string): void {
    if (!this.#terminal.isWatched) return;
    const now = performance.now();
    if (now - this.#last < PERIOD) return;
    this.#last = now;
    this.#isShown = true;
    // One column is kept free: some terminals wrap a line that fills them all.
    const text = `${this.#subject}: ${words}`.slice(0, this.#terminal.errorWidth - 1);
    this.#terminal.err(`\r${text}${ERASE_REST}`);
  }

  clear(): void {
    if (this.#isShown) this.#terminal.err(`\r${ERASE_REST}`);
    this.#isShown = false;
    this.#last = -Infinity;
  }
}

/** Milliseconds between two versions of the line. */
const PERIOD = 80;
const ERASE_REST = '\u001b[K';

function inWords({ phase, done, total, violations }: Progress): string {
  const so = violations === 0 ? '' : `; ${counted(violations, 'violation')} so far`;
  switch (phase) {
    case 'loading':
      return 'starting';
    case 'rules':
      return `rule’s own script ${count(done)} of ${count(total)}${so}`;
    case 'touring':
      return `touring, script ${count(done)} of ${count(total)}${so}`;
    case 'searching':
      return `random case ${count(done)} of ${count(total)}${so}`;
    case 'enumerating':
      return `${count(done)} of ${counted(total, 'script')}${so}`;
    case 'minimising':
      return `shortening script ${count(done)} of ${count(total)}${so}`;
  }
}
