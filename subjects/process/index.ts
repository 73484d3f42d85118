/**
 * Any program that speaks the process protocol (docs/protocol.md) as a subject. It is started again when it breaks, a
 * limited number of times; what broke it is a fault of the scripts that it touched, and the others are run all the same.
 * It never reads a trace.
 */
import { ALL_CAPABILITIES, type Result, type Subject } from '../../conformance/subject.js';
import type { Script } from '../../machines/alphabet.js';
import { CUT_SHORT, notRun } from '../unrun.js';
import { Agent, lastWords, quoted } from './agent.js';
import type { Command } from './child.js';
import { runRound, type Broken, type Deadlines } from './round.js';

export interface ProcessOptions extends Command {
  readonly deadlines?: Partial<Deadlines>;
  /** The run should end, so nothing is waited for any more. */
  readonly isStopped?: () => boolean;
  /** Scripts in a message. */
  readonly batch?: number;
}

/** Milliseconds. */
export const DEADLINES: Deadlines = { case: 5_000, batch: 30_000 };

/** Enough to make a message cheap, few enough that one which breaks costs little. */
const BATCH = 20;

/** So that nothing goes on for ever: starts after the first one, deadlines missed, starts in a row that fail; and notes. */
const MOST = { starts: 50, silences: 10, failures: 3, notes: 20 } as const;

/** Milliseconds for an agent to go by itself. */
const FAREWELL = 2_000;

/** Starts the program. Throws a UsageError where there is none, and an Error of one sentence where it is no agent. */
export async function processSubject(options: ProcessOptions): Promise<Subject> {
  const process = new Process(options, await Agent.start(options, deadlinesOf(options).batch));
  let turn: Promise<unknown> = Promise.resolve();
  const { name, version, claims } = process.hello;
  return {
    name,
    version,
    capabilities: ALL_CAPABILITIES.filter((one) => process.hello.capabilities.includes(one)),
    notes: process.notes,
    ...(claims && { claims }),
    run(scripts) {
      const results = turn.then(() => process.run(scripts));
      turn = results.catch(() => undefined);
      return results;
    },
    close: () => process.close(),
  };
}

function deadlinesOf({ deadlines }: ProcessOptions): Deadlines {
  return { ...DEADLINES, ...deadlines };
}

class Process {
  readonly hello: Agent['hello'];
  /** What is to be told of it beside results. */
  readonly notes: string[] = [];
  readonly #options: ProcessOptions;
  #agent: Agent | null;
  readonly #habits = { begins: false };
  #starts = 0;
  #silences = 0;
  #failures = 0;
  /** Why nothing is run any more; completes "It was not run: ...". */
  #over: string | null = null;

  constructor(options: ProcessOptions, agent: Agent) {
    this.#options = options;
    this.#agent = agent;
    this.hello = agent.hello;
    const known: readonly string[] = ALL_CAPABILITIES;
    const unknown = this.hello.capabilities.filter((one) => !known.includes(one));
    for (const one of unknown) this.#note(`It declares ${quoted(one)}, a capability that is not known here.`);
  }

  async run(scripts: readonly Script[]): Promise<Result[]> {
    const results = Array<Result | undefined>(scripts.length);
    let together = [...scripts.keys()];
    let alone: number[] = [];
    while (together.length + alone.length > 0) {
      const agent = await this.#ready();
      if (agent === null) {
        if (this.#over !== null) this.#note(`Not all was run: ${this.#over}.`);
        break;
      }
      const isAlone = alone.length > 0;
      const broken = await this.#round(agent, scripts, results, isAlone ? alone : together, isAlone);
      const isLeft = (place: number): boolean => results[place] === undefined;
      if (broken !== null) this.#blame(broken, results);
      alone = [...alone, ...(broken?.suspects ?? [])].filter(isLeft);
      together = together.filter((place) => isLeft(place) && !alone.includes(place));
    }
    return Array.from(results, (result) => result ?? (this.#isStopped() ? CUT_SHORT : notRun(this.#over ?? 'closed')));
  }

  async close(): Promise<void> {
    this.#over ??= 'the subject is closed';
    const agent = this.#agent;
    this.#agent = null;
    const how = await agent?.leave(FAREWELL);
    if (how) this.#note(`At the end the agent ${how}.`);
  }

  #round(
    agent: Agent,
    scripts: readonly Script[],
    results: (Result | undefined)[],
    places: readonly number[],
    isAlone: boolean,
  ): Promise<Broken | null> {
    return runRound({
      agent,
      scripts,
      places,
      results,
      size: isAlone ? 1 : (this.#options.batch ?? BATCH),
      deadlines: deadlinesOf(this.#options),
      habits: this.#habits,
      isStopped: () => this.#isStopped(),
    });
  }

  #blame({ how, culprit, isSilence }: Broken, results: (Result | undefined)[]): void {
    const stderr = this.#agent?.child.stderr.trim() ?? '';
    this.#agent = null;
    if (this.#isStopped()) return;
    if (isSilence) this.#silences++;
    if (culprit === null) {
      this.#note(`The agent ${how}, at no script that is known; it was started again.${lastWords(stderr)}`);
    } else results[culprit] = { fault: `The agent ${how}.`, ...(stderr && { stderr }) };
  }

  /** One that can be asked, or null: then no more is run. */
  async #ready(): Promise<Agent | null> {
    if (this.#agent?.spoilt) {
      this.#note(`Between two runs the agent ${this.#agent.spoilt}; it was started again.`);
      this.#agent = null;
    }
    while (this.#agent === null && this.#over === null && !this.#isStopped()) await this.#restart();
    return this.#isStopped() ? null : this.#agent;
  }

  async #restart(): Promise<void> {
    if (this.#silences >= MOST.silences) this.#over = `the agent was silent ${MOST.silences} times`;
    else if (this.#starts >= MOST.starts) this.#over = `the agent had to be started again ${MOST.starts} times`;
    if (this.#over !== null) return;
    this.#starts++;
    try {
      const agent = await Agent.start(this.#options, deadlinesOf(this.#options).batch);
      this.#failures = 0;
      if (JSON.stringify(agent.hello) === JSON.stringify(this.hello)) this.#agent = agent;
      else {
        this.#over = 'the agent said another hello when it was started again';
        agent.child.kill('was not needed');
      }
    } catch (error) {
      if (++this.#failures >= MOST.failures) {
        const why = (error as Error).message.replace(/\.$/, '');
        this.#over = `the agent could not be started again (${why})`;
      }
    }
  }

  #note(sentence: string): void {
    if (!this.notes.includes(sentence) && this.notes.length < MOST.notes) this.notes.push(sentence);
  }

  #isStopped(): boolean {
    return this.#options.isStopped?.() ?? false;
  }
}
