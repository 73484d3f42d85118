"""
A serial port's transport over a pseudo-terminal, for the fleet: `serial_pty.py module`, of pyserial-asyncio and its fork.
"""
import asyncio
import importlib
import os
import pty
import sys
import tty

import serial
from plimsoll_agent import CAPABILITIES, PatientPeer, serve

MODULE = importlib.import_module(sys.argv[1])
LACKS = ('half-close', 'peer-data', 'peer-eof', 'peer-reset')


class Transport(MODULE.SerialTransport):
    """It has limits, and nobody can ask for them: told as they are."""

    def get_write_buffer_limits(self):
        return self._low_water, self._high_water


async def connect(protocol):
    theirs, slave = pty.openpty()
    tty.setraw(slave)
    port = serial.Serial(os.ttyname(slave))
    os.close(slave)
    protocol.peer = PatientPeer(port.fileno(), theirs)
    return Transport(asyncio.get_running_loop(), protocol, port)


serve(
    connect,
    name='%s:pty' % sys.argv[1],
    version='SerialTransport of %s on a pseudo-terminal' % sys.argv[1],
    capabilities=[one for one in CAPABILITIES if one not in LACKS],
)
