"""Keys: one folder per service and door, holding only what that one may read.

    funds/    kek.key hmac.key   its own: sealed columns, blind index
              files.key          files in the file store: every service and door
              actor.pub          to check who acts
    gateway/  files.key actor.pub
              actor.key          to say who acts: doors only

A key is made once and never overwritten: what it sealed is lost with it.
"""

from __future__ import annotations

import base64
import os
import secrets
from collections.abc import Callable, Collection
from pathlib import Path
from typing import Final

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from deploy.local.trouble import Trouble
from kernel.contracts.catalogue import DOORS, SERVICES

SEALING: Final = ("kek.key", "hmac.key")


def prepare(folder: Path, in_use: Collection[str]) -> None:
    """Make the keys that are missing; refuse for services `in_use`, whose data they sealed."""
    _make_folder(folder)
    for service in SERVICES:
        for key in SEALING:
            path = folder / service / key
            if service in in_use and not path.exists():
                raise Trouble(
                    f"{path} is missing, but there is a database of {service}, and what it holds "
                    "was sealed with that key. Put the key back, or give up the data: `make clean` "
                    "(on a given server: drop the database)"
                )
            _write_once(path, _symmetric)
    _share(folder, "files.key", (*SERVICES, *DOORS), _symmetric)
    _share(folder, "actor.key", DOORS, _signing)
    private = (folder / DOORS[0] / "actor.key").read_bytes()
    _share(folder, "actor.pub", (*SERVICES, *DOORS), lambda: _public(private))


def _share(folder: Path, key: str, readers: Collection[str], make: Callable[[], bytes]) -> None:
    """The same key in several folders; copies, since a reader must not follow links out."""
    copies = [folder / reader / key for reader in readers]
    there = {path.read_bytes() for path in copies if path.exists()}
    if len(there) > 1:
        raise Trouble(f"the copies of {key} under {folder} differ: put the right one everywhere")
    text = there.pop() if there else make()
    for path in copies:
        _write_once(path, lambda: text)


def _write_once(path: Path, make: Callable[[], bytes]) -> None:
    """Whole and on disk before it has its name: a half-written key would seal data for ever."""
    _make_folder(path.parent)
    if path.exists():
        path.chmod(0o600)
        return
    fresh = path.with_name(f".{path.name}.{os.getpid()}")
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(make())
        file.flush()
        os.fsync(file.fileno())
    fresh.rename(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _make_folder(path: Path) -> None:
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    path.chmod(0o700)


def _symmetric() -> bytes:
    return base64.b64encode(secrets.token_bytes(32)) + b"\n"


def _signing() -> bytes:
    return Ed25519PrivateKey.generate().private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )


def _public(private: bytes) -> bytes:
    key = serialization.load_pem_private_key(private, password=None)
    return key.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )
