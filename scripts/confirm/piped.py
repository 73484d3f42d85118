"""
A pipe as small as asyncio's _UnixWritePipeTransport lets it be, over the wire and the loop of fakes.py.
Nothing of Plimsoll's own driver is in here, or ever may be. With --live, connect() gives a real pipe and a real loop.
"""
import os
import stat
import sys
from asyncio import unix_events

from fakes import Loop, Wire
from telling import Protocol


class Os:
    """What of the module `os` the transport uses, for a wire instead of a descriptor."""

    def __init__(self, wire):
        self.write = lambda descriptor, data: wire.send(data)
        self.fstat = lambda descriptor: os.stat_result([stat.S_IFIFO] + [0] * 9)
        self.set_blocking = lambda descriptor, blocking: None


def connect():
    wire, protocol = Wire(), Protocol()
    loop = Loop(wire)
    unix_events.os = Os(wire)
    transport = unix_events._UnixWritePipeTransport(loop, wire, protocol)
    loop.run()
    protocol.calls.clear()
    return transport, protocol, wire, loop


class RealPipe:
    """The reading end. Before take() the pipe is full; an empty one holds 64 KiB, and take(n) knows no other number."""

    def __init__(self, reading, writing):
        self.reading, self.got, self.reads, self.filler = reading, b'', False, 0
        for end in reading, writing:
            os.set_blocking(end, False)
        try:
            while True:
                self.filler += os.write(writing, bytes(4096))
        except BlockingIOError:
            pass

    def take(self, n=None):
        self.reads = n is None
        while self.filler:
            self.filler -= len(os.read(self.reading, self.filler))

    def read(self):
        try:
            while self.reads:
                data = os.read(self.reading, 1 << 20)
                self.got += data or b'<eof>'
                self.reads = bool(data)
        except OSError:
            pass


def really_connect():
    from live import Loop

    reading, writing = os.pipe()
    loop, wire, protocol = Loop(), RealPipe(reading, writing), Protocol()
    loop.wire, loop.descriptor = wire, writing
    file = os.fdopen(writing, 'wb', 0)
    transport, _ = loop.run_until_complete(loop.connect_write_pipe(lambda: protocol, file))
    protocol.calls.clear()
    return transport, protocol, wire, loop


if '--live' in sys.argv:
    connect = really_connect
