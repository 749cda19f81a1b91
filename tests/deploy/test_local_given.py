"""Given servers are used as they are: never started, never stopped, and tried before."""

from __future__ import annotations

from pathlib import Path

import pytest

from deploy.local import broker, given, servers
from deploy.local.servers import Servers
from deploy.local.trouble import Trouble
from tests.deploy.clones import Clone


def give(patch: pytest.MonkeyPatch, *, database: str = "", amqp: str = "", api: str = "") -> None:
    for name, url in {"DATABASE": database, "AMQP": amqp, "RABBITMQ_API": api}.items():
        patch.setenv(f"KONGBUN_{name}_URL", url)


@pytest.mark.stack
def test_given_servers_are_used_and_nothing_is_started(
    clone: Clone, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    theirs = clone.start()
    give(
        monkeypatch,
        database=theirs.database_url.replace("postgresql://", "postgresql+psycopg://"),
        amqp=f"{theirs.amqp_url}/",
        # The login is the broker's, where the API's URL has none of its own.
        api="http://" + theirs.rabbitmq_api_url.rpartition("@")[2],
    )
    said: list[str] = []
    assert servers.start(tmp_path, said.append) == theirs
    assert servers.running(tmp_path) == theirs
    assert len(said) == 2
    servers.stop(tmp_path, said.append)
    assert len(said) == 2, "given servers are not ours to stop"
    assert not (tmp_path / ".local" / "run").exists()


@pytest.mark.stack
@pytest.mark.parametrize(
    ("name", "message"),
    [("database_url", "KONGBUN_DATABASE_URL.*password"), ("rabbitmq_api_url", "refuses its user")],
)
def test_a_wrong_password_is_told_at_once(
    clone: Clone, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, message: str
) -> None:
    theirs = clone.start()
    urls = {each: getattr(theirs, each) for each in Servers.__slots__}
    login, at, host = urls[name].rpartition("@")
    urls[name] = f"{login}-not{at}{host}"
    give(
        monkeypatch,
        database=urls["database_url"],
        amqp=urls["amqp_url"],
        api=urls["rabbitmq_api_url"],
    )
    with pytest.raises(Trouble, match=message):
        servers.start(tmp_path, print)


def test_a_server_that_is_not_there_is_waited_for_and_then_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(given, "_SECONDS", 0.3)
    give(monkeypatch, database="postgresql://postgres:x@127.0.0.1:1/postgres")
    with pytest.raises(Trouble, match="waiting for the given PostgreSQL"):
        servers.start(tmp_path, print)


def test_half_a_broker_is_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    give(monkeypatch, amqp="amqp://admin:x@127.0.0.1")
    with pytest.raises(Trouble, match="together, or neither"):
        servers.start(tmp_path, print)


def test_everybody_speaks_to_a_given_broker_as_its_url_says() -> None:
    told = "amqps://admin:x@broker.example:5671?cacertfile=/etc/kongbun/ca.pem"
    assert (
        broker.url(told, "funds", "a/b", "kongbun_x")
        == "amqps://funds:a%2Fb@broker.example:5671/kongbun_x?cacertfile=/etc/kongbun/ca.pem"
    )
