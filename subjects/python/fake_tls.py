"""
TLS over fakes: asyncio's own SSLProtocol on its own socket transport, and under that the fake wire, with a TLS end in memory.
For a native Python only: the one inside Pyodide has no ssl. What is sent is records, so no drain of so many bytes means anything.
"""
from asyncio import selector_events, sslproto

from connections import TLS_LACKS
from fake_wire import CLOSED, NO_ROOM, FakeWire
from fakes import FakeCase
from raises import Fault
from tls import CONTEXTS, TlsLayer


class FakeTlsWire(FakeWire):
    """The wire below: it takes everything while hands are shaken, and is stalled when the connection is made."""

    def __init__(self, case):
        super().__init__(case)
        self.layer = TlsLayer()
        self.room = float('inf')
        self.coming = b''  # records to be read

    def meet(self, transport):
        self.room = 0
        self.layer.fill(transport, self.case)

    def drain(self, n):
        if n != float('inf'):
            raise Fault('Under TLS there are records: there is no drain of %d bytes.' % n)
        super().drain(n)

    def stall(self):
        was_open, self.room = self.room > 0, 0
        if was_open and not self.is_reset:
            self.layer.fill(self.layer.transport, self.case)

    def reset(self):
        super().reset()
        if self.is_reset:
            self.coming = b''

    def readable(self):
        """What waits is made into records when the loop asks: only then can it be seen, and no record can be taken back."""
        end = self.layer.end
        if not self.is_reset:
            if self.waiting:
                end.send(bytes(self.waiting))
                self.waiting = 0
            if end.is_ended or self.ended:
                end.end()
            self.coming += end.to_send()
        return self.coming or self.is_reset

    def came(self, records):
        self.layer.came(records, self.case.arrivals)

    def close(self):
        super().close()
        self.coming = b''

    def recv(self, size):
        if self.is_reset or self.closed:
            raise self.broken()
        if not self.coming:
            raise BlockingIOError(*NO_ROOM)
        data, self.coming = self.coming[:size], self.coming[size:]
        return data

    def recv_into(self, buffer):
        data = self.recv(len(buffer))
        buffer[: len(data)] = data
        return len(data)


class FakeTlsCase(FakeCase):
    """One script on a transport that is there when the ends have shaken hands."""

    def connecting(self):
        yield from ()
        self.kind.make(self)
        while self.transport is None and self.loop.turn():
            pass
        if self.fault:
            raise self.fault
        if self.transport is None:
            raise Fault('No connection was made over the fakes.')

    def connection_made(self, transport):
        if self.transport is None:
            try:
                self.connected(transport)
                self.wire.meet(transport)
            except Exception as error:
                self.fault = self.fault or error
                return
        super().connection_made(transport)

    def forget(self):
        transport, self.transport = self.transport, self.wire.below
        if transport is not None:
            transport._closed = True
        super().forget()
        self.wire.below = None


class FakeTlsKind:
    """TLS, as asyncio makes it on a socket that a selector watches."""

    case = FakeTlsCase
    wire = FakeTlsWire
    transport = '_SSLProtocolTransport'
    lacks = ('exact-drain', *TLS_LACKS)

    def prepare(self):
        selector_events._HAS_SENDMSG = True
        selector_events.SC_IOV_MAX = 1024

    def make(self, case):
        tls = sslproto.SSLProtocol(case.loop, case, CONTEXTS.client(), None, False, 'plimsoll.invalid')
        case.wire.below = selector_events._SelectorSocketTransport(case.loop, case.wire, tls)
