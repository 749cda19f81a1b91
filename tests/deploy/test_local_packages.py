"""Installing Debian's packages leaves the machine as it was, daemons and all."""

from __future__ import annotations

from pathlib import Path

import pytest

from deploy.local import binaries, packages, servers
from deploy.local.layout import Layout
from deploy.local.trouble import Trouble


@pytest.fixture
def policy(tmp_path: Path) -> Path:
    return tmp_path / "policy-rc.d"


def test_daemons_may_not_start_meanwhile_and_no_policy_stays(policy: Path) -> None:
    with packages._no_daemons(policy):
        assert packages._forbids(policy)
    assert list(policy.parent.iterdir()) == []


def test_a_policy_that_was_there_comes_back(policy: Path) -> None:
    policy.write_text("#!/bin/sh\nexit 0\n")
    policy.chmod(0o755)
    with packages._no_daemons(policy):
        assert packages._forbids(policy)
    assert policy.read_text() == "#!/bin/sh\nexit 0\n"


def test_a_policy_that_forbids_is_left_alone(policy: Path) -> None:
    policy.write_text("#!/bin/sh\n# a container's\nexit 101\n")
    policy.chmod(0o755)
    with packages._no_daemons(policy):
        assert "a container's" in policy.read_text()
    assert "a container's" in policy.read_text()


def test_what_a_run_cut_short_left_is_put_back_by_the_next(policy: Path) -> None:
    policy.write_text(packages._OURS)
    policy.chmod(0o755)
    (policy.parent / "policy-rc.d.before-kongbun").write_text("#!/bin/sh\nexit 0\n")
    with packages._no_daemons(policy):
        pass
    assert policy.read_text() == "#!/bin/sh\nexit 0\n"
    assert [path.name for path in policy.parent.iterdir()] == ["policy-rc.d"]


def test_no_main_cluster_is_made_and_no_folder_stays(tmp_path: Path) -> None:
    setting = tmp_path / "postgresql-common" / "createcluster.d" / "kongbun.conf"
    with packages._no_main_cluster(setting):
        assert setting.read_text() == "create_main_cluster = off\n"
    assert list(tmp_path.iterdir()) == []


def test_without_root_one_message_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(packages, "can_install", lambda: False)
    monkeypatch.setattr(binaries, "postgres", lambda: None)
    monkeypatch.setattr(binaries, "rabbitmq", lambda: None)
    with pytest.raises(Trouble) as told:
        servers.start(tmp_path, print)
    assert "apt-get install postgresql rabbitmq-server" in str(told.value)
    assert "deploy/compose.yml" in str(told.value)
    assert not (Layout.of(tmp_path).local / "run").exists()


@pytest.mark.parametrize(
    ("told", "version"),
    [
        ("15.18 (Debian 15.18-0+deb12u1)", (15, 18)),
        ("17beta1", (17,)),
        ("3.10.8", (3, 10, 8)),
        ("devel", None),
    ],
)
def test_versions_are_read(told: str, version: binaries.Version | None) -> None:
    assert binaries.parse_version(told) == version
