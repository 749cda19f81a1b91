"""Servers that are given: administrator's URLs in the environment, tried before they are used."""

from __future__ import annotations

import os
import socket
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import urlsplit

import psycopg

from deploy.local import binaries
from deploy.local.management import Management
from deploy.local.talk import Say, until
from deploy.local.trouble import Trouble

_SECONDS: Final = 60


@dataclass(frozen=True, slots=True)
class Given:
    """A database, a broker, both or neither; what is not given is empty."""

    database_url: str = field(repr=False)
    amqp_url: str = field(repr=False)
    rabbitmq_api_url: str = field(repr=False)

    @classmethod
    def by_environment(cls) -> Given:
        names = ("KONGBUN_DATABASE_URL", "KONGBUN_AMQP_URL", "KONGBUN_RABBITMQ_API_URL")
        database, amqp, api = (os.environ.get(name, "") for name in names)
        if bool(amqp) != bool(api):
            raise Trouble("set KONGBUN_AMQP_URL and KONGBUN_RABBITMQ_API_URL together, or neither")
        login, at, _ = urlsplit(amqp).netloc.rpartition("@")
        if api and not urlsplit(api).username:
            api = api.replace("://", f"://{login}{at}", 1)
        return cls(
            database.replace("postgresql+psycopg://", "postgresql://", 1),
            urlsplit(amqp)._replace(path="").geturl(),
            api,
        )

    def check(self, say: Say) -> None:
        """Wait until the given servers answer; `Trouble` if they are too old or we may not."""
        if self.database_url:
            until(
                lambda: _database_answers(self.database_url), "the given PostgreSQL", _SECONDS, say
            )
            say("✓ PostgreSQL as given by KONGBUN_DATABASE_URL")
        if self.amqp_url:
            _check_broker(self.amqp_url, self.rabbitmq_api_url, say)
            say("✓ RabbitMQ as given by KONGBUN_AMQP_URL")


def _database_answers(url: str) -> bool | None:
    """True if it can be used, None if it is not up yet."""
    try:
        with psycopg.connect(url, connect_timeout=5) as connection:
            version = connection.info.server_version
            rights = connection.execute(
                "SELECT rolsuper OR (rolcreatedb AND rolcreaterole)"
                " FROM pg_roles WHERE rolname = current_user"
            ).fetchone()
            thai = connection.execute("SELECT 1 FROM pg_collation WHERE collname = 'th-x-icu'")
            sorts_thai = thai.fetchone() is not None
    except psycopg.OperationalError as error:
        if "password authentication failed" in str(error):
            raise Trouble(f"KONGBUN_DATABASE_URL: {error}") from None
        return None
    if version < binaries.POSTGRES_AT_LEAST[0] * 10_000:
        raise Trouble(f"KONGBUN_DATABASE_URL: PostgreSQL 15 or newer is needed, not {version}")
    if not (rights and rights[0]):
        raise Trouble("KONGBUN_DATABASE_URL: its user must be allowed to make databases and roles")
    if not sorts_thai:
        raise Trouble("KONGBUN_DATABASE_URL: PostgreSQL was built without ICU, no Thai sorting")
    return True


def _check_broker(amqp_url: str, api_url: str, say: Say) -> None:
    parts = urlsplit(amqp_url)
    address = (parts.hostname or "localhost", parts.port or (5671 if "s" in parts.scheme else 5672))
    until(
        lambda: _listens(address), f"the given RabbitMQ at {address[0]}:{address[1]}", _SECONDS, say
    )
    api = Management(api_url)
    waited = f"the given management API at {api.address}"
    if until(lambda: api.status("whoami"), waited, _SECONDS, say) == 401:
        raise Trouble("KONGBUN_RABBITMQ_API_URL: the broker refuses its user or password")
    version = binaries.parse_version(api.get("overview")["rabbitmq_version"]) or (0,)
    if version < binaries.RABBITMQ_AT_LEAST:
        raise Trouble(f"KONGBUN_AMQP_URL: RabbitMQ 3.10 or newer is needed, not {version}")
    if "administrator" not in api.get("whoami")["tags"]:
        raise Trouble("KONGBUN_RABBITMQ_API_URL: its user must have the tag administrator")


def _listens(address: tuple[str, int]) -> bool | None:
    try:
        socket.create_connection(address, timeout=5).close()
    except OSError:
        return None
    return True
