/**
 * Parts of a Python program in which one of CPython's own transports stands on a wire and a loop of a few dozen lines: for
 * what a kernel cannot be brought to, such as taking three bytes and no more, and for what needs another system.
 */
import type { PythonSetting } from '../stage.js';
import type { Stage } from './kernel.js';

export function fakeStage({ stage, withoutSendmsg }: PythonSetting): Stage {
  const kind = { socket: SOCKET, 'fake-pipe': PIPE, proactor: PROACTOR }[stage as 'socket' | 'fake-pipe' | 'proactor'];
  return {
    imports: kind.imports,
    from: kind.from,
    parts: [kind.wire, ...kind.parts, kind.loop, settle(kind.turn)],
    opening: [
      'global loop',
      ...(withoutSendmsg ? ['selector_events._HAS_SENDMSG = False  # as on Windows'] : []),
      'loop, peer = Loop(), Wire()',
      ...kind.opening,
    ],
    isAsync: false,
  };
}

interface Kind {
  readonly imports: readonly string[];
  readonly from: string;
  readonly wire: string;
  readonly parts: readonly string[];
  readonly loop: string;
  /** What the wire does in a turn of the loop; it sets `happened`. */
  readonly turn: string;
  readonly opening: readonly string[];
}

const WIRE = (takes: string): string => `\
class Wire:
    """${takes} and its other end in one. It takes nothing before drain()."""

    family, room, incoming, got = None, 0, 0, b''
    ended = is_closed = is_reset = peer_ended = False

    # What the other end does.

    def drain(self, n=1 << 40):
        if not self.is_closed:
            self.room += n

    def stall(self):
        self.room = 0

    def offer(self, n):
        self.incoming += n

    def end(self):
        self.peer_ended = True

    def reset(self):
        self.is_reset, self.incoming = True, 0

    def take(self):
        pass  # all is in \`got\` at once

    # What the transport uses.

    def fileno(self):
        return 7

    getsockname = getpeername = fileno

    def recv(self, size):
        if self.is_reset:
            raise ConnectionResetError
        if not self.incoming and not self.peer_ended:
            raise BlockingIOError
        data = b'.' * min(size, self.incoming)
        self.incoming -= len(data)
        return data

    def send(self, data):
        return self.sendmsg([data])

    def sendmsg(self, buffers):
        if self.is_reset or self.ended:
            raise BrokenPipeError
        data = b''.join(buffers)
        n = min(self.room, len(data))
        if data and not n:
            raise BlockingIOError
        self.room -= n
        self.got += data[:n]
        return n

    def shutdown(self, how):
        self.ended = True

    def close(self):
        self.ended = self.is_closed = True
        self.room = self.incoming = 0
        self.is_reset = self.peer_ended = False`;

const LOOP = (more: string): string => `\
class Loop:
    """As little of a loop as the transport lets it be. It turns only in settle()."""

    def __init__(self):
        self.ready, self.reader, self.writer, self._transports = [], None, None, {}${more}

    def get_debug(self):
        return False

    def is_closed(self):
        return True  # nobody is to be told of a transport that is freed

    def call_soon(self, *call, context=None):
        self.ready.append(call)

    def call_exception_handler(self, context):
        errors.append(f"{name_of(context.get('exception'))} told to the loop")

    def _add_reader(self, descriptor, *call):
        self.reader = call

    def _remove_reader(self, descriptor):
        self.reader = None

    def _add_writer(self, descriptor, *call):
        self.writer = call

    def _remove_writer(self, descriptor):
        self.writer = None`;

function settle(turn: string): string {
  return `\
def run(call, *arguments):
    try:
        call(*arguments)
    except Exception as error:
        errors.append(f'{name_of(error)} told to the loop')


def settle():
    """Turns the loop until it is at rest, and says whether that comes in a thousand turns."""
    for _ in range(1000):
        calls, loop.ready = loop.ready, []
        for call in calls:
            run(*call)
        happened = len(calls)
${turn}
        if not happened:
            return True
    return False`;
}

const WATCHED = `\
        if loop.reader and (peer.incoming or peer.peer_ended or peer.is_reset):
            happened += 1
            run(*loop.reader)
        if loop.writer and (peer.room or peer.is_reset):
            happened += 1
            run(*loop.writer)`;

const SOCKET: Kind = {
  imports: [],
  from: 'from asyncio import selector_events',
  wire: WIRE('A socket'),
  parts: [],
  loop: LOOP(''),
  turn: WATCHED,
  opening: ['transport = selector_events._SelectorSocketTransport(loop, peer, Protocol())'],
};

const PIPE: Kind = {
  imports: ['os', 'stat'],
  from: 'from asyncio import unix_events',
  wire: WIRE('A pipe'),
  parts: [
    `\
class Os:
    """What the transport uses of the module os."""

    def write(self, descriptor, data):
        return peer.send(data)

    def fstat(self, descriptor):
        return os.stat_result([stat.S_IFIFO] + [0] * 9)

    def set_blocking(self, descriptor, blocking):
        pass`,
  ],
  loop: LOOP(''),
  turn: WATCHED,
  opening: ['unix_events.os = Os()', 'transport = unix_events._UnixWritePipeTransport(loop, peer, Protocol())'],
};

const PROACTOR: Kind = {
  imports: ['asyncio'],
  from: 'from asyncio import proactor_events',
  wire: WIRE('A socket'),
  parts: [
    `\
class Proactor:
    """Is told to begin a send or a receive, and completes it in a turn of the loop, when the wire has done it."""

    sending = receiving = None

    def send(self, sock, data):
        self.sending = [asyncio.Future(loop=loop), bytes(data), len(data)]
        return self.sending[0]

    def recv_into(self, sock, buffer):
        self.receiving = asyncio.Future(loop=loop), buffer
        return self.receiving[0]

    def turn(self):
        happened = 0
        if self.sending and not self.sending[0].done() and (peer.room or peer.is_reset):
            happened += 1
            future, rest, n = self.sending
            try:
                self.sending[1] = rest = rest[peer.send(rest) :]
            except OSError as error:
                future.set_exception(error)
            else:
                if not rest:
                    future.set_result(n)
        if self.receiving and not self.receiving[0].done():
            if peer.incoming or peer.peer_ended or peer.is_reset:
                happened += 1
                future, buffer = self.receiving
                try:
                    data = peer.recv(len(buffer))
                except OSError as error:
                    future.set_exception(error)
                else:
                    buffer[: len(data)] = data
                    future.set_result(len(data))
        return happened`,
  ],
  loop: LOOP('\n        self._proactor = Proactor()'),
  turn: '        happened += loop._proactor.turn()',
  opening: ['transport = proactor_events._ProactorSocketTransport(loop, peer, Protocol())'],
};
