"""
What one would write without Plimsoll: a Hypothesis state machine over CPython's own transport on a real UNIX socket pair, with
the stimuli of a script and the questions that are asked after each. It judges next to nothing, and takes whatever is raised
for an answer: what is known to be wrong in CPython must not end the measurement.
`python machine.py EXAMPLES` prints how many examples and steps it took, and in how many seconds. For bench/live.ts only.
"""
import asyncio
import logging
import socket
import sys
import time

from hypothesis import HealthCheck, Phase, settings, strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

logging.getLogger('asyncio').disabled = True
STEPS = 20
SIZES = st.one_of(st.integers(0, 8), st.sampled_from([16383, 16384, 16385, 65535, 65536, 65537]))
KINDS = st.sampled_from([bytes, bytearray, lambda n: memoryview(bytearray(n))])
count = {'steps': 0, 'examples': 0}


class Protocol(asyncio.Protocol):
    def __init__(self):
        self.calls = []

    def pause_writing(self):
        self.calls.append('pause_writing')

    def resume_writing(self):
        self.calls.append('resume_writing')

    def data_received(self, data):
        self.calls.append('data_received')

    def eof_received(self):
        self.calls.append('eof_received')

    def connection_lost(self, error):
        self.calls.append('connection_lost')


class Machine(RuleBasedStateMachine):
    loop = asyncio.new_event_loop()
    loop.set_exception_handler(lambda loop, context: None)

    def __init__(self):
        super().__init__()
        count['examples'] += 1
        self.ours, self.theirs = socket.socketpair()
        self.ours.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 1)  # so that it is full fast, as the agent has it
        self.ours.setblocking(False)
        self.theirs.setblocking(False)
        self.fill()
        self.protocol = Protocol()
        self.transport, _ = self.loop.run_until_complete(
            self.loop.create_unix_connection(lambda: self.protocol, sock=self.ours)
        )
        self.settle()

    def fill(self):
        try:
            while True:
                self.ours.send(bytes(1 << 16))
        except OSError:
            pass

    def call(self, method, *arguments, **named):
        try:
            method(*arguments, **named)
        except Exception:
            pass

    @rule(n=SIZES, kind=KINDS)
    def write(self, n, kind):
        self.call(self.transport.write, kind(n))

    @rule(items=st.lists(st.tuples(SIZES, KINDS), max_size=3), container=st.sampled_from([list, iter]))
    def writelines(self, items, container):
        self.call(self.transport.writelines, container([kind(n) for n, kind in items]))

    @rule()
    def write_eof(self):
        self.call(self.transport.write_eof)

    @rule()
    def close(self):
        self.call(self.transport.close)

    @rule()
    def abort(self):
        self.call(self.transport.abort)

    @rule(high=SIZES, low=SIZES)
    def limits(self, high, low):
        self.call(self.transport.set_write_buffer_limits, high=high, low=low)

    @rule()
    def drain(self):
        try:
            while self.theirs.recv(1 << 20):
                pass
        except OSError:
            pass

    @rule()
    def stall(self):
        self.fill()

    @rule(n=st.integers(1, 8))
    def peer_data(self, n):
        self.call(self.theirs.send, bytes(n))

    @rule()
    def peer_eof(self):
        self.call(self.theirs.shutdown, socket.SHUT_WR)

    @rule()
    def peer_reset(self):
        self.theirs.close()

    @rule()
    def settle(self):
        self.loop.run_until_complete(self.turns())

    async def turns(self):
        for _ in range(4):
            await asyncio.sleep(0)

    @invariant()
    def answers(self):
        count['steps'] += 1
        transport = self.transport
        size = transport.get_write_buffer_size()
        low, high = transport.get_write_buffer_limits()
        assert size >= 0 and 0 <= low <= high
        transport.is_closing()
        transport.can_write_eof()
        assert self.protocol.calls.count('resume_writing') <= self.protocol.calls.count('pause_writing')

    def teardown(self):
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
count.update(steps=0, examples=0)
began = time.perf_counter()
run(int(sys.argv[1]))
print(count['examples'], count['steps'], time.perf_counter() - began)
