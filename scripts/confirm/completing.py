"""
A proactor as small as asyncio's _ProactorSocketTransport lets it be: what is begun is completed by poll(), all at once.
A real one needs Windows, so there is no --live here. Nothing of Plimsoll's own driver is in here, or ever may be.
"""
from asyncio import Future, proactor_events

from telling import Protocol


class Socket:
    family, fileno = None, lambda self: 7
    getsockname = getpeername = fileno
    shutdown = lambda self, how: None
    close = lambda self: None


class Proactor:
    def __init__(self, loop):
        self.loop, self.sent, self.received = loop, None, None

    def send(self, sock, data):
        self.sent = Future(loop=self.loop), len(data)
        return self.sent[0]

    def recv_into(self, sock, buffer):
        self.received = Future(loop=self.loop), buffer
        return self.received[0]

    def recv(self, sock, size):  # before Python 3.10
        return self.recv_into(sock, None)


class Loop:
    get_debug = lambda self: False

    def __init__(self):
        self.ready, self.errors, self._proactor = [], [], Proactor(self)
        self.call_soon = lambda *call, context=None: self.ready.append(call)
        self.call_exception_handler = lambda context: self.errors.append(context['exception'])

    def poll(self, data=None):
        """One poll finds that the send is complete, and then, unless data is None, a receive too; the loop goes on."""
        future, n = self._proactor.sent
        future.set_result(n)
        if data is not None:
            future, buffer = self._proactor.received
            if buffer is None:
                future.set_result(data)
            else:
                buffer[: len(data)] = data
                future.set_result(len(data))
        self.run()

    def run(self):
        while self.ready:
            call, *arguments = self.ready.pop(0)
            try:
                call(*arguments)
            except Exception as error:
                self.errors.append(error)


def connect():
    loop, protocol = Loop(), Protocol()
    transport = proactor_events._ProactorSocketTransport(loop, Socket(), protocol)
    loop.run()
    protocol.calls.clear()
    return transport, protocol, loop
