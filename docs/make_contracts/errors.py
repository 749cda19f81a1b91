"""The six kinds of errors, and every code with its sentences."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from importlib.resources import files
from typing import Any, Final

import yaml

from docs.make_contracts import refusals
from docs.make_contracts.codes import raised
from gateway import wording
from gateway.wording import Words
from kernel.values.errors import KINDS

_AGAIN: Final = "after `retry_after_ms` where it is told, with the same command id"
_PARTS: Final = (
    "`kernel`: any service, or the caller's own end of the wire; a service's name: that service; "
    "`gateway`: a door. The last ones are of files that an import refuses as a whole."
)
_WHERE: Final = (
    "They stand in `codes` of an import's row, in `reasons` and `file_codes` of an import, and in "
    "`codes` of a claim and of what the regulation gives for it."
)


def kinds() -> Iterator[str]:
    """What a caller may do about each kind, and the codes that no method names."""
    yield from (
        "## Errors",
        "",
        "Six kinds, and no others; the kind says what the caller may do.",
        "",
    )
    yield from ("| kind | status | what it means | ask again |", "|---|---|---|---|")
    for name, kind in KINDS.items():
        again = _AGAIN if kind.repeatable else "no"
        yield f"| `{name}` | {kind.status} | {_first_line(kind)} | {again} |"
    yield from ("", "`details` are for showing to a person; no program decides by them.", "")
    yield from refusals.of_any_call()


def codes() -> Iterator[str]:
    """The chapters of codes."""
    yield from ("## Codes of errors", "")
    yield from (_PARTS, "")
    yield from ("| code | kind | raised by | English | ไทย |", "|---|---|---|---|---|")
    found: dict[str, tuple[set[str], set[str]]] = {}
    for each in raised():
        told_kinds, parts = found.setdefault(each.code, (set(), set()))
        told_kinds.add(each.kind)
        parts.add(each.part)
    of_files = _row_codes()["files"]
    for code in sorted(found, key=lambda code: (code in of_files, code)):
        told_kinds, parts = found[code]
        english, thai = wording.of_error(code, "en"), wording.of_error(code, "th")
        yield (
            f'| <a id="{refusals.anchor(code)}"></a>`{code}` '
            f"| {', '.join(sorted(told_kinds))} | {', '.join(sorted(parts))} "
            f"| {_sentences(english)} | {_sentences(thai)} |"
        )
    yield from ("", "## Codes of rows and claims", "")
    yield from (_WHERE, "")
    yield from ("| code | English | ไทย |", "|---|---|---|")
    for section in ("rows", "totals"):
        for code in _row_codes()[section]:
            english, thai = wording.of_row(code, "en"), wording.of_row(code, "th")
            yield f"| `{code}` | {_sentences(english)} | {_sentences(thai)} |"


def _sentences(words: Words) -> str:
    return f"{words.says} → {words.do}"


def _first_line(kind: type[Any]) -> str:
    return (inspect.getdoc(kind) or "").splitlines()[0]


def _row_codes() -> dict[str, dict[str, Any]]:
    text = (files("gateway") / "words" / "row_codes.yaml").read_text("utf-8")
    return dict(yaml.safe_load(text))
