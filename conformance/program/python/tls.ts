/**
 * Parts of a Python program over TLS: the peer's end is a server of TLS in memory, worked by hand over a UNIX socket pair, and
 * needs no certificate. Text of programs; what a kernel's buffer needs is in kernel.ts.
 */
import { drain, reset, SETTLE, take, type Needs, type Stage } from './kernel.js';

/** The wire is stalled inside connection_made(), before the protocol does anything: there is no transport sooner. */
const MET = `\
def context(protocol):
    """Without certificates or secrets; the last version in which a client is done only when all that it sent was read."""
    made = ssl.SSLContext(protocol)
    made.check_hostname, made.verify_mode = False, ssl.CERT_NONE
    made.maximum_version = ssl.TLSVersion.TLSv1_2
    made.set_ciphers('AECDH-NULL-SHA:@SECLEVEL=0')
    return made


def met(protocol):
    """The wire is stalled before the protocol does anything."""
    made = protocol.connection_made

    def connection_made(transport):
        peer.meet(transport)
        made(transport)

    protocol.connection_made = connection_made
    return protocol`;

export function tlsStage(needs: Needs): Stage {
  return {
    imports: ['os', 'select', 'socket', 'ssl'],
    parts: [MET, peer(needs), SETTLE(true, '0.001')],
    opening: [
      'ours, theirs = socket.socketpair()',
      'peer = Peer(ours.fileno(), theirs)',
      "client = {'sock': ours, 'ssl': context(ssl.PROTOCOL_TLS_CLIENT), 'server_hostname': 'peer'}",
      'made = loop.create_unix_connection(lambda: met(Protocol()), **client)',
      '(transport, _), _ = await asyncio.gather(made, peer.shake_hands())',
    ],
    isAsync: true,
  };
}

function peer(needs: Needs): string {
  return [
    ...START,
    ...take('unix', 'self.theirs.fileno()').map((line) => line.replace('self.got += data', 'self.came(data)')),
    ...(needs.drains ? drain('unix', needs.isLarge) : []),
    ...(needs.stalls
      ? ['', '    def stall(self):', '        self.take()', '        self.reads = False', '        self.fill()']
      : []),
    ...(needs.offers ? ['', '    def offer(self, n):', "        self.tls.write(b'.' * n)", '        self.send()'] : []),
    ...END,
    ...(needs.resets ? reset('unix') : []),
  ].join('\n');
}

const START = `\
class Peer:
    """The other end of TLS, worked by hand. It reads nothing before drain(), so what is written has to wait."""

    def __init__(self, writing, theirs):
        self.writing, self.theirs = writing, theirs
        self.filler = self.soft = 0  # bytes that are there to fill the kernel's buffer, and what is below TLS
        self.got, self.reads, self.ended = b'', False, False
        self.incoming, self.outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
        self.tls = context(ssl.PROTOCOL_TLS_SERVER).wrap_bio(self.incoming, self.outgoing, server_side=True)
        theirs.setblocking(False)
        os.set_blocking(writing, False)

    async def shake_hands(self):
        is_done = False
        while not is_done:
            try:
                self.incoming.write(self.theirs.recv(1 << 16))
            except BlockingIOError:
                await asyncio.sleep(0.001)
            try:
                self.tls.do_handshake()
                is_done = True
            except ssl.SSLWantReadError:
                pass
            self.send()

    def meet(self, transport):
        self.transport = transport
        self.fill()

    def fill(self):
        """Until the kernel takes no more; then until the transport below asks TLS to wait, as it has since Python 3.11."""
        try:
            while True:
                self.filler += os.write(self.writing, b'.' * 4096)
        except OSError:  # full; or closed by now
            pass
        if sys.version_info >= (3, 11) and not self.soft and not self.transport.is_closing():
            self.soft = 70000
            self.transport.write(b'.' * self.soft)
            if self.transport.get_write_buffer_size():
                raise OSError('what is below TLS could not be filled')

    def came(self, records):
        self.incoming.write(records)
        try:
            while records:
                data = self.tls.read(1 << 16)
                if not data:
                    raise ssl.SSLZeroReturnError
                soft = min(self.soft, len(data))
                self.soft -= soft
                self.got += data[soft:]
        except ssl.SSLWantReadError:
            pass
        except ssl.SSLZeroReturnError:  # the notice that it closes, which is answered
            self.end()

    def send(self):
        try:
            self.theirs.sendall(self.outgoing.read())
        except OSError:  # the other side is closed
            pass`.split('\n');

const END = `
    def end(self):
        try:
            self.tls.unwrap()
        except ssl.SSLError:  # it waits for the answer, or has said it
            pass
        self.send()`.split('\n');
