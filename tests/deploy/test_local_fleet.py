"""The four services as processes: ready together, told apart when they fail, stopped exactly."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator

import pytest

from deploy.local import fleet, processes
from deploy.local.bootstrap import Installation
from deploy.local.trouble import Trouble
from kernel.contracts.catalogue import SERVICES
from tests.deploy.clones import Clone

pytestmark = pytest.mark.stack


@pytest.fixture(autouse=True)
def no_flags_and_nothing_running(clone: Clone) -> Iterator[None]:
    yield
    for flag in clone.root.glob("*.flag"):
        flag.unlink()
    fleet.stop(clone.root, clone.said.append)
    clone.said.clear()


def flag(clone: Clone, service: str, what: str) -> None:
    """Tell the stand-in of a service how to misbehave."""
    (clone.root / f"{service}.{what}.flag").touch()


def pids(installation: Installation) -> dict[str, int | None]:
    return {
        service: processes.running(fleet.pidfile(installation.home, service))
        for service in SERVICES
    }


def test_up_twice_runs_the_same_four(clone: Clone, installation: Installation) -> None:
    fleet.start(installation, clone.root, clone.said.append)
    first = pids(installation)
    assert None not in first.values()
    fleet.start(installation, clone.root, clone.said.append)
    assert pids(installation) == first
    assert "already running" in " ".join(clone.said)


def test_a_service_sees_its_own_settings_and_no_others(
    clone: Clone, installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KONGBUN_DATABASE_URL", "postgresql://postgres:secret@127.0.0.1/")
    fleet.start(installation, clone.root, clone.said.append)
    said = fleet.log(installation.home, "funds").read_text().split()
    assert "KONGBUN_DATABASE_URL" not in said
    assert set(said[3:]) == set(installation.services["funds"]) - {"PSYCOPG_WAIT_FUNC"}


def test_down_stops_exactly_what_was_started(clone: Clone, installation: Installation) -> None:
    named = dataclasses.replace(installation, home=clone.layout.home("test_other"))
    fleet.start(installation, clone.root, clone.said.append)
    stranger = pids(installation)["funds"]
    # A pid file of another installation names our process, but of another life.
    pidfile = fleet.pidfile(named.home, "funds")
    pidfile.parent.mkdir(parents=True)
    pidfile.write_text(f"{stranger} 1\n")
    fleet.stop(clone.root, clone.said.append, "test_other")
    assert pids(installation)["funds"] == stranger
    fleet.stop(clone.root, clone.said.append)
    assert set(pids(installation).values()) == {None}
    fleet.stop(clone.root, clone.said.append)


def test_changed_settings_restart_that_service_alone(
    clone: Clone, installation: Installation
) -> None:
    fleet.start(installation, clone.root, clone.said.append)
    before = pids(installation)
    changed = {**installation.services["funds"], "KONGBUN_LOG_LEVEL": "DEBUG"}
    services = {**installation.services, "funds": changed}
    fleet.start(dataclasses.replace(installation, services=services), clone.root, print)
    after = pids(installation)
    assert {service for service in SERVICES if before[service] != after[service]} == {"funds"}


def test_a_service_that_refuses_is_named_with_its_reason(
    clone: Clone, installation: Installation
) -> None:
    flag(clone, "funds", "refuses")
    with pytest.raises(Trouble) as told:
        fleet.start(installation, clone.root, clone.said.append)
    assert str(told.value).startswith("funds ended at start")
    assert "kek.key is not the key" in str(told.value)
    (clone.root / "funds.refuses.flag").unlink()
    fleet.start(installation, clone.root, clone.said.append)
    assert None not in pids(installation).values()


def test_a_service_that_is_not_ready_says_what_it_waits_for(
    clone: Clone, installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fleet, "_READY_SECONDS", 1)
    flag(clone, "logbook", "not-ready")
    with pytest.raises(Trouble, match=r"logbook says: not ready: broker") as told:
        fleet.start(installation, clone.root, clone.said.append)
    assert "funds" not in str(told.value)


def test_a_failing_migration_starts_nothing(clone: Clone, installation: Installation) -> None:
    flag(clone, "members", "migration-fails")
    with pytest.raises(Trouble, match="migrations of members failed") as told:
        fleet.start(installation, clone.root, clone.said.append)
    assert "is there already" in str(told.value)
    assert set(pids(installation).values()) == {None}


def test_a_service_that_hangs_is_killed_in_the_end(
    clone: Clone, installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fleet, "_STOP_SECONDS", 1)
    flag(clone, "integrations", "ignores-sigterm")
    fleet.start(installation, clone.root, clone.said.append)
    fleet.stop(clone.root, clone.said.append)
    assert "integrations did not stop within 1 s and is killed" in clone.said
    assert set(pids(installation).values()) == {None}
