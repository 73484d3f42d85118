/**
 * What a page is given to show, as plain JSON: written by the server or into a saved file, read by the page.
 * Shapes only. Everything in it that came from a subject or a file is text, and is shown as text.
 */
import type { Dialect, ProfileName } from '../../machines/choices.js';
import type { Script, Trace } from '../../machines/alphabet.js';

/** A rule that fails on a trace, with all that a reader is told of it. */
export interface Broken {
  readonly rule: string;
  readonly level: string;
  readonly statement: string;
  readonly clause: string;
  /** Where the documents make the promise. */
  readonly url: string;
  readonly expected: string;
  readonly seen: string;
  /** Step, callback, nested step and so on; empty for the whole trace. */
  readonly path: readonly number[];
}

/** One script on one subject, and what the judges say of it. */
export interface Evidence {
  readonly subject: string;
  readonly version: string;
  readonly profile: ProfileName;
  /** Null of a trace in a file, where the script cannot be told from it. */
  readonly script: Script | null;
  readonly trace: Trace;
  readonly broken: readonly Broken[];
  /** The dialect in which the model goes with the subject as far as it goes, and which side of the wire it serves first. */
  readonly choices: Partial<Dialect>;
  readonly readFirst: boolean;
  /** What else is to be said: that the judges disagree, say. */
  readonly note: string | null;
}

/** A finding of a report, where what was seen is not at hand. */
export interface Unseen {
  readonly subject: string;
  readonly script: Script;
  readonly broken: Omit<Broken, 'path'>;
  readonly why: string;
}

export interface Shown {
  readonly version: 1;
  readonly plimsoll: string;
  readonly opens: 'explore' | 'replay' | 'live';
  /** What scripts are run on beside the model; null where there is only the model. */
  readonly subject: { readonly name: string; readonly version: string } | null;
  readonly profile: ProfileName;
  /** Where exploring begins; null for nothing but the connection. */
  readonly script: Script | null;
  readonly evidence: readonly Evidence[];
  readonly unseen: readonly Unseen[];
  /** Where a server listens: the path of its sockets. Null in a file. */
  readonly socket: string | null;
}
