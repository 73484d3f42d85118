"""
Who runs a batch of scripts: over fakes, or on live transports in a loop that lasts for many of them.
Knows how a subject is called and what it can do; never what it does.
"""
import asyncio
import gc
import json
import logging
import os
import platform
import signal
import sys
import types

from connections import CAPABILITIES
from driver import told, untold
from fake_tls import FakeTlsKind
from fakes import FAKES, run_on_fakes
from live import LiveCase, Rest
from raises import Fault, raise_of, sentence

EMPTY = {'stimuli': [], 'reactions': [], 'keepOpen': False}
PYTHON = '%s %s' % (platform.python_implementation(), platform.python_version())
SHORT = '%s-%d.%d' % (platform.python_implementation().lower(), sys.version_info[0], sys.version_info[1])


HANGING = 3  # seconds without an end to a case; no verdict rests on it
SCRIPTED = {**FAKES, 'tls': FakeTlsKind()}


class FakeRunner:
    """asyncio's own class, and everything under it a fake."""

    def __init__(self, kind, name=None):
        self.kind = SCRIPTED[kind]
        self.name = name or '%s:scripted:%s' % (SHORT, kind)
        self.version = '%s %s over fakes' % (PYTHON, self.kind.transport)
        self.capabilities = [one for one in ('exact-drain', *CAPABILITIES) if one not in self.kind.lacks]

    def open(self):
        self.kind.prepare()
        for _ in range(2):  # how the wire of some kinds is stalled is known only when one was tried
            run_on_fakes(EMPTY, self.kind)

    def run(self, scripts, begin, answer):
        for case, script in enumerate(scripts):
            begin(case)
            answer(case, run_on_fakes(script, self.kind))

    def close(self):
        pass


class LiveRunner:
    """Live transports. Their loop is left for a new one when a case has spoilt it."""

    def __init__(self, kind, make_loop=None, name=None, version=None):
        self.kind = kind
        self.make_loop = make_loop or asyncio.new_event_loop
        self.name = name
        self.version = version
        self.capabilities = kind.capabilities
        self.loop = self.case = None
        self.is_spoilt = False
        self.is_heard = False  # whether a protocol was ever called
        self.numbers = None  # of the descriptors that a case got when none was left over

    def open(self):
        """Makes one connection, so that what cannot work is known before anything is asked."""
        logging.getLogger('asyncio').disabled = True  # what it would log is in the trace already
        signal.signal(signal.SIGALRM, self.wake)
        seen = []

        def look(case):
            seen.append(type(case.made).__name__)

        # Twice: how the wire of some kinds is stalled is known only when one was tried.
        self.run([EMPTY, EMPTY], lambda case: None, lambda case, text: seen.append(text), look)
        if not seen[-1].startswith('{"steps"'):
            raise Fault(*json.loads(seen[-1]).values())
        if not self.is_heard:
            raise Fault(
                'The protocol heard nothing, not even connection_lost() after an abort(): the factory has to make the '
                'transport with the protocol that it is given.'
            )
        self.version = self.version or '%s %s on %s' % (PYTHON, seen[0], self.kind.on)

    def run(self, scripts, begin, answer, look=None):
        self.todo = list(enumerate(scripts))[::-1]
        while self.todo:
            if self.loop is None:
                self.renew()
            self.loop.run_until_complete(self.work(begin, answer, look))
            if self.is_spoilt:
                self.close()

    def renew(self):
        self.loop = loop = self.make_loop()
        asyncio.set_event_loop(loop)
        loop.set_exception_handler(self.hear)
        self.rest = Rest(loop) if Rest.can_be_seen(loop) else None
        self.is_spoilt, self.numbers = False, None

    def close(self):
        loop, self.loop = self.loop, None
        try:
            loop.close()
        except Exception:
            pass  # it is spoilt, and nobody turns it any more

    async def work(self, begin, answer, look):
        while self.todo and not self.is_spoilt:
            number, script = self.todo.pop()
            begin(number)
            # A case takes its own cycles apart. The collector would only cost time, at another moment each run.
            gc.disable()
            text = await self.one(script, look)
            gc.enable()
            answer(number, text)

    @types.coroutine
    def one(self, script, look):
        self.case = case = LiveCase(script, self.kind, self.rest)
        signal.setitimer(signal.ITIMER_REAL, HANGING, HANGING)
        try:
            text = told((yield from case.run()))
        except Exception as error:  # the harness's own: whatever leaves the transport is caught where it is called
            text = untold(case.fault or error)
        signal.setitimer(signal.ITIMER_REAL, 0)
        if look is not None:
            look(case)
        try:
            yield from case.forgetting()
        except Exception as error:
            tell('The case could not be ended. ' + sentence(error))
            self.is_spoilt = True
        self.case = None
        self.compare(case)
        return text

    def wake(self, *_):
        """Something does not come back: the case ends in a fault, by an exception wherever that is."""
        if self.case is not None and self.case.step is not None:
            self.case.fault = Fault('Nothing came back for %d s, from a call or from the loop.' % HANGING)
            raise self.case.fault

    def compare(self, case):
        """What one case leaves behind must not reach the next one."""
        descriptor = getattr(case.wire, 'descriptor', None)
        self.is_heard = self.is_heard or case.lost or case.callbacks > 0
        if not case.lost:
            if self.is_heard:  # else it never came to a connection, and that is told in its place
                tell('A transport was never lost, not even by abort(); its loop is left for a new one.')
            self.is_spoilt = True
        elif descriptor is not None:
            self.unwatch(descriptor)
            if case.wire.is_there():
                tell('A transport was lost and its descriptor is still open; its loop is left for a new one.')
                self.is_spoilt = True
        if self.numbers is None:
            self.numbers = descriptor
        elif descriptor != self.numbers:
            tell('Descriptors are left open: %s.' % ', '.join(sorted(os.listdir('/proc/self/fd'))))
            self.numbers = descriptor

    def unwatch(self, descriptor):
        """A transport may be gone and still be watched: the next one would get its number, and never be heard."""
        for remove in self.loop.remove_reader, self.loop.remove_writer:
            try:
                remove(descriptor)
            except Exception:
                pass  # it is not watched

    def hear(self, loop, context):
        case = self.case
        if case is None or case.step is None:
            return
        error = context.get('exception')
        case.step['errors'].append(raise_of(RuntimeError(context['message']) if error is None else error))


# Helpers.


def tell(message):
    print('plimsoll_agent: ' + message, file=sys.stderr, flush=True)
