"""
What one would write without Plimsoll: a Hypothesis state machine over CPython's own transport on a real UNIX socket pair. It
does what scripts do (all stimuli, chunks of every kind, reactions inside callbacks, a wire that is stalled by filling the
kernel and opened again) and holds the transport to the promises that one knows by heart. A promise that is broken is counted
and raises nothing: what is known to be wrong in CPython must not end the measurement.
`python machine.py EXAMPLES` prints how many examples and steps it took, in how many seconds, and how many of these were of
CPU time. For bench/live.ts only.
"""
import asyncio
import logging
import random
import socket
import sys
import time

from hypothesis import HealthCheck, Phase, settings, strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

logging.getLogger('asyncio').disabled = True
STEPS = 20
SIZES = st.one_of(st.integers(0, 8), st.sampled_from([16383, 16384, 16385, 65535, 65536, 65537]))
KINDS = st.sampled_from(['bytes', 'bytearray', 'memoryview', 'wide', 'wrong'])
CALLBACKS = ['connection_made', 'pause_writing', 'resume_writing', 'data_received', 'eof_received', 'connection_lost']
REACTIONS = st.lists(
    st.tuples(st.sampled_from(CALLBACKS), st.sampled_from(['write', 'close', 'abort', 'write_eof', 'raise'])), max_size=2
)
PATTERN = random.Random(1).randbytes(1 << 23)
FILLER = bytes(1 << 16)
count = {'steps': 0, 'examples': 0, 'broken': 0}


def promise(holds):
    count['broken'] += not holds


class Protocol(asyncio.Protocol):
    def __init__(self, machine, reactions, keep_open):
        self.machine = machine
        self.reactions = list(reactions)
        self.keep_open = keep_open
        self.calls = []
        self.is_paused = self.is_lost = False

    def called(self, name):
        promise(not self.is_lost)
        promise(bool(self.calls) == (name != 'connection_made'))
        self.calls.append(name)
        for reaction in [one for one in self.reactions if one[0] == name]:
            self.reactions.remove(reaction)
            if reaction[1] == 'raise':
                raise RuntimeError('as drawn')
            self.machine.react(reaction[1])

    def connection_made(self, transport):
        self.machine.transport = transport
        self.called('connection_made')

    def pause_writing(self):
        promise(not self.is_paused)
        promise(self.machine.size() > self.machine.transport.get_write_buffer_limits()[1])
        self.is_paused = True
        self.called('pause_writing')

    def resume_writing(self):
        promise(self.is_paused)
        promise(self.machine.size() <= self.machine.transport.get_write_buffer_limits()[0])
        self.is_paused = False
        self.called('resume_writing')

    def data_received(self, data):
        promise(len(data) > 0)
        self.called('data_received')

    def eof_received(self):
        self.called('eof_received')
        return self.keep_open

    def connection_lost(self, error):
        promise(error is None or isinstance(error, OSError) or isinstance(error, RuntimeError))
        self.called('connection_lost')
        self.is_lost = True


class Machine(RuleBasedStateMachine):
    loop = asyncio.new_event_loop()

    @initialize(reactions=REACTIONS, keep_open=st.booleans())
    def connect(self, reactions, keep_open):
        count['examples'] += 1
        self.loop.set_exception_handler(lambda loop, context: self.errors.append(context))
        self.errors = []
        self.offered = self.arrived = self.filler = 0
        self.is_open = self.is_reset = self.is_closing = self.is_tampered = self.has_ended = False
        self.mutable = self.raised = None
        self.ours, self.theirs = socket.socketpair()
        self.ours.setblocking(False)
        self.theirs.setblocking(False)
        self.stall()
        self.protocol = Protocol(self, reactions, keep_open)
        try:
            self.loop.run_until_complete(
                self.loop.create_unix_connection(lambda: self.protocol, sock=self.ours)
            )
        except RuntimeError:  # as drawn
            pass
        self.settle()

    def size(self):
        return self.transport.get_write_buffer_size()

    def call(self, method, *arguments, **named):
        self.raised = None
        try:
            method(*arguments, **named)
        except Exception as error:
            self.raised = error

    def chunk(self, n, kind):
        if kind == 'wrong':
            return 'not bytes-like'
        n = -(-n // 4) * 4 if kind == 'wide' else n
        data = PATTERN[self.offered : self.offered + n]
        self.offered += n
        if kind == 'bytes':
            return data
        self.mutable = bytearray(data)
        if kind == 'bytearray':
            return self.mutable
        return memoryview(self.mutable).cast('I') if kind == 'wide' else memoryview(self.mutable)

    def react(self, how):
        if how == 'write':
            self.call(self.transport.write, self.chunk(5, 'bytes'))
        else:
            self.call(getattr(self.transport, how))

    @rule(n=SIZES, kind=KINDS)
    def write(self, n, kind):
        self.call(self.transport.write, self.chunk(n, kind))
        promise(kind != 'wrong' or isinstance(self.raised, TypeError))

    @rule(items=st.lists(st.tuples(SIZES, KINDS), max_size=3), container=st.sampled_from([list, iter]))
    def writelines(self, items, container):
        self.call(self.transport.writelines, container([self.chunk(n, kind) for n, kind in items]))

    @rule(clears=st.booleans())
    def tamper(self, clears):
        if self.mutable is not None:
            self.is_tampered = True
            self.call(self.mutable.clear if clears else self.mutable.reverse)

    @rule()
    def write_eof(self):
        self.call(self.transport.write_eof)

    @rule()
    def close(self):
        self.call(self.transport.close)
        promise(self.transport.is_closing())

    @rule()
    def abort(self):
        self.call(self.transport.abort)
        promise(self.transport.is_closing())

    @rule(high=SIZES, low=SIZES)
    def limits(self, high, low):
        self.call(self.transport.set_write_buffer_limits, high=high, low=low)
        promise((self.raised is None) == (low <= high))

    @rule()
    def drain(self):
        if self.is_open or self.is_reset:
            return
        while self.filler > 0:
            data = self.read(min(self.filler, 1 << 16))
            if not data:
                return
            self.filler -= len(data)
        self.resize(1 << 20)
        self.is_open = True

    @rule()
    def stall(self):
        if self.ours.fileno() < 0 or self.is_reset:
            return
        self.look()
        self.resize(1)  # so that it is full fast, as the agent has it
        self.is_open = False
        try:
            while True:
                self.filler += self.ours.send(FILLER)
        except OSError:
            pass

    def resize(self, size):
        if self.ours.fileno() >= 0:
            self.ours.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, size)

    @rule(n=st.integers(1, 8))
    def peer_data(self, n):
        self.call(self.theirs.send, bytes(n))

    @rule()
    def peer_eof(self):
        self.call(self.theirs.shutdown, socket.SHUT_WR)

    @rule()
    def peer_reset(self):
        self.look()
        self.is_reset = True
        self.theirs.close()

    @rule()
    def settle(self):
        self.loop.run_until_complete(self.turns())

    async def turns(self):
        for _ in range(4):
            await asyncio.sleep(0)

    def read(self, n):
        try:
            return self.theirs.recv(n)
        except OSError:
            return None

    def look(self):
        """What has come to the peer is what was written, byte for byte."""
        while self.is_open and not self.is_reset and not self.has_ended:
            data = self.read(1 << 16)
            if data is None:
                break
            self.has_ended = not data
            promise(self.is_tampered or data == PATTERN[self.arrived : self.arrived + len(data)])
            self.arrived += len(data)
            promise(self.arrived <= self.offered)

    @invariant()
    def answers(self):
        count['steps'] += 1
        self.look()
        size = self.size()
        low, high = self.transport.get_write_buffer_limits()
        closing = self.transport.is_closing()
        calls = self.protocol.calls
        promise(size >= 0 and 0 <= low <= high)
        promise(closing or not self.is_closing)
        promise(self.transport.can_write_eof())
        promise(closing or not self.protocol.is_lost)
        promise(size == 0 or not self.protocol.is_lost)
        promise(calls.count('resume_writing') <= calls.count('pause_writing') <= calls.count('resume_writing') + 1)
        promise(calls.count('connection_lost') <= 1 and calls.count('eof_received') <= 1)
        self.is_closing = closing

    def teardown(self):
        if hasattr(self, 'transport'):
            self.call(self.transport.abort)
            self.settle()
            self.theirs.close()


def run(examples):
    run_state_machine_as_test(
        Machine,
        settings=settings(
            max_examples=examples,
            stateful_step_count=STEPS,
            deadline=None,
            database=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        ),
    )


run(20)  # warm
count.update(steps=0, examples=0, broken=0)
began, used = time.perf_counter(), time.process_time()
run(int(sys.argv[1]))
print(count['examples'], count['steps'], time.perf_counter() - began, time.process_time() - used, count['broken'])
