/**
 * What a canary is: a subject that proves nothing about any transport, so that no run of it may ever pass, and none may
 * find a transport at fault. Names and types only; what the report has to say of each is for properties/ to hold.
 */
import type { Subject } from '../../conformance/subject.js';

export interface Canary {
  /** What it is, in a few words; the subject is called `canary:` and this. */
  readonly name: string;
  /** The same in one sentence. */
  readonly statement: string;
  /** A fresh one: some remember how often they were asked. */
  make(): Subject;
}

/** What all of them have: a name and a version. */
export function identity({ name, statement }: Pick<Canary, 'name' | 'statement'>): Pick<Subject, 'name' | 'version'> {
  return { name: `canary:${name}`, version: statement };
}
