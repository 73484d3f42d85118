"""
The wire: a fake socket under a real transport, and a peer that tells what arrives from where it was offered.
Follows docs/harness.md ("Bytes", "The wire"). Exact to the byte, without a kernel and without a clock; it never judges.
"""
import re
import socket

MAX_AMOUNT = 1048576  # no single chunk or drain is larger
MAX_SEARCHES = 1000  # in one script: rubbish after that is unknown at once, or reading it would take hours
DESCRIPTOR = 7  # any number: nothing is ever opened


class Wire:
    """The fake socket, worked by the lower tester, and the reader of what arrives at the peer."""

    family = getattr(socket, 'AF_UNIX', 1)  # with it, asyncio sets no TCP option

    def __init__(self, case):
        self.case = case
        self.room = 0
        self.waiting = 0  # bytes to be read
        self.ended = self.is_reset = self.shut = self.closed = False
        self.offered = 0  # bytes given to the transport, in all
        self.starts = []  # the offset at which each chunk begins
        self.arrived = 0
        self.expected = 0  # the offset after the last one seen
        self.searches = 0

    # The lower tester. Nothing matters any more once the transport has closed its end.

    def next_bytes(self, n):
        """The next n bytes by the pattern: they tell their position."""
        at = self.offered
        self.starts.append(at)
        self.offered += n
        return PATTERN[at % PERIOD : at % PERIOD + n]

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
        self.arrive(data if n == len(data) else data[:n])
        return n

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
            self.case.step['wire'].append('eof')
        self.shut = True

    def __getattr__(self, name):
        return self.case.lacks('socket', name)

    # What the peer reads.

    def arrive(self, data):
        lost = self.case.plant.get('lose', -1) - self.arrived
        self.arrived += len(data)
        if 0 <= lost < len(data):  # the wire has taken it, and the peer does not get it
            data = data[:lost] + data[lost + 1 :]
            if not data:
                return
        start = self.expected
        if start + len(data) <= self.offered and PATTERN.startswith(data, start % PERIOD):
            self.expected = start + len(data)
            self.note(start, self.expected)
        else:
            for at in range(0, len(data), MAX_AMOUNT):
                self.read(data[at : at + MAX_AMOUNT])

    def read(self, data):
        """The same byte by byte: bytes edited, lost, repeated or made up are told from those expected."""
        low = data.translate(LOW_SEVEN)
        while data:
            start, n = self.expected, self.matching(self.expected, low)
            if not n:
                start, n = self.search(low)
            if n:
                self.expected = start + n
                for run in RUNS.finditer(data, 0, n):
                    self.note(start + run.start(), start + run.end(), run[0][0] > 127)
            else:
                n = 1
                self.note_unknown()
            data, low = data[n:], low[n:]

    def search(self, low):
        """Where the longest match begins, and its length: later chunks first, then earlier ones, then any offset."""
        self.searches += 1
        if self.searches > MAX_SEARCHES:
            return 0, 0
        later = [at for at in self.starts if at > self.expected]
        earlier = [at for at in self.starts if at <= self.expected]
        limit = min(self.offered, len(PATTERN))
        anywhere = longest(len(low), lambda n: PATTERN.find(low[:n], 0, limit) >= 0)
        candidates = [*later, *earlier, PATTERN.find(low[:anywhere], 0, limit)]
        return max(((at, self.matching(at, low)) for at in candidates), key=lambda found: found[1])

    def matching(self, at, low):
        """How many bytes from here on are those offered from `at` on."""
        return longest(min(len(low), self.offered - at), lambda n: PATTERN.startswith(low[:n], at % PERIOD))

    def note(self, start, end, edited=False):
        wire = self.case.step['wire']
        last = wire[-1] if wire else None
        if type(last) is list and last[1] == start and (len(last) == 3) == edited:
            last[1] = end
        else:
            wire.append([start, end, 'edited'] if edited else [start, end])

    def note_unknown(self):
        wire = self.case.step['wire']
        if wire and type(wire[-1]) is dict:
            wire[-1]['unknown'] += 1
        else:
            wire.append({'unknown': 1})


# Helpers.


def longest(most, holds):
    """The largest n up to `most` that holds, when all smaller ones hold too."""
    least = 0
    while least < most:
        middle = (least + most + 1) // 2
        if holds(middle):
            least = middle
        else:
            most = middle - 1
    return least


def pattern(length):
    """The bytes by offset; those of a block of 128 differ from the next block's by one mask."""
    blocks = [bytes(low ^ mask for low in range(128)) for mask in range(128)]
    return b''.join([blocks[(block * 37 ^ (block >> 7) * 101) & 127] for block in range(length // 128)])


# Linux's numbers and words on every platform, so that one case gives one trace.
NO_ROOM = (11, 'Resource temporarily unavailable')
CLOSED = (9, 'Bad file descriptor')
SHUT = (32, 'Broken pipe')
RESET = (104, 'Connection reset by peer')
PERIOD = 1 << 21  # after which the pattern repeats
PATTERN = pattern(PERIOD + MAX_AMOUNT)
LOW_SEVEN = bytes(value & 127 for value in range(256))
RUNS = re.compile(rb'[\x00-\x7f]+|[\x80-\xff]+')
