"""Key files: 32 random bytes as base64 text, readable by their owner alone."""

from __future__ import annotations

import base64
import binascii
from pathlib import Path
from typing import Final

KEY_BYTES: Final = 32


class WrongKey(Exception):
    """A key is missing or is not the one the data was sealed with; the message names the file."""


def read(directory: Path, name: str) -> bytes:
    """The key in `directory/name`, or `WrongKey`."""
    path = directory / name
    try:
        key = base64.b64decode(path.read_bytes().strip(), validate=True)
    except FileNotFoundError:
        raise WrongKey(f"the key file {path} is missing") from None
    except (OSError, binascii.Error):
        raise WrongKey(f"the key file {path} cannot be read") from None
    if len(key) != KEY_BYTES:
        raise WrongKey(f"the key file {path} does not hold {KEY_BYTES} bytes")
    return key


def read_public(directory: Path) -> list[bytes]:
    """The public keys of the doors (`actor*.pub`, PEM); several while one replaces another."""
    keys = [path.read_bytes() for path in sorted(directory.glob("actor*.pub"))]
    if not keys:
        raise WrongKey(f"no public actor key (actor.pub) in {directory}")
    return keys
