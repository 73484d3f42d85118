/**
 * The one connection of the page: to the server that it came from. What comes is put into the signals; what the reader explores
 * is sent to be run on the subject, the last of what waits first.
 */
import { batch, effect, signal } from '@preact/signals';
import type { Ask, Tell } from '../film/live.js';
import type { Script } from '../../machines/alphabet.js';
import { GIVEN } from './given.js';
import { told } from './heard.js';
import { answered, evidence, mode, passing, script, toEnd, trouble } from './store.js';

export const link = signal<'opening' | 'open' | 'gone'>('opening');

const asked = new Map<number, Script>();
let next = 1;

export function connect(path: string): void {
  const socket = new WebSocket(`ws://${location.host}${path}`);
  socket.onopen = () => {
    link.value = 'open';
    if (GIVEN.subject === null) return;
    effect(() => {
      if (mode.value !== 'explore') return;
      const id = next++;
      asked.set(id, script.value);
      socket.send(JSON.stringify({ type: 'run', id, script: script.value } satisfies Ask));
    });
  };
  socket.onclose = () => {
    link.value = 'gone';
  };
  socket.onmessage = ({ data }) => hear(JSON.parse(String(data)) as Tell);
}

function hear(message: Tell): void {
  switch (message.type) {
    case 'ran':
    case 'failed': {
      const own = asked.get(message.id);
      asked.delete(message.id);
      if (own === undefined || own !== script.value) return;
      batch(() => {
        trouble.value = message.type === 'failed' ? message.why : null;
        answered.value = message.type === 'failed' ? null : { ...message.evidence, script: own };
      });
      if (mode.value === 'explore') toEnd();
      return;
    }
    case 'case':
      passing.value = message.evidence;
      return;
    case 'finding':
      evidence.value = [...evidence.value, message.evidence];
      return;
    default:
      told(message);
  }
}
