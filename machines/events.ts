/**
 * A stimulus as the machine hears it. A translation only: what it means is the chart's to say.
 */
import type { Given, GivenItem, Probe } from './alphabet.js';
import type { MachineEvent, WriteEvent } from './context.js';

/** `after` is what the subject answered after the step, where it is known: some limits are for it to invent. */
export function eventOf(given: Exclude<Given, { do: 'connect' }>, after: Probe | null): MachineEvent {
  switch (given.do) {
    case 'write':
      return writeEvent('write', [given], true);
    case 'writelines':
      return writeEvent('writelines', given.items, given.as !== 'not-iterable');
    case 'set_write_buffer_limits':
      return {
        type: 'set_write_buffer_limits',
        high: given.high ?? null,
        low: given.low ?? null,
        seenLow: after?.low ?? null,
        seenHigh: after?.high ?? null,
      };
    case 'drain':
      return { type: 'drain', n: given.n === 'all' ? Infinity : given.n };
    case 'peer_data':
      return { type: 'peer_data', n: given.n };
    case 'settle':
      return { type: 'settle', serve: 'any' };
    default:
      return { type: given.do };
  }
}

function writeEvent(type: 'write' | 'writelines', items: readonly GivenItem[], iterable: boolean): WriteEvent {
  const event: WriteEvent = {
    type,
    n: 0,
    badAt: iterable ? -1 : 0,
    wideAt: -1,
    wideEmpty: false,
    first: iterable ? kindOf(items[0]) : 'wrong',
    triesAnyway: false,
  };
  if (!iterable) return event;
  for (const item of items) {
    if (item.kind === 'wrong' && event.badAt < 0) event.badAt = event.n;
    if (item.kind === 'wide' && event.wideAt < 0) {
      event.wideAt = event.n;
      event.wideEmpty = item.n === 0;
    }
    event.n += item.n;
  }
  return event;
}

function kindOf(item: GivenItem | undefined): WriteEvent['first'] {
  if (item === undefined) return 'none';
  return item.kind === 'wide' || item.kind === 'wrong' ? item.kind : 'bytes';
}
