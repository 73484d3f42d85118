/**
 * Whoever has no business at the server is turned away, and whoever sends too much is not listened to.
 */
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { request, type RequestOptions } from 'node:http';
import { connect } from 'node:net';
import { WebSocket } from 'ws';
import type { Script } from '../../machines/alphabet.js';
import type { Tell } from '../film/live.js';
import { BOUNDS, serve, type Inspector } from './server.js';

const SHOWN = {
  version: 1,
  plimsoll: '0.0.0',
  opens: 'explore',
  subject: null,
  profile: 'contract',
  script: null,
  evidence: [],
  unseen: [],
} as const;
const TEMPLATE = `<meta content="{{policy}}"><style>a{}</style><script id="shown">"{{shown}}"</script><script type="module">1</script>`;

let server: Inspector;
let path: string;
const asked: Script[] = [];
beforeAll(async () => {
  const run = async (script: Script): Promise<string> => {
    asked.push(script);
    return 'It was asked.';
  };
  server = await serve({ template: TEMPLATE, shown: SHOWN, port: 0, origins: ['http://localhost:3000'], run });
  path = new URL(server.page).pathname;
});
afterAll(() => server.close());

const sockets: WebSocket[] = [];
afterEach(() => {
  for (const socket of sockets.splice(0)) socket.terminate();
});

interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: string;
}

function get(more: RequestOptions, body = ''): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const sent = request({ host: '127.0.0.1', port: server.port, path, ...more }, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => (text += chunk));
      response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body: text }));
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

/** What became of an attempt: the socket, or the status it was turned away with. */
function dial(which: string, headers: Readonly<Record<string, string>> = {}): Promise<WebSocket | number> {
  return new Promise((resolve) => {
    const socket = new WebSocket(`ws://127.0.0.1:${server.port}${which}`, { headers, perMessageDeflate: false });
    sockets.push(socket);
    socket.on('open', () => resolve(socket));
    socket.on('unexpected-response', (_request, response) => {
      response.destroy();
      resolve(response.statusCode ?? 0);
    });
    socket.on('error', () => {});
  });
}

const own = (): Record<string, string> => ({ origin: `http://127.0.0.1:${server.port}` });

describe('the page', () => {
  test('comes to whoever has its address, with a policy and nothing to be kept', async () => {
    const { status, headers, body } = await get({});
    expect(status).toBe(200);
    expect(headers['content-security-policy']).toMatch(
      /^default-src 'none'; script-src 'sha256-.+; frame-ancestors 'none'$/,
    );
    expect(headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cross-origin-resource-policy': 'same-origin',
      'x-frame-options': 'DENY',
      'cache-control': 'no-store',
    });
    expect(headers['access-control-allow-origin']).toBeUndefined();
    expect(body).toContain('"socket":"/');
  });

  test.each<[string, RequestOptions, number]>([
    ['no token', { path: '/' }, 403],
    ['another token', { path: `/${'A'.repeat(32)}/` }, 403],
    ['a token in the query', { path: '/?token=x' }, 403],
    ['a foreign host', { headers: { host: 'example.com' } }, 403],
    ['a foreign host that leads here', { headers: { host: 'rebound.example.com:80' } }, 403],
    ['this machine by another port', { headers: { host: '127.0.0.1:1' } }, 403],
    ['a foreign origin', { headers: { origin: 'https://example.com' } }, 403],
    ['an origin that begins like ours', { headers: { origin: 'http://127.0.0.1.example.com' } }, 403],
    ['an origin of nowhere', { headers: { origin: 'null' } }, 403],
    ['an origin that may attach actors', { headers: { origin: 'http://localhost:3000' } }, 403],
    ['another method', { method: 'POST' }, 405],
  ])('does not come with %s', async (_what, how, status) => {
    const answer = await get(how);
    expect(answer.status).toBe(status);
    expect(answer.body).not.toContain('<script');
    expect(answer.body).toMatch(/^[A-Z].+\.\n$/);
  });

  test('does not come from outside its own folder', async () => {
    for (const odd of [`${path}../`, `${path}page.html`, `${path}%2e%2e/`, `//${'x'.repeat(9_000)}`]) {
      expect((await get({ path: odd })).status).toBe(403);
    }
  });

  test('is served on the loopback alone', async () => {
    expect(new URL(server.page).hostname).toBe('127.0.0.1');
    const refused = await new Promise((resolve) => {
      // Another address of the loopback: only this one was asked for.
      const socket = connect(server.port, '127.0.0.2');
      socket.on('error', () => resolve(true));
      socket.on('connect', () => resolve(false));
    });
    expect(refused).toBe(true);
  });
});

describe('the sockets', () => {
  test.each<[string, string, Record<string, string>]>([
    ['a page of elsewhere', 'page', { origin: 'https://example.com' }],
    ['a page that may only attach actors', 'page', { origin: 'http://localhost:3000' }],
    ['a program that says it is no page', 'page', {}],
    ['a foreign host', 'page', { origin: 'http://127.0.0.1', host: 'example.com' }],
    ['an actor of a foreign page', 'actor', { origin: 'https://example.com' }],
    ['an actor by a foreign host', 'actor', { host: 'example.com' }],
    ['what is neither', 'other', {}],
  ])('are closed to %s', async (_what, which, headers) => {
    expect(await dial(`${path}${which}`, headers)).toBe(403);
  });

  test('are closed without a token', async () => {
    for (const bare of ['/page', '/actor', `/${'A'.repeat(32)}/page`]) expect(await dial(bare, own())).toBe(403);
  });

  test('take our page, programs with actors, and pages that were allowed to attach them', async () => {
    expect(await dial(`${path}page`, own())).toBeInstanceOf(WebSocket);
    expect(await dial(`${path}actor`)).toBeInstanceOf(WebSocket);
    expect(await dial(`${path}actor`, { origin: 'http://localhost:3000' })).toBeInstanceOf(WebSocket);
  });

  test('a message of 50 MB ends the one who sends it, and nobody else', async () => {
    const page = new Listener((await dial(`${path}page`, own())) as WebSocket);
    const actor = (await dial(`${path}actor`)) as WebSocket;
    const closed = new Promise<number>((resolve) => actor.on('close', resolve));
    actor.send(Buffer.alloc(50 * 1024 * 1024, 'x').toString());
    expect(await closed).toBe(1009);
    const other = (await dial(`${path}actor`)) as WebSocket;
    other.send(JSON.stringify({ type: '@xstate.event', sessionId: 'x', event: { type: 'STILL' } }));
    expect(await page.next(({ type }) => type === 'event')).toMatchObject({ name: 'STILL' });
  });

  test('a flood is cut short, and told as such', async () => {
    const page = new Listener((await dial(`${path}page`, own())) as WebSocket);
    const actor = (await dial(`${path}actor`)) as WebSocket;
    const flood = BOUNDS.burst * 2;
    for (let i = 0; i < flood; i++)
      actor.send(JSON.stringify({ type: '@xstate.event', sessionId: 'f', event: { type: 'F' } }));
    actor.close();
    const { n } = (await page.next(({ type }) => type === 'dropped')) as Extract<Tell, { type: 'dropped' }>;
    expect(n).toBeGreaterThan(0);
  });

  test('what is no message is passed over, whatever it is', async () => {
    const page = new Listener((await dial(`${path}page`, own())) as WebSocket);
    const actor = (await dial(`${path}actor`)) as WebSocket;
    const bad = [
      '',
      'null',
      '[',
      '[]',
      '{"type":1}',
      '{"type":"@xstate.actor"}',
      '{"type":"@xstate.snapshot","sessionId":{}}',
      '{"type":"ran","id":1}',
    ];
    for (const text of bad) actor.send(text);
    actor.send(Buffer.from([0, 255]));
    actor.send(
      JSON.stringify({
        type: '@xstate.actor',
        sessionId: 'ok',
        name: '<b>',
        definition: 'x'.repeat(600_000),
        snapshot: { value: 'a', status: 'active', context: { a: 'y'.repeat(50_000) } },
      }),
    );
    const told = (await page.next(
      ({ type, ...rest }) => type === 'actor' && 'id' in rest && String(rest.id).endsWith('/ok'),
    )) as Extract<Tell, { type: 'actor' }>;
    expect(told).toMatchObject({ name: '<b>', definition: null, value: 'a' });
    expect(told.context.length).toBeLessThanOrEqual(20_001);
    expect(page.heard.filter(({ type }) => type === 'ran')).toEqual([]);
  });

  test('a page drives the subject by scripts alone, the last of those that wait', async () => {
    const socket = (await dial(`${path}page`, own())) as WebSocket;
    const page = new Listener(socket);
    const script = (n: number): Script => ({
      stimuli: [{ do: 'write', n, kind: 'bytes' }],
      reactions: [],
      keepOpen: false,
    });
    for (const odd of [
      '{"type":"run","id":1,"script":{"stimuli":[{"do":"rm"}]}}',
      '{"type":"run","script":{}}',
      '{"type":"over"}',
    ])
      socket.send(odd);
    for (const n of [1, 2, 3]) socket.send(JSON.stringify({ type: 'run', id: n, script: script(n) }));
    expect(await page.next((one) => one.type === 'failed' && one.id === 3)).toMatchObject({ why: 'It was asked.' });
    expect(asked.every(({ stimuli }) => stimuli[0]?.do === 'write')).toBe(true);
    expect(asked.at(-1)).toEqual(script(3));
  });
});

test('a port that is taken is an error of whoever asked for it', async () => {
  await expect(serve({ template: TEMPLATE, shown: SHOWN, port: server.port, run: null })).rejects.toMatchObject({
    code: 'EADDRINUSE',
  });
});

/** What a page is told, in order, until what is waited for comes. */
class Listener {
  readonly heard: Tell[] = [];
  #wake: () => void = () => {};

  constructor(socket: WebSocket) {
    socket.on('message', (data) => {
      this.heard.push(JSON.parse(String(data)) as Tell);
      this.#wake();
    });
  }

  async next(is: (message: Tell) => boolean): Promise<Tell> {
    for (;;) {
      const found = this.heard.find(is);
      if (found !== undefined) return found;
      await new Promise<void>((resolve) => (this.#wake = resolve));
    }
  }
}
