"""Who is the same person: between rows with one id number, and between a list and the register."""

from __future__ import annotations

from collections.abc import Iterable
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


def group(identities: Iterable[Identity]) -> list[Likeness | None]:
    """For each entry under one number, in order: `None` if nothing was said before it.

    `DIFFERENT` marks every entry that shares its number with somebody else, the first one too.
    """
    kept: list[tuple[int, Identity]] = []
    found: list[Likeness | None] = []
    for at, identity in enumerate(identities):
        likenesses = [compare(earlier, identity) for _, earlier in kept]
        if Likeness.SAME in likenesses:
            found.append(Likeness.SAME)
            continue
        kept.append((at, identity))
        if Likeness.RENAMED in likenesses:
            found.append(Likeness.RENAMED)
        elif likenesses:
            found.append(Likeness.DIFFERENT)
            for place, _ in kept:
                found[place] = found[place] or Likeness.DIFFERENT
        else:
            found.append(None)
    return found


def name_agrees(typed: str, registered: Name) -> bool:
    """Whether a name on a collection sheet or claim is that of the member with this number.

    For `match_roster`: the member number comes first, then the name must agree.
    """
    return thai_names.agree(typed, registered)
