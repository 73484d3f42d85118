"""
What was offered and what of it arrives: every byte tells its offset, and payload never travels (docs/harness.md, "Bytes").
Notes it in the step that is running; it knows neither a wire nor a transport, and it never judges.
"""
import re

MAX_AMOUNT = 1048576  # no single chunk or drain is larger
MAX_SEARCHES = 1000  # in one script: rubbish after that is unknown at once, or reading it would take hours


class Arrivals:
    """The offsets of one script: those given to the transport, and those that the peer has got."""

    def __init__(self, case):
        self.case = case
        self.offered = 0  # bytes given to the transport, in all
        self.starts = []  # the offset at which each chunk begins
        self.arrived = 0
        self.expected = 0  # the offset after the last one seen
        self.searches = 0

    def next_bytes(self, n):
        """The next n bytes by the pattern: they tell their position."""
        at = self.offered
        self.starts.append(at)
        self.offered += n
        return PATTERN[at % PERIOD : at % PERIOD + n]

    def end(self):
        self.case.step['wire'].append('eof')

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


PERIOD = 1 << 21  # after which the pattern repeats
PATTERN = pattern(PERIOD + MAX_AMOUNT)
LOW_SEVEN = bytes(value & 127 for value in range(256))
RUNS = re.compile(rb'[\x00-\x7f]+|[\x80-\xff]+')
