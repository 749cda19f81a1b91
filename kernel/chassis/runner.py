"""Running one service in the foreground: `python -m kernel.chassis.runner funds`.

SIGTERM drains: no new work, what is under way ends, then the process. A wrong setting or key ends
it at once with one line; a broker or database that is not there yet is waited for.
"""

# The patch comes before anything that could keep an unpatched socket, lock or thread; psycopg reads
# its wait function when it is imported, and any other than this one would stop the whole hub.
import os
import warnings

os.environ["PSYCOPG_WAIT_FUNC"] = "wait_select"
# Names are found by the system's resolver in a thread, not by eventlet's own: that one reads
# resolv.conf in its own way, and takes 12 MB.
os.environ["EVENTLET_NO_GREENDNS"] = "yes"
os.environ["EVENTLET_THREADPOOL_SIZE"] = "2"
# Eventlet says at its import that it is being retired; docs/decisions has our way out.
warnings.filterwarnings("ignore", message=r"\s*Eventlet is deprecated")

import eventlet  # noqa: E402

eventlet.monkey_patch()

import gc  # noqa: E402
import importlib  # noqa: E402
import signal  # noqa: E402
import socket  # noqa: E402
import sys  # noqa: E402
from collections.abc import Mapping  # noqa: E402
from functools import partial  # noqa: E402
from importlib.metadata import version  # noqa: E402
from typing import Any, Final  # noqa: E402

import eventlet.tpool  # noqa: E402
import psycopg.waiting  # noqa: E402

from kernel.chassis.container import Container  # noqa: E402
from kernel.chassis.hub import HubReceiver, wait_in_hub  # noqa: E402
from kernel.contracts import catalogue  # noqa: E402
from kernel.contracts.envelope import Contract  # noqa: E402
from kernel.telemetry import log as logging  # noqa: E402
from kernel.telemetry import metrics, settings  # noqa: E402
from kernel.telemetry.log import log  # noqa: E402
from kernel.wire.keys import WrongKey  # noqa: E402
from kernel.wire.links import Link  # noqa: E402

assert psycopg.waiting.wait is psycopg.waiting.wait_select, "psycopg would block the hub"
psycopg.waiting.wait = wait_in_hub
Link.receiver = HubReceiver
socket.getaddrinfo = partial(eventlet.tpool.execute, socket.getaddrinfo)

CLOSING_SECONDS: Final = 5.0
CUT: Final = 4


def run(service_cls: type[Any], contracts: Mapping[str, Contract], environment: Any) -> int:
    """Host a service until it is told to stop; returns the process's exit status."""
    name = service_cls.name
    try:
        checked = settings.read(name, environment)
    except settings.WrongSetting as error:
        print(f"{name}: {error}", file=sys.stderr)  # noqa: T201 - before there is a log
        return 2
    logging.start(name, checked.log_level)
    metrics.build_info.labels(name, version("kongbun")).set(1)
    container = Container(service_cls, contracts, checked)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: _leave(container, checked.drain_seconds))
    try:
        container.start()
        _leave_alone_what_is_there()
        container.wait()
    except WrongKey as error:
        log.error("wrong_key", why=str(error))
        return 3
    except Exception as error:  # noqa: BLE001 - the last line of a process that cannot go on
        log.error("died", exc_info=error)
        return 1
    return 0


def _leave_alone_what_is_there() -> None:
    """What a service is made of lives as long as it: looking through all of it for garbage again
    and again would stop every call for 60 ms."""
    gc.collect()
    gc.freeze()


def _leave(container: Container, drain_seconds: float) -> None:
    """Drain and end; what has not ended by then is cut, and the broker gives it to another."""
    eventlet.spawn(container.stop)
    eventlet.spawn_after(drain_seconds + CLOSING_SECONDS, _cut)


def _cut() -> None:
    log.error("drain_cut", why="work under way did not end in time")
    os._exit(CUT)


def main(arguments: list[str]) -> int:
    if len(arguments) != 1 or arguments[0] not in catalogue.SERVICES:
        known = ", ".join(catalogue.SERVICES)
        print(f"usage: python -m kernel.chassis.runner SERVICE  ({known})", file=sys.stderr)  # noqa: T201
        return 2
    module = importlib.import_module(f"services.{arguments[0]}.service")
    return run(module.SERVICE, catalogue.contracts(), os.environ)


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
