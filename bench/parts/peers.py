"""Peers in environments of their own: what they need never mixes with ours."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[2]
HOME: Final = ROOT / ".local" / "bench"
NEEDS: Final = {
    # nameko 2.14.1's own command imports pkg_resources, which later setuptools have not.
    "nameko2": ["nameko==2.14.1", "setuptools<81", "eventlet==0.41.3", "kombu==5.7.0"],
    "aio_pika": ["aio-pika==10.2.1"],
}


def python(peer: str) -> Path:
    """The interpreter of a peer's environment, made if it is not there."""
    home = HOME / peer
    interpreter = home / "bin" / "python"
    if not (home / ".ready").is_file():
        print(f"making the environment of {peer} ...", file=sys.stderr, flush=True)
        subprocess.run([sys.executable, "-m", "venv", str(home)], check=True)
        install = [str(interpreter), "-m", "pip", "install", "-q", *NEEDS[peer]]
        subprocess.run(install, check=True)
        (home / ".ready").touch()
    return interpreter


class Server:
    """A server process of a bench; it says `ready` when it is."""

    def __init__(self, command: list[str]) -> None:
        self._process = subprocess.Popen(
            command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
        )
        assert self._process.stdout is not None
        for line in self._process.stdout:
            if line.startswith("ready"):
                return
        raise RuntimeError(f"{command[-2:]} did not become ready")

    def stop(self) -> None:
        self._process.kill()
        self._process.wait()
        assert self._process.stdout is not None
        self._process.stdout.close()


def told(command: list[str]) -> float:
    """The number a client process prints: calls a second."""
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(done.stderr[-2_000:])
    return float(done.stdout.strip().splitlines()[-1])
