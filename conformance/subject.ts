/**
 * The adapter's contract: what a subject is to the suite, whatever it is made of.
 * Types and capability names only; never a rule, never a way to run anything.
 */
import type { CallbackName, Reaction, Script, Stimulus, Trace } from '../machines/alphabet.js';

/** What a subject, or the harness that drives it, can do. Declared as data: a suite must know before it runs. */
export const CAPABILITIES = {
  'exact-drain': 'the wire takes exactly as many bytes as the script says',
  'exact-size': 'get_write_buffer_size() counts the bytes that were written, and nothing that is put around them',
  'settable-limits': 'set_write_buffer_limits() is there to be called',
  'half-close': 'write_eof() ends the writing side alone',
  'asyncio-ends':
    'a late write is refused or dropped and ends nothing; the end of one side leaves the other, and the flow, as they are',
  'close-ends-reading': 'close() of itself ends reading too',
  'peer-data': 'the peer can send data',
  'peer-eof': 'the peer can end its side',
  'peer-reset': 'the peer can reset the connection',
  'mutable-chunks': 'the language has byte buffers that can be edited and resized after a write',
  'wide-chunks': 'the language has views of items wider than a byte',
  'wrong-chunks': 'a value that is not bytes-like can be passed',
  'loop-errors': 'an exception that reaches the event loop is observed',
  'planted-faults': 'the harness can be told to go wrong, so that its traces are seen to tell what happens',
} as const;
export type Capability = keyof typeof CAPABILITIES;
export const ALL_CAPABILITIES = Object.keys(CAPABILITIES) as readonly Capability[];

/**
 * What a harness does wrong on purpose, one thing at a time (docs/harness.md, "Planted faults"). A trace that does not
 * show it was not made from what happened.
 */
export interface Plant {
  /** Of all bytes that the transport sends, the one at this place never reaches the peer; the first is at 0. */
  readonly lose?: number;
  /** Each call of this callback is noted twice. */
  readonly double?: CallbackName;
  /** Every answer about the size is so many bytes too large. */
  readonly swell?: number;
}

/** A script with a fault planted in the harness. Never judged by a rule, drawn, or made into a token. */
export interface PlantedScript extends Script {
  readonly plant: Plant;
}

/** The harness failed at this script (it is never the transport's fault): one sentence. */
export interface Fault {
  readonly fault: string;
  /** The end of what a process said on its stderr. */
  readonly stderr?: string;
}

/** The harness met a bound that it states, of time or of the kernel, and cannot say what happened: one sentence. */
export interface Inconclusive {
  readonly inconclusive: string;
}

/** What became of one script. */
export type Result = Trace | Fault | Inconclusive;

export interface Subject {
  /** As on the command line, for example `cpython-3.14`. */
  readonly name: string;
  /** What exactly was judged, for example `CPython 3.14.2 _SelectorSocketTransport`. */
  readonly version: string;
  readonly capabilities: readonly Capability[];
  /** What it says of its own dialect, choice by choice: compared with what is seen, and never believed. */
  readonly claims?: Readonly<Record<string, string>>;
  /** Sentences about the harness that are nobody's fault; there may be more of them after each run(). */
  readonly notes?: readonly string[];
  /**
   * Runs each script on a transport of its own, and answers in the same order. A script may be a PlantedScript where
   * the capability `planted-faults` is declared.
   */
  run(scripts: readonly Script[]): readonly Result[] | Promise<readonly Result[]>;
  /** Frees what the subject holds. Called once, last. */
  close?(): void | Promise<void>;
}

export function isFault(result: Result): result is Fault {
  return 'fault' in result;
}

export function isInconclusive(result: Result): result is Inconclusive {
  return 'inconclusive' in result;
}

export function isTrace(result: Result | undefined): result is Trace {
  return result !== undefined && 'steps' in result;
}

/** The capabilities that a script needs. A script that needs more than a subject has is not run on it. */
export function needs(script: Script): ReadonlySet<Capability> {
  const found = new Set<Capability>();
  for (const stimulus of script.stimuli) collect(stimulus, found);
  for (const reaction of script.reactions) collectReaction(reaction, found);
  return found;
}

function collectReaction(reaction: Reaction, found: Set<Capability>): void {
  if (reaction.raises) found.add('loop-errors');
  if (reaction.on === 'data_received') found.add('peer-data');
  if (reaction.on === 'eof_received') found.add('peer-eof');
  for (const stimulus of reaction.do) collect(stimulus, found);
}

function collect(stimulus: Stimulus, found: Set<Capability>): void {
  switch (stimulus.do) {
    case 'drain':
      if (stimulus.n !== 'all') found.add('exact-drain');
      break;
    case 'set_write_buffer_limits':
      found.add('settable-limits');
      break;
    case 'peer_data':
      found.add('peer-data');
      break;
    case 'peer_eof':
      found.add('peer-eof');
      break;
    case 'peer_reset':
      found.add('peer-reset');
      break;
    case 'tamper':
      found.add('mutable-chunks');
      break;
    case 'write':
      collectKind(stimulus.kind, found);
      break;
    case 'writelines':
      if (stimulus.as === 'not-iterable') found.add('wrong-chunks');
      for (const item of stimulus.items) collectKind(item.kind, found);
      break;
  }
}

function collectKind(kind: string, found: Set<Capability>): void {
  if (kind === 'wide') found.add('wide-chunks');
  if (kind === 'wrong') found.add('wrong-chunks');
  if (kind === 'bytearray') found.add('mutable-chunks');
}
