"""
The next connection that gets the number of a descriptor left watched (flushed-close.py, writelines-after-the-end.py).
Plain asyncio and live.py, on a native Python: `python3 deaf-neighbour.py --live`.
"""
from live import attach, connect
from telling import report


def write_in_connection_lost():
    transport, protocol, wire, loop = connect()
    transport.write(b'1')
    transport.close()
    protocol.on['connection_lost'] = lambda: transport.write(b'2' * (1 << 22))
    wire.take(1)
    return loop


def writelines_after_abort():
    transport, protocol, wire, loop = connect()
    transport.abort()
    transport.writelines([b'x'])
    return loop


seen = []
for name, before in {
    'a write() in connection_lost()': write_in_connection_lost,
    'a writelines() after abort()': writelines_after_abort,
}.items():
    loop = before()
    loop.run()
    number = loop.descriptor
    transport, protocol, wire, _ = attach(loop)
    wire.peer.send(b'hello')
    loop.run()
    if loop.descriptor == number and 'data_received(bytes)' not in protocol.calls:
        seen.append(f'after {name} the next connection never reads: {type(loop.errors[0]).__name__}')

report(*seen)
