/**
 * One running agent that has said hello. It hands each line to whoever works with it at the moment, and is spoilt by
 * a line that comes when nobody does. Nothing is started again here.
 */
import { helloSchema, PROTOCOL, type Hello } from '../../conformance/schema/protocol.js';
import { inOneSentence } from '../../conformance/schema/sentence.js';
import { Child, type Command, type Listener } from './child.js';

/** Of the first batch in the life of an agent: nothing came before it. */
export const FIRST_ID = 1;

/** Why there is no agent, with the last line that it said on stderr: a sentence or two. */
export class StartError extends Error {
  override readonly name = 'StartError';

  constructor(how: string, stderr: string) {
    super(`The agent ${how}.${lastWords(stderr)}`);
  }
}

export class Agent {
  readonly child: Child;
  /** What it said of itself. */
  hello!: Hello;
  /** How it ended or went wrong while nothing was asked of it, as follows "The agent ...". */
  spoilt: string | null = null;
  #listener: Listener;
  readonly #idle: Listener = {
    line: (text) => this.#spoil(`wrote ${quoted(text)} when nothing was asked of it`),
    gone: (how) => (this.spoilt ??= how),
  };
  #isGone = false;
  #ids = FIRST_ID - 1;

  private constructor(command: Command, first: Listener) {
    this.#listener = first;
    this.child = new Child(command, {
      line: (text) => this.#listener.line(text),
      gone: (how) => {
        this.#isGone = true;
        this.#listener.gone(how);
      },
    });
  }

  /** `deadline`: milliseconds until its hello. Throws a UsageError where there is no such command. */
  static start(command: Command, deadline: number): Promise<Agent> {
    return new Promise((resolve, reject) => {
      const fail = (how: string): void => {
        clearTimeout(timer);
        reject(agent.child.mistake ?? new StartError(how, agent.child.stderr));
      };
      const agent: Agent = new Agent(command, {
        line: (text) => {
          const hello = readHello(text);
          if (typeof hello === 'string') return agent.child.kill(hello);
          clearTimeout(timer);
          agent.hello = hello;
          agent.listen(null);
          resolve(agent);
        },
        gone: fail,
      });
      const timer = setTimeout(() => agent.child.kill(`said no hello within ${deadline / 1000} s`), deadline);
      agent.child.send({ plimsoll: PROTOCOL, op: 'hello' });
    });
  }

  /** Who hears of it from now on; null for nobody, and then it keeps no process alive. */
  listen(listener: Listener | null): void {
    this.#listener = listener ?? this.#idle;
    this.child.hold(listener !== null);
  }

  /** Ids are never used again in the life of an agent. */
  nextId(): number {
    return ++this.#ids;
  }

  /** Says bye; it is killed when it has not gone in so many milliseconds. Tells how it went, null for well. */
  leave(patience: number): Promise<string | null> {
    if (this.#isGone) return Promise.resolve(this.spoilt);
    return new Promise((resolve) => {
      let said: string | null = null;
      const timer = setTimeout(() => this.child.kill(`did not end within ${patience / 1000} s of bye`), patience);
      this.listen({
        line: (text) => (said ??= `wrote ${quoted(text)} after bye`),
        gone: (how) => {
          clearTimeout(timer);
          resolve(said ?? (how === 'ended with exit code 0' ? null : how));
        },
      });
      this.child.send({ op: 'bye' });
      this.child.end();
    });
  }

  #spoil(how: string): void {
    this.spoilt ??= how;
    this.child.kill(how);
  }
}

/** A sentence with the last line of what was said on stderr, after a space; nothing where nothing was said. */
export function lastWords(stderr: string): string {
  const last = stderr.trim().split('\n').at(-1) as string;
  return last === '' ? '' : ` Its stderr ends with ${quoted(last, 200)}.`;
}

/** What somebody wrote, short, for a sentence. */
export function quoted(text: string, most = 60): string {
  return text.length > most ? `“${text.slice(0, most)}…”` : `“${text}”`;
}

/** The hello, or what is wrong with it. */
function readHello(text: string): Hello | string {
  const value = parsed(text);
  if (value === undefined) return `wrote ${quoted(text)} where its hello should be; only messages may go to stdout`;
  const { plimsoll } = value;
  if (plimsoll !== undefined && plimsoll !== PROTOCOL) {
    return `speaks version ${quoted(JSON.stringify(plimsoll))} of the protocol, and this Plimsoll version ${PROTOCOL} only`;
  }
  const hello = helloSchema.safeParse(value);
  return hello.success
    ? hello.data
    : `said a hello that is none: ${inOneSentence(hello.error, value).replace(/\.$/, '')}`;
}

/** A message is an object on a line of its own. */
export function parsed(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}
