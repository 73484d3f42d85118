"""
writelines() to a full wire where sockets have no sendmsg(), as on Windows.
Plain asyncio and fakes.py: `python3 no-sendmsg.py [--live]`.
"""
from asyncio import selector_events

from fakes import connect
from telling import report

selector_events._HAS_SENDMSG = False
transport, protocol, wire, loop = connect()
transport.writelines([b'hello'])
size = transport.get_write_buffer_size()
wire.take()
loop.run()

report(wire.got != b'hello' and f'of 5 bytes accepted {size} are buffered and {len(wire.got)} arrive')
