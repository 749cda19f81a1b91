"""What stands before the first start in containers, in two jobs that are safe to repeat.

    python -m deploy.containers.handover passwords    the administrators', before the servers start
    python -m deploy.containers.handover bootstrap    everything else, on the servers

Each container gets a volume of its own with what it may read, and no more; the jobs mount all of
them under /handover. What must stay the same over time is kept under /state.
"""

from __future__ import annotations

import os
import secrets
import shutil
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Final
from urllib.parse import quote, urlsplit

from deploy.local import bootstrap, listeners
from deploy.local.bootstrap import Installation
from deploy.local.given import Given
from deploy.local.layout import write_private
from deploy.local.servers import Servers
from deploy.local.trouble import Trouble
from kernel.contracts.catalogue import DOORS, SERVICES

_HANDOVER: Final = Path("/handover")
_STATE: Final = Path("/state")
_ADMIN: Final = "kongbun_admin"
# Where the containers find their keys and files; deploy/compose.yml mounts them there.
_KEYS: Final = "/run/kongbun/keys"
_FILES: Final = "file:///var/lib/kongbun/files"
# Of the machine on which the bootstrap runs; the images set their own.
_NOT_HANDED_OVER: Final = ("KONGBUN_METRICS_PORT", "PSYCOPG_WAIT_FUNC")


def passwords(to: Path) -> None:
    """Make the administrators' passwords, once; each server finds its own in its volume."""
    _once(to / "postgres" / "password", secrets.token_urlsafe(24))
    _once(to / "grafana" / "password", secrets.token_urlsafe(24))
    broker = to / "rabbitmq"
    _once(broker / "password", secrets.token_urlsafe(24))
    # A broker that is told its first user makes no `guest`.
    first_user = f"default_user = {_ADMIN}\ndefault_pass = {(broker / 'password').read_text()}\n"
    _once(broker / "admin.conf", first_user)


def prepare(to: Path, state: Path, servers: Servers, name: str = "") -> None:
    """Prepare the installation, and lay each part's settings and keys where it will look."""
    installation = bootstrap.prepare(
        servers,
        name,
        state,
        say=print,
        listeners=listeners.by_environment(),
        callers=listeners.callers_by_environment(),
    )
    for part in (*SERVICES, *DOORS):
        _hand_over(installation, part, to / part)
    for service in SERVICES:
        owner = {"DATABASE_URL": installation.owners[service]}
        write_private(to / f"{service}-owner" / "settings", bootstrap.as_env(owner))


def given(environment: Mapping[str, str], to: Path) -> Given:
    """The servers by their URLs, with the passwords of the first job put in."""
    names = ("KONGBUN_DATABASE_URL", "KONGBUN_AMQP_URL", "KONGBUN_RABBITMQ_API_URL")
    missing = [name for name in names if not environment.get(name)]
    if missing:
        raise Trouble(f"not set: {', '.join(missing)}")
    database, amqp, api = (environment[name] for name in names)
    return Given(
        _with_password(database, to / "postgres" / "password"),
        _with_password(amqp, to / "rabbitmq" / "password"),
        _with_password(api, to / "rabbitmq" / "password"),
    )


def _hand_over(installation: Installation, part: str, folder: Path) -> None:
    settings = {**installation.services, **installation.doors}[part]
    kept = {key: value for key, value in settings.items() if key not in _NOT_HANDED_OVER}
    kept |= {"KONGBUN_KEYS": _KEYS, "KONGBUN_FILES": _FILES}
    write_private(folder / "settings", bootstrap.as_env(kept))
    keys = Path(settings["KONGBUN_KEYS"])
    (folder / "keys").mkdir(mode=0o700, exist_ok=True)
    for key in keys.iterdir():
        shutil.copy2(key, folder / "keys" / key.name)  # with its mode


def _once(path: Path, text: str) -> None:
    """Readable by whichever user a server runs as; the volume is mounted by that server alone."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        write_private(path, text)
        path.chmod(0o444)


def _with_password(url: str, file: Path) -> str:
    parts = urlsplit(url)
    if parts.password is not None or not file.exists():
        return url
    user, _, at = parts.netloc.rpartition("@")
    return parts._replace(netloc=f"{user}:{quote(file.read_text(), safe='')}@{at}").geturl()


def main(job: str) -> None:
    try:
        if job == "passwords":
            passwords(_HANDOVER)
            return
        servers = given(os.environ, _HANDOVER)
        servers.check(print)
        urls = Servers(servers.database_url, servers.amqp_url, servers.rabbitmq_api_url)
        prepare(_HANDOVER, _STATE, urls)
    except Trouble as trouble:
        sys.exit(str(trouble))


if __name__ == "__main__":
    main(sys.argv[1])
