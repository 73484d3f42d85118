"""
A bytearray that is emptied after it was written, while its bytes still wait.
Plain asyncio and fakes.py: `python3 cleared-bytearray.py [--live]`.
"""
from fakes import connect
from telling import raised, report

transport, protocol, wire, loop = connect()
data = bytearray(b'hello')
transport.write(data)
refused = raised(data.clear)
wire.take()
rests = loop.run()

report(
    wire.got != b'hello' and f'of 5 bytes accepted {len(wire.got)} arrive, and clear() raises {refused or "nothing"}',
    not rests and 'the loop spins with nothing to send',
)
