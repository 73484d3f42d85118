"""
A wire and a loop as small as asyncio's _SelectorSocketTransport lets them be, for the scripts beside this file.
Nothing of Plimsoll's own driver is in here, or ever may be: the two must not share a mistake.
With --live, connect() gives the same over a real loop and a real socket pair.
"""
import sys
from asyncio import selector_events

from telling import Protocol

selector_events._HAS_SENDMSG, selector_events.SC_IOV_MAX = True, 1024  # as on Linux; Pyodide knows neither


class Wire:
    """A socket that takes nothing before take(), and what its peer got."""

    family, room, got, is_closed = None, 0, b'', False
    fileno = getsockname = getpeername = lambda self: 7

    def take(self, n=1 << 40):
        self.room += n

    def sendmsg(self, buffers):
        data = b''.join(buffers)
        if data and not self.room:
            raise BlockingIOError
        n = min(self.room, len(data))
        self.room, self.got = self.room - n, self.got + data[:n]
        return n

    send = lambda self, data: self.sendmsg([data])

    def shutdown(self, how):
        self.got += b'<eof>'

    def close(self):
        self.is_closed = True


class Loop:
    get_debug = _add_reader = _remove_reader = lambda *_: False
    is_closed = lambda self: True  # asked only for the repr() of a transport that is freed

    def __init__(self, wire):
        self.wire, self.ready, self.writer, self.errors, self._transports = wire, [], None, [], {}
        self.call_soon = lambda *call, context=None: self.ready.append(call)
        self.call_exception_handler = lambda context: self.errors.append(context['exception'])
        self.watches_writing = lambda: self.writer is not None
        self._add_writer = lambda descriptor, *call: setattr(self, 'writer', call)
        self._remove_writer = lambda descriptor: setattr(self, 'writer', None)

    def run(self):
        """Turns until there is nothing left to do, and says whether that came within 100 turns."""
        for _ in range(100):
            calls, self.ready = self.ready, []
            if self.writer and self.wire.room and not self.wire.is_closed:
                calls.append(self.writer)
            if not calls:
                return True
            for call, *arguments in calls:
                try:
                    call(*arguments)
                except Exception as error:
                    self.errors.append(error)
        return False


def connect():
    wire, protocol = Wire(), Protocol()
    loop = Loop(wire)
    transport = selector_events._SelectorSocketTransport(loop, wire, protocol)
    loop.run()
    protocol.calls.clear()
    return transport, protocol, wire, loop


if '--live' in sys.argv:
    from live import connect
