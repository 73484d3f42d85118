/**
 * Why a run should end early: an interrupt, the time that was given, a reader that has gone, a failure out of turn.
 * It only says so. A run asks, ends in order, and reports what it has.
 */
import type { Terminal } from './terminal.js';

export class Stop {
  readonly #terminal: Terminal;
  readonly #maxTime: number | undefined;
  readonly #deadline: number;
  #why: string | null = null;

  constructor(terminal: Terminal, maxTime?: number) {
    this.#terminal = terminal;
    this.#maxTime = maxTime;
    this.#deadline = maxTime === undefined ? Infinity : performance.now() + maxTime * 1000;
  }

  readonly asked = (): boolean => this.why() !== null;

  /** One sentence, or null: go on. */
  why(): string | null {
    if (this.#terminal.isLeft()) this.#why ??= 'Nobody reads the output any more.';
    if (this.#why === null && performance.now() >= this.#deadline) {
      this.#why = `The ${this.#maxTime} s of --max-time are over.`;
    }
    return this.#why;
  }

  readonly interrupt = (): void => {
    this.#why ??= 'The run was interrupted.';
    if (this.#terminal.isWatched) this.#terminal.err('\nEnding; what has been judged will be told.\n');
  };

  readonly fail = (error: unknown): void => {
    const text = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    this.#why ??= `Something failed out of turn, and nobody handled it: ${text}.`;
    this.failure ??= this.#why;
  };

  /** What failed out of turn, if anything: then no verdict of the run is to be trusted as whole. */
  failure: string | null = null;

  /**
   * From here an interrupt asks; before, and at the second, it is the system's own and ends at once. Not to be called
   * while a module is imported: one that never comes back would not let the process hear of it.
   */
  heedInterrupts(): void {
    process.once('SIGINT', this.interrupt);
    process.once('SIGTERM', this.interrupt);
  }

  /** Listens to failures until the function that it returns is called. */
  listen(): () => void {
    process.on('unhandledRejection', this.fail);
    process.on('uncaughtException', this.fail);
    return () => {
      process.off('SIGINT', this.interrupt);
      process.off('SIGTERM', this.interrupt);
      process.off('unhandledRejection', this.fail);
      process.off('uncaughtException', this.fail);
    };
  }
}
