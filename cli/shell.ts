/**
 * Words for a shell, so that a command that we print can be pasted. Nothing is ever run through one.
 */
import { plain } from '../conformance/report/plain.js';

export function shellWord(word: string): string {
  return /^[\w./@:+,=-]+$/.test(word) ? word : `'${plain(word).replaceAll("'", "'\\''")}'`;
}
