"""
The fake loop: what is scheduled, and who asked to hear of the wire. It turns only when it is told to.
Follows docs/harness.md ("Settling"). It has no clock and no selector, and it never judges.
"""
import collections

from driver import MAX_CALLBACKS, MAX_TURNS
from raises import raise_of


class FakeLoop:
    """The fake loop: what is scheduled, and who asked to hear of the wire. It has no clock and no selector."""

    def __init__(self, case, wire):
        self.case = case
        self.wire = wire
        self.ready = collections.deque()
        self.reader = self.writer = None
        self.proactor = None  # of a transport that has no use for the two
        self._transports = {}

    def settle(self):
        """Turns until nothing more happens; false if that does not come."""
        case = self.case
        for _ in range(MAX_TURNS):
            if not self.turn():
                return True
            if case.callbacks >= MAX_CALLBACKS:
                return False
        return not self.is_busy()

    def is_busy(self):
        if self.proactor and self.proactor.is_busy():
            return True
        return self.ready or (self.reader and self.wire.readable()) or (self.writer and self.wire.writable())

    def forget(self):
        self.case = self.proactor = self._proactor = None

    def turn(self):
        """What was scheduled before it, then the wire; how much that was."""
        ready, wire = self.ready, self.wire
        happened = len(ready)
        for _ in range(happened):
            self.handle(ready.popleft())
        if self.reader and wire.readable():
            happened += 1
            self.handle(self.reader)
        if self.writer and wire.writable():
            happened += 1
            self.handle(self.writer)
        if self.proactor:
            happened += self.proactor.turn()
        return happened

    def handle(self, scheduled):
        callback, arguments = scheduled
        try:
            callback(*arguments)
        except BaseException as error:
            self.case.step['errors'].append(raise_of(error))

    def call_soon(self, callback, *arguments, context=None):
        self.ready.append((callback, arguments))

    def call_later(self, delay, callback, *arguments, context=None):
        return Never()  # there is no clock: what waits for one waits for ever

    def call_exception_handler(self, context):
        if self.case is None:  # a future that is freed with its case: nobody looks any more
            return
        error = context.get('exception')
        self.case.step['errors'].append(raise_of(RuntimeError(context['message']) if error is None else error))

    def get_debug(self):
        return False

    def is_closed(self):
        return False

    def _add_reader(self, descriptor, callback, *arguments):
        self.reader = (callback, arguments)

    def _remove_reader(self, descriptor):
        asked, self.reader = self.reader is not None, None
        return asked

    def _add_writer(self, descriptor, callback, *arguments):
        self.writer = (callback, arguments)

    def _remove_writer(self, descriptor):
        asked, self.writer = self.writer is not None, None
        return asked

    def __getattr__(self, name):
        return self.case.lacks('loop', name)


class Never:
    """A timer."""

    def cancel(self):
        pass
