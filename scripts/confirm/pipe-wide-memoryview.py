"""
A memoryview of items wider than a byte, of which a pipe takes a part.
Plain asyncio and piped.py: `python3 pipe-wide-memoryview.py [--live]`.
"""
from array import array

from piped import connect
from telling import report

WIDE = memoryview(array('I', range(1 << 15)))  # 128 KiB
WIDER = memoryview(array('I', range(1 << 17)))  # 512 KiB

transport, protocol, wire, loop = connect()
wire.take(65536)
transport.write(WIDE)  # more bytes are taken than it has items
wire.take()
is_at_rest = loop.run()
error = loop.errors and type(loop.errors[0]).__name__

transport, protocol, wire, loop = connect()
wire.take(65536)
transport.write(WIDER)
wire.take()
loop.run()
arrived = len(wire.got)

report(
    arrived < WIDER.nbytes and 'a write() that is sent in part loses bytes',
    not is_at_rest and f'the loop spins on {error}',
)
