"""
Writes between a close() and the loss.
Plain asyncio and fakes.py: `python3 close-forgets-sending.py [--live]`.
"""
from fakes import connect
from telling import raised, report

transport, protocol, wire, loop = connect()
transport.write(b'x')
transport.close()
error = raised(transport.writelines, [b'y'])
size = transport.get_write_buffer_size()

transport, protocol, wire, loop = connect()
transport.set_write_buffer_limits(high=0)
transport.write(b'x')
transport.close()
protocol.on['resume_writing'] = lambda: transport.write(b'y' * (1 << 22))
wire.take(1)  # so that the second write has to wait
loop.run()
wire.take()
rests = loop.run()

report(
    error and f'writelines() while closing raises {error} and queues {size - 1} byte',
    not rests and f'after a write() in resume_writing() the loop spins on {type(loop.errors[0]).__name__}',
    'connection_lost' not in protocol.calls and 'connection_lost() never comes after it',
)
