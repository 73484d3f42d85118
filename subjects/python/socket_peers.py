"""
The other end of a connection of sockets, and of a UNIX socket pair, worked without the loop (docs/python-agent.md).
Says how bytes, ends and resets are sent and how a buffer is made small or large; the rest is in peers.py. It never judges.
"""
import os
import platform
import socket

from peers import CHUNK, SEEPED, SMALL, DescriptorPeer, inside
from raises import Inconclusive


class SocketPeer(DescriptorPeer):
    """The other end of a connection of sockets."""

    family = None

    def __init__(self, ours, theirs):
        self.theirs = theirs
        super().__init__(ours.fileno(), theirs.fileno())

    def resize(self, size):
        with_options = self.borrowed()
        try:
            with_options.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, size)
            return with_options.getsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF) // 2 if size > SMALL else 0
        finally:
            with_options.detach()

    def borrowed(self):
        """The transport's own descriptor as a socket; whoever asks for it must detach it again."""
        end = socket.socket(self.family, socket.SOCK_STREAM, 0, self.descriptor)
        if IS_PYPY:  # where that makes the descriptor a blocking one
            os.set_blocking(self.descriptor, False)
        return end

    # What the peer does. Nothing matters any more once the transport has closed its end. Only a turn of the loop can show
    # what came, so it is sent just before one: a kernel takes no end back, as a reset has to.

    def offer(self, n):
        if not (self.is_ending or self.is_reset) and self.is_there():
            self.rest += n

    def end(self):
        if not (self.is_ending or self.is_reset) and self.is_there():
            self.is_ending = True

    def pump(self):
        if self.rest:
            return self.send()
        if self.is_ending and not self.is_shut:
            self.shut()
            return True
        return False

    def send(self):
        """Says whether any of the rest went."""
        before = self.rest
        try:
            while self.rest:
                self.rest -= os.write(self.peer, NOTHING[: min(self.rest, CHUNK)])
        except BlockingIOError:
            pass
        except OSError:  # the transport has closed its end
            self.rest = 0
        return self.rest < before

    def shut(self):
        self.is_shut = True
        try:
            self.theirs.shutdown(socket.SHUT_WR)
        except OSError:  # the transport has closed its end
            pass

    def reset(self):
        if self.is_reset or not self.is_there():
            return
        self.look()
        self.is_reset = True
        self.rest, self.is_ending = 0, False
        self.discard()
        self.cut()

    def cut(self):
        raise NotImplementedError

    def close(self):
        if self.peer is not None:
            self.peer = None
            self.theirs.close()


class UnixPeer(SocketPeer):
    """
    The other end of a UNIX socket pair. To close it with something in it that was not read is a reset, so one byte is left
    in it always, a part of the filler, and what comes after that byte is read beyond it.
    """

    family = getattr(socket, 'AF_UNIX', None)

    def strip(self):
        while self.filler > 1:
            data = os.read(self.peer, min(self.filler - 1, CHUNK))
            if not data:
                return
            self.filler -= len(data)
        if inside(self.peer) > self.filler:
            raise Inconclusive(SEEPED)
        self.theirs.setsockopt(socket.SOL_SOCKET, SO_PEEK_OFF, self.filler)

    def take(self):
        peek = self.theirs.recv
        try:
            while True:
                data = peek(CHUNK, socket.MSG_PEEK)
                if not data:
                    break
                self.came(data)
                os.read(self.peer, len(data))
        except BlockingIOError:
            return
        except ConnectionResetError:  # it was closed with bytes that nobody had read: an end for the peer
            pass
        self.came_to_its_end()

    def cut(self):
        if not self.filler:
            raise Inconclusive('The kernel has no reset of a UNIX socket through which nothing has come.')
        self.close()


NOTHING = bytes(CHUNK)  # what the peer sends: nobody reads it
SO_PEEK_OFF = 42
IS_PYPY = platform.python_implementation() == 'PyPy'
