"""
The peer's end of a live connection, worked through its descriptor and without the loop: what a script's lower tester does to
it, and what comes to it (docs/harness.md, "A kernel's wire"). It knows nothing of what the transport is, and it never judges.
"""
import array
import os
import select
import socket
import struct
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
STILL = 30  # looks at a full buffer in which something is under way: what the other end had no room for is sent again, but not soon


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


class DescriptorPeer(Peer):
    """
    The other end of a kernel's own object. The wire is stalled by filling the kernel's buffer through the transport's own
    descriptor (never a copy of it: that would outlive a close), and what filled it is read off, by count, when it opens.
    """

    def __init__(self, descriptor, peer):
        self.descriptor = descriptor
        self.identity = identity(descriptor)
        self.peer = peer
        os.set_blocking(peer, False)
        self.poller = select.poll()
        self.poller.register(peer, select.POLLRDHUP)
        self.poll = self.poller.poll
        self.stalled = False
        self.filler = 0  # bytes of ours that the peer has still to read off
        self.stripped = 0  # and those that it has
        self.ended = False  # the end has come from the transport
        self.is_reset = False
        self.is_ending = self.is_shut = False  # the peer is to end its side; it has
        self.rest = 0  # bytes of the peer's that the kernel has not taken
        self.capacity = LARGE

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
        read, peer, arrive = os.read, self.peer, self.case.arrivals.arrive
        try:
            while True:
                data = read(peer, CHUNK)
                if not data:
                    break
                arrive(data)
        except BlockingIOError:
            return
        except ConnectionResetError:  # it was closed with bytes that nobody had read: an end for the peer
            pass
        self.came_to_its_end()

    def came_to_its_end(self):
        self.ended = True
        self.case.arrivals.end()

    def read(self, n):
        """None where there is nothing, no bytes at the end."""
        try:
            return os.read(self.peer, n)
        except BlockingIOError:
            return None
        except ConnectionResetError:
            return b''

    def resize(self, size):
        """Sets what the kernel's buffer holds, and answers how many bytes it is sure to take."""
        raise NotImplementedError

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
        return socket.socket(self.family, socket.SOCK_STREAM, 0, self.descriptor)

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
        peek, arrive = self.theirs.recv, self.case.arrivals.arrive
        try:
            while True:
                data = peek(CHUNK, socket.MSG_PEEK)
                if not data:
                    break
                arrive(data)
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


class TcpPeer(SocketPeer):
    """
    The accepted end of a TCP connection. What was sent is waited for until the kernel has brought it over, so that nothing
    depends on when that is; what the kernel keeps back behind filler is told from the state of the connection.
    """

    family = socket.AF_INET

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


# Fields of the kernel's tcp_info, in which the first byte is the state.


def under_way(info):
    return struct.unpack_from('I', info, 24)[0]


def sent(info, descriptor):
    """All that the connection was given to send, since it began."""
    return struct.unpack_from('Q', info, 120)[0] + outgoing(descriptor)


def not_sent(info):
    return struct.unpack_from('I', info, 144)[0]


SO_PEEK_OFF = 42
SEEPED = 'The kernel took bytes while it should have been full.'
FILLER = b'\xff' * CHUNK
NOTHING = bytes(CHUNK)  # what the peer sends: nobody reads it
F_SETPIPE_SZ = 1031
TCP_QUICKACK = 12
AT_ONCE = struct.pack('ii', 1, 0)
CLOSED_STATE = 7
SHUT_STATES = (4, 5, 6, 9, 11)  # FIN_WAIT1, FIN_WAIT2, TIME_WAIT, LAST_ACK, CLOSING: the transport's end has come
ENDED_STATES = (6, 7, 8, 9, 11)  # TIME_WAIT, CLOSE, CLOSE_WAIT, LAST_ACK, CLOSING: the peer's has
