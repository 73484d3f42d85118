/**
 * What a promise of the contract is: a sentence or two of our own, with where it comes from and who holds it.
 * Types and names only.
 */
import type { ChoiceName } from '../../machines/choices.js';
import type { Rule } from '../rule.js';

/** Where a promise comes from. `harness` is a note on what can be seen at all: nothing that a transport could break. */
export const SOURCES = {
  docs: 'the documentation of asyncio promises it',
  agree: 'it is not written down, but implementations mean to do it and users rely on it',
  choice: 'implementations differ, and each is within its rights while it is consistent',
  harness: 'what can be seen of a transport, and how exactly',
} as const;
export type Source = keyof typeof SOURCES;

export interface ContractPromise {
  /** `chapter-number`; never renumbered, never reused. */
  readonly id: string;
  readonly source: Source;
  readonly text: string;
  /** The anchor in the documentation where it stands, or to which it belongs. */
  readonly clause: string;
  /** It stands in the section on WriteTransport, this project's brief. */
  readonly seed?: true;
  readonly rules?: readonly Rule['id'][];
  readonly choices?: readonly ChoiceName[];
  /** Why no rule can hold it, or not all of it: one sentence. */
  readonly untestable?: string;
}
