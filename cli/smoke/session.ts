/**
 * A conversation with one agent, line by line, as it comes: nothing is mended and nothing started again. What is good or
 * bad about it is said elsewhere.
 */
import { helloSchema, PROTOCOL } from '../../conformance/schema/protocol.js';
import type { PlantedScript, Result } from '../../conformance/subject.js';
import type { Script } from '../../machines/alphabet.js';
import { parsed } from '../../subjects/process/agent.js';
import { read } from '../../subjects/process/answer.js';
import { Child, type Command } from '../../subjects/process/child.js';
import type { Deadlines } from '../../subjects/process/round.js';

/** What came next. */
export type Heard = { readonly line: string } | { readonly gone: string } | { readonly silence: number };

/** What came of one batch. */
export interface Batch {
  readonly id: number;
  readonly scripts: readonly (Script | PlantedScript)[];
  readonly results: Map<number, Result>;
  readonly begun: Set<number>;
  /** Cases that were begun when their answer had come, or were answered twice. */
  readonly muddled: Set<number>;
  isDone: boolean;
}

export class Session {
  readonly child: Child;
  readonly #deadlines: Deadlines;
  readonly #lines: string[] = [];
  #gone: string | null = null;
  #isGivenUp = false;
  #wake: (() => void) | null = null;
  #ids = 0;
  /** Lines that were no answer to anything, with what is wrong with them. */
  readonly strays: { readonly line: string; readonly why: string }[] = [];

  constructor(command: Command, deadlines: Deadlines) {
    this.#deadlines = deadlines;
    this.child = new Child(command, {
      line: (text) => {
        this.#lines.push(text);
        this.#wake?.();
      },
      gone: (how) => {
        this.#gone = how;
        this.#wake?.();
      },
    });
  }

  get isOver(): boolean {
    return this.#gone !== null || this.#isGivenUp;
  }

  /** Nothing more is asked of it. */
  giveUp(why: string): void {
    this.#isGivenUp = true;
    this.child.kill(why);
  }

  nextId(): number {
    return ++this.#ids;
  }

  async next(time = this.#deadlines.case): Promise<Heard> {
    if (this.#lines.length === 0 && this.#gone === null) await this.#woken(time);
    const line = this.#lines.shift();
    if (line !== undefined) return { line };
    return this.#gone === null ? { silence: time } : { gone: this.#gone };
  }

  /** Asks for its hello. */
  hello(): Promise<Heard> {
    this.child.send({ plimsoll: PROTOCOL, op: 'hello' });
    return this.next(this.#deadlines.batch);
  }

  /** The hello of one that has said a good one before. */
  async greeted(): Promise<boolean> {
    const heard = await this.hello();
    return 'line' in heard && helloSchema.safeParse(parsed(heard.line)).success;
  }

  /** Sends all of them at once. Ends when all are done, or nothing comes any more: then it says how. */
  async run(
    lists: readonly (readonly (Script | PlantedScript)[])[],
  ): Promise<{ batches: Batch[]; broken: string | null }> {
    const batches = lists.map((scripts): Batch => ({
      id: this.nextId(),
      scripts,
      results: new Map(),
      begun: new Set(),
      muddled: new Set(),
      isDone: false,
    }));
    for (const { id, scripts } of batches) this.child.send({ op: 'run', id, scripts });
    while (batches.some(({ isDone }) => !isDone)) {
      const heard = await this.next();
      if ('gone' in heard) return { batches, broken: heard.gone };
      if ('silence' in heard) {
        const broken = `gave no answer within ${heard.silence / 1000} s`;
        this.giveUp(broken);
        return { batches, broken };
      }
      const why = take(parsed(heard.line), batches);
      if (why !== null) this.strays.push({ line: heard.line, why });
    }
    return { batches, broken: null };
  }

  async #woken(time: number): Promise<void> {
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, time);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
    this.#wake = null;
  }
}

/** Puts an answer where it belongs, or says why it belongs nowhere. */
function take(message: Record<string, unknown> | undefined, batches: readonly Batch[]): string | null {
  if (message === undefined) return 'is no message, that is, no JSON object on a line of its own';
  const { op, id, case: index } = message;
  if (op !== 'unsupported' && op !== 'begin' && op !== 'trace' && op !== 'done')
    return `has an op that is none of begin, trace and done`;
  const batch = batches.find((one) => one.id === id);
  if (op === 'unsupported' && batch !== undefined) {
    batch.isDone = true;
    return 'says that run is not supported';
  }
  if (batch === undefined) return 'has the id of no batch that was asked for';
  if (op === 'done') {
    if (batch.isDone) return 'says for a second time that a batch is done';
    batch.isDone = true;
    return null;
  }
  const script = batch.scripts[index as number];
  if (script === undefined) return `has a case that the batch has not: cases are counted from 0`;
  const number = index as number;
  if (batch.isDone) return 'comes after the batch was said to be done';
  if (batch.results.has(number)) batch.muddled.add(number);
  else if (op === 'begin') batch.begun.add(number);
  else batch.results.set(number, read(message, script));
  return null;
}
