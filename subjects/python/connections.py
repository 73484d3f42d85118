"""
The live transports that the agent can make by itself: each a factory, and what it cannot do.
Only makes connections; what is done on them is for peers.py. A factory of your own looks like these.
"""
import asyncio
import os
import socket
import sys

from child import subprocess
from peers import PipePeer
from socket_peers import UnixPeer
from tcp_peer import TcpPeer
from tls import CONTEXTS, TlsPeer

CAPABILITIES = (
    'exact-size',
    'settable-limits',
    'half-close',
    'asyncio-ends',
    'close-ends-reading',
    'peer-data',
    'peer-eof',
    'peer-reset',
    'mutable-chunks',
    'wide-chunks',
    'wrong-chunks',
    'loop-errors',
    'planted-faults',
)


async def unix(protocol):
    ours, theirs = socket.socketpair()
    protocol.peer = UnixPeer(ours, theirs)
    transport, _ = await asyncio.get_running_loop().create_unix_connection(lambda: protocol, sock=ours)
    return transport


async def tcp(protocol):
    ours, theirs = LISTENER.connected()
    protocol.peer = TcpPeer(ours, theirs)
    transport, _ = await asyncio.get_running_loop().create_connection(lambda: protocol, sock=ours)
    return transport


async def pipe(protocol):
    reading, writing = os.pipe()
    protocol.peer = PipePeer(writing, reading)
    file = open(writing, 'wb', 0)
    transport, _ = await asyncio.get_running_loop().connect_write_pipe(lambda: protocol, file)
    return transport


async def tls(protocol):
    ours, theirs = socket.socketpair()
    protocol.peer = TlsPeer(ours, theirs)
    loop, context = asyncio.get_running_loop(), CONTEXTS.client()
    transport, _ = await loop.create_unix_connection(
        lambda: protocol, sock=ours, ssl=context, server_hostname='plimsoll.invalid'
    )
    return transport


class Live:
    """A kind of live transport: its factory, what it can do, what it stands on, and whether its peer has a part in making it."""

    def __init__(self, factory, on, lacks=(), is_plain=True):
        self.factory = factory
        self.on = on
        self.capabilities = [name for name in CAPABILITIES if name not in lacks]
        self.is_plain = is_plain


class Listener:
    """One listening socket for all TCP connections, opened when it is first needed."""

    socket = None

    def connected(self):
        if self.socket is None:
            self.socket = self.opened()
        ours = socket.socket()
        try:
            ours.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 1)
            ours.connect(self.socket.getsockname())
            theirs, _ = self.socket.accept()
        except BaseException:
            ours.close()
            raise
        ours.setblocking(False)
        return ours, theirs

    def opened(self):
        listener = socket.socket()
        # Small segments: of large ones the last would stand before a window too small for it, until a timer of the
        # kernel's cuts it, and a full buffer would not stay full.
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_MAXSEG, 8192)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 16)
        listener.bind(('127.0.0.1', 0))
        listener.listen(8)
        return listener


LISTENER = Listener()
ONE_WAY = ('half-close', 'peer-data', 'peer-eof')
# A write() of a wide memoryview to TLS of CPython before 3.11 never comes back: it counts items where bytes are meant.
HANGS_AT_WIDE = ('wide-chunks',) if sys.version_info < (3, 11) else ()
TLS_LACKS = ('exact-size', 'half-close', *HANGS_AT_WIDE)
LIVE = {
    'unix': Live(unix, 'a UNIX socket pair'),
    'tcp': Live(tcp, 'a TCP connection'),
    'pipe': Live(pipe, 'a pipe', ONE_WAY),
    'subprocess': Live(subprocess, 'the standard input of a child', ONE_WAY),
    'tls': Live(tls, 'TLS on a UNIX socket pair', TLS_LACKS, is_plain=False),
}
