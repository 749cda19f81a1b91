"""Names and values of a reply in the language of the terminal: in Thai words, days and years."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any, Final

from gateway import wording
from gateway.reports import papers
from kernel.values.thai_calendar import bangkok_day, bangkok_time, in_thai

_SATANG: Final = "_satang"
_DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}")
_MONTH: Final = re.compile(r"\d{4}-\d{2}")
_INSTANT: Final = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?Z")
_BENEFITS: Final = ("kind", "what")


def heading(name: str, language: str) -> str:
    """What a field is called; an amount with its unit."""
    bare = name.removesuffix(_SATANG)
    if language != "th":
        return f"{bare} (฿)" if bare != name else name
    said = wording.of_field(bare)
    if said == bare and bare.isupper():  # figures by the code they stand for
        return wording.of_row(bare, language).says
    return f"{said} (บาท)" if bare != name else said


def value(name: str, told: Any, language: str) -> str:
    """A plain value as it is read: in Thai closed words, days and moments of Bangkok."""
    if language != "th":
        return str(told)
    if isinstance(told, bool):
        return wording.of_word(name, str(told).lower()) or str(told)
    return _in_thai(name, told) if isinstance(told, str) else str(told)


def _in_thai(name: str, told: str) -> str:
    if name == "account":
        return papers.account(told).thai
    if name in ("codes", "file_codes", "flags"):
        return wording.of_row(told, "th").says
    if name in _BENEFITS and papers.word("kinds", told).english:
        return papers.word("kinds", told).thai
    return wording.of_word(name, told) or _moment(told) or told


def _moment(told: str) -> str:
    """A day, a month or an instant as people write them; nothing for what is none."""
    try:
        if _DAY.fullmatch(told):
            return in_thai(dt.date.fromisoformat(told), short=True)
        if _MONTH.fullmatch(told):
            return in_thai(dt.date.fromisoformat(f"{told}-01"), short=True).partition(" ")[2]
        if _INSTANT.fullmatch(told):
            moment = dt.datetime.fromisoformat(told)
            return f"{in_thai(bangkok_day(moment), short=True)} {bangkok_time(moment)}"
    except ValueError:
        pass
    return ""
