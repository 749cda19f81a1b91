"""Our own PostgreSQL cluster: passwords over loopback, trust only on a socket nobody else enters.

The settings are written anew at every start, so this file is the whole truth about them.
"""

from __future__ import annotations

import os
import pwd
import secrets
import shutil
import signal
import subprocess
from pathlib import Path
from typing import Final
from urllib.parse import quote

import psycopg
from psycopg import sql

from deploy.local import binaries, ports, processes
from deploy.local.layout import Layout, make_folder, write_private
from deploy.local.talk import Say, until
from deploy.local.trouble import Trouble

_START_SECONDS: Final = 60
_STOP_SECONDS: Final = 30
_ADMIN: Final = "postgres"

# fsync stays on: what the tests and benches of the stack see is what production does.
_SETTINGS: Final = """\
# Written by deploy/local/postgres.py at every start; changes made here do not last.
listen_addresses = '127.0.0.1'
port = {port}
unix_socket_directories = '{socket}'
unix_socket_permissions = 0700
cluster_name = 'kongbun-{hash}'
max_connections = 200
shared_buffers = 256MB
random_page_cost = 1.1  # flash: a page anywhere costs hardly more than the next
password_encryption = 'scram-sha-256'
timezone = 'UTC'
log_timezone = 'UTC'
log_line_prefix = '%m [%p] %u@%d '
lc_messages = 'C.UTF-8'
"""
_WHO_MAY: Final = """\
# Written by deploy/local/postgres.py at every start. The socket's folder is closed (0700).
local  all  all                trust
host   all  all  127.0.0.1/32  scram-sha-256
"""


def launch(layout: Layout, say: Say) -> None:
    """Start the cluster, made if it is not there; `until_ready` waits for it."""
    home, user = _home(layout), _user()
    owner = pwd.getpwnam(user).pw_uid if user else None
    layout.make_server(home, owner)
    make_folder(home / "socket", owner)
    programs = _programs(home)
    if not (home / "data").exists():
        if (layout.local / "keys").exists():
            say(f"✗ the databases that were in {home} are gone: empty ones are made")
        _make_cluster(home, programs, user, layout.logs / "postgres.log")
    socket, port = home / "socket", ports.claim(layout, "postgres", say)
    settings = _SETTINGS.format(port=port, socket=socket, hash=layout.hash)
    _write_as(user, home / "data" / "postgresql.conf", settings)
    _write_as(user, home / "data" / "pg_hba.conf", _WHO_MAY)
    processes.spawn(
        [programs.path("postgres"), "-D", str(home / "data")],
        pidfile=pidfile(layout),
        log=layout.logs / "postgres.log",
        env=_environment(),
        cwd=Path("/"),
        user=user or "-",
    )


def until_ready(layout: Layout, say: Say) -> None:
    """Wait until the cluster takes connections, then see that its password is the one we keep."""
    log = layout.logs / "postgres.log"

    def ready() -> bool | None:
        if processes.running(pidfile(layout)) is None:
            raise Trouble(f"PostgreSQL ended at start; {log} says:\n{processes.tail(log)}")
        try:
            _close_to_others(layout)
        except psycopg.OperationalError:
            return None
        return True

    until(ready, "PostgreSQL", _START_SECONDS, say)


def running(layout: Layout) -> bool:
    return processes.running(pidfile(layout)) is not None


def where(layout: Layout) -> str:
    """Version and address, for a person."""
    return f"{binaries.postgres()} on 127.0.0.1:{port(layout)}"


def stop(layout: Layout, say: Say) -> bool:
    """Stop the cluster: open transactions are rolled back. False if it did not run."""
    return processes.stop(pidfile(layout), "PostgreSQL", _STOP_SECONDS, say, signal.SIGINT)


def url(layout: Layout) -> str:
    """The administrator's URL."""
    return f"postgresql://{_ADMIN}:{quote(_password(layout))}@127.0.0.1:{port(layout)}/postgres"


def port(layout: Layout) -> int | None:
    """The port it has, or had last."""
    return ports.remembered(layout, "postgres")


def pidfile(layout: Layout) -> Path:
    return layout.local / "run" / "postgres.pid"


def _home(layout: Layout) -> Path:
    return layout.server("postgres", own_user=os.geteuid() == 0)


def _programs(home: Path) -> binaries.Programs:
    made_by = home / "data" / "PG_VERSION"
    major = int(made_by.read_text()) if made_by.exists() else None
    programs = binaries.postgres(major)
    if programs is None:
        raise Trouble(
            f"the databases in {home} were made by PostgreSQL {major}, which is not installed: "
            f"install Debian's postgresql-{major}, or give them up with `make clean`"
        )
    return programs


def _make_cluster(home: Path, programs: binaries.Programs, user: str | None, log: Path) -> None:
    """Make `data` under another name first: a half-made cluster is thrown away and made again."""
    fresh = home / "data.new"
    if fresh.exists():
        shutil.rmtree(fresh)
    log.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    command = [
        programs.path("initdb"),
        "--pgdata",
        str(fresh),
        "--username",
        _ADMIN,
        "--encoding=UTF8",
        "--locale=C.UTF-8",
        "--data-checksums",
        "--auth-local=trust",
        "--auth-host=scram-sha-256",
        "--no-instructions",
    ]
    with log.open("ab") as out:
        done = subprocess.run(
            command,
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=subprocess.STDOUT,
            env=_environment(),
            cwd="/",
            timeout=120,
            check=False,
            user=user,
            group=user and pwd.getpwnam(user).pw_gid,
            extra_groups=user and (),
        )
    if done.returncode:
        raise Trouble(f"initdb failed; {log} says:\n{processes.tail(log)}")
    fresh.rename(home / "data")


def _close_to_others(layout: Layout) -> None:
    """Set the administrator's password (over the socket, which asks for none, so that a lost
    password file mends itself), and keep services out of the databases that are nobody's."""
    folder = str(_home(layout) / "socket")
    with psycopg.connect(
        host=folder, port=port(layout), user=_ADMIN, dbname="postgres", connect_timeout=5
    ) as connection:
        if not _knows_password(connection, layout):
            change = sql.SQL("ALTER ROLE {} PASSWORD {}")
            connection.execute(change.format(sql.Identifier(_ADMIN), _password(layout)))
        connection.execute("REVOKE ALL ON DATABASE postgres, template1 FROM PUBLIC")


def _knows_password(connection: psycopg.Connection, layout: Layout) -> bool:
    fresh = "SELECT rolpassword IS NULL FROM pg_authid WHERE rolname = current_user"
    if connection.execute(fresh).fetchone() == (True,):
        return False
    try:
        psycopg.connect(url(layout), connect_timeout=5).close()
    except psycopg.OperationalError:
        return False
    return True


def _password(layout: Layout) -> str:
    path = layout.local / "postgres-admin-password"
    if not path.exists():
        write_private(path, secrets.token_urlsafe(24))
    return path.read_text()


def _user() -> str | None:
    """As whom PostgreSQL runs: itself refuses to run as root."""
    if os.geteuid() != 0:
        return None
    try:
        return pwd.getpwnam("postgres").pw_name
    except KeyError:
        raise Trouble(
            "as root PostgreSQL needs a user of its own, and there is none named postgres: "
            "`useradd --system postgres` makes it"
        ) from None


def _write_as(user: str | None, path: Path, text: str) -> None:
    path.write_text(text)
    path.chmod(0o600)
    if user:
        entry = pwd.getpwnam(user)
        os.chown(path, entry.pw_uid, entry.pw_gid)


def _environment() -> dict[str, str]:
    """Nothing of ours: PGDATA, PGPORT and the like in a shell must not reach the server."""
    return {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C.UTF-8", "TZ": "UTC"}
