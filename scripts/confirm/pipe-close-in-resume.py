"""
close() or abort() inside the resume_writing() of a pipe, which comes when the buffer is empty; and a write() before it.
Plain asyncio and piped.py: `python3 pipe-close-in-resume.py [--live]`.
"""
from piped import connect
from telling import report

LAST = b'y' * (1 << 17)  # with --live, more than a pipe holds

seen = []
for name in 'close', 'abort':
    transport, protocol, wire, loop = connect()
    transport.set_write_buffer_limits(high=0)
    protocol.on['resume_writing'] = getattr(transport, name)
    transport.write(b'x')
    wire.take()
    loop.run()
    seen.append(loop.errors and f'after {name}() in resume_writing() the loop is told of {type(loop.errors[0]).__name__}')


def write_and_close():
    transport.write(LAST)
    transport.close()


transport, protocol, wire, loop = connect()
transport.set_write_buffer_limits(high=0)
protocol.on['resume_writing'] = write_and_close
transport.write(b'x')
wire.take(1)  # what is written in the callback has to wait, if not all of it
loop.run()
is_lost = 'connection_lost' in protocol.calls
is_watched = loop.watches_writing()
wire.take()
loop.run()
seen += [
    is_lost and 'after a write() and a close() in it connection_lost(None) comes before the flush',
    LAST not in wire.got and 'not all of what was written in it arrives',
    is_watched and 'the closed descriptor is left watched',
]

report(*seen)
