"""Our own PostgreSQL and RabbitMQ: closed to others, safe to repeat, stopped exactly."""

from __future__ import annotations

import os
import pwd
import signal
import stat
from pathlib import Path

import psycopg
import pytest

from deploy.local import ports, postgres, processes, rabbitmq, servers, web
from deploy.local.management import Management
from tests.deploy.clones import Clone, make_clone

pytestmark = pytest.mark.stack


def pids(clone: Clone) -> set[int | None]:
    return {processes.running(server.pidfile(clone.layout)) for server in (postgres, rabbitmq)}


def listening_addresses(pid: int) -> set[str]:
    """The addresses, as /proc writes them, on which a process takes connections."""
    own = {str(handle.readlink()) for handle in Path(f"/proc/{pid}/fd").iterdir()}
    lines = [
        line.split()
        for table in ("tcp", "tcp6")
        for line in Path(f"/proc/{pid}/net/{table}").read_text().splitlines()[1:]
    ]
    return {
        fields[1].partition(":")[0]
        for fields in lines
        if fields[3] == "0A" and f"socket:[{fields[9]}]" in own
    }


def test_servers_listen_on_loopback_only(clone: Clone) -> None:
    for pid in pids(clone):
        assert pid is not None
        assert listening_addresses(pid) == {"0100007F"}


def test_starting_again_starts_nothing(clone: Clone) -> None:
    before = pids(clone)
    assert clone.start() == servers.running(clone.root)
    assert pids(clone) == before


def test_postgres_asks_for_a_password_and_writes_to_disk(clone: Clone) -> None:
    started = clone.start()
    with pytest.raises(psycopg.OperationalError, match="password"):
        psycopg.connect(started.database_url.replace("postgres:", "postgres:not", 1))
    with psycopg.connect(started.database_url) as connection:
        assert connection.execute("SHOW fsync").fetchone() == ("on",)
        folder = connection.execute("SHOW unix_socket_directories").fetchone()
    assert folder is not None
    assert stat.S_IMODE(Path(folder[0]).stat().st_mode) == 0o700


def test_the_broker_knows_no_guest(clone: Clone) -> None:
    api = Management(clone.start().rabbitmq_api_url)
    assert "guest" not in {user["name"] for user in api.get("users")}


def test_the_broker_tells_prometheus(clone: Clone) -> None:
    port = ports.remembered(clone.layout, "rabbitmq-prometheus")
    status, said = web.ask("GET", f"http://127.0.0.1:{port}/metrics")
    assert status == 200
    # The alerts count on these two.
    assert b"\nrabbitmq_alarms_memory_used_watermark " in said
    assert b"\nrabbitmq_alarms_free_disk_space_watermark " in said


def test_passwords_are_for_their_owner_only(clone: Clone) -> None:
    for name in ("postgres-admin-password", "rabbitmq-admin-password", "rabbitmq/rabbitmq.conf"):
        assert stat.S_IMODE((clone.layout.local / name).stat().st_mode) == 0o600
    assert stat.S_IMODE(clone.layout.local.stat().st_mode) == 0o700
    assert "postgres:" not in repr(clone.start())


def leave_half_made(clone: Clone) -> None:
    """As if the first `make up` was interrupted while it made the cluster."""
    home = clone.layout.server("postgres", own_user=os.geteuid() == 0)
    user = postgres._user()
    clone.layout.make_server(home, pwd.getpwnam(user).pw_uid if user else None)
    (home / "data.new" / "base").mkdir(parents=True)


@pytest.mark.timeout(240)
def test_two_clones_do_not_collide_and_one_outlives_the_other(
    clone: Clone, tmp_path_factory: pytest.TempPathFactory
) -> None:
    # A clone that neither RabbitMQ's settings nor its scripts could name.
    second = make_clone(tmp_path_factory.mktemp("กองบุญ ที่สอง"))
    before = pids(clone)
    leave_half_made(second)
    (second.layout.local / "keys").mkdir()  # it was up once, and its databases were deleted since
    try:
        ours, theirs = clone.start(), second.start()
        assert {ours.database_url, ours.amqp_url, ours.rabbitmq_api_url}.isdisjoint(
            {theirs.database_url, theirs.amqp_url, theirs.rabbitmq_api_url}
        )
        assert pids(clone) == before
        assert before.isdisjoint(pids(second))
        assert any("are gone: empty ones are made" in line for line in second.said)
        servers.stop(second.root, second.said.append)
        assert pids(second) == {None}
        assert pids(clone) == before
    finally:
        second.remove()
    assert not second.layout.outside.exists()
    assert pids(clone) == before


@pytest.mark.timeout(180)
def test_after_a_crash_up_repairs_and_urls_stay(clone: Clone) -> None:
    before = clone.start()
    for pid in pids(clone):
        assert pid is not None
        os.kill(pid, signal.SIGKILL)
    for server in (postgres, rabbitmq):
        processes.await_end(server.pidfile(clone.layout), "the crashed server", 10, print)
    assert servers.running(clone.root) is None
    assert clone.start() == before
    with psycopg.connect(before.database_url) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)


def test_a_lost_password_mends_itself(clone: Clone) -> None:
    (clone.layout.local / "postgres-admin-password").unlink()
    with psycopg.connect(clone.start().database_url) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)
