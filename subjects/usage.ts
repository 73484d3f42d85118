/**
 * The one error of whoever uses the suite, as against one of the suite or of a transport. Its message is one sentence:
 * the place, what is wrong there, and the mend. A door prints it as it is, without a stack.
 */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
