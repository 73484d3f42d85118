"""
close() inside the connection_made() of a pipe, and the next pipe that gets its descriptor's number.
Plain asyncio and live.py, on a native Python: `python3 pipe-close-in-made.py --live`.
"""
import os

from live import Loop
from telling import Protocol, report


class Closing(Protocol):
    def connection_made(self, transport):
        transport.close()


class Reader:
    read = lambda self: None


def open_pipe(loop, protocol):
    reading, writing = os.pipe()
    loop.descriptor = writing
    loop.run_until_complete(loop.connect_write_pipe(lambda: protocol, os.fdopen(writing, 'wb', 0)))
    loop.run()
    return reading


loop = Loop()
loop.wire = Reader()
first = open_pipe(loop, Closing())
number = loop.descriptor
os.close(first)
is_watched = number in loop._selector.get_map()

protocol = Protocol()
second = open_pipe(loop, protocol)
is_same = loop.descriptor == number
os.close(second)  # its reader goes away
loop.run()
is_deaf = is_same and 'connection_lost' not in protocol.calls

report(
    is_watched and 'a closed descriptor is left watched',
    is_deaf and not loop.errors and 'the next pipe never hears that its reader has gone',
)
