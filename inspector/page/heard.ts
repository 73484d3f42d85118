/**
 * What is heard of a run that goes on and of the actors that have attached themselves, as signals.
 */
import { signal } from '@preact/signals';
import type { ActorEvent, ActorTold, Tell } from '../film/live.js';
import type { Lit } from '../film/lit.js';
import { isOurs, litOf } from '../film/placed.js';

type Suite = Omit<Extract<Tell, { type: 'suite' }>, 'type'>;

export interface Actor extends ActorTold {
  readonly isOurs: boolean;
  readonly lit: Lit | null;
  readonly last: string;
  readonly events: readonly ActorEvent[];
}

export const suite = signal<Suite | null>(null);
export const over = signal<{ readonly exit: number; readonly sentence: string } | null>(null);
export const actors = signal<ReadonlyMap<string, Actor>>(new Map());
export const watched = signal<string | null>(null);
export const dropped = signal(0);

/** Actors, and events of each, that are kept. */
const MOST = 100;
const MOST_EVENTS = 30;

export function told(message: Tell): void {
  switch (message.type) {
    case 'suite':
      suite.value = message;
      return;
    case 'over':
      over.value = message;
      return;
    case 'dropped':
      dropped.value += message.n;
      return;
    case 'actor': {
      const old = actors.value.get(message.id);
      const ours = old?.isOurs ?? isOurs(message.definition);
      const lit = ours ? litOf(message.value, old?.lit ?? null, old?.last ?? '', message.context) : null;
      put({
        ...message,
        definition: message.definition ?? old?.definition ?? null,
        isOurs: ours,
        lit,
        last: old?.last ?? '',
        events: old?.events ?? [],
      });
      watched.value ??= message.id;
      return;
    }
    case 'event': {
      const old = actors.value.get(message.id);
      if (old !== undefined)
        put({ ...old, last: message.name, events: [message, ...old.events].slice(0, MOST_EVENTS) });
      return;
    }
  }
}

function put(actor: Actor): void {
  const all = new Map(actors.value);
  all.set(actor.id, actor);
  for (const id of all.keys()) {
    if (all.size <= MOST) break;
    all.delete(id);
  }
  actors.value = all;
}
