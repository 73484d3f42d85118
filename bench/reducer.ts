/**
 * The part of the model that bench/main.ts steps through, written by hand as an immutable reducer: what one would write
 * without a chart. A yardstick for speed; never used to judge anything.
 */
import type { MachineEvent } from '../machines/context.js';

interface Plain {
  readonly life: 'open' | 'paused' | 'closing' | 'aborted' | 'lost';
  readonly size: number;
  readonly room: number;
  readonly low: number;
  readonly high: number;
}

export function start(low: number, high: number): Plain {
  return { life: 'open', size: 0, room: 0, low, high };
}

export function reduce(state: Plain, event: MachineEvent): Plain {
  switch (event.type) {
    case 'write': {
      if (state.life !== 'open' && state.life !== 'paused') return state;
      const size = state.size > 0 ? state.size + event.n : Math.max(0, event.n - state.room);
      const room = state.room - (state.size + event.n - size);
      return { ...state, size, room, life: size >= state.high && size > 0 ? 'paused' : state.life };
    }
    case 'drain':
      return state.life === 'lost' ? state : { ...state, room: state.room + event.n };
    case 'settle': {
      if (state.life === 'aborted') return { ...state, life: 'lost', size: 0 };
      const handed = Math.min(state.size, state.room);
      const size = state.size - handed;
      if (state.life === 'closing' && size === 0) return { ...state, life: 'lost', size };
      if (handed === 0) return state;
      const life = state.life === 'paused' && size <= state.low ? 'open' : state.life;
      return { ...state, size, room: state.room - handed, life };
    }
    case 'close':
      return state.life === 'open' || state.life === 'paused' ? { ...state, life: 'closing' } : state;
    case 'abort':
      return state.life === 'lost' ? state : { ...state, life: 'aborted', size: 0 };
    default:
      return state;
  }
}
