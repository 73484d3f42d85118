"""
writelines() of a generator that yields nothing.
Plain asyncio and fakes.py: `python3 empty-generator.py [--live]`.
"""
from fakes import connect
from telling import raised, report

transport, protocol, wire, loop = connect()
error = raised(transport.writelines, (item for item in []))

report(error and f'writelines() of an empty generator raises {error}')
