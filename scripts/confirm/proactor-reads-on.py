"""
close() or abort() inside a resume_writing() for a send that was complete in the same poll as a receive.
Plain asyncio and completing.py: `python3 proactor-reads-on.py`.
"""
from completing import connect
from telling import report

seen = []
for name in 'close', 'abort':
    for data, expected in (b'hello', 'data_received'), (b'', 'eof_received'):
        transport, protocol, loop = connect()
        transport.set_write_buffer_limits(high=0)
        protocol.on['resume_writing'] = getattr(transport, name)
        transport.write(b'x')
        loop.poll(data)
        came = any(call.startswith(expected) for call in protocol.calls)
        seen.append(came and f'after {name}() in resume_writing() {expected}() comes')

report(*seen)
