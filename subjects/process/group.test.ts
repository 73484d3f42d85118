/**
 * However a program ends, its agents end with it, and what they have started too. Both hold a line to this test, which
 * breaks when they end: nothing is waited for but that.
 */
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { join } from 'node:path';

jest.setTimeout(60_000);

const OWNER = join(__dirname, '..', '..', 'test', 'agents', 'owner.mjs');

let server: Server;
beforeAll(async () => {
  server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
});
afterAll(() => void server.close());

test.each([
  ['exit', 0, null],
  ['throw', 1, null],
  ['SIGINT', null, 'SIGINT'],
  ['SIGTERM', null, 'SIGTERM'],
  ['SIGHUP', null, 'SIGHUP'],
  // Nobody is left to kill the agent: it sees the end of its input.
  ['SIGKILL', null, 'SIGKILL'],
])('%s', async (way, code, signal) => {
  const lines = callers(2);
  const { port } = server.address() as AddressInfo;
  const owner = spawn(process.execPath, [OWNER, way, String(port)], { stdio: ['pipe', 'ignore', 'ignore'] });
  const ended = once(owner, 'exit');
  const sockets = await lines;
  const gone = Promise.all(sockets.map((socket) => once(socket, 'close')));
  owner.stdin.write('now\n');
  expect(await ended).toEqual([code, signal]);
  await gone;
});

/** The next ones to call. */
async function callers(n: number): Promise<Socket[]> {
  const sockets: Socket[] = [];
  while (sockets.length < n) {
    const [socket] = (await once(server, 'connection')) as [Socket];
    socket.on('error', () => {}).resume();
    sockets.push(socket);
  }
  return sockets;
}
