"""Doors of the tests' own broker that speak TLS alone, with certificates of an authority's own."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlencode, urlsplit

import trustme

from tests.faults.own_servers import Broker
from tests.processes import free_port

OURS, OTHERS = "ca.pem", "others.pem"
_FILES = {"cacertfile": OURS, "certfile": "broker.pem", "keyfile": "broker.key"}


class SealedDoors:
    """One door, and one that lets in who shows a certificate."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.port, self.strict_port = free_port(), free_port()
        ours = trustme.CA()
        ours.cert_pem.write_to_path(str(folder / OURS))
        trustme.CA().cert_pem.write_to_path(str(folder / OTHERS))
        for name, host in (("broker", "127.0.0.1"), ("caller", "caller.example")):
            made = ours.issue_cert(host)
            made.private_key_pem.write_to_path(str(folder / f"{name}.key"))
            made.cert_chain_pems[0].write_to_path(str(folder / f"{name}.pem"))

    def through(self, url: str, authority: str = OURS, host: str = "127.0.0.1") -> str:
        """A plain URL's user and virtual host, by the door."""
        return self.at(url, host, self.port, cacertfile=authority)

    def through_the_strict(self, url: str, **files: str) -> str:
        return self.at(url, "127.0.0.1", self.strict_port, cacertfile=OURS, **files)

    def at(self, url: str, host: str, port: int, **files: str) -> str:
        parts = urlsplit(url)
        login = parts.netloc.rpartition("@")[0]
        told = urlencode({key: str(self._folder / name) for key, name in files.items()})
        return f"amqps://{login}@{host}:{port}{parts.path}?{told}"

    @contextmanager
    def opened(self, broker: Broker) -> Iterator[None]:
        """The doors open while the block runs."""
        self.open(broker)
        try:
            yield
        finally:
            # Not waited for: it takes as long as the last who hangs on.
            doors = (_listener(self.port), _listener(self.strict_port))
            closes = ", ".join(f"rabbit_networking:stop_tcp_listener({door})" for door in doors)
            broker.ctl("eval", f"spawn(fun () -> {closes} end).")

    def open(self, broker: Broker) -> None:
        """Open them; again after the broker was started again, which knows of none."""
        asks = ["{verify, verify_peer}", "{fail_if_no_peer_cert, true}"]
        doors = {_listener(self.port): [], _listener(self.strict_port): asks}
        opens = [
            f"ok = rabbit_networking:start_ssl_listener({door}, {self._options(more)}, 1)"
            for door, more in doors.items()
        ]
        broker.ctl("eval", f"{', '.join(opens)}.")

    def _options(self, more: list[str]) -> str:
        files = {key: json.dumps(str(self._folder / name)) for key, name in _FILES.items()}
        return f"[{', '.join([*(f'{{{key}, {path}}}' for key, path in files.items()), *more])}]"


def _listener(port: int) -> str:
    return f'{{"127.0.0.1", {port}}}'
