"""One HTTP request, without the proxies a machine may have configured for the world outside."""

from __future__ import annotations

import http.client
from collections.abc import Mapping
from urllib.parse import urlsplit


def ask(
    method: str,
    url: str,
    *,
    body: bytes | None = None,
    headers: Mapping[str, str] | None = None,
    seconds: float = 15,
) -> tuple[int, bytes]:
    """Status and body of the answer; OSError or HTTPException if there is none."""
    parts = urlsplit(url)
    kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
    connection = kind(parts.hostname or "localhost", parts.port, timeout=seconds)
    try:
        query = f"?{parts.query}" if parts.query else ""
        connection.request(method, parts.path + query, body, dict(headers or {}))
        answer = connection.getresponse()
        return answer.status, answer.read()
    finally:
        connection.close()
