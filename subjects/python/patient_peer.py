"""
The other end where the system brings bytes over in its own time: a pseudo-terminal, or something in another thread or process.
Waits for real, a stated time each, and what takes longer than the bounds of that is inconclusive. It never judges.
"""
import os
import time

from peers import CHUNK, FILLER, DescriptorPeer
from raises import Inconclusive


class PatientPeer(DescriptorPeer):
    """Two descriptors, and between them something that takes a while. `capacity` is what an open wire is sure to take at once."""

    patience = 0.02
    capacity = 1024

    def jam(self):
        """Full is: nothing more went in for a whole patience."""
        bound = Bound('The buffer did not fill')
        until = time.monotonic() + self.patience
        while time.monotonic() < until:
            before = self.filler
            for chunk in FILLER[:CHUNK], FILLER[:1]:
                try:
                    while True:
                        self.filler += os.write(self.descriptor, chunk)
                except BlockingIOError:
                    pass
                except OSError:
                    return
            if self.filler != before:
                until = time.monotonic() + self.patience
            bound.wait()

    def read(self, n):
        bound = Bound('What was sent did not come over')
        until = time.monotonic() + self.patience
        while True:
            data = super().read(n)
            if data is not None or time.monotonic() >= until:
                return data
            bound.wait()


class Bound:
    """On waits of a millisecond each."""

    def __init__(self, what, most=2000):
        self.what = what
        self.left = most

    def wait(self):
        self.left -= 1
        if self.left < 0:
            raise Inconclusive(self.what + ' in its time.')
        time.sleep(0.001)
