/** The two kinds of net.Socket: over a UNIX socket and over TCP on the loopback. How they are connected; nothing more. */
import { createServer, Socket, type Server } from 'node:net';
import type { Capability } from '../../../conformance/subject.js';
import { HIGH_WATER_MARK, type Kind, type PeersWitness } from '../link.js';
import { KernelLink, type Reset } from './kernel.js';

const CAPABILITIES: readonly Capability[] = [
  'half-close',
  'peer-data',
  'peer-eof',
  'peer-reset',
  'mutable-chunks',
  'wide-chunks',
  'wrong-chunks',
  'exact-size',
  'planted-faults',
];

/** In the abstract name space: no file is left behind. */
const PATH = `\0plimsoll-${process.pid}`;

export const unix: Kind = {
  name: 'unix',
  what: 'net.Socket on a UNIX socket',
  capabilities: CAPABILITIES,
  open: opener(
    (server, listening) => server.listen(PATH, listening),
    (socket) => socket.connect(PATH),
    (peer, link) => {
      // A UNIX socket is reset when its peer goes and leaves something unread.
      if (!link.leaveUnread()) return false;
      peer.destroy();
      return true;
    },
  ),
};

export const tcp: Kind = {
  name: 'tcp',
  what: 'net.Socket on TCP over the loopback',
  capabilities: CAPABILITIES,
  open: opener(
    (server, listening) => server.listen(0, '127.0.0.1', listening),
    (socket, server) => socket.connect((server.address() as { port: number }).port, '127.0.0.1').setNoDelay(true),
    (peer) => {
      peer.resetAndDestroy();
      return true;
    },
  ),
};

function opener(
  listen: (server: Server, listening: () => void) => void,
  connect: (socket: Socket, server: Server) => void,
  reset: Reset,
): Kind['open'] {
  let listening: Promise<Server> | null = null;
  return async (witness: PeersWitness) => {
    const server = await (listening ??= start(listen));
    const stream = new Socket({
      allowHalfOpen: true,
      writableHighWaterMark: HIGH_WATER_MARK,
    } as ConstructorParameters<typeof Socket>[0]);
    const [peer] = await Promise.all([
      new Promise<Socket>((resolve) => server.once('connection', resolve)),
      new Promise<void>((resolve, reject) => {
        connect(stream, server);
        stream.once('connect', resolve).once('error', reject);
      }),
    ]);
    stream.removeAllListeners('error');
    return new KernelLink(stream, peer, witness, reset);
  };
}

function start(listen: (server: Server, listening: () => void) => void): Promise<Server> {
  // The peer is read by its descriptor, and never by the loop.
  const server = createServer({ pauseOnConnect: true, allowHalfOpen: true, noDelay: true });
  server.unref();
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    listen(server, () => resolve(server));
  });
}
