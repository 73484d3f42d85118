/**
 * What server and page say to each other, in JSON, one message a line of the socket. Shapes only; the server checks what comes
 * in (server/), the page shows all of it as text.
 */
import type { Script } from '../../machines/alphabet.js';
import type { Evidence } from './evidence.js';

/** From the page: run this on the subject, as soon as the last is done. */
export interface Ask {
  readonly type: 'run';
  readonly id: number;
  readonly script: Script;
}

export type Tell =
  | { readonly type: 'ran'; readonly id: number; readonly evidence: Evidence }
  | { readonly type: 'failed'; readonly id: number; readonly why: string }
  /** A suite goes on, and how far it is. */
  | {
      readonly type: 'suite';
      readonly subject: string;
      readonly phase: string;
      readonly done: number;
      readonly total: number;
      readonly violations: number;
    }
  /** One script of it, now and then. */
  | { readonly type: 'case'; readonly evidence: Evidence }
  /** A rule that it found broken. */
  | { readonly type: 'finding'; readonly evidence: Evidence }
  /** It is over: a sentence, and its exit code. */
  | { readonly type: 'over'; readonly exit: number; readonly sentence: string }
  | ActorTold
  | ActorEvent
  /** Messages of actors that were left out, since there were too many at once. */
  | { readonly type: 'dropped'; readonly n: number };

/** An XState actor as it is now; told anew whenever it changes. */
export interface ActorTold {
  readonly type: 'actor';
  readonly id: string;
  readonly name: string;
  readonly parent: string | null;
  /** Its config as JSON; null where it is no machine, or too large. */
  readonly definition: string | null;
  readonly status: string;
  /** The state's value; null where it has none. */
  readonly value: unknown;
  /** As JSON, cut where it is long. */
  readonly context: string;
}

export interface ActorEvent {
  readonly type: 'event';
  readonly id: string;
  readonly name: string;
  /** As JSON, cut where it is long. */
  readonly event: string;
}
