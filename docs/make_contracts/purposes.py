"""What `logbook.get_household` tells, purpose by purpose: who may ask, and which fields come."""

from __future__ import annotations

from collections.abc import Iterator

from docs.make_contracts.messages import words
from services.logbook.domain.purposes import PURPOSES, Purpose

_ABOUT = (
    "`logbook.get_household` needs no role by itself: its purpose says which caller may ask, and "
    "which role the person behind the call must have. Without a token nobody stands there, and "
    "every purpose is `purpose_not_allowed`. What is told is what stands here, beside "
    "`household_id`, `purpose` and `disclosure_id`, and a reply has no other fields. A caller that "
    "the installation names (`KONGBUN_CALLERS`) needs the roles of `gateway`."
)


def text() -> Iterator[str]:
    """The chapter."""
    yield from ("### What a purpose tells", "", _ABOUT, "")
    yield from (
        "| purpose | basis | callers, and the roles of which one is needed |",
        "|---|---|---|",
    )
    for name, purpose in PURPOSES.items():
        yield f"| `{name}` | `{purpose.basis}` | {_askers(purpose)} |"
    yield ""
    yield from ("| purpose | of the household | of each person | of each assessment |",)
    yield "|---|---|---|---|"
    for name, purpose in PURPOSES.items():
        lists = (purpose.fields, purpose.persons, purpose.assessments)
        told = " | ".join(", ".join(f"`{field}`" for field in each) or "-" for each in lists)
        yield f"| `{name}` | {told} |"
    yield ""


def _askers(purpose: Purpose) -> str:
    return "; ".join(f"`{caller}`: {words(roles)}" for caller, roles in purpose.askers.items())
