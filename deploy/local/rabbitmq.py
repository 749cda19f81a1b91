"""Our own RabbitMQ node: everything on loopback, its own cookie and name, no `guest`.

The distribution's script is called directly (Debian's wrapper insists on the system's user), with
every path it would otherwise look for in /etc/rabbitmq. Nothing here needs rabbitmqctl: the node is
watched and set up over its management API and stopped by SIGTERM. epmd, which names the nodes of
a machine, is shared with whatever else runs Erlang and never stopped.
"""

from __future__ import annotations

import base64
import hashlib
import os
import secrets
import shutil
import time
from pathlib import Path
from typing import Final
from urllib.parse import quote

from deploy.local import binaries, ports, processes
from deploy.local.layout import ROOT, Layout, as_json, make_folder, write_private
from deploy.local.management import Management
from deploy.local.talk import Say, until
from deploy.local.trouble import Trouble

ADMIN: Final = "kongbun_admin"
PORTS: Final = (
    "rabbitmq",
    "rabbitmq-distribution",
    "rabbitmq-management",
    "rabbitmq-prometheus",
)

_START_SECONDS: Final = 120
_STOP_SECONDS: Final = 60
_REFUSED_SECONDS: Final = 15
_COMMON: Final = ROOT / "deploy" / "rabbitmq"

# Limits for a laptop: enough for a million small messages, and it leaves the disk some room.
_SETTINGS: Final = """\
# Written by deploy/local/rabbitmq.py at every start; changes made here do not last.
{common}
listeners.tcp.local = 127.0.0.1:{amqp}
management.tcp.ip = 127.0.0.1
management.tcp.port = {management}
prometheus.tcp.ip = 127.0.0.1
prometheus.tcp.port = {prometheus}
vm_memory_high_watermark.absolute = 1GB
disk_free_limit.absolute = 500MB
raft.wal_max_size_bytes = 67108864
load_definitions = {definitions}
"""


def launch(layout: Layout, say: Say) -> None:
    """Start the node; `until_ready` waits for it."""
    programs = binaries.rabbitmq()
    if programs is None:
        raise Trouble("RabbitMQ is not installed")
    home = _home(layout)
    numbers = {name: ports.claim(layout, name, say) for name in PORTS}
    _write_files(layout, numbers)
    processes.spawn(
        [programs.path("rabbitmq-server")],
        pidfile=pidfile(layout),
        log=layout.logs / "rabbitmq.log",
        cwd=home,
        env=_environment(layout, numbers["rabbitmq-distribution"]),
    )


def until_ready(layout: Layout, say: Say) -> None:
    """Wait until the node answers its administrator and takes AMQP connections."""
    log = layout.logs / "rabbitmq.log"
    api = Management(api_url(layout))
    listens = f"health/checks/port-listener/{ports.remembered(layout, 'rabbitmq')}"
    refused_since: float | None = None

    def ready() -> bool | None:
        nonlocal refused_since
        if processes.running(pidfile(layout)) is None:
            raise Trouble(f"RabbitMQ ended at start; {log} says:\n{processes.tail(log)}")
        status = api.status(listens)
        if status == 401:  # normal until the node has read its definitions
            refused_since = refused_since or time.monotonic()
            if time.monotonic() - refused_since > _REFUSED_SECONDS:
                raise Trouble(f"{password_file(layout)} is not the node's: make down, then make up")
        return True if status == 200 else None

    until(ready, "RabbitMQ", _START_SECONDS, say)


def running(layout: Layout) -> bool:
    return processes.running(pidfile(layout)) is not None


def where(layout: Layout) -> str:
    """Version and address, for a person."""
    return f"{binaries.rabbitmq()} on 127.0.0.1:{ports.remembered(layout, 'rabbitmq')}"


def stop(layout: Layout, say: Say) -> bool:
    """Stop the node, its queues safely on disk. False if it did not run."""
    return processes.stop(pidfile(layout), "RabbitMQ", _STOP_SECONDS, say)


def amqp_url(layout: Layout) -> str:
    """The administrator's URL, without a virtual host."""
    return f"amqp://{_login(layout)}@127.0.0.1:{ports.remembered(layout, 'rabbitmq')}"


def api_url(layout: Layout) -> str:
    """The management API's URL, as administrator."""
    port = ports.remembered(layout, "rabbitmq-management")
    return f"http://{_login(layout)}@127.0.0.1:{port}"


def pidfile(layout: Layout) -> Path:
    return layout.local / "run" / "rabbitmq.pid"


def password_file(layout: Layout) -> Path:
    return layout.local / "rabbitmq-admin-password"


def _home(layout: Layout) -> Path:
    return layout.server("rabbitmq")


def _login(layout: Layout) -> str:
    return f"{ADMIN}:{quote(_password(layout))}"


def _password(layout: Layout) -> str:
    path = password_file(layout)
    if not path.exists():
        write_private(path, secrets.token_urlsafe(24))
    return path.read_text()


def _write_files(layout: Layout, numbers: dict[str, int]) -> None:
    home = _home(layout)
    layout.make_server(home)
    for folder in ("data", "conf.d", "home", "log"):
        make_folder(home / folder)
    cookie = home / "home" / ".erlang.cookie"
    if not cookie.exists():
        write_private(cookie, secrets.token_hex(20))
    cookie.chmod(0o400)
    shutil.copyfile(_COMMON / "enabled_plugins", home / "enabled_plugins")
    # A node that finds definitions at its first boot makes no `guest`; and because it reads them
    # at every boot, the password file and the node always agree.
    write_private(home / "definitions.json", as_json(_definitions(_password(layout))))
    settings = _SETTINGS.format(
        common=(_COMMON / "rabbitmq.conf").read_text(),
        amqp=numbers["rabbitmq"],
        management=numbers["rabbitmq-management"],
        prometheus=numbers["rabbitmq-prometheus"],
        definitions=home / "definitions.json",
    )
    write_private(home / "rabbitmq.conf", settings)


def _definitions(password: str) -> dict[str, object]:
    salt = secrets.token_bytes(4)
    hashed = base64.b64encode(salt + hashlib.sha256(salt + password.encode()).digest()).decode()
    everything = {"configure": ".*", "write": ".*", "read": ".*"}
    return {
        "users": [
            {
                "name": ADMIN,
                "password_hash": hashed,
                "hashing_algorithm": "rabbit_password_hashing_sha256",
                "tags": ["administrator"],
            }
        ],
        "vhosts": [{"name": "/"}],
        "permissions": [{"user": ADMIN, "vhost": "/", **everything}],
    }


def _environment(layout: Layout, distribution: int) -> dict[str, str]:
    home = _home(layout)
    return {
        "PATH": os.environ.get("PATH", os.defpath),
        "LANG": "C.UTF-8",
        "HOME": str(home / "home"),  # the Erlang cookie
        "RABBITMQ_NODENAME": f"kongbun_{layout.hash}@localhost",
        "RABBITMQ_DIST_PORT": str(distribution),
        "RABBITMQ_MNESIA_BASE": str(home / "data"),
        "RABBITMQ_LOG_BASE": str(home / "log"),
        "RABBITMQ_LOGS": "-",  # to our log, without colours
        "RABBITMQ_LOG": "info,-color",
        "RABBITMQ_ENABLED_PLUGINS_FILE": str(home / "enabled_plugins"),
        "RABBITMQ_CONFIG_FILE": str(home / "rabbitmq.conf"),
        "RABBITMQ_CONFIG_FILES": str(home / "conf.d"),
        "RABBITMQ_ADVANCED_CONFIG_FILE": str(home / "advanced.config"),
        "RABBITMQ_CONF_ENV_FILE": "/dev/null",
        "RABBITMQ_PID_FILE": str(home / "pid"),
        # The script then becomes the node, instead of waiting beside it: our pid is the node's.
        "RUNNING_UNDER_SYSTEMD": "true",
        "ERL_EPMD_ADDRESS": "127.0.0.1",
        # Schedulers that spin while idle take the processor from the services beside them.
        "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS": (
            "-kernel inet_dist_use_interface {127,0,0,1} +sbwt none +sbwtdcpu none +sbwtdio none"
        ),
    }
