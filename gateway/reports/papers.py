"""A report before it is a file: a title, a few facts, tables of figures, who signs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Final, NamedTuple

import yaml

from kernel.values.money import Money

Cell = Money | int | str
_TH, _EN = 0, 1


class Words(NamedTuple):
    """The same in Thai and in English."""

    thai: str
    english: str

    def __str__(self) -> str:
        return f"{self.thai} / {self.english}" if self.english else self.thai


@dataclass(frozen=True)
class Row:
    """A line of a table; a total stands out."""

    label: Words
    cells: tuple[Cell, ...] = ()
    total: bool = False


@dataclass(frozen=True)
class Table:
    """Rows under headings: the first is of the labels, the others of the cells."""

    title: Words
    headings: tuple[Words, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Paper:
    """A whole report. `facts` stand below the title, `signed_by` are lines to sign on, and
    `certified` is what those who sign say. `code` is the text of a PromptPay code to scan."""

    title: Words
    subtitle: str
    facts: tuple[tuple[Words, str], ...]
    tables: tuple[Table, ...]
    signed_by: tuple[Words, ...] = ()
    certified: Words | None = None
    code: str = ""


SIGNERS: Final = ("chair", "treasurer", "bookkeeper", "auditor")


def word(section: str, key: str) -> Words:
    """A word of the reports; what has none stands as it is."""
    found = _read()[section].get(key)
    return Words(found[_TH], found[_EN]) if found else Words(key.rpartition(".")[2], "")


def account(name: str) -> Words:
    """What an account is called; expenses of benefits by their kind."""
    if name.startswith("welfare."):
        return word("kinds", name.removeprefix("welfare."))
    return word("accounts", name)


def text(cell: Cell) -> str:
    """A cell as people read it: baht with two places, thousands with commas."""
    return f"{cell:,}" if isinstance(cell, int) else str(cell)


def money(told: Mapping[str, Any], field: str) -> Money:
    return Money(told[f"{field}_satang"])


@cache
def _read() -> dict[str, Any]:
    source = (files("gateway") / "words" / "reports.yaml").read_text("utf-8")
    return dict(yaml.safe_load(source))
