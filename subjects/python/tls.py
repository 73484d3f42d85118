"""
The peer of a TLS connection: an end of its own in memory, fed by hand with what comes through the kernel or a fake wire.
Decrypts and answers, nothing else: what the transport under test does about TLS is its own affair.
"""
import os
import ssl
import tempfile

from peers import CHUNK
from raises import Fault, Inconclusive
from socket_peers import UnixPeer

SOFT = b'\xff' * 70000  # more than the transport under TLS buffers before it asks TLS to wait
RECORD = 1 << 14
OWN_CALLBACK = 'TLS could not be stalled without a callback of its own.'


class TlsEnd:
    """One end of TLS in memory, the server's: records in, bytes out, and what is to be sent back."""

    def __init__(self):
        self.incoming, self.outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
        self.tls = CONTEXTS.server().wrap_bio(self.incoming, self.outgoing, server_side=True)
        self.is_up = False
        self.is_ended = False  # the other end has said that it sends no more

    def feed(self, records):
        """What the records say, as far as they are whole."""
        self.incoming.write(records)
        try:
            if not self.is_up:
                self.tls.do_handshake()
                self.is_up = True
            while not self.is_ended:
                data = self.tls.read(RECORD)
                if not data:
                    break
                yield data
        except ssl.SSLWantReadError:
            return
        except ssl.SSLZeroReturnError:
            pass
        except ssl.SSLError as error:
            raise Fault('What came was no TLS: %s' % error)
        self.is_ended = True

    def send(self, data):
        try:
            self.tls.write(data)
        except ssl.SSLError:  # this end has said that it sends no more, as an answer
            pass

    def end(self):
        """Says that nothing more comes from here, be it as an answer to the other end, which then waits for it."""
        try:
            self.tls.unwrap()
        except ssl.SSLError:  # it waits for the answer, or has said it
            pass

    def to_send(self):
        return self.outgoing.read()


class TlsLayer:
    """
    What TLS adds to a peer, whatever carries the records. To stall the wire is more than to fill what is below: TLS gives all that
    it is told to the transport under it, until that asks it to wait, and only then holds and counts bytes. So bytes of ours
    go before the script's, and are left out of what arrives.
    """

    fills = None  # whether that is so here, once it is known: else the size is that of the transport below

    def __init__(self):
        self.end = TlsEnd()
        self.transport = None
        self.soft = 0  # bytes of ours that are still to come

    def fill(self, transport, case):
        self.transport = transport
        if TlsLayer.fills is False or self.soft or transport.is_closing():
            return
        if TlsLayer.fills and transport.get_write_buffer_size():
            raise Inconclusive(OWN_CALLBACK)
        self.write_softly(transport, case)
        self.soft = len(SOFT)
        is_filled = transport.get_write_buffer_size() == 0
        if TlsLayer.fills is None:
            TlsLayer.fills = is_filled
        if not is_filled:
            raise Inconclusive('Bytes that were to go before the script are counted as its own.')

    def write_softly(self, transport, case):
        """Where high is 0 any byte crosses the line for a moment: then the line is out of the way for as long."""
        low, high = transport.get_write_buffer_limits() if TlsLayer.fills else (0, 1)
        before = case.callbacks
        if high <= 0:
            transport.set_write_buffer_limits(high=2 * len(SOFT), low=len(SOFT))
        transport.write(SOFT)
        if high <= 0:
            transport.set_write_buffer_limits(high=high, low=low)
        if case.callbacks != before:
            raise Inconclusive(OWN_CALLBACK)

    def came(self, records, arrivals):
        for data in self.end.feed(records):
            if self.soft:
                soft = min(self.soft, len(data))
                self.soft -= soft
                data = data[soft:]
            if data:
                arrivals.arrive(data)


class TlsPeer(UnixPeer):
    """A TLS end behind a UNIX socket pair. The end that counts is that of the connection below: there is no end of writing alone."""

    def __init__(self, ours, theirs):
        super().__init__(ours, theirs)
        self.layer = TlsLayer()
        self.unsent = b''

    def meet(self, transport):
        super().meet(transport)
        self.layer.fill(transport, self.case)

    def stall(self):
        was_open = not self.stalled
        super().stall()
        if was_open and self.stalled:
            self.layer.fill(self.layer.transport, self.case)

    def came(self, records):
        self.layer.came(records, self.case.arrivals)

    def pump(self):
        if self.layer.transport is None:  # there is none yet: the ends shake hands
            records = self.read(CHUNK)
            if records:
                list(self.layer.end.feed(records))
            return self.flush() or bool(records)
        if not self.stalled:
            self.look()
        is_sent = super().pump()
        if self.layer.end.is_ended and not self.rest:
            self.layer.end.end()
        return self.flush() or is_sent

    def send(self):
        before = self.rest
        while self.rest and not self.unsent:
            n = min(self.rest, RECORD)
            self.layer.end.send(bytes(n))
            self.rest -= n
            self.flush()
        return self.rest < before

    def shut(self):
        self.is_shut = True
        self.layer.end.end()
        self.flush()

    def flush(self):
        """Says whether anything went."""
        self.unsent += self.layer.end.to_send()
        before = len(self.unsent)
        try:
            while self.unsent and self.peer is not None:
                self.unsent = self.unsent[os.write(self.peer, self.unsent) :]
        except BlockingIOError:
            pass
        except OSError:  # the transport has closed its end
            self.unsent = b''
        return len(self.unsent) < before


class Contexts:
    """Made once each. The last version of TLS in which a client is done only when all that it sent was read."""

    made_server = made_client = None

    def server(self):
        if self.made_server is None:
            self.made_server = context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.maximum_version = ssl.TLSVersion.TLSv1_2
            with tempfile.TemporaryDirectory() as folder:  # a context reads files only
                path = os.path.join(folder, 'test.pem')
                with open(path, 'w') as file:
                    file.write(TEST_CERTIFICATE)
                context.load_cert_chain(path)
        return self.made_server

    def client(self):
        if self.made_client is None:
            self.made_client = context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
            context.maximum_version = ssl.TLSVersion.TLSv1_2
            context.check_hostname = False
            context.verify_mode = ssl.CERT_NONE
        return self.made_client


CONTEXTS = Contexts()
# A certificate for these tests, and its key: signed by itself, trusted by nobody, no secret. Until 2100.
TEST_CERTIFICATE = """
-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgIa3Aii4SCJQ8GHbq
mnJ4rMNCyR+TYAs95wf18tvkzxyhRANCAARrQFje2OWl6J2fXpNTT2nTb7qNaviM
9GY911D28vYZeQFfn1VhD+fcuur7TAQ51vziS317+fS/L+l9taNJ5MGG
-----END PRIVATE KEY-----
-----BEGIN CERTIFICATE-----
MIIBjDCCATOgAwIBAgIUNfudEaJa+94mylzelhmXt/QTb2kwCgYIKoZIzj0EAwIw
GzEZMBcGA1UEAwwQcGxpbXNvbGwuaW52YWxpZDAgFw0yNjExMjcxOTA0MjVaGA8y
MTAwMDQxMzE5MDQyNVowGzEZMBcGA1UEAwwQcGxpbXNvbGwuaW52YWxpZDBZMBMG
ByqGSM49AgEGCCqGSM49AwEHA0IABGtAWN7Y5aXonZ9ek1NPadNvuo1q+Iz0Zj3X
UPby9hl5AV+fVWEP59y66vtMBDnW/OJLfXv59L8v6X21o0nkwYajUzBRMB0GA1Ud
DgQWBBQuh6x9700CF2hyDUK5P3zgNzTXrzAfBgNVHSMEGDAWgBQuh6x9700CF2hy
DUK5P3zgNzTXrzAPBgNVHRMBAf8EBTADAQH/MAoGCCqGSM49BAMCA0cAMEQCIE30
6q4K6mIpGIRIoGsbeeBNm/L9NvDu5c70b49dxK7nAiBMNGwJZ58VGwUNxp8GifLA
ZqDsVl4+nvKbgTaY4GcZpg==
-----END CERTIFICATE-----
"""
