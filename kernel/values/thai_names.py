"""Names of persons: the title in full, the first name, the surname.

Clerks write titles short, with and without dots, joined to the name or apart. Surnames are
optional (highland and Muslim families), and the order is always first name, then surname.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from kernel.values.thai_text import clean, squeezed

BOY: Final = "เด็กชาย"
GIRL: Final = "เด็กหญิง"
CHILD_TITLES: Final = frozenset({BOY, GIRL})
CHILD_TITLE_ENDS: Final = 15  # years; ด.ช. and ด.ญ. are used until the fifteenth birthday

# Full title -> the short forms in use. Ranks are those of the army, the police, the navy and the
# air force below general; clergy, academic and royal titles as they stand in registers.
TITLES: Final[dict[str, tuple[str, ...]]] = {
    "นาย": ("นาย",),
    "นาง": ("นาง",),
    "นางสาว": ("นางสาว", "น.ส."),
    BOY: (BOY, "ด.ช."),
    GIRL: (GIRL, "ด.ญ."),
    "พระ": ("พระ",),
    "พระครู": ("พระครู",),
    "พระมหา": ("พระมหา",),
    "พระอธิการ": ("พระอธิการ",),
    "สามเณร": ("สามเณร",),
    "แม่ชี": ("แม่ชี",),
    "ดร.": ("ดร.",),
    "ผู้ช่วยศาสตราจารย์": ("ผู้ช่วยศาสตราจารย์", "ผศ."),
    "รองศาสตราจารย์": ("รองศาสตราจารย์", "รศ."),
    "หม่อมหลวง": ("หม่อมหลวง", "ม.ล."),
    "หม่อมราชวงศ์": ("หม่อมราชวงศ์", "ม.ร.ว."),
    "พลตำรวจเอก": ("พลตำรวจเอก", "พล.ต.อ."),
    "พลตำรวจโท": ("พลตำรวจโท", "พล.ต.ท."),
    "พลตำรวจตรี": ("พลตำรวจตรี", "พล.ต.ต."),
    "พันตำรวจเอก": ("พันตำรวจเอก", "พ.ต.อ."),
    "พันตำรวจโท": ("พันตำรวจโท", "พ.ต.ท."),
    "พันตำรวจตรี": ("พันตำรวจตรี", "พ.ต.ต."),
    "ร้อยตำรวจเอก": ("ร้อยตำรวจเอก", "ร.ต.อ."),
    "ร้อยตำรวจโท": ("ร้อยตำรวจโท", "ร.ต.ท."),
    "ร้อยตำรวจตรี": ("ร้อยตำรวจตรี", "ร.ต.ต."),
    "ดาบตำรวจ": ("ดาบตำรวจ", "ด.ต."),
    "จ่าสิบตำรวจ": ("จ่าสิบตำรวจ", "จ.ส.ต."),
    "สิบตำรวจเอก": ("สิบตำรวจเอก", "ส.ต.อ."),
    "สิบตำรวจโท": ("สิบตำรวจโท", "ส.ต.ท."),
    "สิบตำรวจตรี": ("สิบตำรวจตรี", "ส.ต.ต."),
    "พันเอก": ("พันเอก", "พ.อ."),
    "พันโท": ("พันโท", "พ.ท."),
    "พันตรี": ("พันตรี", "พ.ต."),
    "ร้อยเอก": ("ร้อยเอก", "ร.อ."),
    "ร้อยโท": ("ร้อยโท", "ร.ท."),
    "ร้อยตรี": ("ร้อยตรี", "ร.ต."),
    "ว่าที่ร้อยเอก": ("ว่าที่ร้อยเอก", "ว่าที่ ร.อ."),
    "ว่าที่ร้อยโท": ("ว่าที่ร้อยโท", "ว่าที่ ร.ท."),
    "ว่าที่ร้อยตรี": ("ว่าที่ร้อยตรี", "ว่าที่ ร.ต."),
    "ว่าที่ร้อยตรีหญิง": ("ว่าที่ร้อยตรีหญิง", "ว่าที่ ร.ต.หญิง"),
    "จ่าสิบเอก": ("จ่าสิบเอก", "จ.ส.อ."),
    "จ่าสิบโท": ("จ่าสิบโท", "จ.ส.ท."),
    "จ่าสิบตรี": ("จ่าสิบตรี",),
    "สิบเอก": ("สิบเอก", "ส.อ."),
    "สิบโท": ("สิบโท", "ส.ท."),
    "สิบตรี": ("สิบตรี", "ส.ต."),
    "นาวาเอก": ("นาวาเอก", "น.อ."),
    "นาวาโท": ("นาวาโท", "น.ท."),
    "นาวาตรี": ("นาวาตรี", "น.ต."),
    "พันจ่าเอก": ("พันจ่าเอก", "พ.จ.อ."),
    "จ่าเอก": ("จ่าเอก", "จ.อ."),
}

# What cannot begin a name: a title is only one if a name can follow it ("นาง", but not of "นางาม").
_BEGINS_A_NAME: Final = r"(?![ะาำ\u0e31\u0e34-\u0e3a\u0e47-\u0e4e])"


def _pattern_of(form: str) -> str:
    """`น.ส.` also as `นส.` and `น.ส`; spaces anywhere, a dot after full words too (`นาย.`)."""
    parts = [re.escape(part).replace(r"\ ", r"\s*") for part in form.removesuffix(".").split(".")]
    if "." not in form:
        return rf"{parts[0]}\s*\.?"
    letters = r"\s*\.?\s*".join(parts)
    if not form.endswith("."):
        return letters
    # Without a dot of its own the short form must stand apart, or it is the start of a name.
    return rf"{letters}(?:\s*\.|(?=\s|$))"


_FORMS: Final = sorted(
    ((form, full) for full, forms in TITLES.items() for form in forms),
    key=lambda pair: -len(pair[0]),
)
_TITLE: Final = re.compile("|".join(f"({_pattern_of(form)}){_BEGINS_A_NAME}" for form, _ in _FORMS))


@dataclass(frozen=True, slots=True)
class Name:
    """A person's name; what is unknown or does not exist is empty text."""

    title: str
    first: str
    last: str


NO_NAME: Final = Name("", "", "")


def full_title(text: str) -> str:
    """The full form of a title standing alone; one that is not known stays as it was typed."""
    normal = clean(text)
    title, rest = _split_title(normal)
    return title if title and not rest else normal


def split(text: str) -> Name:
    """Take a name apart that stands in one cell; everything after the first name is surname."""
    normal = clean(text)
    title, rest = _split_title(normal)
    first, _, last = rest.partition(" ")
    return Name(title, first, last)


def assemble(title: str, first: str, last: str) -> Name:
    """The name of a row that keeps its parts in columns; the first name may carry the title."""
    surname = clean(last)
    if clean(title):
        return Name(full_title(title), clean(first), surname)
    name = split(first)
    return Name(name.title, clean(f"{name.first} {name.last}"), surname) if surname else name


def _split_title(normal: str) -> tuple[str, str]:
    found = _TITLE.match(normal)
    if found is None or found.lastindex is None:
        return "", normal
    return _FORMS[found.lastindex - 1][1], normal[found.end() :].strip()


def agree(typed: str, name: Name) -> bool:
    """Whether a name typed into a list is that of a register.

    Titles, spaces and invisible characters do not count, since titles change with age, marriage
    and rank. A surname counts when both have one. A register without a name contradicts nobody.
    """
    if not name.first:
        return True
    wanted = squeezed(name.first + name.last)
    bare, stripped = squeezed(typed), split(typed)
    if wanted in (bare, squeezed(stripped.first + stripped.last)):
        return True
    return stripped.first == name.first and not (stripped.last and name.last)
