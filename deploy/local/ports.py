"""Loopback ports: chosen free once, then remembered, so that URLs stay the same over restarts."""

from __future__ import annotations

import itertools
import socket
from pathlib import Path
from typing import Final

from deploy.local.layout import Layout, as_json, read_json, write_private
from deploy.local.talk import Say
from deploy.local.trouble import Trouble

# Below the range from which Linux takes the ports of outgoing connections (32768 and up).
_FIRST: Final = 20_000
_LAST: Final = 32_000


def remembered(layout: Layout, name: str) -> int | None:
    """The port `name` had last."""
    ports: dict[str, int] = read_json(_file(layout))
    return ports.get(name)


def claim(layout: Layout, name: str, say: Say) -> int:
    """The port for `name`, which does not run now: the one it had, or a free one."""
    ports: dict[str, int] = read_json(_file(layout))
    had = remembered(layout, name)
    if had is not None and _is_free(had):
        return had
    # Clones begin at different places, so that two of them rarely ask for the same port.
    first = _FIRST + int(layout.hash, 16) % (_LAST - _FIRST)
    taken = set(ports.values())
    for port in itertools.chain(range(first, _LAST), range(_FIRST, first)):
        if port not in taken and _is_free(port):
            break
    else:
        raise Trouble(f"no free port between {_FIRST} and {_LAST} on 127.0.0.1")
    if had is not None:
        say(f"port {had} of {name} is taken by another program: {name} moves to {port}")
    write_private(_file(layout), as_json(ports | {name: port}))
    return port


def forget(layout: Layout, prefix: str) -> None:
    """Give back the ports whose names begin with `prefix`."""
    ports: dict[str, int] = read_json(_file(layout))
    kept = {name: port for name, port in ports.items() if not name.startswith(prefix)}
    write_private(_file(layout), as_json(kept))


def _file(layout: Layout) -> Path:
    return layout.local / "ports.json"


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        # As the servers do: connections in TIME_WAIT are no obstacle, a listener is.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True
