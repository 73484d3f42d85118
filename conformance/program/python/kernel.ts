/**
 * Parts of a Python program over a kernel's own objects: the peer's end, worked by hand, and the connection.
 * Text of programs, each part as short as it can be read. What the parts have in common is named alike: `peer`, settle().
 */
import type { PythonSetting } from '../stage.js';

type KernelStage = 'unix' | 'tcp' | 'pipe' | 'subprocess';

export interface Needs {
  /** The peer reads at some time, or what comes to it is looked at. */
  readonly takes: boolean;
  readonly drains: boolean;
  readonly stalls: boolean;
  readonly offers: boolean;
  readonly ends: boolean;
  readonly resets: boolean;
  /** More bytes than a kernel's buffer takes at once without being told. */
  readonly isLarge: boolean;
}

export interface Stage {
  readonly imports: readonly string[];
  /** An import of a part of asyncio. */
  readonly from?: string;
  /** Classes and functions. */
  readonly parts: readonly string[];
  /** Lines of main() up to the connection; a list of one or more. */
  readonly opening: readonly string[];
  /** Whether settle() has to be awaited. */
  readonly isAsync: boolean;
}

const SMALL_BUFFERS = `\
def connected():
    """A TCP connection whose buffers are small, so that they are soon full and stay so."""
    with socket.socket() as server:
        server.setsockopt(socket.IPPROTO_TCP, socket.TCP_MAXSEG, 8192)
        server.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 16)
        server.bind(('127.0.0.1', 0))
        server.listen()
        ours = socket.create_connection(server.getsockname())
        return ours, server.accept()[0]`;

const CHILD = `\
class Child(asyncio.SubprocessProtocol):
    """A child that reads nothing. Its standard input is the transport; the child's end of that is taken from it."""

    def __init__(self, protocol):
        self.protocol = protocol

    def connection_made(self, child):
        global peer
        transport = child.get_pipe_transport(0)
        libc = ctypes.CDLL(None)
        handle = libc.syscall(434, child.get_pid(), 0)  # pidfd_open
        reading = libc.syscall(438, handle, 0, 0)  # pidfd_getfd
        if reading < 0:
            raise OSError("the child's end cannot be had")
        peer = Peer(transport.get_extra_info('pipe').fileno(), reading)
        peer.pid = child.get_pid()
        self.protocol.connection_made(transport)

    def pipe_connection_lost(self, number, error):
        self.protocol.connection_lost(error)

    def pause_writing(self):
        self.protocol.pause_writing()

    def resume_writing(self):
        self.protocol.resume_writing()`;

/** `pause`: seconds, as text. */
export const SETTLE = (reads: boolean, pause: string): string => `\
async def settle():
    """Lets the loop do all that it has to do."""
    for _ in range(20):
        await asyncio.sleep(${pause})${reads ? '\n        peer.take()' : ''}`;

export function kernelStage({ stage, withoutSendmsg }: PythonSetting, needs: Needs): Stage {
  const isPipe = stage === 'pipe' || stage === 'subprocess';
  const isTcp = stage === 'tcp';
  const isChild = stage === 'subprocess';
  const settle = SETTLE(needs.takes, isTcp || isChild ? '0.005' : '0.001');
  const opening = {
    unix: [
      'ours, theirs = socket.socketpair()',
      'peer = Peer(ours.fileno(), theirs)',
      'transport, _ = await loop.create_unix_connection(Protocol, sock=ours)',
    ],
    tcp: [
      'ours, theirs = connected()',
      'ours.setblocking(False)',
      'peer = Peer(ours.fileno(), theirs)',
      'transport, _ = await loop.create_connection(Protocol, sock=ours)',
    ],
    pipe: [
      'reading, writing = os.pipe()',
      "file = open(writing, 'wb', 0)",
      'peer = Peer(writing, reading)',
      'transport, _ = await loop.connect_write_pipe(Protocol, file)',
    ],
    subprocess: [
      "child, _ = await loop.subprocess_exec(lambda: Child(Protocol()), 'sleep', '60', stdin=-1, stdout=None, stderr=None)",
      'transport = child.get_pipe_transport(0)',
    ],
  }[stage as KernelStage];
  return {
    imports: [
      'os',
      ...(isPipe ? [] : ['socket']),
      ...(needs.takes ? ['select'] : []),
      ...(needs.resets && isTcp ? ['struct'] : []),
      ...(isTcp ? ['time'] : []),
      ...(needs.isLarge && isPipe ? ['fcntl'] : []),
      ...(isChild ? ['ctypes', ...(needs.isLarge ? ['socket'] : [])] : []),
      ...(isChild && needs.resets ? ['signal', 'time'] : []),
    ],
    parts: [
      ...(isTcp ? [SMALL_BUFFERS] : []),
      ...(isChild ? [CHILD] : []),
      peerOf(stage as KernelStage, needs),
      settle,
    ],
    opening: withoutSendmsg ? ['selector_events._HAS_SENDMSG = False  # as on Windows', ...opening] : opening,
    ...(withoutSendmsg && { from: 'from asyncio import selector_events' }),
    isAsync: true,
  };
}

function peerOf(stage: KernelStage, needs: Needs): string {
  const isPipe = stage === 'pipe' || stage === 'subprocess';
  const isTcp = stage === 'tcp';
  const descriptor = isPipe ? 'self.reading' : 'self.theirs.fileno()';
  const lines = [
    'class Peer:',
    `    """The other end, worked by hand. It reads nothing${needs.drains ? ' before drain()' : ''}, so what is written has to wait."""`,
    '',
    `    def __init__(self, writing, ${isPipe ? 'reading' : 'theirs'}):`,
    `        self.writing, ${isPipe ? 'self.reading' : 'self.theirs'} = writing, ${isPipe ? 'reading' : 'theirs'}`,
    `        self.filler = 0  # bytes that are there to fill the kernel's buffer`,
    ...(needs.takes ? ["        self.got, self.reads, self.ended = b'', False, False"] : []),
    '        os.set_blocking(writing, False)',
    `        os.set_blocking(${isPipe ? 'reading' : 'theirs.fileno()'}, False)`,

    '        self.fill()',
    '',
    '    def fill(self):',
    '        """Until the kernel takes no more."""',
    ...(isTcp
      ? [
          '        quiet = 0',
          '        while quiet < 40:  # until the kernel has moved all that it can',
          '            try:',
          "                self.filler += os.write(self.writing, b'.' * (1 << 16 if quiet == 0 else 1))",
          '            except BlockingIOError:',
          '                quiet += 1',
          '                time.sleep(0.005)',
        ]
      : [
          '        try:',
          '            while True:',
          "                self.filler += os.write(self.writing, b'.' * 4096)",
          '        except OSError:  # full; or closed by now',
          '            pass',
        ]),
    ...(needs.takes ? take(stage, descriptor) : []),
    ...(needs.drains ? drain(stage, needs.isLarge) : []),
    ...(needs.stalls
      ? ['', '    def stall(self):', '        self.take()', '        self.reads = False', '        self.fill()']
      : []),
    ...(needs.offers ? ['', '    def offer(self, n):', "        self.theirs.sendall(b'.' * n)"] : []),
    ...(needs.ends ? ['', '    def end(self):', '        self.theirs.shutdown(socket.SHUT_WR)'] : []),
    ...(needs.resets ? reset(stage) : []),
  ];
  return lines.join('\n');
}

export function take(stage: string, descriptor: string): string[] {
  const wait = stage === 'tcp' ? '0.02' : '0';
  return [
    '',
    '    def take(self):',
    '        """Reads what has come, if it reads at all. The filler comes first, and does not count."""',
    `        while self.reads and not self.ended and select.select([${descriptor}], [], [], ${wait})[0]:`,
    '            try:',
    `                data = os.read(${descriptor}, min(self.filler, 1 << 20) or 1 << 20)`,
    '            except ConnectionResetError:  # closed with something unread: an end, too',
    "                data = b''",
    '            if self.filler:',
    '                self.filler -= len(data)',
    '            else:',
    '                self.got += data',
    '            self.ended = not data',
    '        if not self.reads and not self.ended:  # an end can be seen behind what is not read',
    '            self.ended = self.sees_end()',
    '',
    '    def sees_end(self):',
    ...(stage === 'tcp'
      ? [
          '        try:',
          '            ours = socket.socket(fileno=os.dup(self.writing))',
          '        except OSError:  # it is closed',
          '            return True',
          '        with ours:  # FIN_WAIT1 and what follows it',
          '            return ours.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, 1)[0] in (4, 5, 6, 9, 11)',
        ]
      : [
          '        poll = select.poll()',
          `        poll.register(${descriptor}, 0x2000)  # POLLRDHUP, for which PyPy has no name`,
          '        return bool(poll.poll(0))',
        ]),
  ];
}

export function drain(stage: string, isLarge: boolean): string[] {
  return [
    '',
    '    def drain(self):',
    '        """From now on it reads all that comes."""',
    '        self.reads = True',
    ...(stage === 'tcp'
      ? [
          '        for _ in range(500):',
          '            if self.filler:',
          '                self.take()',
          '        if self.filler:',
          "            raise TimeoutError('the kernel kept what filled its buffer')",
        ]
      : ['        self.take()']),
    ...(isLarge && stage === 'subprocess'
      ? [
          '        try:',
          '            fcntl.fcntl(self.writing, 1031, 1 << 20)  # F_SETPIPE_SZ',
          '        except OSError:  # before Python 3.12 it is a socket',
          '            end = socket.socket(fileno=os.dup(self.writing))',
          '            end.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 1 << 20)',
          '            end.close()',
        ]
      : []),
    ...(isLarge && stage === 'pipe' ? ['        fcntl.fcntl(self.writing, 1031, 1 << 20)  # F_SETPIPE_SZ'] : []),
    ...(isLarge && stage !== 'pipe' && stage !== 'subprocess'
      ? [
          '        end = socket.socket(fileno=os.dup(self.writing))',
          '        end.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 1 << 20)',
          '        end.close()',
        ]
      : []),
  ];
}

export function reset(stage: string): string[] {
  const lines = {
    unix: [
      '        """To go away with something unread is a reset."""',
      '        if not self.filler:',
      "            os.write(self.writing, b'.')",
      '        self.theirs.close()',
    ],
    tcp: [
      "        self.theirs.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack('ii', 1, 0))",
      '        self.theirs.close()',
      '        time.sleep(0.02)',
    ],
    subprocess: [
      '        """The child dies, and nobody else has its end."""',
      '        os.kill(self.pid, signal.SIGKILL)',
      '        os.close(self.reading)',
      '        time.sleep(0.05)',
    ],
    pipe: ['        """The reader goes away."""', '        os.close(self.reading)'],
  }[stage];
  return ['', '    def reset(self):', ...(lines ?? [])];
}
