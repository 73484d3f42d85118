"""
The peer's end of a live connection, worked through its descriptor and without the loop: what a script's lower tester does to
it, and what comes to it (docs/python-agent.md). It knows nothing of what the transport is, and it never judges.
"""
import array
import os
import select
import time

from raises import Fault, Inconclusive

try:
    import fcntl
    import termios
except ImportError:  # not every platform has them, and only live transports need them
    pass

BOUND = 2.0  # seconds that the kernel may take to bring what was sent over; after them we cannot tell
SMALL = 1  # what is asked for as a buffer, to fill it fast: the kernel takes its least
LARGE = 1 << 20  # and to take whatever comes at once
CHUNK = 1 << 16


class Peer:
    """
    What the driver asks of the other end. The wire is stalled at first: whoever makes the transport calls nothing of this.
    Everything is for you to define, but what is defined here.
    """

    patience = 0  # seconds without anything to be seen, where something goes on in another process; else none
    case = None  # the script that is run: `case.arrivals` takes what comes

    def meet(self, transport):
        """The transport is made, and has called nobody yet. From here on it can send nothing."""
        raise NotImplementedError

    def drain(self, n):
        """The wire takes whatever comes, until it is stalled; `n` is infinite."""
        raise NotImplementedError

    def stall(self):
        """It takes nothing any more."""
        raise NotImplementedError

    def look(self):
        """Gives what has come to `case.arrivals`: arrive(data), and end() once."""
        raise NotImplementedError

    def pump(self):
        """Called in each turn of the loop; goes on with what was not done at once, and says whether it did any."""
        return False

    def offer(self, n):
        raise Fault('This peer sends nothing.')

    def end(self):
        raise Fault('This peer has no end to send.')

    def reset(self):
        raise Fault('This peer cannot reset the connection.')

    def close(self):
        """The case is over."""

    def is_over(self):
        """Whether all has ended that the case began."""
        return True


class DescriptorPeer(Peer):
    """
    The other end of a kernel's own object. The wire is stalled by filling the kernel's buffer through the transport's own
    descriptor (never a copy of it: that would outlive a close), and what filled it is read off, by count, when it opens.
    """

    capacity = LARGE

    def __init__(self, descriptor, peer):
        self.descriptor = descriptor
        self.identity = identity(descriptor)
        self.peer = peer
        os.set_blocking(peer, False)
        self.poller = select.poll()
        self.poller.register(peer, POLLRDHUP)
        self.poll = self.poller.poll
        self.stalled = False
        self.filler = 0  # bytes of ours that the peer has still to read off
        self.stripped = 0  # and those that it has
        self.ended = False  # the end has come from the transport
        self.is_reset = False
        self.is_ending = self.is_shut = False  # the peer is to end its side; it has
        self.rest = 0  # bytes of the peer's that the kernel has not taken

    def is_there(self):
        """Whether the transport's descriptor still is what it was: its number may be another's by now."""
        return identity(self.descriptor) == self.identity

    # The wire.

    def meet(self, transport):
        self.resize(SMALL)
        self.jam()
        self.stalled = True

    def stall(self):
        if self.stalled or self.is_reset or not self.is_there():
            return
        self.look()
        self.resize(SMALL)
        self.jam()
        self.stalled = True

    def drain(self, n):
        if n != float('inf'):
            raise Fault('A kernel takes all or nothing: it has no drain of %d bytes.' % n)
        if not self.stalled or self.is_reset or not self.is_there():
            return
        self.strip()
        self.capacity = self.resize(LARGE)
        self.stalled = False
        self.within()

    def jam(self):
        write, descriptor = os.write, self.descriptor
        try:
            while True:
                self.filler += write(descriptor, FILLER)
        except BlockingIOError:
            pass
        except OSError:  # its writing side is shut or broken: nothing can be sent anyway
            pass

    def strip(self):
        """Reads the filler off, and nothing may come after it: the wire was stalled."""
        while self.filler:
            data = self.read(min(self.filler, CHUNK))
            if data is None:
                raise Inconclusive('What filled the kernel\'s buffer did not come back.')
            if not data:
                return
            self.filler -= len(data)
            self.stripped += len(data)
        if self.read(1):
            raise Inconclusive(SEEPED)

    def within(self):
        waiting = self.case.arrivals.offered - self.case.arrivals.arrived
        if waiting > self.capacity:
            raise Inconclusive(
                'An open wire was offered %d bytes, and this kernel is sure to take %d.' % (waiting, self.capacity)
            )

    def look(self):
        if self.ended or self.is_reset:
            return
        if self.stalled:
            if self.poll(0):
                self.came_to_its_end()
            return
        self.within()
        self.take()

    def take(self):
        read, peer = os.read, self.peer
        try:
            while True:
                data = read(peer, CHUNK)
                if not data:
                    break
                self.came(data)
        except BlockingIOError:
            return
        except OSError:  # it was closed with bytes that nobody had read, or as a terminal is: an end for the peer
            pass
        self.came_to_its_end()

    def came(self, data):
        self.case.arrivals.arrive(data)

    def came_to_its_end(self):
        self.ended = True
        self.case.arrivals.end()

    def read(self, n):
        """None where there is nothing, no bytes at the end."""
        try:
            return os.read(self.peer, n)
        except BlockingIOError:
            return None
        except OSError:
            return b''

    def resize(self, size):
        """Sets what the kernel's buffer holds, if that can be, and answers how many bytes it is sure to take."""
        return self.capacity

    def discard(self):
        """What waits for the transport is gone."""
        try:
            while os.read(self.descriptor, CHUNK):
                pass
        except OSError:
            pass

    def check(self):
        """The script is over: what was to be stalled has been."""
        if self.stalled and not self.is_reset and inside(self.peer) > self.filler:
            raise Inconclusive(SEEPED)

    def close(self):
        if self.peer is not None:
            peer, self.peer = self.peer, None
            os.close(peer)


class PipePeer(DescriptorPeer):
    """The reading end of a pipe, a file that is not buffered: all it can do is to read, and to go away."""

    def resize(self, size):
        return fcntl.fcntl(self.descriptor, F_SETPIPE_SZ, size)

    def reset(self):
        if self.is_reset or not self.is_there():
            return
        self.look()
        self.is_reset = True
        self.close()


class Waiting:
    """A bound on a wait for the kernel: when it is met nobody can tell, and nobody is blamed."""

    def __init__(self, what):
        self.what = what
        self.until = None
        self.turns = 0

    def check(self):
        self.turns += 1
        if self.turns < 100:
            return
        now = time.monotonic()
        if self.until is None:
            self.until = now + BOUND
        elif now > self.until:
            raise Inconclusive('%s in %g s.' % (self.what, BOUND))
        os.sched_yield()


# Helpers.


def identity(descriptor):
    try:
        status = os.fstat(descriptor)
    except OSError:
        return None
    return status.st_dev, status.st_ino


def inside(descriptor):
    """How many bytes there are to be read."""
    return asked(descriptor, termios.FIONREAD)


def outgoing(descriptor):
    """How many bytes the other end has not acknowledged."""
    return asked(descriptor, termios.TIOCOUTQ)


def asked(descriptor, question):
    answer = array.array('i', [0])
    fcntl.ioctl(descriptor, question, answer)
    return answer[0]


SEEPED = 'The kernel took bytes while it should have been full.'
FILLER = b'\xff' * CHUNK
F_SETPIPE_SZ = 1031
POLLRDHUP = 0x2000  # a Python may have no name for it: PyPy's has none
