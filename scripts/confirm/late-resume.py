"""
A pipe, and a proactor, drained below the low-water mark but not empty.
Plain asyncio, piped.py and completing.py: `python3 late-resume.py [--live]`; the proactor is a fake in either case.
"""
import completing
import piped
from telling import report

transport, protocol, wire, loop = piped.connect()
transport.write(bytes(70000))
wire.take(65536)
loop.run()
left = transport.get_write_buffer_size()
low, _ = transport.get_write_buffer_limits()
is_late = protocol.calls == ['pause_writing'] and left <= low
wire.take()
loop.run()
is_late = is_late and protocol.calls == ['pause_writing', 'resume_writing']

transport, protocol, loop = completing.connect()
transport.write(bytes(70000))  # a send of its own
transport.write(b'x')
loop.poll()
is_later = protocol.calls == ['pause_writing'] and transport.get_write_buffer_size() == 1

report(
    is_late and f'with {left} bytes left and low at {low} a pipe is not resumed, only at none',
    is_later and f'with 1 byte left and low at {low} a proactor is not resumed',
)
