"""A person's name from the columns a sheet has for it: in one cell, in two, or in three."""

from __future__ import annotations

from kernel.sheets.tables import Row
from kernel.values import thai_names
from kernel.values.thai_names import Name


def read_name(row: Row) -> Name:
    """The name from the fields `title`, `name`, `first` and `last`, whichever the sheet has.

    "ชื่อสกุล" heads surnames beside a column of first names and whole names without one.
    """
    if "first" in row.columns:
        return thai_names.assemble(row.text("title"), row.text("first"), row.text("last"))
    whole = row.text("name") or row.text("last")
    title = row.text("title")
    return thai_names.split(f"{title} {whole}" if title and whole else whole)
