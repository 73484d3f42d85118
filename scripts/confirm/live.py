"""
What fakes.py fakes, for real: connect() over an event loop and a UNIX socket pair, with the peer in the same thread.
For a native Python only. Nothing of Plimsoll's own driver is in here, or ever may be.
"""
import asyncio
import selectors
import socket

from telling import Protocol

asyncio.log.logger.disabled = True  # what it would log is in `errors`


class Wire:
    """The peer's end. Before take() the pair is full: what filled it is read off first. Then it reads as it comes."""

    def __init__(self, ours, peer):
        self.ours, self.peer, self.got, self.reads = ours, peer, b'', False
        for end in ours, peer:
            end.setblocking(False)
        self.filler = 0
        for n in 4096, 1:
            try:
                while True:
                    self.filler += ours.send(bytes(n))
            except BlockingIOError:
                pass

    def take(self, n=None):
        """All from now on; with a number, as much as an empty socket pair holds: the kernel knows no other."""
        self.reads = n is None
        while self.filler:
            self.filler -= len(self.peer.recv(self.filler))

    def read(self):
        try:
            while self.reads:
                data = self.peer.recv(1 << 20)
                self.got += data or b'<eof>'
                if not data:
                    self.reads = False
        except OSError:
            pass


class Loop(asyncio.SelectorEventLoop):
    wire, turns = None, 0

    def __init__(self):
        super().__init__(selectors.DefaultSelector())
        self.errors = []
        self.set_exception_handler(lambda _, context: self.errors.append(context['exception']))

    def _run_once(self):
        self.turns += 1
        if self.wire:
            self.wire.read()
        super()._run_once()

    def run(self):
        """Runs for a twentieth of a second, and says whether the loop slept meanwhile or turned 100 times."""
        self.turns = 0
        self.call_soon(lambda: self.call_later(0.02, lambda: self.call_later(0.03, self.stop)))
        self.run_forever()
        self.wire.read()
        return self.turns < 100

    def watches_writing(self):
        key = self._selector.get_map().get(self.descriptor)
        return key is not None and bool(key.events & selectors.EVENT_WRITE)


def connect():
    return attach(Loop())


def attach(loop):
    """A new connection on a loop."""
    ours, peer = socket.socketpair()
    wire, protocol = Wire(ours, peer), Protocol()
    loop.wire, loop.descriptor = wire, ours.fileno()
    transport, _ = loop.run_until_complete(loop.create_connection(lambda: protocol, sock=ours))
    protocol.calls.clear()
    return transport, protocol, wire, loop
