"""
CVE-2024-12254: writelines() over the high-water mark.
Plain asyncio and fakes.py: `python3 writelines-never-pauses.py [--live]`.
"""
from fakes import connect
from telling import report

transport, protocol, wire, loop = connect()
transport.writelines([bytes(1 << 20)] * 4)
size = transport.get_write_buffer_size()
_, high = transport.get_write_buffer_limits()

report('pause_writing' not in protocol.calls and f'{size} bytes wait with high at {high}, and nothing pauses')
