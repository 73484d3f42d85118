/**
 * Draws one random script after the other, with sizes on and around the boundaries and every word of the alphabet.
 * Straight-line code, since a campaign draws tens of thousands a second; it never runs or judges what it draws.
 */
import type { Random } from 'fast-check';
import {
  CALLBACKS,
  CHUNK_KINDS,
  CONTAINERS,
  STIMULI,
  UPPER,
  type Amount,
  type CallbackName,
  type ChunkKind,
  type Item,
  type Mark,
  type Reaction,
  type Script,
  type Stimulus,
  type StimulusName,
  type UpperStimulus,
} from '../machines/alphabet.js';
import { ALL_CAPABILITIES, needs, type Capability } from '../conformance/subject.js';

export interface DrawOptions {
  /** Stimuli of a script, at most; those of reactions not counted. */
  readonly maxStimuli?: number;
  /** What the subject can do: nothing is drawn that needs more. */
  readonly capabilities?: readonly Capability[];
}

export class Draw {
  readonly #most: number;
  readonly #steady: readonly StimulusName[];
  readonly #fickle: readonly (readonly StimulusName[])[];
  /** Callbacks that come only where the peer does something: which of the fickle it is, as bits. */
  readonly #causes: { readonly [K in CallbackName]?: number };
  readonly #upper: readonly UpperStimulus['do'][];
  readonly #kinds: readonly ChunkKind[];
  readonly #containers: readonly (typeof CONTAINERS)[number][];
  readonly #callbacks: readonly CallbackName[];
  readonly #mayRaise: boolean;
  /** The wire can be drained by so many bytes; else it is opened and stalled, by turns. */
  readonly #exact: boolean;
  readonly #settable: boolean;
  /** One script in sixteen is about large sizes: they are slow to move about. */
  #large = false;

  constructor({ maxStimuli = 20, capabilities = ALL_CAPABILITIES }: DrawOptions = {}) {
    const able = (script: Partial<Script>) =>
      [...needs({ ...NOTHING, ...script })].every((need) => capabilities.includes(need));
    const chunk = (kind: ChunkKind) => able({ stimuli: [{ do: 'write', n: 1, kind }] });
    const lines = (as: (typeof CONTAINERS)[number]) => able({ stimuli: [{ do: 'writelines', items: [], as }] });
    const names = STIMULI.filter((name) => able({ stimuli: [SAMPLES[name]] }));
    this.#most = maxStimuli;
    this.#exact = able({ stimuli: [{ do: 'drain', n: 1 }] });
    this.#settable = names.includes('set_write_buffer_limits');
    const steady = this.#exact ? STEADY : [...STEADY, 'stall'];
    this.#steady = names.filter((name) => steady.includes(name)).flatMap(weighted);
    const fickle = names.filter((name) => !steady.includes(name));
    this.#fickle = fickle.map(weighted);
    const bit = (name: StimulusName) => (fickle.includes(name) ? 1 << fickle.indexOf(name) : 0);
    this.#causes = { data_received: bit('peer_data'), eof_received: bit('peer_eof') };
    this.#upper = UPPER.filter((name) => names.includes(name)).flatMap(weighted);
    this.#kinds = CHUNK_KINDS.filter(chunk).flatMap((kind) => Array<ChunkKind>(KINDS[kind]).fill(kind));
    this.#containers = [...CONTAINERS.filter(lines), 'list', 'list', 'list', 'list', 'generator', 'generator'];
    const on = CALLBACKS.filter((name) => able({ reactions: [{ on: name, times: 1, do: [] }] }));
    this.#callbacks = [...on, 'pause_writing', 'resume_writing'];
    this.#mayRaise = able({ reactions: [{ on: 'pause_writing', times: 1, do: [], raises: true }] });
  }

  script(random: Random): Script {
    this.#large = random.nextInt(0, 15) === 0;
    const stimuli: Stimulus[] = [];
    const length = random.nextInt(random.nextInt(0, 3) === 0 ? 0 : Math.ceil(this.#most * 0.6), this.#most);
    // Crossings are rare under the usual limits, so most scripts begin with small ones.
    if (this.#settable && length > 0 && random.nextInt(0, 7) > 0) {
      stimuli.push({ do: 'set_write_buffer_limits', ...this.#pair(random) });
    }
    const reactions: Reaction[] = [];
    if (random.nextInt(0, 2) === 0) {
      for (let left = REACTIONS[random.nextInt(0, 7)] as number; left > 0; left--)
        reactions.push(this.#reaction(random));
    }
    const names = this.#swarm(random, reactions);
    while (stimuli.length < length) stimuli.push(this.#stimulus(pick(random, names), random));
    return { stimuli, reactions, keepOpen: random.nextInt(0, 1) === 0 };
  }

  /** Each script leaves out some stimuli: those that end things would else cut most scripts short. */
  #swarm(random: Random, reactions: readonly Reaction[]): readonly StimulusName[] {
    let mask = random.nextInt(0, (1 << this.#fickle.length) - 1);
    for (const { on } of reactions) mask |= this.#causes[on] ?? 0;
    const names = [...this.#steady];
    for (const [bit, one] of this.#fickle.entries()) if ((mask & (1 << bit)) !== 0) names.push(...one);
    return names;
  }

  #stimulus(name: StimulusName, random: Random): Stimulus {
    switch (name) {
      case 'write':
        return { do: name, ...this.#item(random) };
      case 'writelines': {
        const items: Item[] = [];
        for (let left = ITEMS[random.nextInt(0, 7)] as number; left > 0; left--) items.push(this.#item(random));
        return { do: name, items, as: pick(random, this.#containers) };
      }
      case 'set_write_buffer_limits':
        return { do: name, ...this.#limits(random) };
      case 'tamper':
        return { do: name, how: random.nextInt(0, 1) === 0 ? 'edit' : 'clear' };
      case 'drain':
        if (!this.#exact || random.nextInt(0, 15) === 0) return { do: name, n: 'all' };
        return { do: name, n: this.#amount(random, DRAINED) };
      case 'peer_data':
        return { do: name, n: this.#large ? 65_536 : random.nextInt(0, 8) };
      default:
        return { do: name };
    }
  }

  #item(random: Random): Item {
    return { n: this.#amount(random, WRITTEN), kind: pick(random, this.#kinds) };
  }

  #amount(random: Random, marks: readonly ('high' | 'low' | 'zero')[]): Amount {
    const roll = random.nextInt(0, 31);
    if (roll < 16) return { to: pick(random, marks), plus: random.nextInt(-1, 1) };
    if (roll < 18) return { to: pick(random, marks), plus: random.nextInt(-9, 9) };
    if (roll === 18 && this.#large) return random.nextInt(65_535, 65_537) << random.nextInt(0, 2);
    return roll < 24 ? random.nextInt(0, 2) : random.nextInt(0, 24);
  }

  /** A usual pair of limits. */
  #pair(random: Random): { high: Mark; low: Mark } {
    if (this.#large) return { high: 65_536, low: 16_384 };
    const high = random.nextInt(4, random.nextInt(0, 1) === 0 ? 16 : 64);
    return { high, low: random.nextInt(0, 3) === 0 ? high : random.nextInt(0, high) };
  }

  #limits(random: Random): { high?: Mark; low?: Mark } {
    const near = (): Mark => ({ at: 'size', plus: random.nextInt(-1, 1) });
    const small = () => random.nextInt(1, 16);
    switch (random.nextInt(0, 15)) {
      case 0:
        return { high: small() };
      case 1:
        return { low: random.nextInt(0, 16) };
      case 2:
        return {};
      case 3:
        return { high: near() };
      case 4:
        return { high: near(), low: random.nextInt(0, 1) === 0 ? 0 : near() };
      case 5:
        return { low: near() };
      case 6:
        return { low: near(), high: { at: random.nextInt(0, 1) === 0 ? 'high' : 'size', plus: small() } };
      case 7:
        return random.nextInt(0, 1) === 0 ? { high: 0 } : { high: 0, low: 0 };
      case 8:
        return random.nextInt(0, 1) === 0 ? { high: 0, low: small() } : { high: small(), low: 0 };
      case 9:
        return NEGATIVE[random.nextInt(0, NEGATIVE.length - 1)] as { high?: Mark; low?: Mark };
      case 10: {
        const high = random.nextInt(0, 16);
        return { high, low: high + small() };
      }
      case 11:
        return FLOATS[random.nextInt(0, FLOATS.length - 1)] as { high?: Mark; low?: Mark };
      case 12:
        return { high: { at: 'high', plus: random.nextInt(-1, 1) }, low: { at: 'low', plus: random.nextInt(-1, 1) } };
      default:
        return this.#pair(random);
    }
  }

  #reaction(random: Random): Reaction {
    const stimuli: UpperStimulus[] = [];
    for (let left = random.nextInt(1, 3); left > 0; left--) {
      stimuli.push(this.#stimulus(pick(random, this.#upper), random) as UpperStimulus);
    }
    const on = pick(random, this.#callbacks);
    const raises = this.#mayRaise && random.nextInt(0, 2) === 0;
    return { on, times: random.nextInt(1, 3), do: stimuli, ...(raises && { raises }) };
  }
}

/** How often each stimulus comes, where it is not left out. */
const WEIGHTS: Readonly<Record<StimulusName, number>> = {
  write: 14,
  writelines: 6,
  write_eof: 2,
  close: 2,
  abort: 2,
  set_write_buffer_limits: 6,
  tamper: 2,
  drain: 10,
  stall: 3,
  peer_data: 2,
  peer_eof: 2,
  peer_reset: 2,
  settle: 14,
};
const KINDS: Readonly<Record<ChunkKind, number>> = { bytes: 18, bytearray: 4, memoryview: 4, wide: 3, wrong: 2 };

/** In every script: without them nothing comes to pass. The others are in every second one. */
const STEADY: readonly StimulusName[] = ['write', 'set_write_buffer_limits', 'drain', 'settle'];

const REACTIONS = [1, 1, 1, 1, 1, 2, 2, 3];
const ITEMS = [0, 1, 1, 2, 2, 3, 3, 4];
const WRITTEN = ['high', 'high', 'high', 'low', 'zero'] as const;
const DRAINED = ['high', 'low', 'low', 'zero', 'zero'] as const;
const NEGATIVE = [
  { high: -1 },
  { low: -1 },
  { high: -1, low: -1 },
  { high: 8, low: -1 },
  { high: -1, low: 0 },
] as const;
const FLOATS = [
  { high: 10.5 },
  { low: 2.5 },
  { high: 10.5, low: 2.5 },
  { high: { at: 'size', plus: 0.5 }, low: 0 },
  { high: { at: 'size', plus: -0.5 } },
] as const;

const NOTHING: Script = { stimuli: [], reactions: [], keepOpen: false };

/** The least that each stimulus can be: what it needs of a subject, all of its kind need. */
const SAMPLES: { readonly [K in StimulusName]: Stimulus } = {
  write: { do: 'write', n: 0, kind: 'bytes' },
  writelines: { do: 'writelines', items: [], as: 'list' },
  write_eof: { do: 'write_eof' },
  close: { do: 'close' },
  abort: { do: 'abort' },
  set_write_buffer_limits: { do: 'set_write_buffer_limits' },
  tamper: { do: 'tamper', how: 'edit' },
  drain: { do: 'drain', n: 'all' },
  stall: { do: 'stall' },
  peer_data: { do: 'peer_data', n: 0 },
  peer_eof: { do: 'peer_eof' },
  peer_reset: { do: 'peer_reset' },
  settle: { do: 'settle' },
};

function weighted<K extends StimulusName>(name: K): readonly K[] {
  return Array<K>(WEIGHTS[name]).fill(name);
}

function pick<T>(random: Random, from: readonly T[]): T {
  return from[random.nextInt(0, from.length - 1)] as T;
}
