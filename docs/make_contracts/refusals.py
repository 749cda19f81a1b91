"""What a method may be refused with: its own codes, and those any call may meet, told once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from typing import Final

from docs.make_contracts.codes import raised
from gateway import wording
from kernel.contracts import refusals
from kernel.contracts.envelope import Request

_CHAPTER: Final = "What any call may meet"
_COMMANDS: Final = "What a command may meet"
_ABOUT: Final = (
    "The methods below tell which codes each may answer with, beside these. Any version may bring\n"
    "a method a code more, or one less: a program acts by the kind, and by the codes it knows."
)
_AT_THE_CALLER: Final = "At the caller's own end of the wire, before the service or after it:"
_BY_THE_CHASSIS: Final = "By the service, whatever it is asked:"
_BY_ITS_ID: Final = "Whatever has a `command_id`, by it:"


def anchor(code: str) -> str:
    """Where the table of all codes tells of this one."""
    return f"code-{code.replace('_', '-')}"


def line(asked: type[Request]) -> str:
    """Which refusals a method may answer with."""
    common = [_link(_CHAPTER), *([_link(_COMMANDS)] if asked.changes else [])]
    told = " and ".join(common)
    return f"- **Refused with:** {'the codes below, beside ' if asked.refuses else ''}{told}"


def table(asked: type[Request], services: Sequence[str]) -> Iterator[str]:
    """A method's own codes."""
    if asked.refuses:
        yield ""
        yield from _table("refused with", asked.refuses, services)


def of_any_call() -> Iterator[str]:
    """The codes that no method names."""
    yield from (f"### {_CHAPTER}", "", _ABOUT, "")
    yield from (_AT_THE_CALLER, "", *_table("code", refusals.AT_THE_CALLER, ()), "")
    yield from (_BY_THE_CHASSIS, "", *_table("code", refusals.BY_THE_CHASSIS, ()), "")
    yield from (f"### {_COMMANDS}", "", _BY_ITS_ID, "")
    yield from (*_table("code", refusals.OF_A_COMMAND, ()), "")


def _table(head: str, codes: Iterable[str], services: Sequence[str]) -> Iterator[str]:
    yield from (f"| {head} | kind | why |", "|---|---|---|")
    for code in sorted(codes):
        why = wording.of_error(code, "en").says
        yield f"| [`{code}`](#{anchor(code)}) | {', '.join(kinds(code, services))} | {why} |"


@cache
def _kinds() -> dict[str, dict[str, set[str]]]:
    """By code and by the part that raises it."""
    found: dict[str, dict[str, set[str]]] = {}
    for each in raised():
        found.setdefault(each.code, {}).setdefault(each.part, set()).add(each.kind)
    return found


def kinds(code: str, services: Sequence[str]) -> list[str]:
    """As which kinds a code comes from these services, or from whoever raises it for them."""
    by_part = _kinds()[code]
    own = set[str]().union(*(by_part.get(part, set()) for part in services))
    return sorted(own or set[str]().union(*by_part.values()))


def _link(title: str) -> str:
    return f"[{title[0].lower()}{title[1:]}](#{title.lower().replace(' ', '-')})"
