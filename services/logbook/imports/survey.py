"""Reads the three tables of a household survey: houses, persons and basic-needs answers.

Each of the three comes as a CSV file or as a sheet of one workbook; given a workbook, each reader
takes the sheets with its own header. `whole_survey` puts the three together.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from typing import Final

from kernel.sheets.books import DEFAULT_LIMITS, Limits, open_book
from kernel.sheets.cells import Sheet
from kernel.sheets.headings import Headings
from kernel.sheets.names import read_name
from kernel.sheets.tables import Row, find_tables
from kernel.values import amounts, citizen_id, sex, thai_names
from kernel.values.money import Money
from kernel.values.thai_calendar import read_birth, read_day
from services.logbook.domain import survey_assessments, survey_houses, survey_persons
from services.logbook.domain.indicators import ANSWERS
from services.logbook.imports.headings import ASSESSMENTS, HOUSES, INDICATOR, PERSONS

OLDEST_YEARS: Final = 120  # [own] a birth date further back is a slip of the pen
HOUSE_CODE_DIGITS: Final = 11
_SEPARATORS: Final = re.compile(r"[\s.'\-–]+")
_WORD_BEFORE: Final = re.compile(r"^(?:ตำบล|ต\.)\s*")


def read_houses(
    content: bytes, *, headings: Headings = HOUSES, limits: Limits = DEFAULT_LIMITS
) -> tuple[survey_houses.Line, ...]:
    """The houses of a survey; `Invalid` with a code of `kernel.sheets.FILE_PROBLEMS`."""
    return houses_in(open_book(content, limits), headings)


def houses_in(
    sheets: Sequence[Sheet], headings: Headings = HOUSES
) -> tuple[survey_houses.Line, ...]:
    """The houses of an open book; `Invalid` as `read_houses`."""
    tables = find_tables(sheets, headings, key="house", evidence=("head", "income", "persons"))
    return tuple(_house(row) for table in tables for row in table.rows)


def read_persons(
    content: bytes,
    as_of: date,
    *,
    headings: Headings = PERSONS,
    oldest: int = OLDEST_YEARS,
    limits: Limits = DEFAULT_LIMITS,
) -> tuple[survey_persons.Line, ...]:
    """The persons of a survey; `Invalid` as `read_houses`."""
    return persons_in(open_book(content, limits), as_of, headings=headings, oldest=oldest)


def persons_in(
    sheets: Sequence[Sheet],
    as_of: date,
    *,
    headings: Headings = PERSONS,
    oldest: int = OLDEST_YEARS,
) -> tuple[survey_persons.Line, ...]:
    """The persons of an open book; `Invalid` as `read_houses`."""
    tables = find_tables(sheets, headings, key="house", evidence=("cid", "first", "name"))
    return tuple(_person(row, as_of, oldest) for table in tables for row in table.rows)


def read_assessments(
    content: bytes, *, headings: Headings = ASSESSMENTS, limits: Limits = DEFAULT_LIMITS
) -> tuple[survey_assessments.Line, ...]:
    """The basic-needs answers of a survey; `Invalid` as `read_houses`."""
    return assessments_in(open_book(content, limits), headings)


def assessments_in(
    sheets: Sequence[Sheet], headings: Headings = ASSESSMENTS
) -> tuple[survey_assessments.Line, ...]:
    """The answers in an open book; `Invalid` as `read_houses`."""
    tables = find_tables(sheets, headings, key="house", evidence=("round", "assessed_on"))
    return tuple(_assessment(row) for table in tables for row in table.rows)


def house_code(text: str) -> str:
    """Eleven digits; dashes go, and zeros that a number cell lost come back."""
    packed = _SEPARATORS.sub("", text)
    return packed.zfill(HOUSE_CODE_DIGITS) if packed.isdecimal() else packed


def _house(row: Row) -> survey_houses.Line:
    return survey_houses.Line(
        place=row.place,
        house_code=house_code(row.text("house")),
        house_no=row.text("house_no"),
        moo=_whole(row.text("moo")),
        tambon=_WORD_BEFORE.sub("", row.text("tambon")),
        lat=_degrees(row.text("lat")),
        lon=_degrees(row.text("lon")),
        head=thai_names.split(row.text("head")),
        head_cid=citizen_id.read(row.text("head_cid")),
        declared_persons=_whole(row.text("persons")),
        tenure=row.text("tenure"),
        income_month=_money(row, "income"),
        expense_month=_money(row, "expense"),
        debt=_money(row, "debt"),
        debt_source=row.text("debt_source"),
        needs=row.text("needs"),
        help_received=row.text("help_received"),
    )


def _person(row: Row, as_of: date, oldest: int) -> survey_persons.Line:
    groups = re.split(r"\s*[|,;]\s*", row.text("groups"))
    return survey_persons.Line(
        place=row.place,
        house_code=house_code(row.text("house")),
        order=_whole(row.text("order")),
        cid=citizen_id.read(row.text("cid")),
        name=read_name(row),
        relation=row.text("relation"),
        sex=sex.read(row.text("sex")),
        birth=read_birth(row.dated("birth"), as_of, oldest),
        disability=row.text("disability"),
        chronic_disease=row.text("chronic_disease"),
        groups=tuple(group for group in groups if group),
        note=row.text("note"),
    )


def _assessment(row: Row) -> survey_assessments.Line:
    numbers = sorted(
        int(field.partition(":")[2]) for field in row.columns if field.startswith(f"{INDICATOR}:")
    )
    return survey_assessments.Line(
        place=row.place,
        house_code=house_code(row.text("house")),
        round=_round(row.dated("round")),
        assessed=read_day(row.dated("assessed_on")),
        assessor=row.text("assessor"),
        answers=tuple(
            (number, ANSWERS.get(row.text(f"{INDICATOR}:{number}"))) for number in numbers
        ),
    )


def _round(cell: str | date) -> str:
    """The round as typed, `1/2568`; a day is one that a spreadsheet made of it."""
    return f"{cell.month}/{cell.year}" if isinstance(cell, date) else cell


def _whole(text: str) -> int | None:
    found = re.search(r"[0-9]{1,6}", text)
    return int(found[0]) if found else None


def _degrees(text: str) -> float | None:
    found = re.fullmatch(r"-?[0-9]{1,3}(?:\.[0-9]{1,15})?", text.replace(",", "."))
    return float(found[0]) if found else None


def _money(row: Row, field: str) -> Money | None:
    cell = row.number(field)
    return None if cell == "" else amounts.read(cell)
