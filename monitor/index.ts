/**
 * `plimsoll/monitor`: stands between a live transport and its protocol, and tells the first step outside the contract.
 * Transparent otherwise: values, exceptions and `this` pass as they are, and nothing of its own is ever thrown. What it
 * makes of what it sees is follower.ts's.
 */
import type { CallbackName, Probe } from '../machines/alphabet.js';
import { profileFor } from '../conformance/declared.js';
import { ALL_CAPABILITIES, type Capability } from '../conformance/subject.js';
import { METHODS, type Connect, type Protocol, type Transport } from '../subjects/parts.js';
import { toRaise } from '../subjects/raise.js';
import { PROFILES, type ProfileName } from '../machines/choices.js';
import { Follower, type Call } from './follower.js';
import { given, NotSeen } from './given.js';
import { Log, type Violation } from './log.js';

export type { Connect, Protocol, Transport, Violation };

export interface MonitorOptions {
  /** Told once, of the first step outside the contract; unless given, a warning of the process says it. */
  readonly onViolation?: (violation: Violation) => void;
  /** What the contract leaves free is held to a profile; `contract` unless given. */
  readonly profile?: ProfileName;
  /** As in defineTransport(): all, unless given. Without `exact-size` the size may grow by what is put around the bytes. */
  readonly capabilities?: readonly Capability[];
  /** How many of the last steps a violation tells; 16 unless given. */
  readonly last?: number;
}

export interface Monitor {
  /** To be given to the transport in place of the protocol that was handed to monitor(). */
  readonly protocol: Protocol;
  /** The transport, seen through: hand this to whoever calls it. connectionMade() is given it already. */
  transport<T extends Transport>(transport: T): T;
  /** The loop has come to rest, somebody knows: callbacks that are due and have not come are a violation. */
  settled(): void;
  /** The first step outside the contract. */
  readonly violation: Violation | null;
  /** Why nothing is watched any more, where it is not for a violation; null while all is seen. */
  readonly blind: string | null;
}

/** Watches one connection: the protocol is wrapped now, its transport when it is made. */
export function monitor(protocol: Protocol, options: MonitorOptions = {}): Monitor {
  return new Watch(protocol, options);
}

/** The same for a function that makes transports: each of its connections is watched. */
export function monitored(connect: Connect, options: MonitorOptions = {}): Connect {
  return (parts) => {
    const watch = new Watch(parts.protocol, options);
    return watch.transport(connect({ ...parts, protocol: watch.protocol }));
  };
}

class Watch implements Monitor {
  readonly protocol: Protocol;
  violation: Violation | null = null;
  blind: string | null = null;
  readonly #options: MonitorOptions;
  readonly #log: Log;
  #follower: Follower | null = null;
  #real: Transport | null = null;
  #seen: Transport | null = null;
  /** Calls and callbacks in progress. */
  #depth = 0;
  /** The calls in progress, the innermost last; null: its own work has been told of. */
  readonly #calls: (Call | null)[] = [];
  #offered = 0;
  /** A method that the contract does not know is in progress. */
  #isForeign = false;

  constructor(protocol: Protocol, options: MonitorOptions) {
    this.#options = options;
    this.#log = new Log(options.last ?? 16);
    this.protocol = this.#watched(protocol);
  }

  transport<T extends Transport>(transport: T): T {
    if (transport === this.#seen) return transport;
    if (this.#real === transport) return this.#seen as T;
    this.#real = transport;
    this.#seen = this.#through(transport);
    return this.#seen as T;
  }

  settled(): void {
    this.#look(() => {
      const { follower, real } = this.#both();
      if (this.#depth > 0) return;
      this.#turn();
      if (follower.isRefused) return this.#refuse('the loop', ['nothing but what the wire may do'], real);
      const due = follower.due();
      follower.rested();
      if (follower.isRefused) this.#refuse('the loop at rest', due, real);
    });
  }

  // The transport.

  #through(transport: Transport): Transport {
    const own = new Map<PropertyKey, { readonly value: unknown; readonly wrapped: Method }>();
    const seen: Transport = new Proxy(transport, {
      get: (target, key) => {
        const value: unknown = Reflect.get(target, key, target);
        if (typeof value !== 'function') return value;
        const known = own.get(key);
        if (known?.value === value) return known.wrapped;
        const wrapped = this.#method(key, value as Method, target, () => seen);
        own.set(key, { value, wrapped });
        return wrapped;
      },
      set: (target, key, value) => Reflect.set(target, key, value, target),
    });
    return seen;
  }

  #method(key: PropertyKey, method: Method, target: Transport, seen: () => unknown): Method {
    // Its own `this` is the transport itself, so that what is private there stays within reach.
    const called = (args: unknown[]): unknown => {
      const answer = Reflect.apply(method, target, args);
      return answer === target ? seen() : answer;
    };
    const name = key as keyof Transport;
    if (WATCHED.has(name)) return (...args) => (this.#isWatching ? this.#call(name, args, called) : called(args));
    if ((METHODS as readonly PropertyKey[]).includes(key)) return (...args) => called(args);
    return (...args) => (this.#isWatching ? this.#foreign(String(key), args, called) : called(args));
  }

  /** A method that the contract does not know. Where it changes what the contract speaks of, nothing more can be told. */
  #foreign(name: string, args: unknown[], called: (args: unknown[]) => unknown): unknown {
    let before: Probe | null = null;
    this.#look(() => void (before = probe(this.#both().real)));
    const outer = this.#isForeign;
    this.#isForeign = true;
    this.#calls.push(null);
    this.#depth++;
    try {
      return called(args);
    } finally {
      this.#isForeign = outer;
      this.#depth--;
      this.#calls.pop();
      this.#look(() => {
        const after = probe(this.#both().real);
        const keys = Object.keys(after) as (keyof Probe)[];
        if (before === null || keys.some((one) => after[one] !== (before as Probe)[one])) {
          throw new NotSeen(`${name}(), which the contract does not know, has changed the transport`);
        }
      });
    }
  }

  #call(name: keyof Transport, args: unknown[], called: (args: unknown[]) => unknown): unknown {
    let pulled = args;
    this.#look(() => {
      if (this.#depth === 0) this.#turn();
      const { real, follower } = this.#both();
      if (follower.isRefused) return this.#refuse('the loop', ['what the wire can bring about'], real);
      const made = given(name, args, this.#offered);
      pulled = made.args;
      this.#offered += made.bytes;
      this.#calls.push(made.call);
    });
    if (!this.#isWatching) return called(pulled);
    const level = this.#calls.length;
    this.#depth++;
    let answer: unknown;
    let thrown: unknown = null;
    let isThrown = false;
    try {
      answer = called(pulled);
    } catch (error) {
      isThrown = true;
      thrown = error;
    }
    this.#depth--;
    this.#look(() => {
      const { follower, real } = this.#both();
      if (this.#calls.length !== level) throw new NotSeen('a call ended before one that was made inside it');
      const call = this.#calls.pop() as Call | null;
      const after = probe(real);
      const raised = isThrown ? toRaise(thrown).kind : null;
      this.#log.call(name, args, isThrown ? thrown : null, after);
      const expected = call === null ? () => [] : this.#allowed(call, after);
      if (call !== null) follower.work(call, null, after);
      if (!follower.isRefused) follower.returned(raised, after);
      if (follower.isRefused) this.#refuse(`${name}()`, expected(), real);
    });
    if (isThrown) throw thrown;
    return answer;
  }

  // The protocol.

  #watched(protocol: Protocol): Protocol {
    return {
      connectionMade: (transport) => {
        const seen = this.transport(transport);
        this.#made();
        this.#inside('connection_made', () => protocol.connectionMade(seen));
      },
      pauseWriting: () => this.#callback('pause_writing', {}, () => protocol.pauseWriting()),
      resumeWriting: () => this.#callback('resume_writing', {}, () => protocol.resumeWriting()),
      dataReceived: (bytes) =>
        this.#callback('data_received', { n: bytes?.byteLength ?? 0 }, () => protocol.dataReceived(bytes)),
      eofReceived: () => this.#callback('eof_received', {}, () => protocol.eofReceived()),
      connectionLost: (error) =>
        this.#callback('connection_lost', { failed: error !== null && error !== undefined, error }, () =>
          protocol.connectionLost(error),
        ),
    };
  }

  #made(): void {
    if (this.#follower !== null || !this.#isWatching) {
      this.#look(() => this.#refuse('connection_made()', ['no second connection_made()'], this.#both().real));
      return;
    }
    try {
      const { capabilities = ALL_CAPABILITIES, profile = 'contract' } = this.#options;
      const held = profileFor(PROFILES[profile], capabilities);
      const after = probe(this.#real as Transport);
      this.#follower = new Follower(held, after, capabilities.includes('exact-size'));
      this.#log.callback('connection_made', {}, after.size);
    } catch (error) {
      this.#close(error);
    }
  }

  #callback<T>(name: CallbackName, told: { n?: number; failed?: boolean; error?: unknown }, callback: () => T): T {
    this.#look(() => {
      const { follower, real } = this.#both();
      const size = sizeOf(real);
      this.#log.callback(name, told, size);
      const call = this.#calls.at(-1);
      const states = follower.states();
      if (this.#depth === 0) follower.called(name, size, told);
      else if (call !== undefined && call !== null) {
        const now = probe(real);
        const expected = this.#allowed(call, now);
        follower.work(call, name, now);
        this.#calls[this.#calls.length - 1] = null;
        if (follower.isRefused) return this.#refuse(`${name}()`, expected(), real);
      } else if (this.#isForeign) throw new NotSeen(`${name}() came in a method that the contract does not know`);
      else return this.#refuse(`${name}()`, ['no further callback in the call'], real);
      if (follower.isRefused) this.#refuse(`${name}()`, [`no ${name}() now (${states.join(' or ')})`], real);
    });
    return this.#inside(name, callback);
  }

  #inside<T>(name: CallbackName, callback: () => T): T {
    this.#depth++;
    // Calls made inside are not those of the call around it.
    const level = this.#calls.length;
    let isThrown = true;
    let kept = false;
    try {
      const answer = callback();
      isThrown = false;
      kept = answer === true;
      return answer;
    } finally {
      this.#depth--;
      this.#calls.length = Math.min(this.#calls.length, level);
      this.#look(() => this.#both().follower.answered(name, kept, isThrown));
    }
  }

  // What is made of it.

  get #isWatching(): boolean {
    return this.violation === null && this.blind === null;
  }

  /** Nothing that goes wrong in here may reach whoever called, or was called. */
  #look(look: () => void): void {
    if (!this.#isWatching || this.#follower === null) return;
    try {
      look();
      if (this.#follower.isLost) throw new NotSeen('too many explanations were left');
    } catch (error) {
      this.#close(error);
    }
  }

  #close(error: unknown): void {
    this.blind ??= error instanceof NotSeen ? error.message : `the transport could not be asked: ${String(error)}`;
  }

  #both(): { readonly follower: Follower; readonly real: Transport } {
    return { follower: this.#follower as Follower, real: this.#real as Transport };
  }

  #turn(): void {
    const { follower, real } = this.#both();
    follower.turn(sizeOf(real), real.isClosing());
  }

  /** What would have been right, worked out only when it is asked for: so it is asked for before the call is followed. */
  #allowed(call: Call, now: Probe): () => readonly string[] {
    const { follower } = this.#both();
    return follower.allowing(call, now);
  }

  #refuse(where: string, expected: readonly string[], real: Transport): void {
    const { onViolation = warn } = this.#options;
    this.violation = this.#log.violation(where, expected, probe(real));
    const { violation } = this;
    try {
      onViolation(violation);
    } catch {
      // Whoever is told may fail; the transport and its protocol must not.
    }
  }
}

type Method = (...args: unknown[]) => unknown;

const WATCHED: ReadonlySet<string> = new Set<keyof Transport>([
  'write',
  'writelines',
  'writeEof',
  'close',
  'abort',
  'setWriteBufferLimits',
]);

function probe(transport: Transport): Probe {
  const { low, high } = transport.getWriteBufferLimits();
  return { size: sizeOf(transport), low, high, closing: transport.isClosing(), eof: transport.canWriteEof() };
}

function sizeOf(transport: Transport): number {
  const size: unknown = transport.getWriteBufferSize();
  if (!Number.isFinite(size)) throw new NotSeen('getWriteBufferSize() answered no number');
  return size as number;
}

function warn({ message }: Violation): void {
  process.emitWarning(message, 'PlimsollWarning');
}
