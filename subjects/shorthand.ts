/**
 * Scripts and traces in short, for the tests of this folder: a step is a line, a script is a list of stimuli.
 * Holds no expectation. Nothing but a test imports it.
 *
 * A line: the stimulus, `!` what it raised, the callbacks with the size at that moment (and their reactions in braces),
 * `>` what arrived, `?` what the loop was told, `=` the size afterwards.
 */
import type {
  Amount,
  Arrival,
  Callback,
  ChunkKind,
  Container,
  Given,
  Mark,
  Reaction,
  Script,
  Step,
  Stimulus,
  Trace,
  UpperStimulus,
} from '../machines/alphabet.js';
import { isFault, type Fault, type Subject } from '../conformance/subject.js';

export const write = (n: Amount, kind: ChunkKind = 'bytes'): UpperStimulus => ({ do: 'write', n, kind });
export const writelines = (ns: readonly (Amount | ChunkKind)[], as: Container = 'list'): UpperStimulus => ({
  do: 'writelines',
  items: ns.map((n) => (typeof n === 'string' ? { n: 4, kind: n } : { n, kind: 'bytes' })),
  as,
});
export const limits = (high?: Mark, low?: Mark): UpperStimulus => ({
  do: 'set_write_buffer_limits',
  ...(high === undefined ? {} : { high }),
  ...(low === undefined ? {} : { low }),
});
export const tamper = (how: 'edit' | 'clear'): UpperStimulus => ({ do: 'tamper', how });
export const writeEof: UpperStimulus = { do: 'write_eof' };
export const close: UpperStimulus = { do: 'close' };
export const abort: UpperStimulus = { do: 'abort' };
export const drain = (n: Amount | 'all'): Stimulus => ({ do: 'drain', n });
export const stall: Stimulus = { do: 'stall' };
export const peerData = (n: number): Stimulus => ({ do: 'peer_data', n });
export const peerEof: Stimulus = { do: 'peer_eof' };
export const peerReset: Stimulus = { do: 'peer_reset' };
export const settle: Stimulus = { do: 'settle' };

export function script(stimuli: readonly Stimulus[], reactions: readonly Reaction[] = [], keepOpen = false): Script {
  return { stimuli, reactions, keepOpen };
}

export function on(name: Callback['name'], stimuli: readonly UpperStimulus[], raises = false, times = 1): Reaction {
  return { on: name, times, do: stimuli, raises };
}

/** What a subject makes of one script: a trace or a fault. */
export function runOne(subject: Subject, one: Script): Trace | Fault {
  return (subject.run([one]) as readonly (Trace | Fault)[])[0]!;
}

export function traceOf(subject: Subject, one: Script): Trace {
  const result = runOne(subject, one);
  if (isFault(result)) throw new Error(result.fault);
  return result;
}

/** A trace as lines, without the first step where that shows nothing but connection_made(). */
export function lines(trace: Trace): string[] {
  const all = trace.steps.map(line);
  return all[0] === 'connect connection_made@0 =0' ? all.slice(1) : all;
}

function line({ stimulus, raised, calls, wire, errors, after, restless }: Step): string {
  return [
    named(stimulus),
    ...(raised === null ? [] : [`!${raised.kind}`]),
    ...calls.map(called),
    ...wire.map(arrived),
    ...errors.map((error) => `?${error.kind}`),
    `=${after.size}`,
    ...(after.closing ? ['closing'] : []),
    ...(restless ? ['restless'] : []),
  ].join(' ');
}

function named(given: Given): string {
  switch (given.do) {
    case 'write':
      return `write ${given.n}`;
    case 'writelines':
      return `writelines ${given.items.map((item) => item.n).join('+')}`;
    case 'drain':
    case 'peer_data':
      return `${given.do} ${given.n}`;
    case 'set_write_buffer_limits':
      return `limits ${given.low ?? '-'}/${given.high ?? '-'}`;
    case 'tamper':
      return given.how;
    default:
      return given.do;
  }
}

function called({ name, size, n, error, kept, raised, steps }: Callback): string {
  const told = n ?? (error === undefined ? undefined : (error?.kind ?? 'none')) ?? kept;
  const inside = steps.length > 0 ? `{${steps.map(line).join(', ')}}` : '';
  return `${name}${told === undefined ? '' : `(${told})`}@${size}${inside}${raised ? '!' : ''}`;
}

function arrived(one: Arrival): string {
  if (one === 'eof') return '>eof';
  if ('unknown' in one) return `>unknown:${one.unknown}`;
  return `>${one[0]}-${one[1]}${one.length === 3 ? ':edited' : ''}`;
}
