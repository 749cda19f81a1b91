"""What registrars write in the columns for addresses, status and remarks."""

from __future__ import annotations

import re
from datetime import date
from typing import Final

from kernel.values.thai_calendar import read_day
from kernel.values.thai_text import arabic, clean
from services.members.domain.register_lines import Standing, Status

_MOO: Final = re.compile(r"(?:หมู่ที่|หมู่|ม\.|^)\s*([0-9]{1,2})(?![0-9/])")
_HOUSE: Final = re.compile(r"(?:บ้านเลขที่|เลขที่|^)\s*([0-9]+(?:[/\-][0-9]+)*)")

_ENDINGS: Final = (
    (Status.DECEASED, re.compile(r"เสียชีวิต|ถึงแก่กรรม|มรณภาพ|มรณะ|ตาย")),
    (Status.RESIGNED, re.compile(r"ลาออก|ขอลาออก")),
    (Status.MOVED_OUT, re.compile(r"ย้าย(?!มา|เข้า|ชื่อ|กลับ)")),
    (Status.REMOVED, re.compile(r"พ้นสภาพ|พ้นจาก|ขาดสมาชิกภาพ|คัดชื่อออก|คัดออก|จำหน่าย")),
)
# "เสียชีวิต 7 พ.ย. 2567", "(สมาชิกเสียชีวิตเมื่อ ...)"; but "บุตรเสียชีวิต" speaks of somebody else.
_BEFORE_AN_ENDING: Final = re.compile(r"^\(?\s*(?:สมาชิก|ได้|สถานะ)?\s*")


def read_standing(status: str, note: str) -> Standing:
    """The status a row tells in its own column or at the start of its remark; else active.

    The day of death follows the word, in either place.
    """
    texts = [_BEFORE_AN_ENDING.sub("", clean(text)) for text in (status, note)]
    for ending, pattern in _ENDINGS:
        said = [found for text in texts if (found := pattern.match(text))]
        if not said:
            continue
        if ending is not Status.DECEASED:
            return Standing(ending)
        days = (found.string[found.end() :].strip(" :()") for found in said)
        day = next((day for day in days if any(letter.isdigit() for letter in day)), "")
        return Standing(ending, read_day(day) if day else None)
    return Standing(Status.ACTIVE)


def read_moo(text: str) -> int | None:
    """The village number in `4`, `หมู่ที่ ๔`, `ม.4 ต.บ้านกลาง`."""
    found = _MOO.search(arabic(clean(text)))
    return int(found[1]) if found else None


def read_house_no(cell: str | date) -> str:
    """A house number; a day is one that a spreadsheet made of `3/6`."""
    if isinstance(cell, date):
        return f"{cell.day}/{cell.month}"
    text = clean(cell)
    found = _HOUSE.match(text)
    return found[1] if found else text


def read_address(text: str) -> tuple[str, int | None]:
    """House number and village number of an address in one cell: `บ้านเลขที่ 79 หมู่ที่ 4`."""
    normal = arabic(clean(text))
    house = _HOUSE.search(normal)
    rest = normal[house.end() :] if house else normal
    moo = re.search(r"(?:หมู่ที่|หมู่|ม\.)\s*([0-9]{1,2})", rest)
    return house[1] if house else "", int(moo[1]) if moo else None
