"""
An item of no bytes among those of a writelines().
Plain asyncio and fakes.py: `python3 empty-item.py [--live]`.
"""
from fakes import connect
from telling import report

transport, protocol, wire, loop = connect()
transport.writelines([b''])
wire.take()
rests = loop.run()

transport, protocol, wire, loop = connect()
transport.writelines([b'x', b''])
transport.close()
wire.take()
loop.run()
is_lost = 'connection_lost' in protocol.calls

transport, protocol, wire, loop = connect()
transport.writelines([b''])
transport.write_eof()
wire.take()
loop.run()
has_ended = b'<eof>' in wire.got

report(
    not rests and 'the loop spins with nothing to send',
    not is_lost and 'connection_lost() never comes after close()',
    not has_ended and 'the end of write_eof() never reaches the peer',
)
