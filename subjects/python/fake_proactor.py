"""
The fake proactor: sends and receives that are begun, and complete as the wire goes on, in the loop's turn only.
Follows docs/harness.md ("Other kinds of wire"). Its futures are asyncio's own; it never judges.
"""
from asyncio import Future


class FakeProactor:
    """At most one send and one receive are under way. Where both can complete in one turn, the send does so first."""

    def __init__(self, loop, wire):
        self.loop = loop
        self.wire = wire
        self.sending = None  # [future, the bytes that the wire has not taken, how many there were]
        self.receiving = None  # [future, what to fill]

    # What the transport begins. Nothing is done in the call.

    def send(self, wire, data):
        future = Future(loop=self.loop)
        self.sending = [future, memoryview(data), len(data)]
        return future

    def recv_into(self, wire, buffer):
        future = Future(loop=self.loop)
        self.receiving = [future, buffer]
        return future

    # What the loop does.

    def turn(self):
        """Goes on with what the wire allows; how much that was."""
        happened = 0
        if self.can_send():
            happened += 1
            self.go_on_sending()
        if self.can_receive():
            happened += 1
            self.receive()
        return happened

    def is_busy(self):
        return self.can_send() or self.can_receive()

    def can_send(self):
        return self.sending is not None and not self.sending[0].done() and self.wire.writable()

    def can_receive(self):
        return self.receiving is not None and not self.receiving[0].done() and self.wire.readable()

    def go_on_sending(self):
        future, rest, total = self.sending
        try:
            self.sending[1] = rest = rest[self.wire.send(rest) :]
        except OSError as error:
            future.set_exception(error)
        else:
            if not rest:
                future.set_result(total)

    def receive(self):
        future, buffer = self.receiving
        try:
            data = self.wire.recv(len(buffer))
        except OSError as error:
            future.set_exception(error)
        else:
            buffer[: len(data)] = data
            future.set_result(len(data))

    def __getattr__(self, name):
        return self.loop.case.lacks('proactor', name)
