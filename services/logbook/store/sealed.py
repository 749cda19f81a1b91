"""Texts of a row, sealed each for its own place: moved to another row or column, it stays shut."""

from __future__ import annotations

from typing import Any

from kernel.chassis.sealing import Sealing


def seal(sealing: Sealing, table: str, key: str, **texts: str) -> dict[str, bytes | None]:
    """The sealed columns of a row, by name; a text that is empty is kept as nothing."""
    return {
        f"{name}_sealed": sealing.seal(text, f"{table}.{name}|{key}") if text else None
        for name, text in texts.items()
    }


def opened(sealing: Sealing, table: str, key: str, name: str, row: Any) -> str:
    """The text behind a sealed column of a row, empty if there is none."""
    sealed = getattr(row, f"{name}_sealed")
    return sealing.open(sealed, f"{table}.{name}|{key}") if sealed else ""
