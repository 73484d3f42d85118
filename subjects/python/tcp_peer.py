"""
The accepted end of a TCP connection, worked without the loop (docs/python-agent.md). The kernel brings over what was sent in
its own time, and holds back what stands behind filler: both are asked of it, so that nothing depends on when. It never judges.
"""
import os
import socket
import struct

from peers import CHUNK, FILLER, SEEPED, Waiting, inside, outgoing
from raises import Inconclusive
from socket_peers import SocketPeer

STILL = 30  # looks at a full buffer with something under way: what the other end had no room for is sent again, but not soon


class TcpPeer(SocketPeer):
    """
    The accepted end of a TCP connection. What was sent is waited for until the kernel has brought it over, so that nothing
    depends on when that is; what the kernel keeps back behind filler is told from the state of the connection.
    """

    family = socket.AF_INET

    def __init__(self, ours, theirs):
        super().__init__(ours, theirs)
        theirs.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)  # what is sent goes at once

    def meet(self, transport):
        self.sent_before = sent(self.info(), self.descriptor)
        super().meet(transport)

    def jam(self):
        """Full is: nothing more goes in, something waits to be sent, and nothing is under way, or it came to nothing."""
        write, descriptor = os.write, self.descriptor
        waiting, still = Waiting('The kernel\'s buffer did not fill'), 0
        while still < STILL:
            before = self.filler
            for chunk in FILLER, FILLER[:1]:
                try:
                    while True:
                        self.filler += write(descriptor, chunk)
                except BlockingIOError:
                    pass
                except OSError:
                    return
            self.acknowledge()
            info = self.info()
            still = still + 1 if self.filler == before and not_sent(info) > 0 else 0
            if still and under_way(info) == 0:
                return
            waiting.check()

    def acknowledge(self):
        """Tells the transport's side at once what has come, and what room there is."""
        self.theirs.setsockopt(socket.IPPROTO_TCP, TCP_QUICKACK, 1)

    def info(self):
        """What the kernel knows of the transport's end; none where it is closed."""
        if not self.is_there():
            return None
        end = self.borrowed()
        try:
            return end.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, 256)
        finally:
            end.detach()

    def read(self, n):
        waiting = Waiting('The kernel did not bring over what was sent')
        while True:
            data = super().read(n)
            if data is not None or self.is_idle():
                return data
            self.acknowledge()
            waiting.check()

    def is_idle(self):
        """Nothing is on its way to the peer any more: what there was is there."""
        info = self.info()
        return info is not None and outgoing(self.descriptor) == 0

    def look(self):
        if self.ended or self.is_reset:
            return
        if self.stalled:
            info = self.info()
            if info is None:
                self.read_to_the_end()
            elif info[0] in SHUT_STATES:
                self.came_to_its_end()
            return
        self.within()
        waiting = Waiting('The kernel did not bring over what was sent')
        while not self.ended:
            is_idle = self.is_idle()
            self.take()
            if is_idle:
                break
            self.acknowledge()
            waiting.check()

    def read_to_the_end(self):
        """The transport has closed its end, with filler on its way: what comes after that would have seeped in."""
        waiting = Waiting('The kernel did not bring over what was sent')
        while True:
            data = super().read(CHUNK)
            if data == b'':
                break
            self.filler -= len(data or b'')
            if self.filler < 0:
                raise Inconclusive(SEEPED)
            self.acknowledge()
            waiting.check()
        self.came_to_its_end()

    def check(self):
        info = self.info()
        if self.stalled and not self.ended and not self.is_reset and info is not None:
            took = sent(info, self.descriptor) - self.sent_before
            if took > self.filler + self.stripped + self.case.arrivals.arrived:
                raise Inconclusive(SEEPED)

    # What the peer does, until the transport's side has got it.

    def send(self):
        there = inside(self.descriptor)
        before = self.rest
        went = super().send()
        if went and self.is_there():
            self.arriving(lambda: inside(self.descriptor) >= there + before - self.rest)
        return went

    def shut(self):
        super().shut()
        self.arriving(lambda: (self.info() or b'\x08')[0] in ENDED_STATES)

    def arriving(self, is_there):
        """It is there, or stands behind what the transport does not read."""
        waiting = Waiting('The kernel did not bring over what the peer sent')
        while not is_there():
            if not_sent(self.theirs.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, 256)) > 0:
                return
            waiting.check()

    def cut(self):
        self.theirs.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, AT_ONCE)
        super().close()
        waiting = Waiting('The kernel did not bring over the reset')
        while (self.info() or b'\x07')[0] != CLOSED_STATE:
            waiting.check()

    def close(self):
        if self.peer is not None:
            try:
                self.theirs.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, AT_ONCE)
            except OSError:
                pass
        super().close()


# Helpers.


# Fields of the kernel's tcp_info, in which the first byte is the state.


def under_way(info):
    return struct.unpack_from('I', info, 24)[0]


def sent(info, descriptor):
    """All that the connection was given to send, since it began."""
    return struct.unpack_from('Q', info, 120)[0] + outgoing(descriptor)


def not_sent(info):
    return struct.unpack_from('I', info, 144)[0]


TCP_QUICKACK = 12
AT_ONCE = struct.pack('ii', 1, 0)
CLOSED_STATE = 7
SHUT_STATES = (4, 5, 6, 9, 11)  # FIN_WAIT1, FIN_WAIT2, TIME_WAIT, LAST_ACK, CLOSING: the transport's end has come
ENDED_STATES = (6, 7, 8, 9, 11)  # TIME_WAIT, CLOSE, CLOSE_WAIT, LAST_ACK, CLOSING: the peer's has
