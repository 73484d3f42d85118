/**
 * Runs a script on a TypeScript transport over the simulated wire: docs/harness.md, line by line.
 * It relays. It never judges, filters, orders or repairs, and nothing that a transport does leaves it as an exception.
 */
import type { Script, Stimulus, Trace } from '../machines/alphabet.js';
import type { Fault, PlantedScript } from '../conformance/subject.js';
import { Case, SETTLE } from './case.js';
import type { Connect } from './parts.js';
import { ScriptedProtocol, Stop } from './protocol.js';
import { inWords } from './raise.js';
import { FakeLoop, SimulatedWire, type Witness } from './wire.js';

export function drive(connect: Connect, script: Script | PlantedScript): Trace | Fault {
  try {
    return new SimulatedCase(connect, script).run();
  } catch (error) {
    return { fault: `The driver failed with ${inWords(error)}.` };
  }
}

class SimulatedCase extends Case implements Witness {
  readonly wire = new SimulatedWire(this);
  readonly #connect: Connect;
  readonly #loop = new FakeLoop(this, this.wire);

  constructor(connect: Connect, script: Script | PlantedScript) {
    super(script);
    this.#connect = connect;
  }

  run(): Trace | Fault {
    const { stimuli } = this.script;
    try {
      this.#begin();
      for (let i = 0; i < stimuli.length && !this.stopped; i++) this.#take(stimuli[i]!);
      if (!this.stopped && stimuli[stimuli.length - 1]?.do !== 'settle') this.#take(SETTLE);
    } finally {
      this.over = true;
    }
    return this.fault === null ? { steps: this.steps } : { fault: this.fault };
  }

  #begin(): void {
    const { step } = this;
    try {
      const protocol = new ScriptedProtocol(this.script, this);
      this.keep(this.#connect({ protocol, loop: this.#loop, wire: this.wire }), 'connect() answered');
    } catch (error) {
      if (!(error instanceof Stop)) this.fail(`connect() threw ${inWords(error)}.`);
    }
    if (!this.stopped) this.#settle();
    this.end(step);
  }

  #take(stimulus: Stimulus): void {
    const step = this.open(stimulus);
    if (stimulus.do === 'settle') this.#settle();
    else this.give(stimulus, step);
    this.end(step);
  }

  #settle(): void {
    if (!this.#loop.settle()) this.stopped = true;
  }
}
