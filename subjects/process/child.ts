/**
 * One running agent as a process: lines in, lines out, the end of what it says on stderr, and how it ended.
 * Knows nothing of what a line means, and starts nothing again.
 */
import { spawn, type ChildProcessByStdio } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import { LONGEST_LINE } from '../../conformance/schema/protocol.js';
import { UsageError } from '../usage.js';
import { bind, killGroup } from './group.js';
import { Lines } from './lines.js';

/** How an agent is started. */
export interface Command {
  /** The program, then its arguments. */
  readonly command: readonly [string, ...string[]];
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string | undefined>>;
}

export interface Listener {
  line(text: string): void;
  /** It has gone, or had to be killed: how, as follows "The agent ...". Called once, last, when all it said was heard. */
  gone(how: string): void;
}

/** Milliseconds in which the streams of a process that has gone must end; one that it left behind may hold them. */
const GRACE = 1_000;
/** Of stderr, so much is kept: enough for a traceback. */
const TAIL = 4_000;

export class Child {
  readonly #process: ChildProcessByStdio<Writable, Readable, Readable>;
  readonly #lines: Lines;
  #stderr = '';
  /** Why it was killed: from then on nothing is heard of it. */
  #killed: string | null = null;
  #ended = 'ended';
  #isGone = false;
  /** The command itself cannot be run. */
  mistake: UsageError | null = null;

  constructor({ command: [program, ...args], cwd, env }: Command, listener: Listener) {
    this.#lines = new Lines(LONGEST_LINE, (text) => {
      if (this.#killed === null) listener.line(text);
    });
    const child = (this.#process = spawn(program, args, {
      // A group of its own, so that all that it starts can be killed with it; and a Ctrl-C is ours to hear.
      detached: true,
      stdio: ['pipe', 'pipe', 'pipe'],
      ...(cwd !== undefined && { cwd }),
      ...(env !== undefined && { env }),
    }));
    if (child.pid !== undefined) bind(child.pid);
    child.stdin.on('error', () => {}); // it has gone, or reads no more: that shows elsewhere
    child.stdout.on('data', (chunk: Buffer) => {
      if (this.#killed === null && !this.#lines.push(chunk)) this.kill(TOO_LONG);
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => (this.#stderr = (this.#stderr + text).slice(-TAIL)));
    let grace: NodeJS.Timeout | undefined;
    const end = (): void => {
      clearTimeout(grace);
      if (this.#isGone) return;
      this.#isGone = true;
      child.stdout.destroy();
      child.stderr.destroy();
      listener.gone(this.#killed ?? this.#ended + (this.rest === '' ? '' : IN_A_LINE));
    };
    child.on('error', (error: NodeJS.ErrnoException) => {
      if (child.pid !== undefined) return; // it could not be sent a signal: it has gone already
      this.mistake = mistakeIn(program, error.code);
      this.#ended = `could not be started: ${error.message}`;
      end();
    });
    child.on('exit', (code, signal) => {
      killGroup(child.pid as number);
      this.#ended = signal === null ? `ended with exit code ${code}` : `was ended by ${signal}`;
      grace = setTimeout(end, GRACE);
    });
    child.on('close', end);
  }

  send(message: unknown): void {
    this.#process.stdin.write(`${JSON.stringify(message)}\n`);
  }

  /** No more will be asked. */
  end(): void {
    this.#process.stdin.end();
  }

  /** It, and all that it has started; nothing of what it still says is heard. */
  kill(why: string): void {
    this.#killed ??= why;
    if (this.#process.pid !== undefined) killGroup(this.#process.pid);
  }

  /** Whether it keeps this process alive. */
  hold(holds: boolean): void {
    const { stdin, stdout, stderr } = this.#process;
    for (const one of [this.#process, stdin, stdout, stderr]) {
      const handle = one as { ref?(): void; unref?(): void };
      if (holds) handle.ref?.();
      else handle.unref?.();
    }
  }

  get stderr(): string {
    return this.#stderr;
  }

  /** What it began to say and did not end. */
  get rest(): string {
    return this.#lines.rest;
  }
}

const IN_A_LINE = ', in the middle of a line';
const TOO_LONG = `wrote a line of more than ${LONGEST_LINE / 1024 / 1024} MB`;

/** A mistake in the command itself, before any agent was there. */
function mistakeIn(program: string, code: string | undefined): UsageError | null {
  if (code === 'ENOENT') {
    return new UsageError(`There is no command ${program}: give the path of a program, or a name that is on the PATH.`);
  }
  if (code === 'EACCES') {
    return new UsageError(`${program} cannot be executed: it is a folder, or \`chmod +x\` is missing.`);
  }
  return null;
}
