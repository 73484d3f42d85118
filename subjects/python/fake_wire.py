"""
The wire: a fake socket under a real transport, and what the lower tester does with it.
Follows docs/harness.md ("The wire"). Exact to the byte, without a kernel and without a clock; it never judges.
"""
import socket

DESCRIPTOR = 7  # any number: nothing is ever opened


class FakeWire:
    """The fake socket, worked by the lower tester."""

    family = getattr(socket, 'AF_UNIX', 1)  # with it, asyncio sets no TCP option

    def __init__(self, case):
        self.case = case
        self.room = 0
        self.waiting = 0  # bytes to be read
        self.ended = self.is_reset = self.shut = self.closed = False

    # The lower tester. Nothing matters any more once the transport has closed its end.

    def drain(self, n):
        if not self.closed:
            self.room += n

    def stall(self):
        self.room = 0

    def offer(self, n):
        if not (self.ended or self.is_reset or self.closed):
            self.waiting += n

    def end(self):
        if not (self.is_reset or self.closed):
            self.ended = True

    def reset(self):
        if not self.closed:
            self.is_reset = True
            self.waiting = 0

    def readable(self):
        return self.waiting or self.ended or self.is_reset

    def writable(self):
        return self.room or self.is_reset

    # The socket.

    def fileno(self):
        return DESCRIPTOR

    def getsockname(self):
        return ''

    def getpeername(self):
        return ''

    def recv(self, size):
        if self.is_reset or self.closed:
            raise self.broken()
        if self.waiting:
            n = min(size, self.waiting)
            self.waiting -= n
            return bytes(n)
        if self.ended:
            return b''
        raise BlockingIOError(*NO_ROOM)

    def send(self, data):
        return self.sendmsg((data,))

    def sendmsg(self, buffers):
        if self.is_reset or self.closed or self.shut:
            raise self.broken()
        data = b''.join(buffers)
        if not data:
            return 0
        n = min(len(data), self.room)
        if not n:
            raise BlockingIOError(*NO_ROOM)
        self.room -= n
        self.came(data if n == len(data) else data[:n])
        return n

    def came(self, data):
        self.case.arrivals.arrive(data)

    def broken(self):
        if self.closed:
            return OSError(*CLOSED)
        if self.is_reset:
            return ConnectionResetError(*RESET)
        return BrokenPipeError(*SHUT)

    def shutdown(self, how):
        if self.closed:
            raise self.broken()
        self.finish()

    def close(self):
        self.finish()
        self.closed = True
        self.room = self.waiting = 0
        self.ended = self.is_reset = False

    def finish(self):
        if not (self.shut or self.is_reset):
            self.case.arrivals.end()
        self.shut = True

    def __getattr__(self, name):
        return self.case.lacks('socket', name)


# Linux's numbers and words on every platform, so that one case gives one trace.
NO_ROOM = (11, 'Resource temporarily unavailable')
CLOSED = (9, 'Bad file descriptor')
SHUT = (32, 'Broken pipe')
RESET = (104, 'Connection reset by peer')
