"""
connection_lost() from inside a call of writelines(): the loop does not turn in here.
Plain asyncio and fakes.py: `python3 lost-inside-writelines.py [--live]`.
"""
from fakes import connect
from telling import raised, report

transport, protocol, wire, loop = connect()
transport.write(b'x')
transport.close()
wire.take()
raised(transport.writelines, [b'y'])
when_closing = 'connection_lost' in protocol.calls

transport, protocol, wire, loop = connect()
transport.set_write_buffer_limits(high=0)
transport.write(b'x')
protocol.on['resume_writing'] = transport.close
wire.take()
transport.writelines([b'y'])
when_resumed = 'connection_lost' in protocol.calls

report(
    when_closing and 'connection_lost() comes inside a writelines() while closing',
    when_resumed and 'connection_lost() comes inside a writelines() whose resume_writing() closes',
)
