/**
 * The messages of @statelyai/inspect, read: what is of use of each, cut to what a page can show. What is none of them is null,
 * whatever it is; nothing in them is trusted.
 */
import { z } from 'zod';
import type { ActorEvent, ActorTold } from '../film/live.js';

/** Characters. */
const MOST = { name: 200, definition: 500_000, value: 20_000, context: 20_000, event: 2_000 } as const;

const session = z.string().min(1).max(MOST.name);
const snapshot = z.looseObject({ status: z.string().optional(), value: z.unknown(), context: z.unknown() }).nullish();
const named = z.looseObject({ type: z.string() });

const message = z.discriminatedUnion('type', [
  z.looseObject({
    type: z.literal('@xstate.actor'),
    sessionId: session,
    name: z.string().nullish(),
    parentId: z.string().nullish(),
    definition: z.string().nullish(),
    snapshot,
  }),
  z.looseObject({ type: z.literal('@xstate.event'), sessionId: session, event: named }),
  z.looseObject({ type: z.literal('@xstate.snapshot'), sessionId: session, event: named.nullish(), snapshot }),
]);

/** What a page is told of it; a snapshot tells the actor anew. `sender`: two programs may call their actors the same. */
export function heard(
  text: string,
  sender: number,
  known: ReadonlyMap<string, ActorTold>,
): ActorTold | ActorEvent | null {
  let given: unknown;
  try {
    given = JSON.parse(text);
  } catch {
    return null;
  }
  const read = message.safeParse(given);
  if (!read.success) return null;
  const { data } = read;
  const id = `${sender}/${data.sessionId}`;
  if (data.type === '@xstate.event') {
    return { type: 'event', id, name: cut(data.event.type, MOST.name), event: json(data.event, MOST.event) };
  }
  const old = known.get(id);
  const told = { status: cut(data.snapshot?.status ?? 'active', MOST.name), ...shownOf(data.snapshot) };
  if (data.type === '@xstate.snapshot') {
    const about = old ?? { name: data.sessionId, parent: null, definition: null };
    return {
      type: 'actor',
      id,
      name: about.name,
      parent: about.parent,
      definition: about.definition,
      ...told,
    };
  }
  const definition = data.definition ?? null;
  return {
    type: 'actor',
    id,
    name: cut(data.name ?? data.sessionId, MOST.name),
    parent: data.parentId === undefined || data.parentId === null ? null : `${sender}/${data.parentId}`,
    definition: definition !== null && definition.length <= MOST.definition ? definition : null,
    ...told,
  };
}

function shownOf(snapshot: { readonly value?: unknown; readonly context?: unknown } | null | undefined) {
  const value = snapshot?.value ?? null;
  return {
    value: json(value, MOST.value + 1).length > MOST.value ? null : value,
    context: json(snapshot?.context ?? null, MOST.context),
  };
}

function json(value: unknown, most: number): string {
  return cut(JSON.stringify(value) ?? '', most);
}

function cut(text: string, most: number): string {
  return text.length > most ? `${text.slice(0, most)}…` : text;
}
