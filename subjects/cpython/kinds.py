"""
The kinds of transport that can be driven: the wire that each wants, and how it is made on it (docs/harness.md).
Names classes of asyncio and nothing else of it; what a transport does is never looked at here.
"""
from asyncio import proactor_events, selector_events

import pipe
import proactor
from wire import Wire


class Socket:
    """A socket that a selector watches: where it has sendmsg(), as on most platforms, or where it has not."""

    wire = Wire

    def __init__(self, sendmsg):
        self.sendmsg = sendmsg

    def prepare(self):
        selector_events._HAS_SENDMSG = self.sendmsg
        selector_events.SC_IOV_MAX = 1024  # as on a real machine, also where the platform does not say

    def make(self, case):
        return selector_events._SelectorSocketTransport(case.loop, case.wire, case)


class Pipe:
    """The writing end of a UNIX pipe."""

    wire = pipe.Pipe

    def prepare(self):
        from asyncio import unix_events  # not every platform has it

        self.module = unix_events

    def make(self, case):
        self.module.os = pipe.Os(case.wire)
        return self.module._UnixWritePipeTransport(case.loop, case.wire, case)


class Proactor:
    """A socket whose sends and receives are begun, and complete later: as on Windows, and on any platform here."""

    wire = Wire

    def prepare(self):
        pass

    def make(self, case):
        case.loop.proactor = case.loop._proactor = proactor.Proactor(case.loop, case.wire)
        return proactor_events._ProactorSocketTransport(case.loop, case.wire, case)


KINDS = {'socket': Socket(True), 'nosendmsg': Socket(False), 'pipe': Pipe(), 'proactor': Proactor()}
