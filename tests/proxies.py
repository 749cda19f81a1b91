"""A small TCP proxy: a network that is there, or not, or is slow, without touching the servers."""

from __future__ import annotations

import socket
import threading
from collections import deque
from urllib.parse import urlsplit, urlunsplit


class Proxy:
    """Forwards one port to an address while it is open; to the next of several that answers.

    `latency` seconds pass before anything goes on. While it stalls, nothing goes on at all, and
    neither end is told: its bytes are taken and kept.
    """

    def __init__(self, host: str, port: int, *others: tuple[str, int]) -> None:
        self.latency = 0.0
        self._targets = deque([(host, port), *others])
        self._listener: socket.socket | None = None
        self._streams: set[socket.socket] = set()
        self._deaf: set[socket.socket] = set()
        self._flows = threading.Event()
        self._flows.set()
        with socket.socket() as taken:
            taken.bind(("127.0.0.1", 0))
            self.port = int(taken.getsockname()[1])

    def open(self) -> None:
        """Let connections through from now on."""
        listener = socket.create_server(("127.0.0.1", self.port))
        self._listener = listener
        threading.Thread(target=self._accept, args=(listener,), daemon=True).start()

    def close(self) -> None:
        """Refuse new connections and cut those under way."""
        if self._listener is not None:
            _shut(self._listener)
        self._listener = None
        self._flows.set()
        self.cut()

    def cut(self) -> None:
        """Cut the connections under way; new ones are let through."""
        for stream in list(self._streams):
            _shut(stream)

    def half_close(self, towards: str) -> None:
        """Tell one end (`client` or `server`) of each connection that nothing more will come from
        the other, which hears nothing of it."""
        for stream in list(self._streams):
            try:
                # The server's is the end we connected ourselves.
                is_server = stream.getsockname()[1] != self.port
                if is_server == (towards == "server"):
                    self._deaf.add(stream)
                    stream.shutdown(socket.SHUT_WR)
            except OSError:
                continue  # it was cut meanwhile

    def stall(self) -> None:
        self._flows.clear()

    def flow(self) -> None:
        self._flows.set()

    def _accept(self, listener: socket.socket) -> None:
        while True:
            try:
                near, _ = listener.accept()
            except OSError:
                return
            far = self._reach()
            if far is None:
                _shut(near)
                continue
            for source, sink in ((near, far), (far, near)):
                self._streams.add(source)
                threading.Thread(target=self._pump, args=(source, sink), daemon=True).start()

    def _reach(self) -> socket.socket | None:
        for _ in range(len(self._targets)):
            target = self._targets[0]
            self._targets.rotate(-1)
            try:
                far = socket.create_connection(target, timeout=5)
            except OSError:
                continue  # that one is not there now
            far.settimeout(None)
            return far
        return None

    def _pump(self, source: socket.socket, sink: socket.socket) -> None:
        try:
            while data := source.recv(65_536):
                if self.latency:
                    threading.Event().wait(self.latency)
                self._flows.wait()
                if sink not in self._deaf:
                    sink.sendall(data)
        except OSError:
            pass  # one end was cut; cut the other
        for stream in (source, sink):
            _shut(stream)
            self._streams.discard(stream)
            self._deaf.discard(stream)


def through(url: str, proxy_port: int) -> str:
    """The same URL, at the proxy's door."""
    parts = urlsplit(url)
    credentials = parts.netloc.rpartition("@")[0]
    return urlunsplit(parts._replace(netloc=f"{credentials}@127.0.0.1:{proxy_port}"))


def proxy_for(*urls: str) -> Proxy:
    """A proxy, still closed, for the server a URL names, or for several in turn."""
    parts = [urlsplit(url) for url in urls]
    first, *others = [(part.hostname or "", part.port or 0) for part in parts]
    return Proxy(*first, *others)


def _shut(stream: socket.socket) -> None:
    try:
        stream.shutdown(socket.SHUT_RDWR)
    except OSError:
        pass  # it was never connected, or is gone already
    stream.close()
