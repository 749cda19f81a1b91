"""Reads a register of funds, with addresses as people type them."""

from __future__ import annotations

import re
from typing import Final

from kernel import areas
from kernel.sheets.books import DEFAULT_LIMITS, Limits, open_book
from kernel.sheets.headings import Headings
from kernel.sheets.tables import Row, find_tables
from kernel.values import phones
from kernel.values.thai_calendar import read_day
from services.funds.domain.fund_rows import Certification, FundRow, Line, judge
from services.funds.imports.headings import FUNDS

# What a register says of a fund's certification; the first word found decides.
CERTIFICATION_WORDS: Final = (
    (Certification.NOT_CERTIFIED, ("ไม่ผ่าน", "ไม่รับรอง", "ไม่ได้รับการรับรอง")),
    (Certification.GAZETTED, ("ราชกิจจา",)),
    (Certification.CERTIFICATE_SENT, ("ส่งหนังสือ", "ได้รับหนังสือสำคัญ")),
    (Certification.CERTIFIED, ("รับรองแล้ว", "ผ่านการรับรอง", "อนุรับรอง", "รับรอง")),
    (Certification.RECEIVED, ("ยื่นคำขอ", "รับเรื่อง", "รอรับรอง", "รอการรับรอง")),
)
_NOT_A_DIGIT: Final = re.compile(r"[^0-9]")
_CERTIFICATE: Final = re.compile(r"^(?:ที่|เลขที่|ใบที่)\s*")
_EVIDENCE: Final = ("name", "tambon", "amphoe", "province")


def read_funds(
    content: bytes, *, headings: Headings = FUNDS, limits: Limits = DEFAULT_LIMITS
) -> tuple[FundRow, ...]:
    """Read and judge a register; `Invalid` with a code of `kernel.sheets.FILE_PROBLEMS`."""
    sheets = open_book(content, limits)
    tables = find_tables(sheets, headings, key="seq", evidence=_EVIDENCE)
    return judge([_line(row) for table in tables for row in table.rows])


def _line(row: Row) -> Line:
    status, phone = row.text("status"), row.text("phone")
    members = _NOT_A_DIGIT.sub("", row.text("members"))
    return Line(
        place=row.place,
        name=row.text("name"),
        area=areas.find(row.text("tambon"), row.text("amphoe"), row.text("province")),
        established=read_day(row.dated("established")),
        certificate_no=_CERTIFICATE.sub("", row.text("certificate")),
        certification=_certification(status),
        certification_typed=bool(status),
        bank=row.text("bank"),
        account_no=_NOT_A_DIGIT.sub("", row.text("account")),
        declared_members=int(members) if 0 < len(members) < 8 else None,
        phone=phones.read(phone),
        phone_typed=phone not in ("", "-"),
        note=row.text("note"),
    )


def _certification(text: str) -> Certification | None:
    return next(
        (state for state, words in CERTIFICATION_WORDS if any(word in text for word in words)), None
    )
