/**
 * The stimuli of a script as lines of Python, as one would write them by hand: every size a number.
 * Lines only; what they are put into is program.ts's.
 */
import type { Given, GivenItem } from '../../../machines/alphabet.js';
import { eachItem, type Letters } from '../looks.js';

export interface Naming {
  /** `transport`, or `self.transport` inside a callback. */
  readonly transport: string;
  readonly letters: Letters;
  /** Chunks are kept in a list, since one of them is tampered with. */
  readonly keeps: boolean;
}

/** The lines before a call, and the call. */
export interface Lines {
  readonly before: readonly string[];
  readonly call: string;
}

export function linesOf(stimulus: Given, naming: Naming): Lines {
  const { transport } = naming;
  switch (stimulus.do) {
    case 'write': {
      const { before, expression } = chunk(stimulus, stimulus.at, naming, 1);
      return { before, call: `${transport}.write(${expression})` };
    }
    case 'writelines':
      return writelines(stimulus, naming);
    case 'write_eof':
    case 'close':
    case 'abort':
      return plain(`${transport}.${stimulus.do}()`);
    case 'set_write_buffer_limits': {
      const limits = (['high', 'low'] as const).flatMap((name) =>
        stimulus[name] === undefined ? [] : [`${name}=${stimulus[name]}`],
      );
      return plain(`${transport}.set_write_buffer_limits(${limits.join(', ')})`);
    }
    case 'tamper':
      return plain(stimulus.how === 'clear' ? 'chunks[-1].clear()' : 'chunks[-1][:] = chunks[-1].upper()');
    case 'drain':
      return plain(`peer.drain(${stimulus.n === 'all' ? '' : stimulus.n})`);
    case 'stall':
      return plain('peer.stall()');
    case 'peer_data':
      return plain(`peer.offer(${stimulus.n})`);
    case 'peer_eof':
      return plain('peer.end()');
    case 'peer_reset':
      return plain('peer.reset()');
    case 'connect':
    case 'settle':
      return plain('settle()');
  }
}

function plain(call: string): Lines {
  return { before: [], call };
}

function writelines(stimulus: Extract<Given, { do: 'writelines' }>, naming: Naming): Lines {
  const { transport } = naming;
  if (stimulus.as === 'not-iterable') return plain(`${transport}.writelines(object())`);
  const before: string[] = [];
  const expressions: string[] = [];
  const kept = naming.keeps ? stimulus.items.filter(isMutable).length : 0;
  let past = 0;
  eachItem(stimulus, (at, _n, index) => {
    const item = stimulus.items[index] as GivenItem;
    const one = chunk(item, at, naming, kept - past);
    if (isMutable(item)) past++;
    before.push(...one.before);
    expressions.push(one.expression);
  });
  const list = `[${expressions.join(', ')}]`;
  return {
    before,
    call: `${transport}.writelines(${stimulus.as === 'generator' ? `chunk for chunk in ${list}` : list})`,
  };
}

function isMutable({ kind }: GivenItem): boolean {
  return kind === 'bytearray' || kind === 'memoryview' || kind === 'wide';
}

/** `back`: its place from the end of the list, where chunks are kept. */
function chunk({ n, kind }: GivenItem, at: number, { letters, keeps }: Naming, back: number) {
  const data = bytesOf(n, letters.get(at) ?? 'a');
  switch (kind) {
    case 'wrong':
      return { before: [], expression: "'not bytes-like'" };
    case 'bytes':
      return { before: [], expression: data };
    case 'bytearray':
    case 'memoryview':
    case 'wide': {
      const before = keeps ? [`chunks.append(bytearray(${data}))`] : [];
      const owner = keeps ? `chunks[-${back}]` : kind === 'bytearray' ? `bytearray(${data})` : data;
      if (kind === 'bytearray') return { before, expression: owner };
      if (kind === 'memoryview') return { before, expression: `memoryview(${owner})` };
      // A view of nothing cannot be cast.
      return { before, expression: n > 0 ? `memoryview(${owner}).cast('I')` : "memoryview(b'none').cast('I')[:0]" };
    }
  }
}

function bytesOf(n: number, letter: string): string {
  return n <= 8 ? `b'${letter.repeat(n)}'` : `b'${letter}' * ${n}`;
}
