"""
One script on a live transport: a real loop, turned from a single task, and a peer that is worked without it.
Follows docs/python-agent.md. Time decides nothing here: a bound that is met makes a case inconclusive.
"""
import asyncio
from asyncio.selector_events import BaseSelectorEventLoop
import time

from driver import MAX_CALLBACKS, MAX_TURNS, Case
from raises import Fault, Inconclusive, ScriptedError, in_words, raise_of

QUIET_TURNS = 4  # without anything to be seen: then a loop that cannot be looked into is at rest
CONNECTING = 10.0  # seconds in which a connection must be made; after them the harness has failed
MANY_TURNS = 8  # after which it is asked whether they are all the same
SAME_TURNS = 8  # in a row: then so are all that would follow
PATIENCE = 100  # waits of a patient peer in one settle, after which we cannot tell


class LiveCase(Case, asyncio.Protocol):
    """The protocol that a factory is given. It sets `peer`, then makes the transport."""

    def __init__(self, script, kind, rest=None):
        super().__init__(script)
        self.kind = kind
        self.rest = rest  # tells whether the loop is at rest, where it can be looked into
        self.made = None  # the transport, from the first that is heard of it
        self.lost = False

    @property
    def peer(self):
        return self.wire

    @peer.setter
    def peer(self, peer):
        self.wire = peer
        peer.case = self

    def run(self):
        steps = yield from super().run()
        self.wire.check()
        return steps

    # How it is made and how the loop is turned, as generators that yield for a turn.

    def connecting(self):
        made = self.kind.factory(self)
        if not asyncio.iscoroutine(made):
            raise Fault('The factory has to be an async function.')
        try:
            if self.kind.is_plain:  # its peer has no part in it, so nothing has to be done meanwhile
                transport = yield from made.__await__()
            else:
                transport = yield from self.making(asyncio.ensure_future(made))
        except (Fault, Inconclusive):
            raise
        except Exception as error:
            if self.transport is None or not isinstance(error, ScriptedError):
                raise self.fault or Fault('The factory failed with %s.' % in_words(error))
            if not any(one['kind'] == 'scripted' for one in self.step['errors']):
                self.step['errors'].append(raise_of(error))  # it came out here, and the loop heard nothing of it
        else:
            if self.transport is None:  # connection_made() has not come
                self.met(transport)
            elif isinstance(transport, asyncio.BaseTransport) and transport is not self.transport:
                raise Fault(
                    'The factory returned %s and connection_made() came with %s: it has to be the same one.'
                    % (type(transport).__name__, type(self.transport).__name__)
                )
        if self.fault:
            raise self.fault

    def making(self, made):
        until = time.monotonic() + CONNECTING
        turns = 0
        while not made.done():
            turns += 1
            if turns < MAX_TURNS:
                yield
            else:
                yield from asyncio.sleep(0.001).__await__()
                if time.monotonic() > until:
                    made.cancel()
                    raise Fault('No connection was made in %d s.' % CONNECTING)
            if self.wire is not None:
                self.wire.pump()
        return made.result()

    def met(self, transport):
        self.made = transport
        if self.wire is None:
            raise Fault('The factory has to set `peer` of the protocol before it makes the transport.')
        self.wire.meet(transport)
        self.connected(transport)

    def settling(self):
        wire, rest = self.wire, self.rest
        if wire.patience:
            return (yield from self.settling_patiently(wire.patience))
        if rest is None:
            rest = Quiet(self)
        moved = wire.pump()
        state, same = None, 0
        for turn in range(MAX_TURNS):
            if rest.is_reached():
                return True
            if turn >= MANY_TURNS:
                last, state = state, None if moved else rest.state(self)
                same = same + 1 if state is not None and state == last else 0
                if same == SAME_TURNS:
                    return False
            yield
            moved = wire.pump()
            if self.callbacks >= MAX_CALLBACKS:
                return False
        return False

    def settling_patiently(self, patience):
        """Where something goes on in another process: rest is a time in which nothing was to be seen."""
        waits, until = 0, time.monotonic() + patience
        seen = self.visible()
        self.wire.pump()
        while time.monotonic() < until:
            for _ in range(QUIET_TURNS):
                yield
            yield from asyncio.sleep(patience / 10).__await__()
            moved = self.wire.pump()
            self.wire.look()
            if self.callbacks >= MAX_CALLBACKS:
                return False
            last, seen = seen, self.visible()
            if moved or seen != last:
                until = time.monotonic() + patience
                waits += 1
                if waits > PATIENCE:
                    raise Inconclusive('Something went on and on for %d waits of %g s.' % (PATIENCE, patience))
        return True

    def visible(self):
        step = self.step
        try:
            size = self.transport.get_write_buffer_size()
        except BaseException:
            size = None
        return self.callbacks, size, self.arrivals.arrived, len(step['wire']), len(step['errors'])

    def forgetting(self):
        """Ends what is left of the connection; also a generator."""
        transport, self.step = self.made, None
        if transport is not None and not self.lost:
            try:
                transport.abort()
            except BaseException:
                pass  # it had its say
            for _ in range(MAX_TURNS):
                if self.lost:
                    break
                yield
        wire, self.transport, self.made = self.wire, None, None
        if wire is not None:
            wire.close()
            until = time.monotonic() + CONNECTING
            while not wire.is_over() and time.monotonic() < until:
                yield from asyncio.sleep(0.0005).__await__()
            wire.case = None

    # What is noted beside what any case notes: the peer is looked at whenever something may have come to it.

    def ask(self):
        self.wire.look()
        return super().ask()

    def arrived(self):
        try:
            self.wire.look()
        except Exception as error:  # ours: it must not look like the callback's
            self.fault = self.fault or error
        return self.arrivals.arrived

    def connection_made(self, transport):
        if self.transport is None and self.step is not None:
            try:
                self.met(transport)
            except Exception as error:
                self.fault = self.fault or error
                return
        super().connection_made(transport)

    def connection_lost(self, error):
        self.lost = True
        super().connection_lost(error)


class Rest:
    """Whether a loop of asyncio's own has nothing to do: nothing is scheduled, and nothing that it watches is ready."""

    def __init__(self, loop):
        self.loop = loop
        self.ready, self.timers, self.select = loop._ready, loop._scheduled, loop._selector.select

    @staticmethod
    def can_be_seen(loop):
        is_own = type(loop).__module__.split('.')[0] == 'asyncio' and isinstance(loop, BaseSelectorEventLoop)
        return is_own and all(hasattr(loop, name) for name in ('_ready', '_scheduled', '_selector'))

    def is_reached(self):
        return not self.ready and not self.select(0) and not (self.timers and self.is_due())

    def is_due(self):
        return self.timers[0].when() <= self.loop.time()

    def state(self, case):
        """All that decides what the next turn does, and what would be seen of it; None where more may."""
        transport = case.transport
        if self.timers or type(transport).__module__ not in OPEN_MODULES:
            return None
        watched = list(self.loop._selector.get_map().values())
        handles = [*self.ready, *(handle for key in watched for handle in key.data if handle is not None)]
        calls = [(handle._callback, handle._args) for handle in handles]
        # What anybody else is called for may count on its own, and end some time.
        if any(getattr(call, '__self__', None) not in (transport, self.loop) for call, _ in calls):
            return None
        return case.visible(), vars(transport).copy(), calls, [(key.fd, key.events) for key in watched]


class Quiet:
    """Whether any other loop seems to be at rest: some turns showed nothing."""

    def __init__(self, case):
        self.case = case
        self.seen = None
        self.turns = -1

    def is_reached(self):
        last, self.seen = self.seen, self.case.visible()
        self.turns = self.turns + 1 if self.seen == last else 0
        return self.turns >= QUIET_TURNS

    def state(self, case):
        return None  # nobody knows


# Helpers.


# Of the classes in these, the attributes are all the state, beside what the kernel has.
OPEN_MODULES = ('asyncio.selector_events', 'asyncio.unix_events')
