"""
Calls inside and after the connection_lost() of a close() that had something to flush.
Plain asyncio and fakes.py: `python3 flushed-close.py [--live]`.
"""
from fakes import connect
from telling import raised, report


def flushed(inside=lambda transport: None, **options):
    """A connection closed with a byte to flush, and lost; `inside` is called in its connection_lost()."""
    transport, protocol, wire, loop = connect()
    transport.write(b'1')
    transport.close()
    protocol.on['connection_lost'] = lambda: inside(transport)
    wire.take(**options)
    loop.run()
    return transport, protocol, wire, loop


CALLS = {
    'abort()': lambda transport: transport.abort(),
    'write()': lambda transport: transport.write(b'2'),
    'writelines()': lambda transport: transport.writelines([b'2']),
}
seen = []
for name, call in CALLS.items():
    transport, *_ = flushed()
    error = raised(call, transport)
    seen.append(error and f'{name} after the loss raises {error}')

_, _, _, loop = flushed(CALLS['abort()'])
seen.append(loop.errors and f'abort() in connection_lost() tells the loop of {type(loop.errors[0]).__name__}')

_, _, wire, _ = flushed(CALLS['write()'])
seen.append(b'2' in wire.got and 'write() in connection_lost() reaches the peer')

_, protocol, _, _ = flushed(CALLS['writelines()'])
seen.append(protocol.calls.count('connection_lost') > 1 and 'writelines() in connection_lost() calls it again')

# A wire that takes one byte more; with --live, more than that and less than this.
transport, protocol, _, loop = flushed(lambda transport: transport.write(b'2' * (1 << 22)), n=1)
seen.append('pause_writing' in protocol.calls and 'write() in connection_lost() calls pause_writing()')
seen.append(transport.get_write_buffer_size() and 'write() in connection_lost() leaves a size')
seen.append(loop.watches_writing() and 'write() in connection_lost() leaves the closed descriptor watched')

report(*seen)
