/**
 * One script on one TypeScript transport, whoever makes the transport and turns its loop: the steps of a trace, and what is
 * noted in them (docs/harness.md). Relays; never judges, filters, orders or repairs, and knows no wire and no loop.
 */
import type {
  Arrival,
  Callback,
  Given,
  LowerStimulus,
  Probe,
  Raise,
  Script,
  Settle,
  Step,
  Stimulus,
  UpperStimulus,
} from '../machines/alphabet.js';
import type { Plant, PlantedScript } from '../conformance/subject.js';
import { Arrivals } from './arrivals.js';
import { METHODS, type Transport } from './parts.js';
import { Stop, type Stage } from './protocol.js';
import { Questions, type Asker } from './questions.js';
import { toRaise } from './raise.js';
import { Testers, isUpper, type FarSide } from './testers.js';

/** A step while it is being made. */
export type OpenStep = { -readonly [K in keyof Step]: Step[K] } & {
  calls: Callback[];
  wire: Arrival[];
  errors: Raise[];
};

export const SETTLE: Settle = { do: 'settle' };

/** In most steps there is little to see: they share the empty list, until something comes. */
const NONE: never[] = [];
Object.freeze(NONE);

const NO_PLANT: Plant = {};

export abstract class Case implements Stage, Asker {
  transport: Transport | null = null;
  stopped = false;
  over = false;
  /** What the lower tester works. */
  abstract readonly wire: FarSide;
  protected readonly script: Script;
  /** The innermost step that is running: what is seen now belongs to it. */
  protected step: OpenStep;
  protected readonly steps: Step[] = [];
  protected fault: string | null = null;
  /** What is to go wrong here, on purpose. */
  readonly #plant: Plant;
  readonly #questions: Questions;
  readonly #arrivals = new Arrivals();
  readonly #testers: Testers;

  constructor(script: Script | PlantedScript) {
    this.script = script;
    this.#plant = 'plant' in script ? script.plant : NO_PLANT;
    this.#questions = new Questions(this, this.#plant.swell);
    this.#testers = new Testers(this.#questions, this.#arrivals, this);
    this.step = openStep({ do: 'connect', low: 0, high: 0 }, this.#questions.known);
  }

  // The steps, for whoever turns the loop between them.

  protected open(stimulus: Stimulus): OpenStep {
    return (this.step = openStep(stimulus, this.#questions.known));
  }

  protected give(stimulus: Exclude<Stimulus, Settle>, step: OpenStep): void {
    if (isUpper(stimulus)) this.#call(stimulus, step);
    else this.#testers.lower(stimulus satisfies LowerStimulus, step);
  }

  protected end(step: OpenStep): void {
    step.after = this.#questions.all();
    if (this.stopped) step.restless = true;
    this.steps.push(step);
  }

  #call(stimulus: UpperStimulus, step: OpenStep): void {
    this.calling();
    try {
      const answer = this.#testers.upper(stimulus, step, this.transport!);
      if (answer !== undefined) this.answered(answer, `The transport’s method for ${stimulus.do}`);
    } catch (error) {
      if (!(error instanceof Stop)) step.raised = toRaise(error);
    }
    this.called();
  }

  /** The transport is about to be called. */
  protected calling(): void {}

  /** The call has returned; its step is not over yet. */
  protected called(): void {}

  // What the protocol tells.

  made(transport: Transport): void {
    if (this.transport === null) this.keep(transport, 'connectionMade() was given');
  }

  note(callback: Callback): void {
    const calls = own(this.step, 'calls');
    calls.push(callback);
    if (callback.name === this.#plant.double) calls.push(callback);
  }

  size(): number {
    return this.#questions.size();
  }

  arrived(): number {
    return this.#arrivals.taken;
  }

  react(stimulus: UpperStimulus, steps: Step[]): void {
    const outer = this.step;
    if (this.transport === null) return this.fail('The transport called back before connectionMade().');
    const step = this.open(stimulus);
    try {
      this.#call(stimulus, step);
      step.after = this.#questions.all();
      steps.push(step);
    } finally {
      this.step = outer;
    }
  }

  flooded(): void {
    this.stopped = true;
  }

  // What the wire, the loop and the questions tell.

  bytesArrived(bytes: Uint8Array, n: number): void {
    if (this.over) return;
    const lost = (this.#plant.lose ?? -1) - this.#arrivals.taken;
    if (lost < 0 || lost >= n) return this.#arrivals.read(bytes, n, own(this.step, 'wire'));
    if (n > 1) this.#arrivals.read(without(bytes, lost), n - 1, own(this.step, 'wire'));
    this.#arrivals.taken += 1; // the wire has taken it, and the peer does not get it
  }

  eofArrived(): void {
    if (!this.over) own(this.step, 'wire').push('eof');
  }

  failed(error: unknown): void {
    if (!this.over && !(error instanceof Stop)) own(this.step, 'errors').push(toRaise(error));
  }

  answered(answer: unknown, by: string): void {
    if (!isPromise(answer)) return;
    answer.then(undefined, () => {}); // a rejection that nobody hears of would end the process
    this.fail(`${by} answered a promise; whatever happens later must go through loop.callSoon().`);
  }

  fail(fault: string): void {
    this.fault ??= fault;
    this.stopped = true;
  }

  protected keep(made: unknown, by: string): void {
    if (isPromise(made)) return this.answered(made, 'connect()');
    if (typeof made !== 'object' || made === null) {
      return this.fail(`${by} ${made === null ? 'null' : typeof made}, not a transport.`);
    }
    const missing = METHODS.find((name) => typeof (made as Partial<Transport>)[name] !== 'function');
    if (missing !== undefined) return this.fail(`The transport has no method ${missing}().`);
    const isFirst = this.transport === null;
    this.transport = made as Transport;
    // Asked as soon as there is someone to ask: a reaction to connection_made() may change them.
    if (isFirst) this.step.stimulus = { do: 'connect', ...this.#questions.limits() };
  }
}

function openStep(stimulus: Stimulus | Given, after: Probe): OpenStep {
  return { stimulus: stimulus as Given, raised: null, calls: NONE, wire: NONE, errors: NONE, after };
}

/** The step's own list, to add to. */
function own<K extends 'calls' | 'wire' | 'errors'>(step: OpenStep, name: K): OpenStep[K] {
  if (step[name] === NONE) step[name] = [] as unknown as OpenStep[K];
  return step[name];
}

function without(bytes: Uint8Array, place: number): Uint8Array {
  const rest = Uint8Array.from(bytes);
  rest.copyWithin(place, place + 1);
  return rest;
}

function isPromise(answer: unknown): answer is PromiseLike<unknown> {
  if (typeof answer !== 'object' || answer === null) return false;
  return typeof (answer as Partial<PromiseLike<unknown>>).then === 'function';
}
