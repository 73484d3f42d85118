/**
 * What a mutant is: the reference, wrong in exactly one way, with the rule that must find it.
 * It may not import the rules: that each is killed by the rule it names is for properties/kill.ts to show.
 */
import type { Subject } from '../../conformance/subject.js';
import type { Choices } from '../reference/choices.js';
import type { ReferenceTransport } from '../reference/transport.js';
import { defineTransport, type Connect, type Parts } from '../transport.js';

export interface Mutant {
  /** What it does wrong, in a few words: `pauses-one-byte-early`. The subject is called `mutant:` and this. */
  readonly name: string;
  /** The same in one sentence, for the kill matrix. */
  readonly statement: string;
  /** The id of the rule that finds it. */
  readonly killedBy: string;
  /** Where such a fault was shipped, if it is known: a project and an issue. */
  readonly shipped?: string;
  /** Why many other rules fail on it too, where many do: one sentence. */
  readonly spreads?: string;
  readonly connect: Connect;
}

/** Connects a reference with a part wrong: a class made once, not at each connection. */
export function wrong(
  Made: new (parts: Parts, choices?: Partial<Choices>) => ReferenceTransport,
  choices: Partial<Choices> = {},
): Connect {
  return (parts) => new Made(parts, choices);
}

export function subjectOf({ name, statement, connect }: Mutant): Subject {
  return defineTransport({ name: `mutant:${name}`, version: statement, connect });
}
