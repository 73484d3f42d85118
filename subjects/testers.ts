/**
 * The two testers: the upper one calls the transport, the lower one works the wire. Each notes what it gives, every
 * size a number, before it gives it. They look at no answer and catch nothing: that is the driver's.
 */
import type {
  Amount,
  Given,
  Item,
  LowerStimulus,
  Mark,
  Settle,
  Stimulus,
  UpperStimulus,
} from '../machines/alphabet.js';
import type { Arrivals } from './arrivals.js';
import { Chunks, NO_BYTES, cut } from './chunks.js';
import type { Transport } from './parts.js';
import { MAX_AMOUNT } from './pattern.js';
import type { Questions } from './questions.js';
import type { SimulatedWire } from './wire.js';

/** Where a tester notes what it gave. */
export interface Noted {
  stimulus: Given;
}

export function isUpper(stimulus: Exclude<Stimulus, Settle>): stimulus is UpperStimulus {
  return stimulus.do !== 'drain' && !stimulus.do.startsWith('peer_');
}

export class Testers {
  readonly #questions: Questions;
  readonly #arrivals: Arrivals;
  readonly #wire: SimulatedWire;
  readonly #chunks = new Chunks();

  constructor(questions: Questions, arrivals: Arrivals, wire: SimulatedWire) {
    this.#questions = questions;
    this.#arrivals = arrivals;
    this.#wire = wire;
  }

  /** Calls the transport, and answers what it answers: nothing, if all is well. */
  upper(stimulus: UpperStimulus, step: Noted, transport: Transport): unknown {
    switch (stimulus.do) {
      case 'write': {
        const { kind } = stimulus;
        const n = this.#rise(stimulus, 0);
        const at = this.#arrivals.offer(n);
        step.stimulus = { do: 'write', at, n, kind };
        return transport.write(this.#chunks.make(kind, n, at) as ArrayBufferView);
      }
      case 'writelines':
        return transport.writelines(this.#lines(stimulus, step) as Iterable<ArrayBufferView>);
      case 'write_eof':
        return transport.writeEof();
      case 'close':
        return transport.close();
      case 'abort':
        return transport.abort();
      case 'set_write_buffer_limits': {
        const limits: { high?: number; low?: number } = {};
        if (stimulus.high !== undefined) limits.high = this.#mark(stimulus.high);
        if (stimulus.low !== undefined) limits.low = this.#mark(stimulus.low);
        step.stimulus = { do: 'set_write_buffer_limits', ...limits };
        return transport.setWriteBufferLimits(limits);
      }
      case 'tamper':
        return stimulus.how === 'edit' ? this.#chunks.edit() : this.#chunks.clear();
    }
  }

  lower(stimulus: LowerStimulus, step: Noted): void {
    switch (stimulus.do) {
      case 'drain': {
        const n = this.#fall(stimulus.n);
        step.stimulus = { do: 'drain', n };
        return this.#wire.drain(n);
      }
      case 'peer_data':
        return this.#wire.peerData(stimulus.n);
      case 'peer_eof':
        return this.#wire.peerEof();
      case 'peer_reset':
        return this.#wire.peerReset();
    }
  }

  #lines({ items, as }: UpperStimulus & { do: 'writelines' }, step: Noted): unknown {
    const at = this.#arrivals.offered;
    let earlier = 0;
    const given = items.map((item) => {
      const n = this.#rise(item, earlier);
      earlier += n;
      return { n, kind: item.kind };
    });
    step.stimulus = { do: 'writelines', items: given, as, at };
    const chunks = given.map(({ n, kind }) => this.#chunks.make(kind, n, this.#arrivals.offer(n)));
    if (as === 'not-iterable') return NO_BYTES;
    return as === 'list' ? chunks : oneByOne(chunks);
  }

  /** The bytes of a chunk, after so many earlier ones of the same call. */
  #rise({ n, kind }: Item, earlier: number): number {
    if (kind === 'wrong') return 0;
    return cut(typeof n === 'number' ? n : this.#to(n) - earlier, kind);
  }

  #fall(n: Amount): number {
    return Math.min(Math.max(0, typeof n === 'number' ? n : -this.#to(n)), MAX_AMOUNT);
  }

  /** How many bytes the buffer is below the mark. */
  #to({ to, plus }: Exclude<Amount, number>): number {
    const now = this.#questions.all();
    return Math.floor(to === 'zero' ? 0 : now[to]) + plus - now.size;
  }

  #mark(mark: Mark): number {
    return typeof mark === 'number' ? mark : this.#questions.all()[mark.at] + mark.plus;
  }
}

function* oneByOne(chunks: readonly unknown[]): Generator<unknown> {
  yield* chunks;
}
