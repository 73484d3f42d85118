/**
 * The words in which rules tell what was given and what was seen: short, in asyncio's own spelling.
 * No judgement here.
 */
import type { Callback, Given, GivenItem, Raise, Step } from '../../machines/alphabet.js';
import type { StepMoment } from '../facts.js';

/** A stimulus as a call, for example `write(65)` or `set_write_buffer_limits(high=64, low=16)`. */
export function called(given: Given): string {
  switch (given.do) {
    case 'connect':
      return 'the connection';
    case 'write':
      return `write(${chunk(given)})`;
    case 'writelines':
      return given.as === 'not-iterable'
        ? 'writelines(no iterable)'
        : `writelines(${given.as === 'generator' ? 'generator of ' : ''}[${given.items.map(chunk).join(', ')}])`;
    case 'set_write_buffer_limits': {
      const parts = [
        ...(given.high === undefined ? [] : [`high=${given.high}`]),
        ...(given.low === undefined ? [] : [`low=${given.low}`]),
      ];
      return `set_write_buffer_limits(${parts.join(', ')})`;
    }
    case 'tamper':
      return given.how === 'edit' ? 'an edit of the last mutable chunk' : 'clear() of the last mutable chunk';
    case 'drain':
      return given.n === 'all' ? 'the opening of the wire' : `a drain of ${bytes(given.n)}`;
    case 'stall':
      return 'a stall of the wire';
    case 'peer_data':
      return `${bytes(given.n)} from the peer`;
    case 'peer_eof':
      return 'the peer’s EOF';
    case 'peer_reset':
      return 'the peer’s reset';
    case 'settle':
      return 'settling';
    default:
      return `${given.do}()`;
  }
}

/** All that a step showed, for example `pause_writing(); 65 bytes buffered, high 64`. */
export function showed(moment: StepMoment): string {
  const { step, now } = moment;
  return `${did(step)}; ${bytes(now.size)} buffered, low ${now.low}, high ${now.high}`;
}

/** What a step raised and called back, or `nothing`. */
export function did(step: Step): string {
  const parts = [
    ...(step.raised ? [raising(step.raised)] : []),
    ...step.calls.map(callback),
    ...step.errors.map((error) => `${exception(error)} to the loop’s exception handler`),
  ];
  return parts.length > 0 ? parts.join(', ') : 'nothing';
}

export function callback(call: Callback): string {
  if (call.name === 'data_received') return `data_received(${bytes(call.n ?? 0)})`;
  if (call.name === 'connection_lost') return `connection_lost(${call.error ? exception(call.error) : 'None'})`;
  return `${call.name}()`;
}

export function raising(raised: Raise): string {
  return `${exception(raised)} raised`;
}

export function exception(raised: Raise): string {
  return raised.message === '' ? raised.type : `${raised.type} (${raised.message})`;
}

export function bytes(n: number): string {
  return n === 1 ? '1 byte' : `${n} bytes`;
}

function chunk({ n, kind }: GivenItem): string {
  if (kind === 'wrong') return 'wrong type';
  return kind === 'bytes' ? `${n}` : `${kind} ${n}`;
}
