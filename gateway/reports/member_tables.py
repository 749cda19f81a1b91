"""Members by sex, age band and village, as tables of the annual return."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from gateway.reports.papers import Row, Table, Words, word

Told = Mapping[str, Any]
_COLUMNS = {
    "male": "male",
    "female": "female",
    "sex_unknown": "sex_unknown",
    "members": "together",
    "joined": "came",
    "died": "gone",
    "left": "gone_otherwise",
}


def member_tables(told: Told) -> tuple[Table, ...]:
    """By age and by village, each with all members together below."""
    return (
        _table("by_age", told, told["by_age"], _band),
        _table("by_village", told, told["by_village"], _village),
    )


def _table(title: str, told: Told, parts: Sequence[Told], named: Callable[[Told], Words]) -> Table:
    """Who is of no known sex has a column only where there is anybody."""
    columns = [each for each in _COLUMNS if each != "sex_unknown" or told["counts"][each]]
    rows = [Row(named(each), tuple(each["counts"][name] for name in columns)) for each in parts]
    whole = tuple(told["counts"][name] for name in columns)
    rows.append(Row(word("headings", "total"), whole, total=True))
    headings = (word("headings", _COLUMNS[name]) for name in columns)
    return Table(word("headings", title), (word("headings", "item"), *headings), tuple(rows))


def _band(told: Told) -> Words:
    first, last = told["from_age"], told["up_to_age"]
    if first is None:
        return word("headings", "age_unknown")
    said = word("headings", "age_from" if last is None else "age_between")
    return Words(*(each.format(first=first, last=last) for each in said))


def _village(told: Told) -> Words:
    village = told["village"]
    if not village:
        return word("headings", "village_unknown")
    if not village.isdecimal():
        return Words(village, "")
    return Words(*(each.format(village=village) for each in word("headings", "moo")))
