"""An installation: every service alone with its own, and twice is as good as once."""

from __future__ import annotations

import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psycopg
import pytest
from amqp.exceptions import AccessRefused, AMQPError
from kombu.connection import Connection

from deploy.local import bootstrap, databases
from deploy.local.bootstrap import Installation
from deploy.local.management import Management
from deploy.local.servers import Servers
from deploy.local.trouble import Trouble
from kernel.contracts.catalogue import DOORS, SERVICES
from tests.deploy.clones import Clone

pytestmark = pytest.mark.stack


@pytest.fixture
def servers(clone: Clone) -> Servers:
    return clone.start()


@pytest.fixture
def named(servers: Servers, clone: Clone) -> Iterator[Installation]:
    yield bootstrap.prepare(servers, "test_a1", clone.root)
    bootstrap.drop(servers, "test_a1", clone.root)


def plain(url: str) -> str:
    return url.replace("postgresql+psycopg://", "postgresql://")


def app_url(installation: Installation, service: str) -> str:
    return plain(installation.services[service]["DATABASE_URL"])


def snapshot(servers: Servers, home: Path) -> dict[str, Any]:
    """Whatever preparing could have changed."""
    queries = {
        "roles": "SELECT rolname, rolpassword, rolcanlogin, rolsuper, rolcreatedb, rolcreaterole"
        " FROM pg_authid ORDER BY 1",
        "settings": "SELECT setdatabase, setrole, setconfig FROM pg_db_role_setting ORDER BY 1, 2",
        "databases": "SELECT datname, datdba, datacl::text FROM pg_database ORDER BY 1",
    }
    with psycopg.connect(servers.database_url) as connection:
        seen: dict[str, Any] = {
            what: connection.execute(query).fetchall() for what, query in queries.items()
        }
    seen["broker"] = Management(servers.rabbitmq_api_url).get("definitions")
    seen["files"] = {
        str(path): (path.read_bytes(), path.stat().st_mtime_ns)
        for folder in ("keys", "services", "doors")
        for path in (home / folder).rglob("*")
        if path.is_file()
    }
    return seen


def test_preparing_twice_changes_nothing(
    servers: Servers, installation: Installation, clone: Clone
) -> None:
    before = snapshot(servers, installation.home)
    assert bootstrap.prepare(servers, root=clone.root) == installation
    assert snapshot(servers, installation.home) == before


def test_what_was_cut_off_is_completed(servers: Servers, named: Installation, clone: Clone) -> None:
    with psycopg.connect(servers.database_url, autocommit=True) as connection:
        connection.execute("DROP DATABASE funds_test_a1")
        connection.execute("ALTER ROLE members_app_test_a1 PASSWORD 'forgotten'")
    again = bootstrap.prepare(servers, "test_a1", clone.root)
    for service in SERVICES:
        psycopg.connect(app_url(again, service)).close()


def test_a_service_is_refused_on_every_database_but_its_own(installation: Installation) -> None:
    for service in SERVICES:
        for other in {*SERVICES, "postgres", "template1"} - {service}:
            parts = urlsplit(app_url(installation, service))
            with pytest.raises(psycopg.OperationalError, match="permission denied for database"):
                psycopg.connect(parts._replace(path=f"/{other}").geturl())
        psycopg.connect(app_url(installation, service)).close()


def test_a_service_uses_rows_and_makes_no_tables(named: Installation) -> None:
    with psycopg.connect(plain(named.owners["funds"]), autocommit=True) as owner:
        owner.execute("CREATE TABLE entries (id bigserial PRIMARY KEY, note text)")
    with psycopg.connect(app_url(named, "funds"), autocommit=True) as app:
        app.execute("INSERT INTO entries (note) VALUES ('one')")
        assert app.execute("SELECT note FROM entries").fetchall() == [("one",)]
        for forbidden in (
            "CREATE TABLE mine (id int)",
            "CREATE TEMPORARY TABLE mine (id int)",
            "CREATE SCHEMA mine",
            "ALTER TABLE entries ADD COLUMN more text",
            "DROP TABLE entries",
            "TRUNCATE entries",
        ):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                app.execute(forbidden)


def test_a_service_cannot_wait_or_hold_for_ever(installation: Installation) -> None:
    with psycopg.connect(app_url(installation, "funds")) as app:
        for setting, value in {
            "timezone": "UTC",
            "statement_timeout": "30s",
            "lock_timeout": "5s",
            "idle_in_transaction_session_timeout": "1min",
            "synchronous_commit": "on",
            "plan_cache_mode": "force_custom_plan",
        }.items():
            shown = app.execute("SELECT current_setting(%s)", (setting,)).fetchone()
            assert shown == (value,), setting


def test_only_named_installations_may_forget_a_commit(named: Installation) -> None:
    with psycopg.connect(app_url(named, "funds")) as app:
        assert app.execute("SHOW synchronous_commit").fetchone() == ("off",)


def test_settings_are_for_their_reader_only(installation: Installation) -> None:
    for service in SERVICES:
        path = installation.home / "services" / f"{service}.env"
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        lines = dict(line.split("=", 1) for line in path.read_text().splitlines())
        assert lines == installation.services[service]
        assert "owner" not in path.read_text()
        assert lines["KONGBUN_KEYS"] == str(installation.home / "keys" / service)
    for door in DOORS:
        path = installation.home / "doors" / f"{door}.env"
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert set(installation.doors[door]) == {"AMQP_URL", "KONGBUN_KEYS", "KONGBUN_FILES"}
    assert "password" not in repr(installation)
    assert installation.services["funds"]["AMQP_URL"] not in repr(installation)


def test_broker_users_have_rights_in_their_own_virtual_host_only(
    servers: Servers, installation: Installation, named: Installation
) -> None:
    api = Management(servers.rabbitmq_api_url)
    rights = {(right["user"], right["vhost"]) for right in api.get("permissions")}
    parts = (*SERVICES, *DOORS)
    assert {(part, "kongbun") for part in parts} <= rights
    assert {(f"{part}@test_a1", "kongbun_test_a1") for part in parts} <= rights
    assert not {(part, "kongbun_test_a1") for part in parts} & rights
    assert "/kongbun_test_a1" in named.services["funds"]["AMQP_URL"]
    assert "funds%40test_a1:" in named.services["funds"]["AMQP_URL"]


@pytest.mark.parametrize("kind", ["callers", "listeners"])
def test_who_is_no_longer_named_is_let_in_no_more_and_may_come_back(
    servers: Servers, clone: Clone, kind: str
) -> None:
    strangers: dict[str, Any] = {
        "callers": {"caseworks": {"logbook.get_household": frozenset({"case_management"})}},
        "listeners": {"reports": ("funds",)},
    }
    named = {kind: strangers[kind]}
    ((who, url),) = getattr(
        bootstrap.prepare(servers, "test_d4", clone.root, **named), kind
    ).items()
    line = Connection(url).transport.establish_connection()
    without = bootstrap.prepare(servers, "test_d4", clone.root)
    assert not (without.home / kind / f"{who}.env").exists()
    with pytest.raises((OSError, AMQPError)):
        line.drain_events(timeout=10)
    with pytest.raises(AccessRefused):
        Connection(url, login_method="PLAIN").transport.establish_connection()
    again = bootstrap.prepare(servers, "test_d4", clone.root, **named)
    assert getattr(again, kind) == {who: url}
    Connection(url).transport.establish_connection().close()
    bootstrap.drop(servers, "test_d4", clone.root)


def test_dropping_leaves_nothing(
    servers: Servers, installation: Installation, clone: Clone
) -> None:
    before = snapshot(servers, installation.home)
    made = bootstrap.prepare(servers, "test_b2", clone.root, tiers_ms=(50, 100))
    assert made.services["funds"]["KONGBUN_RETRY_TIERS_MS"] == "50,100"
    with psycopg.connect(app_url(made, "funds")):  # connected or not
        bootstrap.drop(servers, "test_b2", clone.root)
    assert snapshot(servers, installation.home) == before
    assert not made.home.exists()
    bootstrap.drop(servers, "test_b2", clone.root)  # twice is as good as once


def test_the_main_installation_is_not_dropped_by_name(servers: Servers, clone: Clone) -> None:
    with pytest.raises(ValueError, match="make clean"):
        bootstrap.drop(servers, "", clone.root)
    with pytest.raises(ValueError, match="name"):
        bootstrap.prepare(servers, "Robert'); DROP", clone.root)


def test_lost_keys_stop_the_bootstrap_before_they_stop_a_service(
    servers: Servers, named: Installation, clone: Clone
) -> None:
    key = named.home / "keys" / "logbook" / "kek.key"
    kept = key.read_bytes()
    key.unlink()
    with pytest.raises(Trouble, match="Put the key back"):
        bootstrap.prepare(servers, "test_a1", clone.root)
    key.write_bytes(kept)
    assert bootstrap.prepare(servers, "test_a1", clone.root) == named


def test_an_administrator_need_not_be_superuser(servers: Servers, clone: Clone) -> None:
    with psycopg.connect(servers.database_url, autocommit=True) as connection:
        connection.execute("CREATE ROLE hosted LOGIN CREATEDB CREATEROLE PASSWORD 'pw'")
        connection.execute("GRANT CONNECT ON DATABASE postgres TO hosted")
        try:
            url = databases.as_user(servers.database_url, "hosted", "pw", "postgres")
            hosted = Servers(url, servers.amqp_url, servers.rabbitmq_api_url)
            made = bootstrap.prepare(hosted, "test_c3", clone.root)
            psycopg.connect(app_url(made, "funds")).close()
            assert bootstrap.prepare(hosted, "test_c3", clone.root) == made
            bootstrap.drop(hosted, "test_c3", clone.root)
        finally:
            connection.execute("DROP OWNED BY hosted")
            connection.execute("DROP ROLE hosted")
