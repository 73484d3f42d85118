/**
 * The one error of whoever uses the suite, as against one of the suite or of a transport. Its message is one sentence:
 * the place, what is wrong there, and the mend. A door prints it as it is, without a stack.
 */
export class UsageError extends Error {
  override readonly name = 'UsageError';

  /** By name: the command and a module that it loads may each have a copy of the package. */
  static override [Symbol.hasInstance](value: unknown): boolean {
    return (value as { name?: unknown } | null | undefined)?.name === 'UsageError';
  }
}
