/**
 * How a stimulus with relative sizes becomes one with numbers (docs/harness.md, "Sizes").
 * Arithmetic on the alphabet only: no state of the machine, no transport.
 */
import { WIDE_ITEM, type Amount, type Given, type Item, type Mark, type Stimulus } from './alphabet.js';

/** No single chunk or drain is larger, in bytes. */
export const LARGEST = 1_048_576;

/** What the subject answers at the moment a stimulus is given; sizes in bytes. Read only where a size is relative. */
export interface Moment {
  readonly size: number;
  readonly low: number;
  readonly high: number;
  /** Bytes offered so far: the offset of the next one. */
  readonly offered: number;
}

/** The stimulus with every size a number, as the trace tells it. */
export function give(stimulus: Stimulus, moment: Moment): Exclude<Given, { do: 'connect' }> {
  switch (stimulus.do) {
    case 'write': {
      const n = bytesOf(stimulus, moment, 0);
      return { do: 'write', at: moment.offered, n, kind: stimulus.kind };
    }
    case 'writelines': {
      let earlier = 0;
      const items = stimulus.items.map((item) => {
        const n = bytesOf(item, moment, earlier);
        earlier += n;
        return { n, kind: item.kind };
      });
      return { do: 'writelines', items, as: stimulus.as, at: moment.offered };
    }
    case 'set_write_buffer_limits': {
      const given: { do: 'set_write_buffer_limits'; high?: number; low?: number } = { do: 'set_write_buffer_limits' };
      if (stimulus.high !== undefined) given.high = giveMark(stimulus.high, moment);
      if (stimulus.low !== undefined) given.low = giveMark(stimulus.low, moment);
      return given;
    }
    case 'drain':
      return { do: 'drain', n: stimulus.n === 'all' ? 'all' : bound(fall(stimulus.n, moment)) };
    case 'peer_data':
      return { do: 'peer_data', n: stimulus.n };
    default:
      return stimulus;
  }
}

/** How many bytes a given stimulus offers: it moves the offsets on by as many. */
export function offers(given: Given): number {
  if (given.do === 'write') return given.n;
  if (given.do === 'writelines') return given.items.reduce((sum, item) => sum + item.n, 0);
  return 0;
}

/** The bytes of a chunk, after so many earlier ones of the same call. */
function bytesOf({ n: amount, kind }: Item, moment: Moment, earlier: number): number {
  if (kind === 'wrong') return 0;
  const n = bound(typeof amount === 'number' ? amount : level(amount, moment) - moment.size - earlier);
  return kind === 'wide' ? Math.ceil(n / WIDE_ITEM) * WIDE_ITEM : n;
}

function fall(amount: Amount, moment: Moment): number {
  return typeof amount === 'number' ? amount : moment.size - level(amount, moment);
}

function level(amount: Exclude<Amount, number>, moment: Moment): number {
  const mark = amount.to === 'zero' ? 0 : amount.to === 'high' ? moment.high : moment.low;
  return Math.floor(mark) + amount.plus;
}

function giveMark(mark: Mark, moment: Moment): number {
  return typeof mark === 'number' ? mark : moment[mark.at] + mark.plus;
}

function bound(n: number): number {
  return n < 0 ? 0 : n > LARGEST ? LARGEST : n;
}
