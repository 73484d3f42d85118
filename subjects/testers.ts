/**
 * The two testers: the upper one calls the transport, the lower one works the wire. Each notes what it gives, every
 * size a number, before it gives it. They look at no answer and catch nothing: that is the driver's.
 */
import type { Given, LowerStimulus, Probe, Settle, Stimulus, UpperStimulus } from '../machines/alphabet.js';
import { give, type Moment } from '../machines/sizes.js';
import type { Arrivals } from './arrivals.js';
import { Chunks, NO_BYTES } from './chunks.js';
import type { Transport } from './parts.js';
import type { Questions } from './questions.js';

/** What the lower tester works: the peer's side of the wire. */
export interface FarSide {
  drain(n: number): void;
  stall(): void;
  peerData(n: number): void;
  peerEof(): void;
  peerReset(): void;
}

/** Where a tester notes what it gave. */
export interface Noted {
  stimulus: Given;
}

export function isUpper(stimulus: Exclude<Stimulus, Settle>): stimulus is UpperStimulus {
  return stimulus.do !== 'drain' && stimulus.do !== 'stall' && !stimulus.do.startsWith('peer_');
}

export class Testers {
  readonly #arrivals: Arrivals;
  readonly #at: { readonly wire: FarSide };
  readonly #chunks = new Chunks();
  readonly #now: Now;

  /** `at` is asked for the wire only when it is worked: it may not be there yet. */
  constructor(questions: Questions, arrivals: Arrivals, at: { readonly wire: FarSide }) {
    this.#arrivals = arrivals;
    this.#at = at;
    this.#now = new Now(questions, arrivals);
  }

  /** Calls the transport, and answers what it answers: nothing, if all is well. */
  upper(stimulus: UpperStimulus, step: Noted, transport: Transport): unknown {
    this.#now.forget();
    const given = give(stimulus, this.#now);
    step.stimulus = given;
    switch (given.do) {
      case 'write':
        this.#arrivals.offer(given.n);
        return transport.write(this.#chunks.make(given.kind, given.n, given.at) as ArrayBufferView);
      case 'writelines':
        return transport.writelines(this.#lines(given) as Iterable<ArrayBufferView>);
      case 'write_eof':
        return transport.writeEof();
      case 'close':
        return transport.close();
      case 'abort':
        return transport.abort();
      case 'set_write_buffer_limits': {
        const limits: { high?: number; low?: number } = {};
        if (given.high !== undefined) limits.high = given.high;
        if (given.low !== undefined) limits.low = given.low;
        return transport.setWriteBufferLimits(limits);
      }
      case 'tamper':
        return given.how === 'edit' ? this.#chunks.edit() : this.#chunks.clear();
    }
    return undefined;
  }

  lower(stimulus: LowerStimulus, step: Noted): void {
    this.#now.forget();
    const given = give(stimulus, this.#now);
    step.stimulus = given;
    const { wire } = this.#at;
    switch (given.do) {
      case 'drain':
        return wire.drain(given.n === 'all' ? Infinity : given.n);
      case 'stall':
        return wire.stall();
      case 'peer_data':
        return wire.peerData(given.n);
      case 'peer_eof':
        return wire.peerEof();
      case 'peer_reset':
        return wire.peerReset();
    }
  }

  #lines({ items, as }: Given & { do: 'writelines' }): unknown {
    const chunks = items.map(({ n, kind }) => this.#chunks.make(kind, n, this.#arrivals.offer(n)));
    if (as === 'not-iterable') return NO_BYTES;
    return as === 'list' ? chunks : oneByOne(chunks);
  }
}

function* oneByOne(chunks: readonly unknown[]): Generator<unknown> {
  yield* chunks;
}

/** Asks once for a stimulus with relative sizes, and not at all for others: questions are calls of the transport. */
class Now implements Moment {
  readonly #questions: Questions;
  readonly #arrivals: Arrivals;
  #asked: Probe | null = null;

  constructor(questions: Questions, arrivals: Arrivals) {
    this.#questions = questions;
    this.#arrivals = arrivals;
  }

  forget(): void {
    this.#asked = null;
  }

  get size(): number {
    return this.#answers().size;
  }

  get low(): number {
    return this.#answers().low;
  }

  get high(): number {
    return this.#answers().high;
  }

  get offered(): number {
    return this.#arrivals.offered;
  }

  #answers(): Probe {
    return (this.#asked ??= this.#questions.all());
  }
}
