/**
 * Traces of a transport whose size counts more than was written, such as TLS with its records: told anew as if what the
 * framing adds had been written with the bytes it is around, so that both judges read them like any other trace.
 * What is added is taken from the sizes seen, within a bound; the rest of a trace is left as it is. Nothing is judged here.
 *
 * An account of the offsets is kept in two spaces: those of the script, and those with the framing in.
 */
import type { Arrival, Callback, Given, Probe, Step, Trace } from '../machines/alphabet.js';

export interface Retold {
  readonly trace: Trace;
  /** The place in the trace as it came of a place in this one. */
  originOf(path: readonly number[]): readonly number[];
}

/** Why a trace cannot be told so: one sentence. */
export interface Untold {
  readonly inconclusive: string;
}

export function withFraming(trace: Trace): Retold | Untold {
  try {
    return new Account().tell(trace);
  } catch (error) {
    if (error instanceof Unclear) return { inconclusive: error.message };
    throw error;
  }
}

/** Bytes that framing may add to so many: a header and a seal for each record, of which the smallest hold a kilobyte. */
function mostAround(n: number): number {
  return 256 * (1 + Math.ceil(n / 1_024));
}

class Unclear extends Error {}

function opens({ stimulus }: Step): boolean {
  return stimulus.do === 'drain' && stimulus.n === 'all';
}

/**
 * What waits below the transport, so that it could be stalled at all, leaves with the next turn of the loop: until then an
 * open wire is still none for what is written, unless it is seen to be one.
 */
function isUnderWay({ stimulus, wire }: Step): boolean {
  return stimulus.do === 'settle' || stimulus.do === 'peer_reset' || wire.some((one) => one !== 'eof');
}

/** Bytes of the script [at, at + n), and where they are with the framing in: [to, to + n + around); `before` were accepted. */
interface Segment {
  readonly before: number;
  readonly at: number;
  readonly n: number;
  readonly to: number;
  readonly around: number;
}

class Account {
  readonly #segments: Segment[] = [];
  /** For each list of steps told, where each stood in the list as it came. */
  readonly #origins = new WeakMap<readonly Step[], readonly number[]>();
  /** For each step told, where each of its callbacks stood in the step as it came. */
  readonly #heard = new WeakMap<Step, readonly number[]>();
  /** Where the next byte is with the framing in. */
  #next = 0;
  /** How many bytes were accepted, and have left the transport, both with the framing in. */
  #accepted = 0;
  #left = 0;
  /** Framing that stands by itself, such as a closing notice, and has not arrived: where it is. It is the last of all. */
  #alone: readonly [number, number] | null = null;
  #size = 0;
  #isPaused = false;
  #isOpen = false;
  #isReset = false;
  /** The wire was opened, and the loop has not come to rest since. */
  #isOpening = false;
  /** The peer was told to end its side; this side was told to close. */
  #isPeerEnding = false;
  #isClosing = false;
  /** It was aborted, or has failed: nothing more leaves. */
  #isCut = false;

  tell(trace: Trace): Retold {
    const steps = this.#tellAll(trace.steps);
    return { trace: { steps }, originOf: (path) => this.#originOf(steps, path) };
  }

  #tellAll(steps: readonly Step[]): Step[] {
    const told: Step[] = [];
    const origins: number[] = [];
    let opening: number | null = null;
    const tell = (step: Step, index: number): void => {
      told.push(step);
      origins.push(index);
    };
    for (const [index, step] of steps.entries()) {
      if (opens(step) && !this.#isOpen) {
        opening ??= index;
        continue;
      }
      if (step.stimulus.do === 'stall') opening = null;
      if (opening !== null && isUnderWay(step)) {
        const { stimulus } = steps[opening] as Step;
        const after = told.at(-1)?.after ?? step.after;
        tell(this.#tellStep({ stimulus, raised: null, calls: [], wire: [], errors: [], after }), opening);
        opening = null;
        this.#isOpening = true;
      }
      const before = this.#before(step);
      if (before !== null) tell(before, index);
      tell(this.#tellStep(step), index);
      if (step.stimulus.do === 'settle') this.#isOpening = false;
    }
    this.#origins.set(told, origins);
    return told;
  }

  /** A call that ends the connection may say so on the wire: what that adds is told as a write before it. */
  #before(step: Step): Step | null {
    if (step.stimulus.do !== 'close') return null;
    const grew = (step.calls[0]?.size ?? step.after.size) - this.#size;
    return grew > 0 && grew <= mostAround(0) ? this.#addAlone(grew, step.after) : null;
  }

  #addAlone(n: number, { low, high, eof }: Probe): Step {
    const size = this.#size + n;
    if (this.#isOpen || this.#isReset || this.#alone !== null || (size >= high && !this.#isPaused)) {
      throw new Unclear('What the transport adds when it closes cannot be told from what was written.');
    }
    const at = this.#next;
    this.#next += n;
    this.#accepted += n;
    this.#alone = [at, at + n];
    this.#size = size;
    const after = { size, low, high, closing: false, eof };
    return { stimulus: { do: 'write', at, n, kind: 'bytes' }, raised: null, calls: [], wire: [], errors: [], after };
  }

  #tellStep(step: Step): Step {
    const settles = step.stimulus.do === 'settle' || step.stimulus.do === 'connect';
    const stimulus = this.#give(step);
    const calls: Callback[] = [];
    const heard: number[] = [];
    for (const [index, call] of step.calls.entries()) {
      if (this.#isAnswer(call)) continue;
      calls.push(this.#tellCall(call, step, index, settles));
      heard.push(index);
    }
    this.#size = step.after.size;
    const told = { ...step, stimulus, calls, wire: this.#wire(step, settles) };
    this.#heard.set(told, heard);
    return told;
  }

  /** The peer's answer to the notice that this side closes: it ends nothing, and nobody's script asked for it. */
  #isAnswer(call: Callback): boolean {
    if (call.name !== 'eof_received' || !this.#isClosing || this.#isPeerEnding) return false;
    if (call.steps.length > 0 || call.raised === true) {
      throw new Unclear('The peer’s answer to a close was heard, and the script reacts to it.');
    }
    return true;
  }

  /** Adds up what a stimulus gives. */
  #give(step: Step): Given {
    const { stimulus } = step;
    switch (stimulus.do) {
      case 'write': {
        const around = this.#offer(step, stimulus.at, stimulus.n);
        return { ...stimulus, at: this.#last.to, n: stimulus.n + around };
      }
      case 'writelines': {
        const n = stimulus.items.reduce((sum, item) => sum + item.n, 0);
        const around = this.#offer(step, stimulus.at, n);
        const last = stimulus.items.findLastIndex((item) => item.n > 0);
        const items = stimulus.items.map((item, i) => (i === last ? { ...item, n: item.n + around } : item));
        return { ...stimulus, at: this.#last.to, items };
      }
      case 'drain':
        if (stimulus.n !== 'all' && stimulus.n > 0) {
          throw new Unclear('Where the wire takes so many bytes, how many of those are framing cannot be told.');
        }
        this.#isOpen = stimulus.n === 'all' && !this.#isReset;
        break;
      case 'stall':
        this.#isOpen = false;
        break;
      case 'peer_reset':
        this.#isReset = true;
        this.#isOpen = false;
        break;
      case 'peer_eof':
        this.#isPeerEnding = true;
        break;
      case 'close':
        this.#isClosing = true;
        break;
      case 'abort':
        this.#isCut = true;
        break;
    }
    return stimulus;
  }

  /** Bytes are offered: answers how many more there are around them, as far as the size shows it. */
  #offer(step: Step, at: number, n: number): number {
    const grew = (step.calls[0]?.size ?? step.after.size) - this.#size;
    const took = step.wire.some((one) => one !== 'eof');
    const around = n > 0 && !took && step.raised === null && grew > n && grew - n <= mostAround(n) ? grew - n : 0;
    if (this.#isReset && n > 0 && grew === 0 && step.raised === null && !step.after.closing) {
      throw new Unclear(
        'What was written to a connection that was reset has left the transport, and nobody can tell where to.',
      );
    }
    if (this.#isOpening && grew > 0 && !took) {
      throw new Unclear(
        'A wire was opened in the turn in which a callback writes, and nobody can tell which was first.',
      );
    }
    this.#segments.push({ before: this.#accepted, at, n, to: this.#next, around });
    this.#next += n + around;
    if (grew > 0 || took) this.#accepted += n + around;
    return around;
  }

  get #last(): Segment {
    return this.#segments.at(-1) as Segment;
  }

  #tellCall(call: Callback, step: Step, index: number, settles: boolean): Callback {
    this.#size = call.size;
    if (call.name === 'pause_writing') {
      if (settles) throw new Unclear('What the transport adds of its own crossed the line.');
      this.#isPaused = true;
    }
    if (call.name === 'resume_writing') this.#isPaused = false;
    if (call.name === 'connection_lost') {
      this.#isCut ||= call.error !== null || !this.#isOpen;
      if (!this.#isCut) this.#left = this.#accepted;
    } else if (!this.#isCut && (settles ? this.#isOpen : step.wire.length > 0)) {
      // What has left the transport is on its way, and arrives before all is settled.
      this.#left = Math.max(this.#left, this.#accepted - call.size);
    }
    const arrived = this.#left;
    const steps = this.#tellAll(call.steps);
    if (settles && call.name === 'eof_received') this.#sayGoodbye(steps, step.calls[index + 1]?.size, step.after);
    return { ...call, arrived, steps };
  }

  /** After the peer's end it may close itself, and say so on the wire: told as a write inside eof_received(). */
  #sayGoodbye(steps: Step[], next: number | undefined, after: Probe): void {
    const grew = (next ?? after.size) - this.#size;
    if (this.#isOpen || grew <= 0 || grew > mostAround(0)) return;
    const origins = this.#origins.get(steps) as readonly number[];
    steps.push(this.#addAlone(grew, after));
    this.#origins.set(steps, [...origins, origins.at(-1) ?? 0]);
  }

  /** What arrived, with the framing in; framing that stands alone comes when all before it has. */
  #wire(step: Step, settles: boolean): Arrival[] {
    const told: Arrival[] = step.wire.map((one) => this.#place(one));
    for (const one of told) {
      if (!Array.isArray(one)) continue;
      const to = one[1] as number;
      const segment = this.#segments.findLast((one) => one.to < to);
      this.#left = Math.max(this.#left, segment === undefined ? 0 : segment.before + to - segment.to);
    }
    if (settles && this.#isOpen && !this.#isCut && this.#size === 0) this.#left = this.#accepted;
    if (settles && this.#alone !== null && this.#left === this.#accepted) {
      const end = told.indexOf('eof');
      told.splice(end < 0 ? told.length : end, 0, this.#alone);
      this.#alone = null;
    }
    return told;
  }

  #place(one: Arrival): Arrival {
    if (one === 'eof' || 'unknown' in one) return one;
    const [start, end, edited] = one;
    const to = this.#offsetAfter(end);
    return edited === undefined ? [this.#offsetOf(start), to] : [this.#offsetOf(start), to, edited];
  }

  #offsetOf(at: number): number {
    const segment = this.#segments.findLast((one) => one.at <= at && one.n > 0);
    return segment === undefined ? at : segment.to + Math.min(at - segment.at, segment.n + segment.around);
  }

  /** Where a range ends that ends before this offset: a segment that is through has its framing with it. */
  #offsetAfter(end: number): number {
    const segment = this.#segments.findLast((one) => one.at < end && one.n > 0);
    if (segment === undefined) return end;
    const n = end - segment.at;
    return segment.to + (n >= segment.n ? segment.n + segment.around : n);
  }

  #originOf(steps: readonly Step[], path: readonly number[]): readonly number[] {
    const origin: number[] = [];
    let list: readonly Step[] | undefined = steps;
    let step: Step | undefined;
    for (const [depth, place] of path.entries()) {
      if (depth % 2 === 0) {
        step = list?.[place];
        origin.push((list && this.#origins.get(list)?.[place]) ?? place);
      } else {
        list = step?.calls[place]?.steps;
        origin.push((step && this.#heard.get(step)?.[place]) ?? place);
      }
    }
    return origin;
  }
}
