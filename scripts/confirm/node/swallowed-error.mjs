// A write() that fails in the call, and destroy() in the same tick: 'error' never comes, and 'close' tells of none. Until the
// next tick the stream has failed and is not destroyed, and what is written to it is counted though it goes nowhere.
// Plain Node, and nothing of Plimsoll. Exits 1 when the fault is there.
import { createServer, connect } from 'node:net';
import { once } from 'node:events';

const path = `\0swallowed-error-${process.pid}`;
const server = createServer((peer) => peer.on('error', () => {}).destroy()).listen(path);
await once(server, 'listening');

const seen = [];
const socket = connect({ path, allowHalfOpen: true });
socket
  .on('error', (error) => seen.push(error.code))
  .on('close', (hadError) => seen.push(`close, hadError ${hadError}`));
await once(socket, 'connect');
// The peer is gone by now, and this side is told of it only when it writes.
await new Promise((resolve) => setImmediate(resolve));

socket.write('a');
const { errored, destroyed } = socket;
socket.write('b');
const counted = socket.writableLength;
socket.destroy();
await once(socket, 'close');
server.close();

const effects = [
  ...(errored && !destroyed ? [`after a write() that met ${errored.code} errored is set and destroyed is false`] : []),
  ...(errored && counted > 0 ? [`${counted} byte written after it is counted in writableLength`] : []),
  ...(errored && seen.join() === 'close, hadError false'
    ? ["destroy() then: no 'error', and 'close' with hadError false"]
    : []),
];
console.log(effects.length > 0 ? `REPRODUCED: ${effects.join('; ')}` : 'NOT REPRODUCED: all as promised');
process.exitCode = effects.length > 0 ? 1 : 0;
