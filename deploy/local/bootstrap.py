"""An installation on two servers: databases, broker users, keys, and the settings of every part.

The main installation has no name; tests make named ones beside it (`funds_<name>`, virtual host
`kongbun_<name>`, user `funds@<name>`) and drop them again. Passwords are made once and kept in a
0600 file, so that preparing twice changes nothing.
"""

from __future__ import annotations

import os
import re
import secrets
import shutil
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from deploy.local import broker, databases, keys, ports, processes
from deploy.local.layout import (
    ROOT,
    Layout,
    as_json,
    locked,
    read_json,
    write_private,
)
from deploy.local.listeners import Listeners
from deploy.local.servers import Servers
from deploy.local.talk import Say, silent
from kernel.contracts import callers as asking
from kernel.contracts.callers import NOBODY, SETTING, Callers
from kernel.contracts.catalogue import DOORS, SERVICES
from kernel.telemetry.settings import Settings

# Roles are called integrations_owner_<name>, and PostgreSQL cuts names after 63 bytes.
_NAME: Final = re.compile(r"[a-z0-9_]{0,40}")


@dataclass(frozen=True, slots=True)
class Installation:
    """What was prepared: the environment of each part, and the owners' URLs for migrations."""

    name: str
    home: Path  # logs, pid files, keys and settings lie under it
    vhost: str
    services: Mapping[str, Mapping[str, str]] = field(repr=False)
    doors: Mapping[str, Mapping[str, str]] = field(repr=False)
    owners: Mapping[str, str] = field(repr=False)
    listeners: Mapping[str, str] = field(repr=False)  # their AMQP URLs
    callers: Mapping[str, str] = field(repr=False)  # likewise


def prepare(
    servers: Servers,
    name: str = "",
    root: Path = ROOT,
    *,
    say: Say = silent,
    durable: bool | None = None,
    tiers_ms: Sequence[int] = Settings.retry_tiers_ms,
    listeners: Listeners | None = None,
    callers: Callers = NOBODY,
) -> Installation:
    """Make whatever is missing of the installation `name`.

    Commits of a named installation do not wait for the disk unless `durable` (tests that kill
    PostgreSQL, benches); those of the main one always do. `tiers_ms` are waits of failing events
    other than the usual ones; they stand in the queues, so they are settled at the first time.
    `listeners` are programs not built here, with the services whose events they hear; `callers`
    those that ask, with what they may.
    """
    layout = Layout.of(root)
    with locked(layout, say):
        home = layout.home(_checked(name))
        hearing = listeners or {}
        strangers = {*hearing, *callers}
        passwords = _passwords(home, strangers)
        needed = [_database(service, name, passwords, durable) for service in SERVICES]
        with databases.administered(servers.database_url) as connection:
            there = databases.existing(connection)
            sealed = {service for service in SERVICES if service + _tail(name) in there}
            keys.prepare(home / "keys", sealed)
            for base in needed:
                databases.prepare(connection, servers.database_url, base)
        parts = (*SERVICES, *DOORS, *strangers)
        users = {_user(part, name): passwords[f"amqp {part}"] for part in parts}
        gone = {_user(part, name) for part in _on_the_broker(passwords)} - set(users)
        broker.prepare(
            servers.rabbitmq_api_url, _vhost(name), users, tiers_ms, hearing, callers, gone
        )
        return _installation(layout, servers, name, passwords, tiers_ms, (hearing, callers), say)


def drop(servers: Servers, name: str, root: Path = ROOT, *, say: Say = silent) -> None:
    """Undo `prepare` of a named installation, its keys and files included."""
    if not _checked(name):
        raise ValueError("the main installation goes with `make clean`, never by name")
    layout = Layout.of(root)
    with locked(layout, say):
        with databases.administered(servers.database_url) as connection:
            for service in SERVICES:
                databases.drop(connection, _database(service, name, {}, None))
        known: dict[str, str] = read_json(layout.home(name) / "passwords.json")
        users = {_user(part, name): "" for part in {*SERVICES, *DOORS, *_on_the_broker(known)}}
        broker.drop(servers.rabbitmq_api_url, _vhost(name), users)
        ports.forget(layout, f"{name}/")
        shutil.rmtree(layout.home(name), ignore_errors=True)


def _installation(
    layout: Layout,
    servers: Servers,
    name: str,
    passwords: Mapping[str, str],
    tiers_ms: Sequence[int],
    strangers: tuple[Listeners, Callers],
    say: Say,
) -> Installation:
    home, (hearing, callers) = layout.home(name), strangers
    (home / "files").mkdir(mode=0o700, parents=True, exist_ok=True)
    common = {part: _common(servers, home, name, part, passwords) for part in (*SERVICES, *DOORS)}
    services, owners = {}, {}
    for service in SERVICES:
        base = _database(service, name, passwords, None)
        as_app = (base.app, base.app_password, base.name, "postgresql+psycopg")
        as_owner = (base.owner, base.owner_password, base.name, "postgresql+psycopg")
        owners[service] = databases.as_user(servers.database_url, *as_owner)
        services[service] = {
            "DATABASE_URL": databases.as_user(servers.database_url, *as_app),
            **common[service],
            "KONGBUN_METRICS_PORT": str(_metrics_port(layout, name, service, say)),
            "KONGBUN_LOG_LEVEL": os.environ.get("KONGBUN_LOG_LEVEL", "INFO"),
            # Without it a query would stop every other green thread of the service.
            "PSYCOPG_WAIT_FUNC": "wait_select",
            "KONGBUN_RETRY_TIERS_MS": ",".join(str(wait) for wait in tiers_ms),
            SETTING: asking.write(callers),
        }
        write_private(home / "services" / f"{service}.env", as_env(services[service]))
    doors = {door: common[door] for door in DOORS}
    for door in DOORS:
        write_private(home / "doors" / f"{door}.env", as_env(doors[door]))
    urls = [
        _strangers(servers, home, name, passwords, each)
        for each in (("listeners", hearing), ("callers", callers))
    ]
    return Installation(name, home, _vhost(name), services, doors, owners, *urls)


def _strangers(
    servers: Servers,
    home: Path,
    name: str,
    passwords: Mapping[str, str],
    which: tuple[str, Collection[str]],
) -> dict[str, str]:
    """The URLs of programs not built here; each finds its own in a folder for its kind."""
    folder, strangers = which
    urls = {}
    for path in (home / folder).glob("*.env"):
        if path.stem not in strangers:
            path.unlink()
    for each in strangers:
        as_user = (_user(each, name), passwords[f"amqp {each}"], _vhost(name))
        urls[each] = broker.url(servers.amqp_url, *as_user)
        write_private(home / folder / f"{each}.env", as_env({"AMQP_URL": urls[each]}))
    return urls


def _common(
    servers: Servers, home: Path, name: str, part: str, passwords: Mapping[str, str]
) -> dict[str, str]:
    password = passwords[f"amqp {part}"]
    return {
        "AMQP_URL": broker.url(servers.amqp_url, _user(part, name), password, _vhost(name)),
        "KONGBUN_KEYS": str(home / "keys" / part),
        "KONGBUN_FILES": f"file://{home / 'files'}",
    }


def as_env(settings: Mapping[str, str]) -> str:
    """Lines of KEY=value, which a shell, docker and systemd read alike."""
    return "".join(f"{key}={value}\n" for key, value in settings.items())


def _metrics_port(layout: Layout, name: str, service: str, say: Say) -> int:
    """The port the service has while it runs; otherwise one that is free."""
    known = f"{name}/{service}" if name else service
    if processes.running(layout.home(name) / "run" / f"{service}.pid"):
        return ports.remembered(layout, known) or ports.claim(layout, known, say)
    return ports.claim(layout, known, say)


def _passwords(home: Path, listeners: Iterable[str]) -> dict[str, str]:
    path = home / "passwords.json"
    kept: dict[str, str] = read_json(path)
    roles = [f"{service} {role}" for service in SERVICES for role in ("owner", "app")]
    amqp = [f"amqp {part}" for part in (*SERVICES, *DOORS, *listeners)]
    missing = {what: secrets.token_urlsafe(24) for what in (*roles, *amqp) if what not in kept}
    write_private(path, as_json(kept | missing))
    return kept | missing


def _on_the_broker(passwords: Mapping[str, str]) -> set[str]:
    """Who has, or had, a user on the broker; a password is kept for who may come back."""
    return {key.removeprefix("amqp ") for key in passwords if key.startswith("amqp ")}


def _database(
    service: str, name: str, passwords: Mapping[str, str], durable: bool | None
) -> databases.Database:
    return databases.Database(
        name=service + _tail(name),
        owner=f"{service}_owner{_tail(name)}",
        app=f"{service}_app{_tail(name)}",
        owner_password=passwords.get(f"{service} owner", ""),
        app_password=passwords.get(f"{service} app", ""),
        durable=not name if durable is None else durable,
    )


def _checked(name: str) -> str:
    if not _NAME.fullmatch(name):
        raise ValueError(f"an installation's name is up to 40 of a-z, 0-9 and _, not {name!r}")
    return name


def _tail(name: str) -> str:
    return f"_{name}" if name else ""


def _vhost(name: str) -> str:
    return f"kongbun{_tail(name)}"


def _user(part: str, name: str) -> str:
    return f"{part}@{name}" if name else part
