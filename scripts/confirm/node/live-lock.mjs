// end() and close() of an HTTP/2 request whose answer has ended, while the session's socket is blocked: when the peer reads
// again, the client's thread never comes back, and its memory grows. The client is a process of its own, to be killed.
// Plain Node, and nothing of Plimsoll. Exits 1 when the fault is there.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect as connectHttp2 } from 'node:http2';
import { connect, createServer } from 'node:net';
import { fileURLToPath } from 'node:url';

const [path] = process.argv.slice(2);
if (path === undefined) await observe();
else request(`\0${path}`);

/** The peer, who speaks just enough of HTTP/2, and looks whether the client lives on. */
async function observe() {
  const name = `live-lock-${process.pid}`;
  const server = createServer(answer).listen(`\0${name}`);
  await once(server, 'listening');
  const client = spawn(process.execPath, ['--max-old-space-size=200', fileURLToPath(import.meta.url), name]);
  const timer = setTimeout(() => client.kill('SIGKILL'), 8_000);
  const [code] = await once(client, 'exit');
  clearTimeout(timer);
  const isStuck = code !== 0;
  console.log(
    isStuck ? 'REPRODUCED: after end() and close() the loop never turns again' : 'NOT REPRODUCED: all as promised',
  );
  process.exit(isStuck ? 1 : 0);
}

async function answer(socket) {
  socket.on('error', () => {});
  const window = Buffer.from([0, 4, 0x3f, 0xff, 0xff, 0xff]); // the initial window of a stream: a billion bytes
  socket.write(Buffer.concat([frame(4, 0, 0, window), frame(4, 1, 0), frame(8, 0, 0, Buffer.from([0x3f, 0, 0, 0]))]));
  await after(100);
  socket.pause();
  await after(200);
  // Of the second request: ":status: 200", and an end without data.
  socket.write(Buffer.concat([frame(1, 4, 3, Buffer.from([0x88])), frame(0, 1, 3)]));
  await after(300);
  socket.resume();
}

function request(to) {
  const session = connectHttp2('http://peer', { createConnection: () => connect(to) }).on('error', () => {});
  const [first, second] = [1, 2].map(() =>
    session.request({ ':method': 'POST' }, { endStream: false }).on('error', () => {}),
  );
  // More than the socket takes.
  setTimeout(() => first.write(Buffer.alloc(4_000_000)), 200);
  second.resume().on('end', () => {
    second.end();
    second.close();
  });
  setTimeout(() => process.exit(0), 2_000);
}

function frame(type, flags, stream, body = Buffer.alloc(0)) {
  const head = Buffer.alloc(9);
  head.writeUIntBE(body.length, 0, 3);
  head[3] = type;
  head[4] = flags;
  head.writeUInt32BE(stream, 5);
  return Buffer.concat([head, body]);
}

function after(ms) {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
