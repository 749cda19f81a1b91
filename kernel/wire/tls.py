"""TLS to the broker, `amqps://`: one thread reads while others write.

Python's own TLS socket is not made for that before 3.13. Here OpenSSL works on memory, under a lock
nobody holds while waiting, and what it has sealed goes over an ordinary socket.

Which certificates, the URL says as RabbitMQ's own clients have it (its "URI query parameters"):
`amqps://funds:...@broker/kongbun?cacertfile=/etc/kongbun/broker-ca.pem`, and `certfile` and
`keyfile` where the broker asks for ours. Without `cacertfile` the system's authorities are trusted;
a broker that shows no good certificate of its host's name is not spoken to.
"""

from __future__ import annotations

import errno
import ssl
import threading
from collections.abc import Callable
from functools import partial
from typing import Any, Final
from urllib.parse import parse_qsl, urlencode, urlsplit

import amqp
from amqp.transport import TCPTransport

from kernel.telemetry.settings import BROKER_FILES, broker_files

SCHEME: Final = "amqps"
_RECORD_BYTES: Final = 16_384 + 512


def is_spoken(url: str) -> bool:
    """Whether a broker's URL asks for TLS."""
    return urlsplit(url).scheme == SCHEME


def without_files(url: str) -> str:
    """The URL as kombu takes it, which knows no such files."""
    parts = urlsplit(url)
    kept = [each for each in parse_qsl(parts.query) if each[0] not in BROKER_FILES]
    return parts._replace(query=urlencode(kept)).geturl()


def connections(url: str) -> Callable[..., amqp.Connection]:
    """What opens py-amqp's connections to this URL. Certificates are read anew for each: they run
    out, and are replaced."""
    return partial(_Connection, url)


def receiving(sock: Any, of: Callable[[Any], Any] = lambda bare: bare) -> Callable[[int], bytes]:
    """What receives off a socket once, as `TlsSocket.receive` does; `of` the bare socket, what to
    ask for its bytes."""
    if isinstance(sock, TlsSocket):
        return partial(sock.receive, of(sock.bare).recv)
    recv: Callable[[int], bytes] = of(sock).recv
    return recv


class TlsSocket:
    """A socket that seals what is sent and opens what is received; else the socket it is given.

    Of the bytes of TLS one receive makes what it can: more than was asked for, at times nothing.
    Who sends sends alone: see `write_in_turn`.
    """

    def __init__(self, sock: Any, context: ssl.SSLContext, server: str | None) -> None:
        self.bare = sock
        self._incoming, self._outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
        self._tls = context.wrap_bio(self._incoming, self._outgoing, server_hostname=server)
        self._state = threading.Lock()  # held to work on memory, never while waiting
        self._shake_hands()

    def __getattr__(self, name: str) -> Any:
        return getattr(self.bare, name)

    def sendall(self, plain: bytes) -> None:
        with self._state:
            self._tls.write(plain)
            sealed = self._outgoing.read()  # and what receiving wanted to have said
        self.bare.sendall(sealed)

    def recv(self, most: int) -> bytes:
        """Something, or nothing at the end of the stream."""
        while True:
            try:
                return self.receive(self.bare.recv, most)
            except BlockingIOError as error:
                if error.errno != errno.ENODATA:
                    raise

    def receive(self, recv: Callable[[int], bytes], most: int) -> bytes:
        """What there is in what `recv` takes off the socket; `BlockingIOError` if it is nothing
        whole yet, or TLS's own."""
        received = recv(max(most, _RECORD_BYTES))
        if not received:
            return b""
        plain = []
        with self._state:
            self._incoming.write(received)
            try:
                while piece := self._tls.read(_RECORD_BYTES):
                    plain.append(piece)
            except ssl.SSLWantReadError:
                pass
        if not plain:
            raise BlockingIOError(errno.ENODATA, "nothing whole came")
        return b"".join(plain)

    def _shake_hands(self) -> None:
        while True:
            try:
                self._tls.do_handshake()
            except ssl.SSLWantReadError:
                self.bare.sendall(self._outgoing.read())
                self._incoming.write(self._heard())
            except ssl.SSLError:
                self.bare.sendall(self._outgoing.read())  # tell them why
                raise
            else:
                self.bare.sendall(self._outgoing.read())
                return

    def _heard(self) -> bytes:
        received: bytes = self.bare.recv(_RECORD_BYTES)
        if not received:
            raise ConnectionResetError("the broker ended the handshake")
        return received


class _Transport(TCPTransport):  # type: ignore[misc] # py-amqp has no types
    """py-amqp's, over a `TlsSocket`."""

    def __init__(self, url: str, *options: Any, **more: Any) -> None:
        super().__init__(*options, **more)
        self._url = url

    def _setup_transport(self) -> None:
        bare: Any = self.sock
        bare.settimeout(self.connect_timeout)
        self.sock: Any = TlsSocket(bare, _context(self._url), urlsplit(self._url).hostname)
        bare.settimeout(None)
        super()._setup_transport()


class _Connection(amqp.Connection):  # type: ignore[misc]
    def __init__(self, url: str, **options: Any) -> None:
        super().__init__(**options)
        self._url = url

    def Transport(self, host: str, *options: Any, **more: Any) -> _Transport:  # noqa: N802
        """What py-amqp makes by its function of this name, of the same arguments."""
        connect_timeout, _, read_timeout, write_timeout = options
        return _Transport(self._url, host, connect_timeout, read_timeout, write_timeout, **more)


def _context(url: str) -> ssl.SSLContext:
    told = broker_files(url)
    context = ssl.create_default_context(cafile=told.get("cacertfile"))
    if "certfile" in told:
        context.load_cert_chain(told["certfile"], told.get("keyfile"))
    return context
