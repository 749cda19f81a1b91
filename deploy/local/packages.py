"""Debian's packages of the servers, installed as root, without the daemons they come with.

A Debian package starts its server when it is installed and again at every boot. Neither is
wanted: the stack has its own. `policy-rc.d` (exit code 101) forbids the start, a line in
createcluster.d the cluster `main`, and `systemctl disable` the next boot. What was there before is
put back afterwards; if we were stopped half-way, by the next run.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from deploy.local.talk import Say, working
from deploy.local.trouble import Trouble

_POLICY: Final = Path("/usr/sbin/policy-rc.d")
_NO_MAIN_CLUSTER: Final = Path("/etc/postgresql-common/createcluster.d/kongbun.conf")
_OURS: Final = "#!/bin/sh\n# Kongbun's, for the time of one installation\nexit 101\n"
_UNITS: Final = {
    "postgresql": ("postgresql.service",),
    "rabbitmq-server": ("rabbitmq-server.service", "epmd.service", "epmd.socket"),
}
_MINUTES: Final = 15


def can_install() -> bool:
    return os.geteuid() == 0 and shutil.which("apt-get") is not None


def install(packages: Sequence[str], log: Path, say: Say) -> None:
    """Install Debian's `packages`; their daemons neither start now nor at the next boot."""
    say(f"installing Debian's {' and '.join(packages)} with apt-get (once; log: {log})")
    log.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    theirs = _enabled(packages)
    with _no_daemons(), _no_main_cluster(), working(say, "apt-get is installing"):
        # Lists may be missing (a bare container) or old (packages gone): then fetch them first.
        if not _apt(log, "install", *packages):
            _apt(log, "update")
            if not _apt(log, "install", *packages):
                raise Trouble(f"apt-get could not install {' '.join(packages)}: see {log}")
    for unit in _enabled(packages) - theirs:
        subprocess.run(["systemctl", "disable", unit], capture_output=True, check=False)


def _apt(log: Path, action: str, *packages: str) -> bool:
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive", "LC_ALL": "C.UTF-8"}
    command = ["apt-get", "-q", "-y", "-o", "DPkg::Lock::Timeout=300", action]
    extras = ["--no-install-recommends"] if action == "install" else []
    with log.open("ab") as out:
        try:
            done = subprocess.run(
                [*command, *extras, *packages],
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=out,
                env=environment,
                timeout=_MINUTES * 60,
                check=False,
            )
        except subprocess.TimeoutExpired:
            raise Trouble(f"apt-get did not end within {_MINUTES} minutes: see {log}") from None
    return done.returncode == 0


@contextlib.contextmanager
def _no_daemons(policy: Path = _POLICY) -> Iterator[None]:
    """Forbid packages to start anything; whatever policy there was is put back."""
    kept = policy.with_name(f"{policy.name}.before-kongbun")
    _restore(policy, kept)
    if policy.exists() and _forbids(policy):
        yield
        return
    if policy.exists():
        policy.rename(kept)
    policy.write_text(_OURS)
    policy.chmod(0o755)
    try:
        yield
    finally:
        _restore(policy, kept)


def _restore(policy: Path, kept: Path) -> None:
    if policy.exists() and policy.read_text(errors="replace") == _OURS:
        policy.unlink()
    if kept.exists():
        kept.replace(policy)


def _forbids(policy: Path) -> bool:
    if not os.access(policy, os.X_OK):  # then nobody asks it
        return False
    asked = subprocess.run([policy, "rabbitmq-server", "start"], capture_output=True, check=False)
    return asked.returncode == 101


@contextlib.contextmanager
def _no_main_cluster(setting: Path = _NO_MAIN_CLUSTER) -> Iterator[None]:
    made = [folder for folder in (setting.parent, setting.parent.parent) if not folder.exists()]
    setting.parent.mkdir(parents=True, exist_ok=True)
    setting.write_text("create_main_cluster = off\n")
    try:
        yield
    finally:
        setting.unlink(missing_ok=True)
        for folder in made:
            with contextlib.suppress(OSError):  # the package has put its own things there
                folder.rmdir()


def _enabled(packages: Sequence[str]) -> set[str]:
    """The units of `packages` that start at boot."""
    if shutil.which("systemctl") is None:
        return set()
    units = [unit for package in packages for unit in _UNITS.get(package, ())]
    return {unit for unit in units if _is_enabled(unit)}


def _is_enabled(unit: str) -> bool:
    asked = subprocess.run(["systemctl", "is-enabled", unit], capture_output=True, check=False)
    return asked.returncode == 0
