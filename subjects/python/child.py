"""
The standard input of a child process as a live transport. The child reads nothing and only waits to be killed: its end of
the pipe is taken from it, and worked like that of any other pipe (peers.py). It never judges.
"""
import asyncio
import os
import select
import shutil
import signal
import socket
import stat

from peers import PipePeer
from raises import Fault
from socket_peers import UnixPeer

EXITING = 5000  # milliseconds that a killed child may take to end


async def subprocess(protocol):
    program = shutil.which('sleep')
    if program is None:
        raise Fault('There is no program `sleep` here to be the child.')
    stdin = Stdin(protocol)
    child, _ = await asyncio.get_running_loop().subprocess_exec(
        lambda: stdin, program, '1000000', stdin=asyncio.subprocess.PIPE, stdout=None, stderr=None
    )
    return child.get_pipe_transport(0)


class Stdin(asyncio.SubprocessProtocol):
    """What a child's protocol is told, as the protocol of a single transport would be."""

    def __init__(self, protocol):
        self.protocol = protocol
        self.peer = None

    def connection_made(self, child):
        transport = child.get_pipe_transport(0)
        # asyncio's own answers to `pipe`; uvloop only to `socket`.
        end = transport.get_extra_info('pipe') or transport.get_extra_info('socket')
        if end is None:
            raise Fault('The transport tells nobody its descriptor: neither as `pipe` nor as `socket`.')
        descriptor = end.fileno()
        is_socket = stat.S_ISSOCK(os.fstat(descriptor).st_mode)
        self.peer = self.protocol.peer = (ChildSocketPeer if is_socket else ChildPipePeer)(child.get_pid(), descriptor)
        self.protocol.connection_made(transport)

    def pipe_connection_lost(self, number, error):
        if number == 0:
            self.protocol.connection_lost(error)

    def process_exited(self):
        self.peer.has_exited = True

    def pause_writing(self):
        self.protocol.pause_writing()

    def resume_writing(self):
        self.protocol.resume_writing()


class Child:
    """The process itself, which holds the other end too: that end is closed when it is dead."""

    def __init__(self, pid):
        self.pid = pid
        self.handle = system_call(PIDFD_OPEN, pid, 0)
        self.stdin = system_call(PIDFD_GETFD, self.handle, 0, 0)

    def kill(self):
        handle, self.handle = self.handle, None
        if handle is None:
            return
        os.kill(self.pid, signal.SIGKILL)
        poller = select.poll()
        poller.register(handle, select.POLLIN)
        is_dead = poller.poll(EXITING)
        os.close(handle)
        if not is_dead:
            raise Fault('The child did not end when it was killed.')


class ChildPipePeer(PipePeer):
    """The child's end where it is a pipe."""

    def __init__(self, pid, descriptor):
        self.child = Child(pid)
        self.has_exited = False
        super().__init__(descriptor, self.child.stdin)

    def is_over(self):
        return self.has_exited

    def close(self):
        self.child.kill()
        super().close()


class ChildSocketPeer(UnixPeer):
    """The child's end where it is a socket: CPython made it so before 3.12."""

    def __init__(self, pid, descriptor):
        self.child = Child(pid)
        self.has_exited = False
        super().__init__(Numbered(descriptor), socket.socket(socket.AF_UNIX, socket.SOCK_STREAM, 0, self.child.stdin))

    def offer(self, n):
        raise Fault('Nothing comes back through a standard input.')

    end = offer

    def is_over(self):
        return self.has_exited

    def close(self):
        self.child.kill()
        super().close()


class Numbered:
    """A descriptor where a socket is expected."""

    def __init__(self, descriptor):
        self.descriptor = descriptor

    def fileno(self):
        return self.descriptor


# Helpers.


def system_call(number, *arguments):
    """One that Python does not have in every version."""
    import ctypes  # not every Python has it, and only a child needs it

    result = ctypes.CDLL(None, use_errno=True).syscall(number, *arguments)
    if result < 0:
        raise Fault('The end of the child\'s pipe cannot be had: %s.' % os.strerror(ctypes.get_errno()))
    return result


PIDFD_OPEN = 434
PIDFD_GETFD = 438
