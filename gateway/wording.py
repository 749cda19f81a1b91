"""Codes in a person's words: what is the matter, and what to do, in Thai and English."""

from __future__ import annotations

import os
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any, Final, NamedTuple

import yaml

LANGUAGES: Final = ("th", "en")


class Words(NamedTuple):
    """What a code says, and what to do about it."""

    says: str
    do: str


def language(environment: Mapping[str, str] = os.environ) -> str:
    """The language of the terminal: Thai where its locale is, else English."""
    told = environment.get("KONGBUN_LANG") or environment.get("LC_ALL") or environment.get("LANG")
    return "th" if (told or "").lower().startswith("th") else "en"


def of_error(code: str, language: str) -> Words:
    """The words for the code of a refused call or file."""
    found = _read("errors.yaml").get(code) or _read("row_codes.yaml")["files"].get(code)
    return _words(found, code, language)


def of_row(code: str, language: str) -> Words:
    """The words for a code on a row, or on the totals, of an imported file."""
    sections = _read("row_codes.yaml")
    return _words(sections["rows"].get(code) or sections["totals"].get(code), code, language)


def of_warning(code: str, language: str) -> Words:
    """What a forecast warns of."""
    return _words(_read("forecasts.yaml")["warnings"].get(code), code, language)


def of_remedy(code: str, percent: int, language: str) -> str:
    """One change of rule that would mend it, by so many percent."""
    found = _read("forecasts.yaml")["remedies"].get(code)
    return str(found[language]).format(percent=percent) if found else f"{code} {percent} %"


def of_field(name: str) -> str:
    """What a field of a reply is called in Thai, without the ending of its unit."""
    return str(_read("replies.yaml")["fields"].get(name, name))


def of_word(field: str, word: str) -> str | None:
    """A closed word of a field in Thai, None for what is no such word."""
    known: dict[str, str] = _read("replies.yaml")["codes"]
    return known.get(f"{field}.{word}") or known.get(word)


def of_forecast(key: str, language: str) -> str:
    """A heading of a forecast."""
    return str(_read("forecasts.yaml")["headings"][key][language])


def _words(found: Any, code: str, language: str) -> Words:
    if not found:
        return Words(code, "")
    return Words(found["says"][language], found["do"][language])


@cache
def _read(name: str) -> dict[str, Any]:
    text = (files("gateway") / "words" / name).read_text("utf-8")
    return dict(yaml.safe_load(text))
