/**
 * The last steps that were seen, so many and no more, and what a violation says of them. Words are made only when they are
 * asked for. Judges nothing.
 */
import type { CallbackName, Probe } from '../machines/alphabet.js';
import { plain } from '../conformance/report/plain.js';
import type { Transport } from '../subjects/parts.js';
import { inWords } from '../subjects/raise.js';

/** The first step outside the contract. */
export interface Violation {
  /** The call or the callback at which it showed, such as `pause_writing()`. */
  readonly at: string;
  readonly expected: string;
  readonly seen: string;
  /** The last steps, the one at which it showed at the end. */
  readonly last: readonly string[];
  /** All of it, in lines. */
  readonly message: string;
}

interface Entry {
  readonly what: string;
  readonly n: number;
  readonly thrown: unknown;
  readonly size: number;
  readonly closing: boolean;
}

export class Log {
  readonly #entries: Entry[] = [];
  readonly #most: number;
  #next = 0;

  constructor(most: number) {
    this.#most = Math.max(1, most);
  }

  call(name: keyof Transport, args: readonly unknown[], thrown: unknown, { size, closing }: Probe): void {
    const [first] = args;
    const n = ArrayBuffer.isView(first) ? first.byteLength : Array.isArray(first) ? first.length : -1;
    this.#add({ what: name, n, thrown, size, closing });
  }

  callback(name: CallbackName, { n = -1, error = null }: { n?: number; error?: unknown }, size: number): void {
    this.#add({ what: name, n, thrown: error, size, closing: false });
  }

  violation(at: string, expected: readonly string[], { size, low, high, closing }: Probe): Violation {
    const last = [...this.#entries.slice(this.#next), ...this.#entries.slice(0, this.#next)].map(inLine);
    const wanted = expected.length === 0 ? 'nothing more in this call' : expected.slice(0, 4).join('; or ');
    const state = `${size} bytes buffered, low ${low}, high ${high}${closing ? ', closing' : ''}`;
    const seen = `${last.at(-1) ?? at}; ${state}`;
    const lines = [
      `A transport has left the contract at ${at}.`,
      `  Expected  ${wanted}`,
      `  Seen      ${seen}`,
      ...last.map((line, index) => `  ${index === 0 ? 'Last    ' : '        '}  ${line}`),
    ];
    return { at, expected: wanted, seen, last, message: lines.join('\n') };
  }

  #add(entry: Entry): void {
    this.#entries[this.#next] = entry;
    this.#next = (this.#next + 1) % this.#most;
  }
}

function inLine({ what, n, thrown, size, closing }: Entry): string {
  const told = n < 0 ? '' : String(n);
  const raised = thrown === null || thrown === undefined ? '' : ` with ${plain(inWords(thrown))}`;
  return `${what}(${told})${raised} =${size}${closing ? ' closing' : ''}`;
}
