/** A net.Socket over a UNIX socket; and how two sockets are connected, for the other kinds. */
import { createServer, Socket, type Server } from 'node:net';
import type { Capability } from '../../../conformance/subject.js';
import { HIGH_WATER_MARK, type Kind } from '../link.js';
import { SocketLink, type Ends } from './kernel.js';

export const CAPABILITIES: readonly Capability[] = [
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

export const connectUnix = connector(
  (server, listening) => server.listen(PATH, listening),
  (socket) => socket.connect(PATH),
  (peer, { leaveUnread }) => {
    // A UNIX socket is reset when its peer goes and leaves something unread.
    if (!leaveUnread()) return false;
    peer.destroy();
    return true;
  },
);

export const unix: Kind = {
  name: 'unix',
  what: 'net.Socket on a UNIX socket',
  capabilities: CAPABILITIES,
  async open(witness) {
    const ends = await connectUnix(HIGH_WATER_MARK);
    return new SocketLink(ends.socket, ends, witness);
  },
};

export function connector(
  listen: (server: Server, listening: () => void) => void,
  connect: (socket: Socket, server: Server) => void,
  reset: Ends['reset'],
): (highWaterMark?: number) => Promise<Ends> {
  let listening: Promise<Server> | null = null;
  return async (writableHighWaterMark) => {
    const server = await (listening ??= start(listen));
    // What every stream takes, and the types do not know of a socket.
    const options = { allowHalfOpen: true, ...(writableHighWaterMark !== undefined && { writableHighWaterMark }) };
    const socket = new Socket(options);
    const [peer] = await Promise.all([
      new Promise<Socket>((resolve) => server.once('connection', resolve)),
      new Promise<void>((resolve, reject) => {
        connect(socket, server);
        socket.once('connect', resolve).once('error', reject);
      }),
    ]);
    socket.removeAllListeners('error');
    return { socket, peer, reset };
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
