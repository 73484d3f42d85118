"""
writelines() after an abort(), and after the loss that follows it.
Plain asyncio and fakes.py: `python3 writelines-after-the-end.py [--live]`.
"""
from fakes import connect
from telling import raised, report

transport, protocol, wire, loop = connect()
transport.set_write_buffer_limits(high=0)
transport.abort()
transport.writelines([b'x'])
size = transport.get_write_buffer_size()
is_paused = 'pause_writing' in protocol.calls
loop.run()
is_watched = loop.watches_writing()

transport, protocol, wire, loop = connect()
transport.abort()
loop.run()
error = raised(transport.writelines, [b'x'])

report(
    size and f'writelines() after abort() queues {size} byte',
    is_paused and 'writelines() after abort() calls pause_writing()',
    is_watched and 'writelines() after abort() leaves the closed descriptor watched',
    error and f'writelines() after the loss raises {error}',
)
