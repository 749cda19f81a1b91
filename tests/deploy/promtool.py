"""promtool: from the PATH, or out of Debian's package without installing it."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from deploy.local.layout import ROOT

TOOLS = ROOT / ".local" / "tools"


def find() -> str:
    """Its path; skips the test with the reason where it cannot be had."""
    found = shutil.which("promtool") or shutil.which("promtool", path=TOOLS)
    if found:
        return found
    if not (shutil.which("apt-get") and shutil.which("dpkg-deb")):
        pytest.skip("promtool is not installed, and this machine has no Debian packages")
    TOOLS.parent.mkdir(mode=0o700, exist_ok=True)
    TOOLS.mkdir(mode=0o700, exist_ok=True)
    for package in ("promtool", "prometheus"):  # its own package from Debian 13 on
        if _unpacked(package):
            return str(TOOLS / "promtool")
    pytest.skip("promtool is not installed, and `apt-get download prometheus` does not get it")


def _unpacked(package: str) -> bool:
    place = TOOLS / f"{package}-unpacked"
    shutil.rmtree(place, ignore_errors=True)
    place.mkdir()
    try:
        _quietly("apt-get", "-q", "download", package, cwd=place)
        (archive,) = place.glob("*.deb")
        _quietly("dpkg-deb", "-x", str(archive), str(place), cwd=place)
        (place / "usr/bin/promtool").rename(TOOLS / "promtool")
    except (subprocess.SubprocessError, ValueError, FileNotFoundError):
        return False
    finally:
        shutil.rmtree(place, ignore_errors=True)
    return True


def _quietly(*command: str, cwd: Path) -> None:
    subprocess.run(command, cwd=cwd, check=True, capture_output=True, timeout=100)


def run(*arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    """Run promtool and return what it said."""
    return subprocess.run(
        [find(), *arguments], cwd=cwd, capture_output=True, text=True, check=False
    )
