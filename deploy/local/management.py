"""RabbitMQ's management API, as far as the stack needs it: JSON over HTTP with a password."""

from __future__ import annotations

import base64
import http.client
import json
from typing import Any
from urllib.parse import quote, unquote, urlsplit

from deploy.local import web
from deploy.local.trouble import Trouble


class Management:
    """One broker, as its administrator."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        self.user = unquote(parts.username or "")
        login = f"{self.user}:{unquote(parts.password or '')}"
        self._headers = {
            "Authorization": "Basic " + base64.b64encode(login.encode()).decode(),
            "Content-Type": "application/json",
        }
        address = parts._replace(netloc=parts.netloc.rpartition("@")[2])
        self.address = address.geturl().rstrip("/")

    def get(self, path: str) -> Any:
        return json.loads(self._ask("GET", path))

    def put(self, path: str, body: object) -> None:
        self._ask("PUT", path, body)

    def post(self, path: str, body: object) -> None:
        self._ask("POST", path, body)

    def delete(self, path: str) -> None:
        """Delete; what is not there is as good as deleted."""
        self._ask("DELETE", path, may_be=404)

    def status(self, path: str) -> int | None:
        """The status of GET `path`; None if the broker does not answer (yet)."""
        try:
            return self._send("GET", path, None)[0]
        except (OSError, http.client.HTTPException):
            return None

    def _ask(
        self, method: str, path: str, body: object | None = None, may_be: int | None = None
    ) -> bytes:
        try:
            status, said = self._send(method, path, body)
        except (OSError, http.client.HTTPException) as error:
            raise Trouble(f"RabbitMQ's management API at {self.address}: {error}") from None
        if status >= 400 and status != may_be:
            reason = said[:500].decode(errors="replace")
            raise Trouble(f"RabbitMQ refused {method} {path}: {status} {reason}")
        return said

    def _send(self, method: str, path: str, body: object | None) -> tuple[int, bytes]:
        data = None if body is None else json.dumps(body).encode()
        url = f"{self.address}/api/{path}"
        return web.ask(method, url, body=data, headers=self._headers)


def name(text: str) -> str:
    """A name as one segment of a path: the virtual host `/` is `%2F`."""
    return quote(text, safe="")
