"""The file store: a file travels by reference, sealed by the door that took it in.

A file's name in the store is made from its SHA-256, so the same file is stored once; the seal
(AES-256-GCM) binds the content to that name. The store is an fsspec URL: a directory locally,
S3 elsewhere.
"""

from __future__ import annotations

import hashlib
import os
import re
from typing import Final

import fsspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from kernel.values.errors import Invalid, NotFound

FILE_BYTES_MAX: Final = 20_000_000
_MARK: Final = b"KBF1"
_NONCE_BYTES: Final = 12
_SHA256: Final = re.compile(r"[0-9a-f]{64}")


class FileStore:
    """Sealed files under one URL; `key` is 32 bytes, shared by doors and services."""

    def __init__(self, url: str, key: bytes) -> None:
        self._fs, self._root = fsspec.core.url_to_fs(url)
        self._cipher = AESGCM(key)

    def put(self, content: bytes) -> str:
        """Seal and keep a file; returns its SHA-256 (hex), which is how it is asked for."""
        if len(content) > FILE_BYTES_MAX:
            raise Invalid("file_too_large", {"bytes_max": FILE_BYTES_MAX})
        sha256 = hashlib.sha256(content).hexdigest()
        path = self._path(sha256)
        if not self._fs.exists(path):
            nonce = os.urandom(_NONCE_BYTES)
            sealed = _MARK + nonce + self._cipher.encrypt(nonce, content, sha256.encode())
            self._fs.makedirs(self._root, exist_ok=True)
            # Written beside and moved: a crash leaves no half file under a good name.
            beside = f"{path}.{os.urandom(6).hex()}"
            self._fs.pipe_file(beside, sealed)
            self._fs.mv(beside, path)
        return sha256

    def get(self, sha256: str) -> bytes:
        """The content of a file, or `NotFound`; `Invalid` if it was tampered with."""
        if not _SHA256.fullmatch(sha256):
            raise Invalid("file_name_malformed")
        try:
            sealed = self._fs.cat_file(self._path(sha256))
        except FileNotFoundError:
            raise NotFound("file_unknown") from None
        body = sealed[len(_MARK) :]
        try:
            content = self._cipher.decrypt(
                body[:_NONCE_BYTES], body[_NONCE_BYTES:], sha256.encode()
            )
        except InvalidTag:
            raise Invalid("file_damaged") from None
        return bytes(content)

    def _path(self, sha256: str) -> str:
        return f"{self._root}/{sha256}.sealed"
