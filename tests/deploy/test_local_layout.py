"""One clone's folder: one at a time, nobody else's, the same ports again."""

from __future__ import annotations

import fcntl
import os
import socket
import stat
from pathlib import Path

import pytest

from deploy.local import layout as layouts
from deploy.local import ports
from deploy.local.layout import Layout, as_json, locked, write_private
from deploy.local.trouble import Trouble


@pytest.fixture
def layout(tmp_path: Path) -> Layout:
    return Layout.of(tmp_path)


def test_two_at_once_wait_for_each_other(layout: Layout, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(layouts, "_LOCK_SECONDS", 0.2)
    said: list[str] = []
    with (layout.local / "lock").open("w") as other:
        fcntl.flock(other, fcntl.LOCK_EX)
        other.write("4711")
        other.flush()
        with pytest.raises(Trouble, match="4711"), locked(layout, said.append):
            pass
    assert said == ["waiting for process 4711, which is at work in this clone"]
    with locked(layout, said.append), locked(layout, said.append):
        pass  # the same process may take it again


def test_a_folder_of_another_clone_is_refused(layout: Layout) -> None:
    write_private(layout.local / "notes.json", as_json({"root": "/elsewhere"}))
    with pytest.raises(Trouble, match="made in /elsewhere"):
        Layout.of(layout.root)


def test_a_folder_somebody_else_put_there_is_refused(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to("/etc")
    with pytest.raises(Trouble, match="somebody else"):
        layouts.make_folder(tmp_path / "link")


def test_servers_live_in_the_clone_where_its_path_suits_them(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    plain, odd = (tmp_path_factory.mktemp(name) for name in ("plain", "กองบุญ ใหม่"))
    assert Layout.of(plain).server("rabbitmq") == plain / ".local" / "rabbitmq"
    assert Layout.of(odd).server("rabbitmq").parent == Layout.of(odd).outside
    assert Layout.of(plain).hash != Layout.of(odd).hash


def test_files_are_private_and_written_whole(layout: Layout) -> None:
    path = layout.local / "secrets" / "it"
    assert write_private(path, "first")
    assert not write_private(path, "first")
    assert write_private(path, "second")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert os.listdir(path.parent) == ["it"]  # noqa: PTH208 - hidden leftovers count


def test_a_port_stays_until_a_stranger_takes_it(layout: Layout) -> None:
    said: list[str] = []
    first = ports.claim(layout, "postgres", said.append)
    assert ports.claim(layout, "postgres", said.append) == first
    assert ports.claim(layout, "rabbitmq", said.append) != first
    assert said == []
    with socket.create_server(("127.0.0.1", first)):
        moved = ports.claim(layout, "postgres", said.append)
    assert moved != first
    assert said == [
        f"port {first} of postgres is taken by another program: postgres moves to {moved}"
    ]
    assert ports.remembered(layout, "postgres") == moved
