/**
 * What may be handed to judge() and describeConformance(): a subject, a definition of one, a name or a path.
 * Says what is known of it before it is opened, and opens it. Never judges.
 */
import { guarded } from '../cli/guard.js';
import { findSubject } from '../cli/subjects.js';
import type { Capability, Subject } from '../conformance/subject.js';
import { checkIdentity, defineTransport, type TransportDefinition } from '../subjects/transport.js';
import { UsageError } from '../subjects/usage.js';

/** A subject, what defineTransport() takes, the name of a built-in subject, or the path of a module that exports one. */
export type GivenSubject = Subject | TransportDefinition | string;

export interface Known {
  readonly name: string;
  /** Null: shows when it is opened. */
  readonly capabilities: readonly Capability[] | null;
  /** What follows a token in the command that replays it: a comment where the command cannot find the subject alone. */
  readonly again: string;
  open(isStopped: () => boolean): Promise<Subject>;
  /** Whoever opened it closes it; a subject that was handed over is its owner's. */
  readonly isOurs: boolean;
}

/** Throws a UsageError for what is none of these. */
export function known(given: GivenSubject): Known {
  if (typeof given === 'string') {
    return {
      name: given,
      capabilities: null,
      again: /[/\\]|\.[cm]?[jt]sx?$/.test(given) ? `--subject ${given}` : '',
      open: async (isStopped) => (await findSubject(given)).open(isStopped),
      isOurs: true,
    };
  }
  const subject = subjectOf(given);
  return {
    name: subject.name,
    capabilities: subject.capabilities,
    again: '--subject <its module>',
    open: async (isStopped) => guarded(subject, isStopped),
    isOurs: false,
  };
}

function subjectOf(given: unknown): Subject {
  if (typeof given !== 'object' || given === null) {
    throw new UsageError(
      `What is to be judged is ${given === null ? 'null' : `a ${typeof given}`}: give a subject, a definition { name, version, connect }, a name or a path.`,
    );
  }
  if (typeof (given as Partial<Subject>).run === 'function') {
    checkIdentity(given, 'The subject that is to be judged');
    return given as Subject;
  }
  return defineTransport(given as TransportDefinition);
}
