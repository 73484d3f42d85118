/**
 * The protocol that a transport calls back: it notes each callback, then reacts as the script asks.
 * Knows nothing of what a callback means, and has nothing to say of when it comes.
 */
import type { Callback, CallbackName, Raise, Reaction, Script, Step, UpperStimulus } from '../machines/alphabet.js';
import { ScriptedError } from './errors.js';
import type { Protocol, Transport } from './parts.js';
import { toRaise } from './raise.js';

/** Callbacks in one script; those that come after are not noted. */
export const MAX_CALLBACKS = 2_000;
/** Callbacks inside callbacks: deeper, the size of the stack would decide what is seen. */
export const MAX_DEPTH = 200;

/** Where callbacks are noted and reactions are run: the driver. */
export interface Stage {
  made(transport: Transport): void;
  note(callback: Callback): void;
  size(): number;
  arrived(): number;
  react(stimulus: UpperStimulus, steps: Step[]): void;
  /** Too many callbacks: the trace ends with this step. */
  flooded(): void;
  fail(fault: string): void;
  /** The trace is complete: what is still called belongs to nothing. */
  readonly over: boolean;
}

/** Ends an endless loop inside a transport, if that does not catch it. Never in a trace. */
export class Stop extends Error {}

type OpenCallback = { -readonly [K in keyof Callback]: Callback[K] };

const NO_STEPS: readonly Step[] = Object.freeze([]);
const NOTHING = {};

export class ScriptedProtocol implements Protocol {
  readonly #stage: Stage;
  readonly #reactions: readonly Reaction[];
  /** How often each reaction is still to be run. */
  readonly #left: number[];
  readonly #keepOpen: boolean;
  #callbacks = 0;
  #depth = 0;

  constructor(script: Script, stage: Stage) {
    this.#stage = stage;
    this.#reactions = script.reactions;
    this.#left = script.reactions.map((reaction) => reaction.times);
    this.#keepOpen = script.keepOpen;
  }

  connectionMade(transport: Transport): void {
    this.#stage.made(transport);
    this.#called('connection_made', NOTHING);
  }

  pauseWriting(): void {
    this.#called('pause_writing', NOTHING);
  }

  resumeWriting(): void {
    this.#called('resume_writing', NOTHING);
  }

  dataReceived(bytes: Uint8Array): void {
    if (ArrayBuffer.isView(bytes)) this.#called('data_received', { n: bytes.byteLength });
    else this.#stage.fail('dataReceived() was called without a Uint8Array.');
  }

  eofReceived(): boolean {
    this.#called('eof_received', { kept: this.#keepOpen });
    return this.#keepOpen;
  }

  connectionLost(error: unknown): void {
    this.#called('connection_lost', { error: error === null || error === undefined ? null : toRaise(error) });
  }

  #called(name: CallbackName, seen: { n?: number; error?: Raise | null; kept?: boolean }): void {
    const stage = this.#stage;
    if (stage.over) return;
    this.#callbacks += 1;
    if (this.#callbacks > 2 * MAX_CALLBACKS) throw new Stop();
    if (this.#callbacks >= MAX_CALLBACKS || this.#depth === MAX_DEPTH) stage.flooded();
    if (this.#callbacks > MAX_CALLBACKS || this.#depth === MAX_DEPTH) return;
    const callback: OpenCallback = { name, size: stage.size(), arrived: stage.arrived(), ...seen, steps: NO_STEPS };
    stage.note(callback);
    if (this.#reactions.length > 0 && this.#react(callback)) {
      callback.raised = true;
      delete callback.kept; // it answers nothing
      throw new ScriptedError('The script asked for it.');
    }
  }

  /** Runs what the script wants inside this callback; true if it is to raise in the end. */
  #react(callback: OpenCallback): boolean {
    let raises = false;
    this.#depth += 1;
    try {
      for (const [index, reaction] of this.#reactions.entries()) {
        if (reaction.on !== callback.name || this.#left[index]! <= 0) continue;
        this.#left[index]! -= 1;
        raises ||= reaction.raises === true;
        const steps = (callback.steps === NO_STEPS ? (callback.steps = []) : callback.steps) as Step[];
        for (const stimulus of reaction.do) this.#stage.react(stimulus, steps);
      }
    } finally {
      this.#depth -= 1;
    }
    return raises;
  }
}
