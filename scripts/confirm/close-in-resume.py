"""
close() or abort() inside the resume_writing() that comes when the buffer is empty.
Plain asyncio and fakes.py: `python3 close-in-resume.py [--live]`.
"""
from fakes import connect
from telling import report

seen = []
for name in 'close', 'abort':
    transport, protocol, wire, loop = connect()
    transport.set_write_buffer_limits(high=0)
    protocol.on['resume_writing'] = getattr(transport, name)
    transport.write(b'x')
    wire.take()
    loop.run()
    seen.append(loop.errors and f'after {name}() in resume_writing() the loop is told of {type(loop.errors[0]).__name__}')

report(*seen)
