"""Sex as registers write it."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from kernel.values.thai_names import BOY, GIRL
from kernel.values.thai_text import arabic, squeezed


class Sex(StrEnum):
    """As in the civil register."""

    MALE = "male"
    FEMALE = "female"


_WORDS: Final = {
    "ช": Sex.MALE, "ชาย": Sex.MALE, "1": Sex.MALE, "m": Sex.MALE, "male": Sex.MALE,
    "ญ": Sex.FEMALE, "หญิง": Sex.FEMALE, "2": Sex.FEMALE, "f": Sex.FEMALE, "female": Sex.FEMALE,
}  # fmt: skip


def read(text: str) -> Sex | None:
    """The sex a cell names, `None` if it names none."""
    return _WORDS.get(arabic(squeezed(text)).rstrip(".").lower())


# Ranks, royal and academic titles are borne by both. [own]
_TITLES: Final = {
    **dict.fromkeys(("นาย", BOY, "พระ", "พระครู", "พระมหา", "พระอธิการ", "สามเณร"), Sex.MALE),
    **dict.fromkeys(("นาง", "นางสาว", GIRL, "แม่ชี", "ว่าที่ร้อยตรีหญิง"), Sex.FEMALE),
}


def of_title(title: str) -> Sex | None:
    """The sex a title in full tells, `None` if it tells none."""
    return _TITLES.get(title)
