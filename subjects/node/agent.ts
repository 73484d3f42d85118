/**
 * The agent on Node's own streams: `node agent.js unix` speaks the process protocol, version 1 (docs/protocol.md), on its
 * standard input and output, so that any Node can be judged, and one that crashes takes nobody with it.
 * The protocol alone: what is done with a script is in live.ts.
 */
import { writeSync } from 'node:fs';
import { createInterface } from 'node:readline';
import type { Script } from '../../machines/alphabet.js';
import { KINDS } from './kinds/index.js';
import type { Kind } from './link.js';
import { driveLive, failedInTheLoop } from './live.js';

interface Message {
  readonly op?: unknown;
  readonly id?: unknown;
  readonly scripts?: readonly Script[];
}

await main(process.argv[2]);

async function main(name: string | undefined): Promise<void> {
  const load = name === undefined || !Object.hasOwn(KINDS, name) ? undefined : KINDS[name];
  if (load === undefined) {
    process.stderr.write(`The agent was given no kind of stream: give it one of ${Object.keys(KINDS).join(', ')}.\n`);
    process.exitCode = 2;
    return;
  }
  guard();
  const kind = await load();
  for await (const line of createInterface({ input: process.stdin })) {
    const message = parse(line);
    if (message.op === 'bye') break;
    await answer(kind, message);
  }
  process.exit(0);
}

/** Standard output is the protocol's: whatever else is printed goes where errors go. */
function guard(): void {
  process.stdout.write = process.stderr.write.bind(process.stderr);
  process.on('uncaughtException', failedInTheLoop);
  process.on('unhandledRejection', failedInTheLoop);
}

async function answer(kind: Kind, { op, id, scripts }: Message): Promise<void> {
  if (op === 'hello') return say(hello(kind));
  if (op !== 'run' || !Array.isArray(scripts))
    return say({ op: 'unsupported', ...(id === undefined ? {} : { id }), what: op ?? null });
  for (const [index, script] of (scripts as readonly Script[]).entries()) {
    say({ op: 'begin', id, case: index });
    const result = await driveLive(kind, script);
    say({ op: 'trace', id, case: index, ...('steps' in result ? { trace: result } : result) });
  }
  say({ op: 'done', id });
}

function hello({ name, what, capabilities }: Kind): object {
  return {
    plimsoll: 1,
    op: 'hello',
    name: `node-${process.versions.node}:${name}`,
    version: `Node ${process.versions.node} ${what}, libuv ${process.versions.uv}`,
    capabilities,
    claims: { pausesWhen: 'reaches' },
  };
}

function parse(line: string): Message {
  try {
    const message: unknown = JSON.parse(line);
    if (typeof message === 'object' && message !== null) return message;
  } catch {
    // Answered below: it may be of a later version, but it is nothing that we know.
  }
  return { op: line.slice(0, 100) };
}

/** At once, and whole: what is said before a crash must have been heard. */
function say(message: object): void {
  const bytes = Buffer.from(`${JSON.stringify(message)}\n`);
  for (let sent = 0; sent < bytes.length;) {
    try {
      sent += writeSync(1, bytes, sent);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1); // a full pipe: whoever reads it is slower than we are
    }
  }
}
