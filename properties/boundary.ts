/**
 * All short scripts over a small alphabet of boundary stimuli, the simplest first: a search that cannot overlook one.
 * The alphabet is seeded from a script known to fail; nothing here runs anything.
 */
import {
  CHUNK_KINDS,
  CONTAINERS,
  STIMULI,
  type ChunkKind,
  type Container,
  type Item,
  type Reaction,
  type Script,
  type Stimulus,
  type StimulusName,
  type UpperStimulus,
} from '../machines/alphabet.js';
import { lengthOf } from '../conformance/length.js';
import { costOf } from './cost.js';

/** Longer scripts are too many to try them all. */
const LONGEST = 3;

/**
 * At most `most` scripts, all cheaper than this one, in the order of their cost: without its reactions, and with them.
 * Lengths that would be too many are left out, and so are all above.
 */
export function shorterScripts(script: Script, most: number): Script[] {
  const { keepOpen, reactions } = script;
  const cost = costOf(script);
  const alphabet = boundaryStimuli(script);
  const found: Script[] = [];
  for (const around of reactions.length === 0 ? [reactions] : [[], reactions]) {
    const reacting = lengthOf({ stimuli: [], reactions: around, keepOpen });
    let lists: Stimulus[][] = [[]];
    for (let length = 0; length <= LONGEST && length + reacting <= lengthOf(script); length++) {
      if (found.length + lists.length > most) break;
      for (const stimuli of lists) found.push({ stimuli, reactions: around, keepOpen });
      if (lists.length * alphabet.length > most) break;
      lists = lists.flatMap((list) => alphabet.map((stimulus) => [...list, stimulus]));
    }
  }
  const costs = new Map(found.map((one) => [one, costOf(one)]));
  const cheaper = found.filter((one) => (costs.get(one) as number) < cost);
  return cheaper.sort((one, other) => (costs.get(one) as number) - (costs.get(other) as number));
}

/** Every kind of stimulus, at every boundary. */
export function everyBoundary(): Stimulus[] {
  return STIMULI.flatMap((name) => [...around(name, CHUNK_KINDS, CONTAINERS)]);
}

/** The stimuli of a script as they are, and each of their kind at the boundaries; beside them the plainest ones. */
export function boundaryStimuli(script: Script): Stimulus[] {
  const own: Stimulus[] = [
    ...script.stimuli,
    ...script.reactions.flatMap((reaction: Reaction): readonly UpperStimulus[] => reaction.do),
  ];
  const names = new Set<StimulusName>(['settle', 'close', 'abort', ...own.map((stimulus) => stimulus.do)]);
  const kinds = new Set<ChunkKind>(['bytes']);
  const containers = new Set<Container>(['list']);
  for (const stimulus of own) {
    if (stimulus.do === 'write') kinds.add(stimulus.kind);
    if (stimulus.do !== 'writelines') continue;
    containers.add(stimulus.as);
    for (const { kind } of stimulus.items) kinds.add(kind);
  }
  const all = [...names].flatMap((name) => [...around(name, [...kinds], [...containers])]);
  return [...new Map([...own, ...all].map((stimulus) => [JSON.stringify(stimulus), stimulus])).values()];
}

const WRITTEN = [0, 1, { to: 'high', plus: -1 }, { to: 'high', plus: 0 }, { to: 'high', plus: 1 }] as const;
const DRAINED = [
  1,
  { to: 'high', plus: 0 },
  { to: 'low', plus: 1 },
  { to: 'low', plus: 0 },
  { to: 'zero', plus: 0 },
] as const;
const LIMITS = [
  {},
  { high: 0 },
  { high: 1 },
  { high: 2, low: 1 },
  { high: 1, low: 1 },
  { low: 0 },
  { low: 1 },
  { high: 0, low: 1 },
  { high: -1 },
  { high: 0.5 },
  { high: { at: 'size', plus: -1 } },
  { high: { at: 'size', plus: 0 } },
  { high: { at: 'size', plus: 1 }, low: { at: 'size', plus: 0 } },
] as const;

function* around(
  name: StimulusName,
  kinds: readonly ChunkKind[],
  containers: readonly Container[],
): Generator<Stimulus> {
  switch (name) {
    case 'write':
      for (const kind of kinds) for (const n of WRITTEN) yield { do: name, n, kind };
      break;
    case 'writelines':
      for (const as of containers) for (const items of lines(kinds)) yield { do: name, items, as };
      break;
    case 'set_write_buffer_limits':
      for (const limits of LIMITS) yield { do: name, ...limits };
      break;
    case 'tamper':
      yield { do: name, how: 'edit' };
      yield { do: name, how: 'clear' };
      break;
    case 'drain':
      for (const n of DRAINED) yield { do: name, n };
      break;
    case 'peer_data':
      yield { do: name, n: 1 };
      break;
    default:
      yield { do: name };
  }
}

function* lines(kinds: readonly ChunkKind[]): Generator<Item[]> {
  yield [];
  for (const kind of kinds) {
    yield [{ n: 1, kind }];
    yield [{ n: { to: 'high', plus: 0 }, kind }];
    yield [
      { n: { to: 'high', plus: 0 }, kind: 'bytes' },
      { n: 1, kind },
    ];
    yield [
      { n: 1, kind },
      { n: 1, kind: 'bytes' },
    ];
  }
}
