/**
 * Runs a script on a real stream of Node's and notes what is seen: docs/harness.md, with the event loop that there is.
 * The loop is turned in a settle alone, so that all else is a plain call. Relays and never judges.
 */
import type { Script, Stimulus } from '../../machines/alphabet.js';
import { needs, type Capability, type PlantedScript, type Result } from '../../conformance/subject.js';
import { Case, SETTLE } from '../case.js';
import { ScriptedProtocol } from '../protocol.js';
import { inWords } from '../raise.js';
import type { Kind, Link, PeersWitness } from './link.js';
import { NodeTransport } from './transport.js';

/** Turns in which nothing changes, before the loop is believed to be at rest. */
const QUIET_TURNS = 4;
/** Turns in one settle: a stream that needs more never comes to rest. */
const MAX_TURNS = 1_000;
/** How long something that is certainly on its way is waited for, in milliseconds. */
const PATIENCE = 2_000;

/** The case that is running: whoever hears of an exception that nobody caught tells it. */
let running: LiveCase | null = null;

export async function driveLive(kind: Kind, script: Script | PlantedScript): Promise<Result> {
  const missing = missingOf(kind.capabilities, script);
  if (missing !== undefined) return { fault: `The harness of node:${kind.name} has no ${missing}.` };
  const one = new LiveCase(kind, script);
  running = one;
  try {
    return await one.run();
  } catch (error) {
    return { fault: `The driver failed with ${inWords(error)}.` };
  } finally {
    running = null;
    one.close();
  }
}

/** An exception that nobody caught: the loop's exception handler, so to speak. */
export function failedInTheLoop(error: unknown): void {
  if (running !== null) running.failed(error);
  else throw error;
}

class LiveCase extends Case implements PeersWitness {
  readonly #kind: Kind;
  #link: Link | null = null;
  #transport: NodeTransport | null = null;
  #doubt: string | null = null;
  /** Counts what is seen, so that a turn in which nothing is seen can be told. */
  #seen = 0;

  constructor(kind: Kind, script: Script | PlantedScript) {
    super(script);
    this.#kind = kind;
  }

  get wire(): Link {
    if (this.#link === null) throw new Error('There is no link yet.');
    return this.#link;
  }

  get accepted(): number {
    return this.#transport?.accepted ?? 0;
  }

  async run(): Promise<Result> {
    const { stimuli } = this.script;
    this.#link = await this.#kind.open(this);
    try {
      await this.#begin();
      for (let i = 0; i < stimuli.length && !this.stopped; i++) await this.#take(stimuli[i]!);
      if (!this.stopped && stimuli.at(-1)?.do !== 'settle') await this.#take(SETTLE);
    } finally {
      this.over = true;
    }
    if (this.fault !== null) return { fault: this.fault };
    return this.#doubt === null ? { steps: this.steps } : { inconclusive: this.#doubt };
  }

  close(): void {
    this.over = true;
    this.#link?.close();
  }

  async #begin(): Promise<void> {
    const { step } = this;
    const protocol = new ScriptedProtocol(this.script, this);
    const hasTwoDirections = this.#kind.capabilities.includes('half-close');
    const { wire } = this;
    this.#transport = new NodeTransport(wire.stream, () => wire.finish(), protocol, hasTwoDirections);
    protocol.connectionMade(this.#transport);
    await this.#settle();
    this.end(step);
  }

  async #take(stimulus: Stimulus): Promise<void> {
    const step = this.open(stimulus);
    if (stimulus.do === 'settle') await this.#settle();
    else this.give(stimulus, step);
    this.end(step);
  }

  async #settle(): Promise<void> {
    const { wire } = this;
    let since: number | null = null;
    for (let quiet = 0, turns = 0; quiet < QUIET_TURNS && !this.stopped;) {
      const before = this.#visible();
      wire.hold?.();
      await turn();
      wire.look(false);
      const isBusy = wire.isBusy?.() === true;
      quiet = isBusy || this.#visible() !== before ? 0 : quiet + 1;
      if (isBusy) {
        since ??= performance.now();
        if (performance.now() - since > PATIENCE) this.doubt(`What was on its way did not come in ${PATIENCE} ms.`);
      } else if (++turns > MAX_TURNS) this.stopped = true;
    }
    this.#checkTorn();
  }

  /** Different whenever something has changed that a trace would tell. */
  #visible(): string {
    const { writableLength, writableFinished, destroyed, closed } = this.wire.stream;
    return `${this.#seen} ${writableLength} ${writableFinished} ${destroyed} ${closed}`;
  }

  // What is seen: the peer is read first, so that a callback tells what had arrived when it came.

  override arrived(): number {
    this.#look();
    this.#seen += 1;
    return super.arrived();
  }

  protected override calling(): void {
    this.wire.hold?.();
  }

  protected override called(): void {
    this.#look();
  }

  #look(): void {
    const { wire } = this;
    const { do: doing } = this.step.stimulus;
    wire.look(doing !== 'settle' && doing !== 'connect');
    this.#checkTorn();
  }

  #checkTorn(): void {
    if (this.wire.isTorn?.() === true) this.doubt('A part of what was written is with the kernel, and not the rest.');
  }

  override bytesArrived(bytes: Uint8Array, n: number): void {
    this.#seen += 1;
    super.bytesArrived(bytes, n);
  }

  override eofArrived(): void {
    this.#seen += 1;
    super.eofArrived();
  }

  doubt(sentence: string): void {
    this.#doubt ??= sentence;
    this.stopped = true;
  }
}

function missingOf(capabilities: readonly Capability[], script: Script | PlantedScript): Capability | undefined {
  if ('plant' in script && !capabilities.includes('planted-faults')) return 'planted-faults';
  return [...needs(script)].find((need) => !capabilities.includes(need));
}

function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
