"""Texts of a row, sealed each for its own place: moved to another row or column, it stays shut."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Column, Table

from kernel.chassis.sealing import Sealing


def seal(sealing: Sealing, table: str, key: str, **texts: str) -> dict[str, bytes | None]:
    """The sealed columns of a row, by name; a text that is empty is kept as nothing."""
    return {
        f"{name}_sealed": sealing.seal(text, f"{table}.{name}|{key}") if text else None
        for name, text in texts.items()
    }


def opened(sealing: Sealing, table: str, key: str, said: Mapping[str, Any], name: str) -> str:
    """The text behind a sealed column of a row, empty if there is none or it was not read."""
    sealed = said.get(f"{name}_sealed")
    return sealing.open(sealed, f"{table}.{name}|{key}") if sealed else ""


def columns(
    table: Table,
    told: Iterable[str],
    columns_of: Mapping[str, Sequence[str]],
    always: Sequence[str],
) -> list[Column[Any]]:
    """The columns that must be read to tell fields: `columns_of` a field, or those of its name.
    `KeyError` of a field that stands in no column."""
    names = dict.fromkeys(always)
    for field in told:
        own = field if field in table.c else f"{field}_sealed"
        names |= dict.fromkeys(columns_of.get(field, (own,)))
    return [table.c[name] for name in names]
