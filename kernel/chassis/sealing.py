"""Sealing: what could name a person is unreadable in the database, and can still be found.

Envelope encryption: columns are sealed (AES-256-GCM) under a data key; the data key lies in the
database, wrapped by the key-encryption key, which does not. The blind index is a keyed hash for
exact search and uniqueness; without its key the 10^12 possible id numbers cannot be tried out.
"""

from __future__ import annotations

import hashlib
import hmac
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.keywrap import InvalidUnwrap, aes_key_unwrap, aes_key_wrap
from sqlalchemy import Connection, select
from sqlalchemy.dialects import postgresql

from kernel.chassis.tables import ChassisTables
from kernel.wire import keys
from kernel.wire.keys import WrongKey

_NONCE_BYTES: Final = 12
_BLIND_BYTES: Final = 16
_CHECK: Final = b"kongbun: is this the key?"


@dataclass(frozen=True)
class SealingKeys:
    """The two keys of a service that lie outside its database."""

    kek: bytes
    hmac_key: bytes

    @classmethod
    def read(cls, directory: Path) -> SealingKeys:
        return cls(keys.read(directory, "kek.key"), keys.read(directory, "hmac.key"))


class Sealing:
    """Seals and opens values; makes blind indexes."""

    def __init__(self, data_keys: dict[int, bytes], hmac_key: bytes) -> None:
        self._ciphers = {version: AESGCM(key) for version, key in data_keys.items()}
        self._current = max(data_keys)
        self._hmac_key = hmac_key

    def seal(self, text: str, place: str) -> bytes:
        """Seal a text for one place ("people.cid|person_01..."): moved elsewhere, it stays shut."""
        nonce = os.urandom(_NONCE_BYTES)
        sealed = self._ciphers[self._current].encrypt(nonce, text.encode(), place.encode())
        return bytes([self._current]) + nonce + sealed

    def open(self, sealed: bytes, place: str) -> str:
        """What was sealed for this place; `WrongKey` if it was not."""
        cipher = self._ciphers.get(sealed[0])
        if cipher is None:
            raise WrongKey(f"data key {sealed[0]} is missing")
        nonce, body = sealed[1 : 1 + _NONCE_BYTES], sealed[1 + _NONCE_BYTES :]
        try:
            return cipher.decrypt(nonce, body, place.encode()).decode()
        except InvalidTag:
            raise WrongKey(
                "a sealed value was moved, changed or sealed under another key"
            ) from None

    def blind(self, text: str, field: str) -> bytes:
        """The blind index of a value: equal for equal values of one field, and nothing else."""
        said = field.encode() + b"\0" + text.encode()
        return hmac.digest(self._hmac_key, said, hashlib.sha256)[:_BLIND_BYTES]


def unlock(connection: Connection, tables: ChassisTables, given: SealingKeys, now: Any) -> Sealing:
    """Open the data keys of a database, making the first one; `WrongKey` if the keys do not fit."""
    table = tables.data_keys
    check = hmac.digest(given.hmac_key, _CHECK, hashlib.sha256)
    first = {
        "version": 1,
        "wrapped": aes_key_wrap(given.kek, os.urandom(keys.KEY_BYTES)),
        "hmac_check": check,
        "made_at": now,
    }
    kept = connection.execute(select(table)).all()
    if not kept:
        # Two replicas may start at once: one first key wins, both read it.
        connection.execute(postgresql.insert(table).values(first).on_conflict_do_nothing())
        kept = connection.execute(select(table)).all()
    data_keys = {}
    for row in kept:
        if not hmac.compare_digest(row.hmac_check, check):
            raise WrongKey("hmac.key is not the key this database was indexed with")
        try:
            data_keys[row.version] = aes_key_unwrap(given.kek, row.wrapped)
        except InvalidUnwrap:
            raise WrongKey("kek.key is not the key this database was sealed with") from None
    return Sealing(data_keys, given.hmac_key)
