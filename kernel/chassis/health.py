"""Health: `/livez`, `/readyz` and `/metrics` on their own port and greenthread.

Alive means the hub turns; ready means work can be taken. A broker or a database that is down
makes a process unready, never dead: restarting it would mend nothing.
"""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterable
from typing import Any, Final

import orjson
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from kernel.chassis.threads import in_thread
from kernel.telemetry import metrics
from kernel.telemetry.log import log

HUB_LAG_MAX_SECONDS: Final = 2.0
_GREET_SECONDS: Final = 0.25

Ready = Callable[[], dict[str, bool]]
Wsgi = Callable[[dict[str, Any], Any], Iterable[bytes]]


class Health:
    """Answers what asks whether this process lives, is ready, and how it does."""

    def __init__(self, service: str, host: str, port: int, ready: Ready) -> None:
        self._service, self._host, self._port, self._ready = service, host, port, ready
        self._lag = 0.0
        self.port = port

    def start(self, serve_http: Callable[[socket.socket, Wsgi], None]) -> None:
        """Listen; `serve_http` answers what comes, for as long as the process lives."""
        listener = socket.create_server((self._host, self._port))
        self.port = listener.getsockname()[1]
        in_thread(self._greet)
        in_thread(serve_http, listener, self._answer)
        log.info("health_listens", port=self.port)

    def _greet(self) -> None:
        measure, never = metrics.hub_lag.labels(self._service), threading.Event()
        while True:
            meant = time.monotonic() + _GREET_SECONDS
            never.wait(_GREET_SECONDS)
            self._lag = time.monotonic() - meant
            measure.set(max(0.0, self._lag))

    def _answer(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        path = environ["PATH_INFO"]
        if path == "/metrics":
            self._is_ready()
            start_response("200 OK", [("Content-Type", CONTENT_TYPE_LATEST)])
            return [generate_latest()]
        if path == "/livez":
            return _json(start_response, self._lag < HUB_LAG_MAX_SECONDS, {"hub_lag": self._lag})
        if path == "/readyz":
            checks = self._is_ready()
            return _json(start_response, all(checks.values()), checks)
        start_response("404 Not Found", [("Content-Type", "text/plain")])
        return [b"/metrics /livez /readyz\n"]

    def _is_ready(self) -> dict[str, bool]:
        checks = self._ready()
        metrics.ready.labels(self._service).set(all(checks.values()))
        return checks


def _json(start_response: Any, good: bool, told: dict[str, Any]) -> Iterable[bytes]:
    status = "200 OK" if good else "503 Service Unavailable"
    start_response(status, [("Content-Type", "application/json")])
    return [orjson.dumps({"ok": good, **told})]
