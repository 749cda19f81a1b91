"""Replies as a person reads them: tables whose Thai lines up, baht instead of satang."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from rich.cells import cell_len
from rich.console import Console, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from gateway.cli import in_words
from kernel.values.money import Money

_SATANG: Final = "_satang"
_UNBOUNDED: Final = 10_000
_AS_WRITTEN: Final = ("rules",)  # a regulation's data, by the names its file has


def baht(satang: int) -> str:
    return str(Money(satang))


def reply(console: Console, value: Any, language: str = "en") -> None:
    """Show a reply: its fields, then each of its lists as a table.

    In English a field stands under its own name, as a command takes it; in Thai under its word.
    """
    if not isinstance(value, Mapping):
        console.print(text(value))
        return
    lists = {name: each for name, each in value.items() if _is_rows(each)}
    plain = {name: each for name, each in value.items() if name not in lists}
    if plain:
        console.print(fields(plain, language))
    for name, rows in lists.items():
        title = in_words.heading(name, language)
        table = rows_table(rows, title, language)
        whole = console.measure(table, options=console.options.update(width=_UNBOUNDED)).maximum
        if whole <= console.width:
            console.print(table)
        else:
            _print_each(console, title, rows, language)


def _print_each(
    console: Console, title: str, rows: Sequence[Mapping[str, Any]], language: str
) -> None:
    """Rows too wide for this terminal, each as a paragraph: folded cells cannot be read."""
    for place, row in enumerate(rows, start=1):
        console.print(Text(f"{title} {place}/{len(rows)}", style="italic"))
        console.print(Padding(fields(row, language), (0, 0, 0, 2)))


def fields(value: Mapping[str, Any], language: str = "en") -> Table:
    """Names and values, one below the other."""
    table = Table(show_header=False, box=None, pad_edge=False, padding=(0, 2, 0, 0))
    table.add_column(style="dim", no_wrap=True)
    table.add_column(overflow="fold")
    for name, each in value.items():
        table.add_row(text(in_words.heading(name, language)), cell(name, each, language))
    return table


def rows_table(rows: Sequence[Mapping[str, Any]], title: str = "", language: str = "en") -> Table:
    """Rows under their fields' names; amounts and numbers to the right."""
    names = list(dict.fromkeys(name for row in rows for name in row))
    table = Table(title=title or None, title_justify="left", header_style="bold", pad_edge=False)
    for name in names:
        number = all(isinstance(row.get(name), int | float | None) for row in rows)
        heading = text(in_words.heading(name, language))
        table.add_column(heading, justify="right" if number else "left", overflow="fold")
    for row in rows:
        table.add_row(*(cell(name, row.get(name), language) for name in names))
    return table


def cell(name: str, value: Any, language: str = "en") -> RenderableType:
    """One value: satang as baht, lists in one line, nothing as a dash."""
    if value is None or value in ("", []):
        return Text("-", style="dim")
    if name.endswith(_SATANG) and isinstance(value, int):
        return Text(baht(value), justify="right")
    if isinstance(value, Mapping):
        return fields(value, "en" if name in _AS_WRITTEN else language)
    if isinstance(value, list):
        if _is_rows(value):
            return rows_table(value, language=language)
        return text(", ".join(in_words.value(name, each, language) for each in value))
    return text(in_words.value(name, value, language))


def text(value: Any) -> Text:
    """Plain text: what stands in it is never markup."""
    return Text(str(value))


def pad(value: str, width: int) -> str:
    """Pad to a width in terminal cells: Thai vowels above and below take none."""
    return value + " " * max(0, width - cell_len(value))


def _is_rows(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and isinstance(value[0], Mapping)
