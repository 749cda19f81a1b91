"""Reads a fund's book of welfare claims, one row for each claim of a year."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from kernel.sheets.books import DEFAULT_LIMITS, Limits, open_book
from kernel.sheets.headings import Headings
from kernel.sheets.tables import Row, Table, find_tables
from kernel.values import amounts
from kernel.values.money import Money, total
from kernel.values.thai_calendar import read_day
from services.funds.domain.claim_rows import ClaimKind, Line
from services.funds.imports.headings import CLAIMS

# What clerks call a kind; the first pattern found decides. [own] beyond the five common kinds.
KIND_WORDS: Final = tuple(
    (kind, re.compile(pattern))
    for kind, pattern in (
        (ClaimKind.DISASTER, "ภัย|น้ำท่วม|ไฟไหม้|พายุ"),
        (ClaimKind.DEATH, "ตาย|เสียชีวิต|ฌาปนกิจ|ถึงแก่กรรม|มรณ|งานศพ"),
        (ClaimKind.BIRTH, "^เกิด(?:บุตร)?$|คลอด|ขวัญ|แรกเกิด"),
        (ClaimKind.HOSPITAL, "โรงพยาบาล|รพ|เจ็บ|ป่วย|พยาบาล"),
        (ClaimKind.EDUCATION, "ศึกษา|เรียน"),
        (ClaimKind.DISABILITY, "พิการ|ทุพพลภาพ|ด้อยโอกาส"),
        (ClaimKind.ELDERLY, "แก่|สูงอายุ|ชรา|บำนาญ"),
        (ClaimKind.OCCUPATION, "อาชีพ"),
        (ClaimKind.HOUSING, "ซ่อมบ้าน|ที่อยู่อาศัย|สร้างบ้าน"),
        (ClaimKind.OTHER_LUMP, "พวงหรีด|บวช|อุปสมบท|ทหาร|แต่งงาน|สมรส"),
    )
)
_NIGHTS: Final = re.compile(r"([0-9]{1,3})\s*(?:คืน|วัน)?")
_DAMAGE: Final = re.compile(r"([0-9]{1,3})\s*(?:%|เปอร์เซ็นต์)|ร้อยละ\s*([0-9]{1,3})")
_FISCAL_YEAR: Final = re.compile(r"ปี(?:งบประมาณ|สวัสดิการ)?\s*(?:พ\.?\s*ศ\.?)?\s*([0-9]{4})")
_EVIDENCE: Final = ("claim_no", "member_no", "kind", "event_on")


@dataclass(frozen=True, slots=True)
class ClaimFile:
    """A claims book as read; `lines` still wait for the roster's answers.

    `fiscal_year` is the Buddhist year its title names, `printed` the total paid it prints.
    """

    fiscal_year: int | None
    lines: tuple[Line, ...]
    printed: Money | None


def read_claims(
    content: bytes, *, headings: Headings = CLAIMS, limits: Limits = DEFAULT_LIMITS
) -> ClaimFile:
    """Read a claims book; `Invalid` with a code of `kernel.sheets.FILE_PROBLEMS`."""
    sheets = open_book(content, limits)
    tables = find_tables(sheets, headings, key="claim_no", evidence=_EVIDENCE)
    lines = tuple(_line(row) for table in tables for row in table.rows)
    texts = [text for table in tables for text in (*table.titles, table.sheet.name)]
    years = (int(found[1]) for text in texts if (found := _FISCAL_YEAR.search(text)))
    return ClaimFile(next(years, None), lines, _printed(tables))


def _line(row: Row) -> Line:
    requested, paid = row.number("requested"), row.number("paid")
    nights, detail = row.text("nights"), row.text("detail")
    stay, damage = _NIGHTS.fullmatch(nights), _DAMAGE.search(detail)
    read = {field: _amount(cell) for field, cell in (("requested", requested), ("paid", paid))}
    return Line(
        place=row.place,
        claim_no=row.text("claim_no").lstrip("'"),
        filed=read_day(row.dated("filed_on")),
        member_no=row.text("member_no").lstrip("'"),
        name=row.text("name"),
        kind=kind_of(row.text("kind")),
        event=read_day(row.dated("event_on")),
        nights=int(stay[1]) if stay else None,
        nights_unreadable=not stay and nights not in ("", "-"),
        detail=detail,
        damage_percent=int(damage[1] or damage[2]) if damage else None,
        requested=read["requested"][0],
        paid=read["paid"][0],
        amount_unreadable=any(unreadable for _, unreadable in read.values()),
        paid_on=read_day(row.dated("paid_on")).day,
        note=row.text("note"),
    )


def kind_of(text: str) -> ClaimKind | None:
    """The kind of welfare a clerk's word means, `None` if nobody can tell."""
    return next((kind for kind, pattern in KIND_WORDS if pattern.search(text)), None)


def _amount(cell: str | int | Decimal) -> tuple[Money | None, bool]:
    """An amount, and whether something stands there that is none."""
    if cell in ("", "-", "–"):
        return None, False
    amount = amounts.read(cell)
    return amount, amount is None


def _printed(tables: tuple[Table, ...]) -> Money | None:
    """The sum of the totals paid that are printed below the sheets."""
    last = (next(iter(reversed(table.totals)), None) for table in tables)
    known = [
        amount
        for row in last
        if row is not None and (amount := _amount(row.number("paid"))[0]) is not None
    ]
    return total(known) if known else None
