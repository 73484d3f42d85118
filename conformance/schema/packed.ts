/**
 * A script as few bytes: the inside of a replay token, version 1.
 * The lists below are this version's own and frozen: a new word of the alphabet goes to their end, or the version rises.
 */
import type {
  Amount,
  CallbackName,
  ChunkKind,
  Container,
  Item,
  Mark,
  Reaction,
  Script,
  Stimulus,
  StimulusName,
  UpperStimulus,
} from '../../machines/alphabet.js';
import { Reader, Writer } from './bytes.js';

const STIMULI = [
  'write',
  'writelines',
  'write_eof',
  'close',
  'abort',
  'set_write_buffer_limits',
  'tamper',
  'drain',
  'peer_data',
  'peer_eof',
  'peer_reset',
  'settle',
  'stall',
] as const satisfies readonly StimulusName[];
const KINDS = ['bytes', 'bytearray', 'memoryview', 'wide', 'wrong'] as const satisfies readonly ChunkKind[];
const CONTAINERS = ['list', 'generator', 'not-iterable'] as const satisfies readonly Container[];
const CALLBACKS = [
  'connection_made',
  'pause_writing',
  'resume_writing',
  'data_received',
  'eof_received',
  'connection_lost',
] as const satisfies readonly CallbackName[];
const HOW = ['edit', 'clear'] as const;
const TO = ['high', 'low', 'zero'] as const;
const AT = ['size', 'high', 'low'] as const;

/** A word of the alphabet that none of the lists has makes this fail to compile. */
const complete: [
  Exclude<StimulusName, (typeof STIMULI)[number]>,
  Exclude<ChunkKind, (typeof KINDS)[number]>,
  Exclude<Container, (typeof CONTAINERS)[number]>,
  Exclude<CallbackName, (typeof CALLBACKS)[number]>,
][] = [] satisfies [never, never, never, never][];
void complete;

/** The stimulus is in a byte's low four bits; what it has of small choices, above them. */
const CHOICE = 4;
const STIMULUS = (1 << CHOICE) - 1;
/** A size below this is a tag: 0 for a number as it is in memory, else the place in TO or AT, from 1. */
const TAGS = 4;

export function pack(script: Script): Writer {
  const to = new Writer();
  to.whole(script.reactions.length * 2 + (script.keepOpen ? 1 : 0));
  for (const reaction of script.reactions) packReaction(reaction, to);
  for (const stimulus of script.stimuli) packStimulus(stimulus, to);
  return to;
}

/** What the bytes say; a script only if the schema agrees. Throws a RangeError where they make no sense. */
export function unpack(from: Reader): Script {
  const head = from.whole();
  const reactions: Reaction[] = [];
  for (let left = Math.floor(head / 2); left > 0; left--) reactions.push(unpackReaction(from));
  const stimuli: Stimulus[] = [];
  while (!from.done) stimuli.push(unpackStimulus(from));
  return { stimuli, reactions, keepOpen: head % 2 === 1 };
}

function packReaction({ on, times, do: stimuli, raises }: Reaction, to: Writer): void {
  to.byte(CALLBACKS.indexOf(on) | ((raises === undefined ? 0 : raises ? 2 : 1) << CHOICE));
  to.whole(times);
  to.whole(stimuli.length);
  for (const stimulus of stimuli) packStimulus(stimulus, to);
}

function unpackReaction(from: Reader): Reaction {
  const head = from.byte();
  const raises = head >> CHOICE;
  const on = word(CALLBACKS, head & STIMULUS);
  const times = from.whole();
  const stimuli: UpperStimulus[] = [];
  for (let left = from.whole(); left > 0; left--) stimuli.push(unpackStimulus(from) as UpperStimulus);
  return { on, times, do: stimuli, ...(raises > 0 && { raises: raises === 2 }) };
}

function packStimulus(stimulus: Stimulus, to: Writer): void {
  const head = (choice: number) => to.byte(STIMULI.indexOf(stimulus.do) | (choice << CHOICE));
  switch (stimulus.do) {
    case 'write':
      head(KINDS.indexOf(stimulus.kind));
      packSize(stimulus.n, to);
      break;
    case 'writelines':
      head(CONTAINERS.indexOf(stimulus.as));
      to.whole(stimulus.items.length);
      for (const { n, kind } of stimulus.items) {
        to.byte(KINDS.indexOf(kind));
        packSize(n, to);
      }
      break;
    case 'set_write_buffer_limits':
      head((stimulus.high === undefined ? 0 : 1) + (stimulus.low === undefined ? 0 : 2));
      if (stimulus.high !== undefined) packSize(stimulus.high, to);
      if (stimulus.low !== undefined) packSize(stimulus.low, to);
      break;
    case 'tamper':
      head(HOW.indexOf(stimulus.how));
      break;
    case 'drain':
      head(stimulus.n === 'all' ? 1 : 0);
      if (stimulus.n !== 'all') packSize(stimulus.n, to);
      break;
    case 'peer_data':
      head(0);
      packSize(stimulus.n, to);
      break;
    default:
      head(0);
  }
}

function unpackStimulus(from: Reader): Stimulus {
  const head = from.byte();
  const choice = head >> CHOICE;
  const name = word(STIMULI, head & STIMULUS);
  switch (name) {
    case 'write':
      return { do: name, n: unpackAmount(from), kind: word(KINDS, choice) };
    case 'writelines': {
      const items: Item[] = [];
      for (let left = from.whole(); left > 0; left--) {
        const kind = word(KINDS, from.byte());
        items.push({ n: unpackAmount(from), kind });
      }
      return { do: name, items, as: word(CONTAINERS, choice) };
    }
    case 'set_write_buffer_limits': {
      const high = (choice & 1) === 0 ? null : { high: unpackMark(from) };
      const low = (choice & 2) === 0 ? null : { low: unpackMark(from) };
      return { do: name, ...high, ...low };
    }
    case 'tamper':
      return { do: name, how: word(HOW, choice) };
    case 'drain':
      return { do: name, n: choice === 1 ? 'all' : unpackAmount(from) };
    case 'peer_data':
      return { do: name, n: unpackNumber(from, from.whole()) };
    default:
      return { do: name };
  }
}

function packSize(size: Amount | Mark, to: Writer): void {
  if (typeof size === 'number') return packNumber(size, to);
  to.whole(1 + ('to' in size ? TO.indexOf(size.to) : AT.indexOf(size.at)));
  packNumber(size.plus, to);
}

/** Numbers of few digits take few bytes; -1 follows 0. */
function packNumber(n: number, to: Writer): void {
  const folded = n < 0 ? -2 * n - 1 : 2 * n;
  if (Number.isInteger(n) && Number.isSafeInteger(folded + TAGS) && !Object.is(n, -0)) return to.whole(folded + TAGS);
  to.whole(0);
  to.float(n);
}

function unpackAmount(from: Reader): Amount {
  const tag = from.whole();
  if (tag === 0 || tag >= TAGS) return unpackNumber(from, tag);
  return { to: word(TO, tag - 1), plus: unpackNumber(from, from.whole()) };
}

function unpackMark(from: Reader): Mark {
  const tag = from.whole();
  if (tag === 0 || tag >= TAGS) return unpackNumber(from, tag);
  return { at: word(AT, tag - 1), plus: unpackNumber(from, from.whole()) };
}

function unpackNumber(from: Reader, tag: number): number {
  if (tag === 0) return from.float();
  const folded = tag - TAGS;
  if (folded < 0) throw new RangeError('a relative size stands where only a number can');
  return folded % 2 === 1 ? -(folded + 1) / 2 : folded / 2;
}

function word<T extends string>(words: readonly T[], index: number): T {
  const found = words[index];
  if (found === undefined) throw new RangeError('it has a word that this version does not know');
  return found;
}
