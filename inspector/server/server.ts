/**
 * The inspector's server: one page and two sockets, on this machine's loopback alone. It hands on what it hears, bounded in
 * size, in pace and in memory; who may come in is guard.ts's to say, and it holds no judgement and no words of its own.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { WebSocketServer, type WebSocket } from 'ws';
import { scriptSchema } from '../../conformance/schema/script.js';
import type { Shown } from '../film/evidence.js';
import type { ActorTold, Tell } from '../film/live.js';
import type { Script } from '../../machines/alphabet.js';
import { heard } from './actors.js';
import { admitted, isRefusal, newToken } from './guard.js';
import { Pace } from './pace.js';
import { pageOf, policyOf } from './page.js';

/** Bytes, connections, messages a second. */
export const BOUNDS = {
  message: 1_048_576,
  connections: 64,
  perSecond: 400,
  burst: 2_000,
  /** What may wait for a page that does not read. */
  waiting: 16_777_216,
  actors: 100,
  kept: 500,
} as const;

/** Milliseconds. */
const SLOWEST = 10_000;

export interface ServerOptions {
  readonly template: string;
  readonly shown: Omit<Shown, 'socket'>;
  /** 0 for any that is free. */
  readonly port: number;
  /** Origins of pages elsewhere that may attach actors. */
  readonly origins?: readonly string[];
  /** Runs a script on the subject; a sentence where nothing comes of it. Null where there is only the model. */
  readonly run: ((script: Script) => Promise<Extract<Tell, { type: 'ran' }>['evidence'] | string>) | null;
}

export interface Inspector {
  /** Of the page, and of the socket for actors. */
  readonly page: string;
  readonly actors: string;
  readonly port: number;
  tell(message: Tell): void;
  close(): Promise<void>;
}

/** Rejects with the error of the system where the port cannot be had. */
export async function serve(options: ServerOptions): Promise<Inspector> {
  const token = newToken();
  const http = createServer({ requestTimeout: SLOWEST, headersTimeout: SLOWEST, maxHeaderSize: 16_384 });
  http.maxConnections = BOUNDS.connections;
  await listening(http, options.port);
  const { port } = http.address() as AddressInfo;
  const house = new House(options, token, port);
  http.on('request', house.answer);
  http.on('upgrade', house.upgrade);
  // Whoever goes away in the middle is nobody's trouble.
  http.on('clientError', (_error, socket) => socket.destroy());
  return {
    page: `http://127.0.0.1:${port}/${token}/`,
    actors: `ws://127.0.0.1:${port}/${token}/actor`,
    port,
    tell: house.tell,
    close: async () => {
      house.close();
      http.closeAllConnections();
      await new Promise<void>((resolve) => http.close(() => resolve()));
    },
  };
}

class House {
  readonly #options: ServerOptions;
  readonly #token: string;
  readonly #port: number;
  readonly #sockets = new WebSocketServer({ noServer: true, maxPayload: BOUNDS.message, perMessageDeflate: false });
  readonly #pages = new Set<WebSocket>();
  readonly #actors = new Map<string, ActorTold>();
  #senders = 0;
  /** What a page that comes late is told, beside the actors. */
  #kept: Tell[] = [];

  constructor(options: ServerOptions, token: string, port: number) {
    this.#options = options;
    this.#token = token;
    this.#port = port;
  }

  readonly answer = (request: IncomingMessage, response: ServerResponse): void => {
    // A body is not waited for: nobody is asked for one.
    response.setHeader('Connection', 'close');
    response.setHeader('X-Content-Type-Options', 'nosniff');
    response.setHeader('Referrer-Policy', 'no-referrer');
    response.setHeader('Cross-Origin-Resource-Policy', 'same-origin');
    response.setHeader('Cross-Origin-Opener-Policy', 'same-origin');
    response.setHeader('X-Frame-Options', 'DENY');
    response.setHeader('Cache-Control', 'no-store');
    const asked = admitted(request, this.#token, this.#port, this.#options.origins);
    if (isRefusal(asked)) return refuse(response, asked.status, asked.sentence);
    if (request.method !== 'GET' && request.method !== 'HEAD')
      return refuse(response, 405, 'There is only a page to get.');
    if (asked.path !== '') return refuse(response, 404, 'There is one page, and this is not its address.');
    const { template, shown } = this.#options;
    const connects = `ws://127.0.0.1:${this.#port} ws://localhost:${this.#port}`;
    const policy = `${policyOf(template, connects)}; frame-ancestors 'none'`;
    response.setHeader('Content-Type', 'text/html; charset=utf-8');
    response.setHeader('Content-Security-Policy', policy);
    const page = pageOf(template, { ...shown, socket: `/${this.#token}/page` }, connects);
    response.end(request.method === 'HEAD' ? undefined : page);
  };

  readonly upgrade = (request: IncomingMessage, socket: Duplex, head: Buffer): void => {
    socket.on('error', () => socket.destroy());
    const asked = admitted(request, this.#token, this.#port, this.#options.origins);
    // A page of ours says where it is from: whoever does not is none.
    const isAllowed = !isRefusal(asked) && (asked.path === 'actor' || (asked.path === 'page' && asked.origin !== null));
    if (!isAllowed || this.#sockets.clients.size >= BOUNDS.connections) {
      socket.end(`HTTP/1.1 ${isAllowed ? '503 Service Unavailable' : '403 Forbidden'}\r\nConnection: close\r\n\r\n`);
      return;
    }
    this.#sockets.handleUpgrade(request, socket, head, (connected) => {
      connected.on('error', () => connected.terminate());
      if (asked.path === 'page') this.#page(connected);
      else this.#actor(connected);
    });
  };

  readonly tell = (message: Tell): void => {
    this.#keep(message);
    const text = JSON.stringify(message);
    for (const page of this.#pages) send(page, text);
  };

  close(): void {
    for (const client of this.#sockets.clients) client.terminate();
    this.#sockets.close();
  }

  #page(page: WebSocket): void {
    this.#pages.add(page);
    page.on('close', () => this.#pages.delete(page));
    for (const actor of this.#actors.values()) send(page, JSON.stringify(actor));
    for (const message of this.#kept) send(page, JSON.stringify(message));
    const { run } = this.#options;
    if (run === null) return;
    // One script at a time; of those that wait, only the last is still of interest.
    let next: { id: number; script: Script } | null = null;
    let isBusy = false;
    const work = async (): Promise<void> => {
      if (isBusy) return;
      isBusy = true;
      while (next !== null) {
        const { id, script } = next;
        next = null;
        const came = await run(script);
        send(
          page,
          JSON.stringify(
            typeof came === 'string' ? { type: 'failed', id, why: came } : { type: 'ran', id, evidence: came },
          ),
        );
      }
      isBusy = false;
    };
    const pace = new Pace(BOUNDS.perSecond, BOUNDS.burst, performance.now());
    page.on('message', (data, isBinary) => {
      const ask = isBinary || !pace.allows(performance.now()) ? null : askIn(String(data));
      if (ask === null) return;
      next = ask;
      void work();
    });
  }

  #actor(actor: WebSocket): void {
    const sender = ++this.#senders;
    const pace = new Pace(BOUNDS.perSecond, BOUNDS.burst, performance.now());
    actor.on('message', (data, isBinary) => {
      if (isBinary || !pace.allows(performance.now())) return;
      const dropped = pace.takeDropped();
      if (dropped > 0) this.tell({ type: 'dropped', n: dropped });
      const told = heard(String(data), sender, this.#actors);
      if (told !== null) this.tell(told);
    });
    actor.on('close', () => {
      const dropped = pace.takeDropped();
      if (dropped > 0) this.tell({ type: 'dropped', n: dropped });
    });
  }

  #keep(message: Tell): void {
    if (message.type === 'actor') {
      this.#actors.delete(message.id);
      this.#actors.set(message.id, message);
      for (const id of this.#actors.keys()) if (this.#actors.size > BOUNDS.actors) this.#actors.delete(id);
      return;
    }
    const isLatest = message.type === 'suite' || message.type === 'case';
    if (isLatest) this.#kept = this.#kept.filter(({ type }) => type !== message.type);
    this.#kept.push(message);
    if (this.#kept.length > BOUNDS.kept) this.#kept.shift();
  }
}

function askIn(text: string): { id: number; script: Script } | null {
  try {
    const { type, id, script } = JSON.parse(text) as { type?: unknown; id?: unknown; script?: unknown };
    if (type !== 'run' || typeof id !== 'number') return null;
    const read = scriptSchema.safeParse(script);
    return read.success ? { id, script: read.data as Script } : null;
  } catch {
    return null;
  }
}

function refuse(response: ServerResponse, status: number, sentence: string): void {
  response.statusCode = status;
  response.setHeader('Content-Type', 'text/plain; charset=utf-8');
  response.end(`${sentence}\n`);
}

/** A page that does not read is not waited for. */
function send(page: WebSocket, text: string): void {
  if (page.readyState === page.OPEN && page.bufferedAmount < BOUNDS.waiting) page.send(text);
}

function listening(http: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    http.once('error', reject);
    http.listen({ port, host: '127.0.0.1', exclusive: true }, () => {
      http.off('error', reject);
      resolve();
    });
  });
}
