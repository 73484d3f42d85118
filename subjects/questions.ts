/**
 * What the driver asks a transport: its size, its limits, whether it is closing, whether it can half-close.
 * A question that throws leaves the last known answer; an answer of a wrong type is a fault. Judges no number.
 */
import type { Probe } from '../machines/alphabet.js';
import type { Transport } from './parts.js';

/** Who is told of a question that went wrong: the driver. */
export interface Asker {
  readonly transport: Transport | null;
  failed(error: unknown): void;
  fail(fault: string): void;
}

export class Questions {
  readonly #asker: Asker;
  /** Bytes by which every size is told too large: a planted fault, else none. */
  readonly #swell: number;
  #known: Probe = { size: 0, low: 0, high: 0, closing: false, eof: false };

  constructor(asker: Asker, swell = 0) {
    this.#asker = asker;
    this.#swell = swell;
  }

  get known(): Probe {
    return this.#known;
  }

  /** Asks for the size alone, as at the start of a callback. */
  size(): number {
    const { transport } = this.#asker;
    if (transport === null) return this.#known.size;
    const known = this.#known;
    const size = this.#askSize(transport);
    if (size !== known.size) this.#known = { ...known, size };
    return size;
  }

  /** Asks for the limits alone, as when the transport has just been made. */
  limits(): { low: number; high: number } {
    const { transport } = this.#asker;
    if (transport === null) return this.#known;
    const { low, high } = this.#askLimits(transport);
    this.#known = { ...this.#known, low, high };
    return { low, high };
  }

  /** Asks everything. Answers the same object as before where nothing has changed: most steps change little. */
  all(): Probe {
    const { transport } = this.#asker;
    if (transport === null) return this.#known;
    const known = this.#known;
    let { closing, eof } = known;
    const size = this.#askSize(transport);
    const { low, high } = this.#askLimits(transport);
    try {
      const answer: unknown = transport.isClosing();
      if (typeof answer === 'boolean') closing = answer;
      else this.#refuse('isClosing()', answer, 'a boolean');
    } catch (error) {
      this.#asker.failed(error);
    }
    try {
      const answer: unknown = transport.canWriteEof();
      if (typeof answer === 'boolean') eof = answer;
      else this.#refuse('canWriteEof()', answer, 'a boolean');
    } catch (error) {
      this.#asker.failed(error);
    }
    const same =
      size === known.size && low === known.low && high === known.high && closing === known.closing && eof === known.eof;
    return same ? known : (this.#known = { size, low, high, closing, eof });
  }

  #askSize(transport: Transport): number {
    try {
      const size: unknown = transport.getWriteBufferSize();
      if (isNumber(size)) return size + this.#swell;
      this.#refuse('getWriteBufferSize()', size, 'a number');
    } catch (error) {
      this.#asker.failed(error);
    }
    return this.#known.size;
  }

  #askLimits(transport: Transport): { low: number; high: number } {
    try {
      const limits: unknown = transport.getWriteBufferLimits();
      if (areLimits(limits)) return limits;
      this.#refuse('getWriteBufferLimits()', limits, 'an object { low, high } of numbers');
    } catch (error) {
      this.#asker.failed(error);
    }
    return this.#known;
  }

  #refuse(question: string, answer: unknown, wanted: string): void {
    this.#asker.fail(`${question} answered ${show(answer)}, not ${wanted}.`);
  }
}

/** Infinity is no number of bytes, and a trace that travels as JSON could not hold it. */
function isNumber(answer: unknown): answer is number {
  return Number.isFinite(answer);
}

function areLimits(answer: unknown): answer is { low: number; high: number } {
  if (typeof answer !== 'object' || answer === null) return false;
  const { low, high } = answer as { low?: unknown; high?: unknown };
  return isNumber(low) && isNumber(high);
}

function show(answer: unknown): string {
  if (typeof answer === 'string') return JSON.stringify(answer);
  if (typeof answer !== 'object' || answer === null) return String(answer);
  return 'then' in answer ? 'a promise' : Array.isArray(answer) ? 'an array' : 'an object';
}
