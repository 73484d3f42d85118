"""
A memoryview of items wider than a byte, counted in items where bytes are meant.
Plain asyncio and fakes.py: `python3 wide-memoryview.py [--live]`.
"""
from array import array

from fakes import connect
from telling import report

WIDE = memoryview(array('I', range(1 << 20)))  # 4 MiB: with --live, more than a kernel takes at once

transport, protocol, wire, loop = connect()
transport.write(WIDE)
size = transport.get_write_buffer_size()

transport, protocol, wire, loop = connect()
wire.take(3000)
transport.write(WIDE)  # sent in part
wire.take()
loop.run()
arrived = len(wire.got)

transport, protocol, wire, loop = connect()
wire.take()
transport.writelines([WIDE[:4]])
loop.run()

report(
    size != WIDE.nbytes and f'the size of {WIDE.nbytes} bytes is {size}',
    arrived < WIDE.nbytes and 'a write() that is sent in part loses bytes',
    'connection_lost(IndexError)' in protocol.calls and 'writelines() fails the connection with IndexError',
)
