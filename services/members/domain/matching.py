"""Who is the same person: between rows with one id number, and between a list and the register."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from kernel.values import thai_names
from kernel.values.thai_names import Name


class Likeness(StrEnum):
    """How two entries under one id number stand to each other."""

    SAME = "same"
    RENAMED = "renamed"  # the same person under another surname or first name
    DIFFERENT = "different"


@dataclass(frozen=True, slots=True)
class Identity:
    """What tells persons apart besides their number; the birth date may be unknown."""

    name: Name
    birth: date | None


def compare(earlier: Identity, later: Identity) -> Likeness:
    """Compare two entries that carry the same id number.

    Both names equal is the same person, whatever the titles. One name equal and nothing known
    against the birth date is a person who changed the other: surnames change with marriage, first
    names by custom. Anything else is one number typed for two people.
    """
    same_first = earlier.name.first == later.name.first
    same_last = earlier.name.last == later.name.last
    if same_first and same_last:
        return Likeness.SAME
    unknown = earlier.birth is None or later.birth is None
    same_birth = earlier.birth == later.birth
    if (same_first and (same_birth or unknown)) or (same_last and same_birth and not unknown):
        return Likeness.RENAMED
    return Likeness.DIFFERENT


def group(identities: Sequence[Identity]) -> list[Likeness | None]:
    """For each entry under one number, in order: how it stands to those before it.

    `None` for the first, unless somebody else follows it: `DIFFERENT` marks every side of a
    conflict. Each entry is looked up, not compared with all others, so a long list stays quick.
    """
    found: list[Likeness | None] = []
    names: set[tuple[str, str]] = set()
    by_first: dict[str, set[date | None]] = {}
    by_last: dict[str, set[date | None]] = {}
    for identity in identities:
        name, birth = identity.name, identity.birth
        births = by_first.get(name.first, set())
        same_first = bool(births) and (birth is None or bool({None, birth} & births))
        same_last = birth is not None and birth in by_last.get(name.last, set())
        if (name.first, name.last) in names:
            found.append(Likeness.SAME)
            continue
        found.append(Likeness.RENAMED if same_first or same_last else Likeness.DIFFERENT)
        names.add((name.first, name.last))
        by_first.setdefault(name.first, set()).add(birth)
        by_last.setdefault(name.last, set()).add(birth)
    if found and Likeness.DIFFERENT not in found[1:]:
        found[0] = None
    return found


def name_agrees(typed: str, registered: Name) -> bool:
    """Whether a name on a collection sheet or claim is that of the member with this number.

    For `match_roster`: the member number comes first, then the name must agree.
    """
    return thai_names.agree(typed, registered)
