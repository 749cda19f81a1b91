"""The kernel's tests that need no server, on every other Python this machine has."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

VERSIONS = ("3.11", "3.12", "3.13", "3.14")


def main() -> int:
    """Returns how many interpreters failed."""
    failed = 0
    for version in VERSIONS:
        if version == f"{sys.version_info.major}.{sys.version_info.minor}":
            print(f"Python {version}: that of .venv, see make test")
        elif (python := find(version)) is None:
            print(f"Python {version}: not installed, skipped")
        else:
            failed += not passes(version, python)
    return failed


def find(version: str) -> str | None:
    """An interpreter on the PATH, or one of pyenv, whose shims on the PATH may not work."""
    pyenv = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv")) / "versions"
    candidates = [shutil.which(f"python{version}"), *pyenv.glob(f"{version}.*/bin/python{version}")]
    for candidate in candidates:
        if candidate and _runs(candidate):
            return str(candidate)
    return None


def _runs(python: str | Path) -> bool:
    return subprocess.run([python, "-c", ""], capture_output=True, check=False).returncode == 0


def passes(version: str, python: str) -> bool:
    """Whether the tests pass in an environment of that interpreter's own, made from the lock."""
    place = Path(".local/pythons") / version
    environment = os.environ | {"UV_PROJECT_ENVIRONMENT": str(place)}
    print(f"Python {version}: {python}", flush=True)
    place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    steps = (
        [".venv/bin/uv", "sync", "--frozen", "--quiet", "--python", python],
        [str(place / "bin" / "pytest"), "-q", "-m", "not stack", "tests/kernel"],
    )
    return all(subprocess.run(step, env=environment, check=False).returncode == 0 for step in steps)


if __name__ == "__main__":
    sys.exit(main())
