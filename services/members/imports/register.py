"""Reads a fund's member book: one sheet or one per village, in the layouts of many clerks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from kernel.sheets.books import DEFAULT_LIMITS, Limits, open_book
from kernel.sheets.headings import Headings
from kernel.sheets.names import read_name
from kernel.sheets.tables import LeftOut, Row, Table, find_tables, sheets_left_out
from kernel.values import citizen_id, phones, sex, thai_names
from kernel.values.thai_calendar import DayReading, read_birth, read_day
from kernel.values.verdicts import Place
from services.members.domain.register import RegisterRow, judge
from services.members.domain.register_lines import Beneficiary, Line
from services.members.imports.headings import REGISTER
from services.members.imports.words import read_address, read_house_no, read_moo, read_standing

OLDEST_YEARS: Final = 120  # [own] a birth date further back is a slip of the pen
_EVIDENCE: Final = ("name", "first", "last", "cid", "birth", "birth_year", "joined")


@dataclass(frozen=True, slots=True)
class RegisterFile:
    """A book as read and judged, with the sheets and rows that were not taken for data."""

    rows: tuple[RegisterRow, ...]
    sheets_left_out: Mapping[str, LeftOut]
    rows_left_out: Mapping[Place, LeftOut]


def read_register(
    content: bytes,
    as_of: date,
    *,
    headings: Headings = REGISTER,
    oldest: int = OLDEST_YEARS,
    limits: Limits = DEFAULT_LIMITS,
) -> RegisterFile:
    """Read and judge a member book (xlsx or CSV) as of a day.

    `Invalid` with a code of `kernel.sheets.FILE_PROBLEMS` if it is no member book.
    """
    sheets = open_book(content, limits)
    tables = find_tables(sheets, headings, key="member_no", evidence=_EVIDENCE)
    lines = [
        _line(row, moo, as_of, oldest)
        for table in tables
        for moo in (_moo_of_sheet(table),)
        for row in table.rows
    ]
    return RegisterFile(
        judge(lines, as_of),
        sheets_left_out(sheets, tables),
        {place: why for table in tables for place, why in table.left_out.items()},
    )


def _moo_of_sheet(table: Table) -> int | None:
    """The village all rows of a sheet live in, by its title or its name; `None` if they tell."""
    if "moo" in table.header.columns or "address" in table.header.columns:
        return None
    named = (text for text in (*table.titles, table.sheet.name) if "ม" in text)
    return next((moo for text in named if (moo := read_moo(text)) is not None), None)


def _line(row: Row, moo: int | None, as_of: date, oldest: int) -> Line:
    house_in_address, moo_in_address = read_address(row.text("address"))
    phone = row.text("phone")
    return Line(
        place=row.place,
        member_no=row.text("member_no").lstrip("'"),
        cid=citizen_id.read(row.text("cid")),
        name=read_name(row),
        sex=sex.read(row.text("sex")),
        birth=_birth(row, as_of, oldest),
        joined=read_day(row.dated("joined")),
        house_no=read_house_no(row.dated("house_no")) or house_in_address,
        moo=read_moo(row.text("moo")) or moo_in_address or moo,
        community=row.text("community"),
        phone=phones.read(phone),
        phone_typed=phone not in ("", "-"),
        standing=read_standing(row.text("status"), row.text("note")),
        beneficiary=_beneficiary(row),
        note=row.text("note"),
    )


def _birth(row: Row, as_of: date, oldest: int) -> DayReading:
    if "birth_year" in row.columns:
        day, month = row.text("birth_day") or row.text("birth"), row.text("birth_month")
        # An unknown day or month is 0, which is how a date says that only its year is known.
        parts = f"{day or 0} {month or 0} {row.text('birth_year')}"
        return read_birth(parts if row.text("birth_year") else "", as_of, oldest)
    return read_birth(row.dated("birth"), as_of, oldest)


def _beneficiary(row: Row) -> Beneficiary | None:
    name = thai_names.split(row.text("beneficiary"))
    if not name.first:
        return None
    number = citizen_id.read(row.text("beneficiary_cid")).number
    return Beneficiary(name, row.text("beneficiary_relation"), number)
