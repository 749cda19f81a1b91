"""Where things lie: everything of one clone under its `.local/`, and nothing else anywhere.

Two exceptions live under `/var/tmp/kongbun-<hash of the clone's path>` and are noted in `.local/`:
as root PostgreSQL, which has to run as its own user, who cannot enter a clone under a 0700 home;
and servers of a clone whose path is too long or too special for them.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import json
import os
import re
import stat
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from deploy.local.talk import Say
from deploy.local.trouble import Trouble

ROOT: Final = Path(__file__).resolve().parents[2]

_PLAIN: Final = re.compile(r"[A-Za-z0-9_./+@~-]+")
_LOCK_SECONDS: Final = 900  # as long as installing packages over a slow line may take
_held: dict[Path, int] = {}  # locks this process holds, and how deeply


@dataclass(frozen=True, slots=True)
class Layout:
    """The paths of one clone."""

    root: Path

    @classmethod
    def of(cls, root: Path) -> Layout:
        """Make `.local/` where it is missing; `Trouble` if it is another clone's or user's."""
        layout = cls(root.resolve())
        layout.local.mkdir(mode=0o700, exist_ok=True)
        if layout.local.stat().st_uid != os.geteuid():
            raise Trouble(
                f"{layout.local} belongs to another user: run make as that user, "
                "or have that user run `make clean`"
            )
        made_in = layout.notes().get("root", str(layout.root))
        if made_in != str(layout.root):
            raise Trouble(
                f"{layout.local} was made in {made_in}. If the clone was moved, move it back and "
                "run `make clean` there; if it was copied, delete the copy's .local"
            )
        layout.note(root=str(layout.root))
        return layout

    @property
    def local(self) -> Path:
        return self.root / ".local"

    @property
    def hash(self) -> str:
        """Ten characters that tell this clone from every other one on the machine."""
        return hashlib.sha256(str(self.root).encode()).hexdigest()[:10]

    @property
    def logs(self) -> Path:
        return self.local / "logs"

    @property
    def outside(self) -> Path:
        """Where a server lives that cannot live in the clone."""
        return Path("/var/tmp") / f"kongbun-{self.hash}"  # noqa: S108 - checked before it is used

    def server(self, name: str, *, own_user: bool = False) -> Path:
        """The home of a server: noted when first asked for, so that it is found again."""
        noted = self.notes().get(name)
        if noted is None:
            inside = self.local / name
            # Unix sockets take 107 bytes, RabbitMQ's settings no Thai, its scripts no spaces.
            fits = len(str(inside)) < 80 and _PLAIN.fullmatch(str(inside))
            noted = str(inside if fits and not own_user else self.outside / name)
            self.note(**{name: noted})
        return Path(noted)

    def make_server(self, home: Path, owner: int | None = None) -> None:
        """Make the home of a server, and what it lies in."""
        if home.parent == self.outside:
            make_folder(self.outside)
            self.outside.chmod(0o711)  # the server's user passes through, nobody looks around
        make_folder(home, owner)

    def home(self, name: str) -> Path:
        """What belongs to one installation: the main one (no name) or a named one, for tests."""
        return self.local / "named" / name if name else self.local

    def names(self) -> list[str]:
        """The named installations there are."""
        named = self.local / "named"
        return sorted(path.name for path in named.iterdir()) if named.is_dir() else []

    def notes(self) -> dict[str, str]:
        notes: dict[str, str] = read_json(self.local / "notes.json")
        return notes

    def note(self, **facts: str) -> None:
        before = self.notes()
        if before | facts != before:
            write_private(self.local / "notes.json", as_json(before | facts))


@contextlib.contextmanager
def locked(layout: Layout, say: Say) -> Iterator[None]:
    """One at a time in a clone; may be taken again inside itself."""
    path = layout.local / "lock"
    if _held.get(path):
        _held[path] += 1
        try:
            yield
        finally:
            _held[path] -= 1
        return
    with path.open("a+") as file:
        _wait_for_lock(file.fileno(), path, say)
        file.truncate(0)
        file.write(str(os.getpid()))
        file.flush()
        _held[path] = 1
        try:
            yield
        finally:
            _held[path] = 0


def _wait_for_lock(number: int, path: Path, say: Say) -> None:
    deadline = time.monotonic() + _LOCK_SECONDS
    told = False
    while True:
        try:
            fcntl.flock(number, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = path.read_text() or "another process"
            if time.monotonic() > deadline:
                raise Trouble(f"process {holder} holds {path} for too long: is it stuck?") from None
            if not told:
                say(f"waiting for process {holder}, which is at work in this clone")
                told = True
            time.sleep(0.1)
        else:
            return


def make_folder(path: Path, owner: int | None = None) -> None:
    """Make a closed folder; in /var/tmp, which is everybody's, one that was there is refused
    unless root, we or its `owner` made it."""
    try:
        path.mkdir(mode=0o700)
    except FileExistsError:
        found = path.lstat()
        if not stat.S_ISDIR(found.st_mode) or found.st_uid not in {0, os.geteuid(), owner}:
            raise Trouble(f"{path} was made by somebody else: remove it, then try again") from None
    if owner is not None:
        os.chown(path, owner, -1)
        path.chmod(0o700)


def read_json(path: Path) -> Any:
    """What `path` holds; an empty object if it is not there."""
    try:
        return json.loads(path.read_text())
    except FileNotFoundError:
        return {}


def as_json(what: Any) -> str:
    return json.dumps(what, indent=2, sort_keys=True) + "\n"


def write_private(path: Path, text: str) -> bool:
    """Write `path` whole or not at all, for its owner only; False if it says so already."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    if path.exists() and path.read_text() == text:
        path.chmod(0o600)
        return False
    fresh = path.with_name(f".{path.name}.{os.getpid()}")
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    fresh.rename(path)
    return True
