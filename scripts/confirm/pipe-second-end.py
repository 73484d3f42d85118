"""
An abort() of a pipe that has been aborted, closed or lost already.
Plain asyncio and piped.py: `python3 pipe-second-end.py [--live]`.
"""
from piped import connect
from telling import raised, report

seen = []
for name in 'abort', 'close', 'write_eof':
    transport, protocol, wire, loop = connect()
    getattr(transport, name)()
    transport.abort()
    loop.run()
    seen.append(loop.errors and f'abort() after {name}() tells the loop of {type(loop.errors[0]).__name__}')

transport, protocol, wire, loop = connect()
protocol.on['connection_lost'] = lambda: transport.abort()
transport.close()
loop.run()
seen.append(loop.errors and f'abort() in connection_lost() tells the loop of {type(loop.errors[0]).__name__}')

transport, protocol, wire, loop = connect()
transport.close()
loop.run()
error = raised(transport.abort)
seen.append(error and f'abort() after the loss raises {error}')

report(*seen)
