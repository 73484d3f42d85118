/**
 * Some scripts on one agent, a few batches in flight, until all are answered or something breaks. Answers are matched by
 * id and case, never by order. What breaks is named with whom it touches; what becomes of those is not decided here.
 */
import { performance } from 'node:perf_hooks';
import type { Result } from '../../conformance/subject.js';
import type { Script } from '../../machines/alphabet.js';
import { read } from './answer.js';
import { FIRST_ID, parsed, quoted, type Agent } from './agent.js';
import type { Listener } from './child.js';

/** Milliseconds. They guard the harness; no verdict rests on them. */
export interface Deadlines {
  /** Without a line, while something is asked. */
  readonly case: number;
  /** For a whole batch, however much is said; and for the hello. */
  readonly batch: number;
}

export interface Errand {
  readonly agent: Agent;
  readonly scripts: readonly Script[];
  /** Which of the scripts to run, and where their results go. */
  readonly places: readonly number[];
  readonly results: (Result | undefined)[];
  /** Scripts in a batch: one, to see how each does alone. */
  readonly size: number;
  readonly deadlines: Deadlines;
  /** Learnt on the way, and kept from one agent to the next: whether it says which script it begins. */
  readonly habits: { begins: boolean };
  /** The run should end. */
  readonly isStopped: () => boolean;
}

/** The agent has gone. */
export interface Broken {
  /** As follows "The agent ...". */
  readonly how: string;
  /** The one script that was being run: it answers for it. */
  readonly culprit: number | null;
  /** Where nobody knows which it was: those that may have been, to be run one by one. None where all were answered. */
  readonly suspects: readonly number[];
  readonly isSilence: boolean;
}

/** Resolves when all is answered, with null, or when the agent has gone. */
export function runRound(errand: Errand): Promise<Broken | null> {
  return new Promise((resolve) => new Round(errand, resolve));
}

/** Batches in flight: one is run, one waits at the agent, and the answers to one are read. */
const IN_FLIGHT = 3;
/** Milliseconds between two looks at the time, and at whether the run should end. */
const LOOK = 200;

interface Batch {
  readonly id: number;
  readonly places: readonly number[];
  readonly begun: Set<number>;
  readonly answered: Set<number>;
  /** Since when there is none before it. */
  since: number;
}

class Round implements Listener {
  readonly #errand: Errand;
  readonly #resolve: (broken: Broken | null) => void;
  readonly #inFlight = new Map<number, Batch>();
  readonly #over = new Map<number, Batch>();
  readonly #timer: NodeJS.Timeout;
  #next = 0;
  /** When the last line came. */
  #sign = performance.now();
  #isSilence = false;

  constructor(errand: Errand, resolve: (broken: Broken | null) => void) {
    this.#errand = errand;
    this.#resolve = resolve;
    this.#timer = setInterval(() => setImmediate(() => this.#look()), LOOK);
    errand.agent.listen(this);
    this.#fill();
  }

  line(text: string): void {
    this.#sign = performance.now();
    const message = parsed(text);
    if (message === undefined) return this.#break(`wrote ${quoted(text)}, which is no message`);
    const { op, id } = message;
    const batch = this.#inFlight.get(id as number);
    if (op === 'trace') return this.#answer(batch ?? this.#over.get(id as number), message, text);
    if (batch === undefined) return this.#break(`wrote ${quoted(text)}, which answers nothing that was asked`);
    if (op === 'begin') return this.#begin(batch, message['case'], text);
    if (op === 'done') return this.#done(batch, 'said that the batch was done without an answer to this script');
    if (op === 'unsupported') return this.#done(batch, 'does not support run');
    this.#break(`wrote ${quoted(text)}, and there is no such message`);
  }

  gone(how: string): void {
    const open = [...this.#inFlight.values()].flatMap(({ places, begun }) =>
      [...begun].map((index) => places[index] as number),
    );
    const [oldest] = this.#inFlight.values();
    const suspects = open.length > 0 ? open : this.#unanswered(oldest);
    // One that would have said so has not begun it: what went wrong is what came before, if anything did.
    const isFirst = oldest?.id === FIRST_ID;
    const isSure = suspects.length === 1 && (open.length === 1 || isFirst || !this.#errand.habits.begins);
    const culprit = isSure ? (suspects[0] as number) : null;
    this.#end({ how, culprit, suspects, isSilence: this.#isSilence });
  }

  #begin(batch: Batch, index: unknown, text: string): void {
    if (!isPlace(index, batch)) return this.#break(`wrote ${quoted(text)}, and there is no such case`);
    this.#errand.habits.begins = true;
    if (!batch.answered.has(index)) batch.begun.add(index);
  }

  #answer(batch: Batch | undefined, message: Record<string, unknown>, text: string): void {
    if (batch === undefined) return this.#break(`wrote ${quoted(text)}, which answers nothing that was asked`);
    const index = message['case'];
    if (!isPlace(index, batch)) return this.#break(`wrote ${quoted(text)}, and there is no such case`);
    const place = batch.places[index] as number;
    this.#errand.results[place] = batch.answered.has(index)
      ? { fault: 'The agent answered this script more than once.' }
      : read(message, this.#errand.scripts[place] as Script);
    batch.answered.add(index);
    batch.begun.delete(index);
  }

  /** What has no answer now will have none. */
  #done(batch: Batch, otherwise: string): void {
    for (const place of this.#unanswered(batch)) this.#errand.results[place] = { fault: `The agent ${otherwise}.` };
    this.#inFlight.delete(batch.id);
    this.#over.set(batch.id, batch);
    const [oldest] = this.#inFlight.values();
    if (oldest !== undefined) oldest.since = this.#sign;
    this.#fill();
  }

  #fill(): void {
    const { agent, scripts, places, size } = this.#errand;
    const most = size === 1 ? 1 : IN_FLIGHT;
    while (this.#inFlight.size < most && this.#next < places.length) {
      const some = places.slice(this.#next, this.#next + size);
      this.#next += some.length;
      const id = agent.nextId();
      const since = performance.now();
      if (this.#inFlight.size === 0) this.#sign = since;
      this.#inFlight.set(id, { id, places: some, begun: new Set(), answered: new Set(), since });
      agent.child.send({ op: 'run', id, scripts: some.map((place) => scripts[place]) });
    }
    if (this.#inFlight.size === 0) this.#end(null);
  }

  /** After what waited in the pipe has been read: this process itself may have stood still. */
  #look(): void {
    const [oldest] = this.#inFlight.values();
    if (oldest === undefined) return;
    const { deadlines, isStopped, size } = this.#errand;
    const now = performance.now();
    if (isStopped()) return this.#break('was stopped');
    if (now - this.#sign >= deadlines.case) {
      this.#isSilence = true;
      const { rest } = this.#errand.agent.child;
      const half = rest === '' ? '' : `; the last line that it began is ${quoted(rest)}`;
      return this.#break(`gave no answer within ${deadlines.case / 1000} s${half}`);
    }
    if (now - oldest.since < deadlines.batch || size === 1) return;
    // It goes on, only too slowly for a batch: nobody is to blame until each has had its time.
    oldest.begun.clear();
    this.#break(`did not finish a batch within ${deadlines.batch / 1000} s`);
  }

  #break(how: string): void {
    this.#errand.agent.child.kill(how);
  }

  #unanswered(batch: Batch | undefined): number[] {
    return batch?.places.filter((_place, index) => !batch.answered.has(index)) ?? [];
  }

  #end(broken: Broken | null): void {
    clearInterval(this.#timer);
    this.#errand.agent.listen(null);
    this.#resolve(broken);
  }
}

function isPlace(index: unknown, { places }: Batch): index is number {
  return typeof index === 'number' && Number.isInteger(index) && index >= 0 && index < places.length;
}
