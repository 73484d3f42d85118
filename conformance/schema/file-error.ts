/**
 * What is wrong with a file that somebody gave: one sentence with the place, told as it is and never with a stack.
 * The error alone: who reads a file, and what must be in it, is elsewhere.
 */
export class FileError extends Error {
  override readonly name = 'FileError';
}
