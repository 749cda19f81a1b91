"""The four services as processes of their own: migrated, started, watched until they are ready."""

from __future__ import annotations

import hashlib
import http.client
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Final

from deploy.local import processes, web
from deploy.local.bootstrap import Installation, as_env
from deploy.local.layout import Layout, locked, write_private
from deploy.local.talk import Say, relative, until, working
from deploy.local.trouble import TooLate, Trouble
from kernel.contracts.catalogue import SERVICES

_MIGRATE_SECONDS: Final = 300
_READY_SECONDS: Final = 90
_STOP_SECONDS: Final = 40  # longer than a service takes to finish what it has begun


def start(installation: Installation, root: Path, say: Say) -> None:
    """Migrate, start what does not run with these settings, wait until all four are ready."""
    layout = Layout.of(root)
    with locked(layout, say):
        _migrate(installation, layout, say)
        since = time.monotonic()
        changed = [service for service in SERVICES if not _runs_so(installation, service)]
        _stop(installation.home, changed, say)
        for service in changed:
            _launch(installation, service, layout)
        try:
            _await_ready(installation, say)
        except Trouble as trouble:
            after = "The others keep running: make up tries again, make down stops them."
            raise Trouble(f"{trouble}\n{after}") from None
        how = f"started, {processes.elapsed(since)}" if changed else "already running"
        say(f"✓ services ready: {', '.join(SERVICES)} ({how})")
        if not changed:
            say("  changed code is loaded by make down, then make up")


def stop(root: Path, say: Say, name: str = "") -> None:
    """Stop the services of one installation, each after finishing what it has begun."""
    layout = Layout.of(root)
    with locked(layout, say):
        since = time.monotonic()
        stopped = _stop(layout.home(name), SERVICES, say)
        if stopped:
            say(f"✓ services stopped: {', '.join(stopped)} ({processes.elapsed(since)})")


def readiness(port: int | str) -> str:
    """What /readyz of the service with this port says: `ready`, or why not."""
    try:
        status, said = web.ask("GET", f"http://127.0.0.1:{port}/readyz", seconds=3)
    except (OSError, http.client.HTTPException):
        return "does not answer"
    return "ready" if status == 200 else _why_not(said)


def _why_not(said: bytes) -> str:
    """The checks that fail: `{"ok": false, "broker": false}` is "no broker"."""
    try:
        checks = json.loads(said)
        failing = [check for check, passed in checks.items() if check != "ok" and not passed]
    except (ValueError, AttributeError):
        return "not ready"
    return f"not ready: {', '.join(failing)}"


def pidfile(home: Path, service: str) -> Path:
    return home / "run" / f"{service}.pid"


def log(home: Path, service: str) -> Path:
    return home / "logs" / f"{service}.log"


def _migrate(installation: Installation, layout: Layout, say: Say) -> None:
    """All at once: each has its own database."""
    since = time.monotonic()
    running = {}
    for service in SERVICES:
        path = log(installation.home, f"{service}-migrations")
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with path.open("wb") as out:
            running[service] = subprocess.Popen(
                [sys.executable, "-m", "kernel.chassis.migrations", service],
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=subprocess.STDOUT,
                env=_environment({"DATABASE_URL": installation.owners[service]}),
                cwd=layout.root,
            )
    try:
        with working(say, "migrating the databases"):
            for service, process in running.items():
                _await_migration(service, process, log(installation.home, f"{service}-migrations"))
    finally:
        for process in running.values():
            process.kill()  # none is left running if one failed or we are interrupted
            process.wait()
    say(f"✓ databases migrated ({processes.elapsed(since)})")


def _await_migration(service: str, process: subprocess.Popen[bytes], path: Path) -> None:
    try:
        code = process.wait(_MIGRATE_SECONDS)
    except subprocess.TimeoutExpired:
        raise Trouble(f"the migrations of {service} took over {_MIGRATE_SECONDS} s") from None
    if code:
        shown = f"{relative(path)} says:\n{processes.tail(path)}"
        raise Trouble(f"the migrations of {service} failed; {shown}")


def _runs_so(installation: Installation, service: str) -> bool:
    """Runs, and was started with the settings of now."""
    noted = _settings_file(installation, service)
    runs = processes.running(pidfile(installation.home, service)) is not None
    return runs and noted.exists() and noted.read_text() == _fingerprint(installation, service)


def _settings_file(installation: Installation, service: str) -> Path:
    return installation.home / "run" / f"{service}.settings"


def _fingerprint(installation: Installation, service: str) -> str:
    return hashlib.sha256(as_env(installation.services[service]).encode()).hexdigest()


def _launch(installation: Installation, service: str, layout: Layout) -> None:
    settings = installation.services[service]
    write_private(_settings_file(installation, service), _fingerprint(installation, service))
    processes.spawn(
        [sys.executable, "-m", "kernel.chassis.runner", service],
        pidfile=pidfile(installation.home, service),
        log=log(installation.home, service),
        env=_environment(settings),
        cwd=layout.root,
    )


def _await_ready(installation: Installation, say: Say) -> None:
    states = dict.fromkeys(SERVICES, "not asked yet")

    def all_ready() -> bool | None:
        for service, state in states.items():
            if state != "ready":
                states[service] = _state(installation, service)
        return True if set(states.values()) == {"ready"} else None

    def not_ready() -> list[str]:
        return [service for service, state in states.items() if state != "ready"]

    try:
        until(all_ready, lambda: ", ".join(not_ready()), _READY_SECONDS, say)
    except TooLate as late:
        told = [
            f"{name} says: {states[name]}; {_ending(installation, name)}" for name in not_ready()
        ]
        raise Trouble("\n".join([str(late), *told])) from None


def _state(installation: Installation, service: str) -> str:
    if processes.running(pidfile(installation.home, service)) is None:
        raise Trouble(f"{service} ended at start; {_ending(installation, service)}")
    return readiness(installation.services[service]["KONGBUN_METRICS_PORT"])


def _ending(installation: Installation, service: str) -> str:
    path = log(installation.home, service)
    return f"{relative(path)} ends with\n{processes.tail(path)}"


def _stop(home: Path, services: Iterable[str], say: Say) -> list[str]:
    """Ask all of them first, so that they end side by side."""
    running = [service for service in services if processes.running(pidfile(home, service))]
    for service in running:
        processes.ask(pidfile(home, service))
    for service in running:
        processes.await_end(pidfile(home, service), service, _STOP_SECONDS, say)
    return running


def _environment(settings: Mapping[str, str]) -> dict[str, str]:
    """Ours without what is meant for the bootstrap or would lead the driver elsewhere."""
    kept = {
        key: value
        for key, value in os.environ.items()
        if not key.startswith(("KONGBUN_", "PG")) and key not in {"DATABASE_URL", "AMQP_URL"}
    }
    return kept | dict(settings)
