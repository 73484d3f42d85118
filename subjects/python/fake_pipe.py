"""
The wire as the writing end of a pipe: nothing ever comes back, and a reset is a reader that has gone away.
Follows docs/harness.md ("Other kinds of wire"); it never judges.
"""
import stat

from raises import Fault
from fake_wire import SHUT, FakeWire


class FakePipe(FakeWire):
    """What the transport is given for a pipe. The loop finds it readable once the reader is gone, as Linux has it."""

    def offer(self, n=0):
        raise Fault('Nothing comes back through a pipe.')

    end = offer

    def broken(self):
        return super().broken() if self.closed else BrokenPipeError(*SHUT)


class FakeOs:
    """In the place of the module `os`, for as long as one pipe is driven."""

    def __init__(self, pipe):
        self.pipe = pipe

    def write(self, descriptor, data):
        return self.pipe.send(data)

    def fstat(self, descriptor):
        return Status()

    def set_blocking(self, descriptor, blocking):
        pass

    def __getattr__(self, name):
        return self.pipe.case.lacks('os', name)


class Status:
    st_mode = stat.S_IFIFO
