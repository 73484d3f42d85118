"""
write() of something that is not bytes-like, on a pipe.
Plain asyncio and piped.py: `python3 pipe-wrong-type.py [--live]`.
"""
from piped import connect
from telling import raised, report

transport, protocol, wire, loop = connect()
error = raised(transport.write, 'x')

report(error != 'TypeError' and f'write() of a str raises {error}')
