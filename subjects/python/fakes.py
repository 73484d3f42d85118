"""
The kinds of asyncio's own transports over a loop and a wire of ours: what each wants, how it is made, and how a batch of scripts
is run on it (docs/harness.md). Names classes of asyncio and nothing else of it; what a transport does is never looked at here.
"""
from asyncio import proactor_events, selector_events
import gc
import json
import logging

from driver import Case, told, untold
from fake_loop import FakeLoop
from fake_pipe import FakeOs, FakePipe
from fake_proactor import FakeProactor
from fake_wire import FakeWire

# What asyncio would log is in the trace already, or is noise to whoever reads the standard error.
logging.getLogger('asyncio').disabled = True


def run_batch(text, kind='socket'):
    """A JSON list of scripts in; a JSON list of traces, or of faults, in the same order out."""
    kind = FAKES[kind]
    kind.prepare()
    scripts = json.loads(text)
    # A case takes its own cycles apart. The collector would only cost time, at another moment each run.
    gc.disable()
    try:
        return '[' + ','.join([run_on_fakes(script, kind) for script in scripts]) + ']'
    finally:
        gc.enable()


def run_on_fakes(script, kind):
    case = None
    try:
        case = kind.case(script, kind)
        next(case.run())
    except StopIteration as done:  # always, since nothing waits
        return told(done.value)
    except Exception as error:  # the driver's own: whatever leaves the transport is caught where it is called
        return untold(error)
    finally:
        if case is not None:
            case.forget()


class FakeCase(Case):
    """One script on a transport over fakes: nothing here ever waits, so its generator yields nothing."""

    def __init__(self, script, kind):
        super().__init__(script)
        self.kind = kind
        self.wire = kind.wire(self)
        self.loop = FakeLoop(self, self.wire)

    def connecting(self):
        yield from ()
        self.connected(self.kind.make(self))

    def settling(self):
        yield from ()
        return self.loop.settle()

    def forget(self):
        """Leaves no cycle behind, and a transport without its end of the wire says nothing when it is freed."""
        transport = self.transport
        if transport is not None:
            transport.__dict__.clear()
            transport._loop = transport._sock = transport._pipe = None
        self.loop.forget()
        self.wire.case = self.arrivals.case = self.transport = self.step = None


class FakeSocketKind:
    """A socket that a selector watches: where it has sendmsg(), as on most platforms, or where it has not."""

    case = FakeCase
    wire = FakeWire
    lacks = ()

    def __init__(self, sendmsg):
        self.sendmsg = sendmsg
        self.transport = '_SelectorSocketTransport' + ('' if sendmsg else ' without sendmsg()')

    def prepare(self):
        selector_events._HAS_SENDMSG = self.sendmsg
        selector_events.SC_IOV_MAX = 1024  # as on a real machine, also where the platform does not say

    def make(self, case):
        return selector_events._SelectorSocketTransport(case.loop, case.wire, case)


class FakePipeKind:
    """The writing end of a UNIX pipe."""

    case = FakeCase
    wire = FakePipe
    transport = '_UnixWritePipeTransport'
    lacks = ('half-close', 'peer-data', 'peer-eof')

    def prepare(self):
        from asyncio import unix_events  # not every platform has it

        self.module = unix_events

    def make(self, case):
        self.module.os = FakeOs(case.wire)
        return self.module._UnixWritePipeTransport(case.loop, case.wire, case)


class FakeProactorKind:
    """A socket whose sends and receives are begun, and complete later: as on Windows, and on any platform here."""

    case = FakeCase
    wire = FakeWire
    transport = '_ProactorSocketTransport'
    lacks = ()

    def prepare(self):
        pass

    def make(self, case):
        case.loop.proactor = case.loop._proactor = FakeProactor(case.loop, case.wire)
        return proactor_events._ProactorSocketTransport(case.loop, case.wire, case)


FAKES = {
    'socket': FakeSocketKind(True),
    'nosendmsg': FakeSocketKind(False),
    'pipe': FakePipeKind(),
    'proactor': FakeProactorKind(),
}
