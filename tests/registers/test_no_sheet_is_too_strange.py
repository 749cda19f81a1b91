"""Whatever stands in the cells of a sheet, a reader answers with rows or with a refusal."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kernel.values.errors import Invalid
from kernel.values.thai_calendar import Month
from services.funds.domain import claim_rows, contribution_rows
from services.funds.domain.rosters import UNKNOWN
from services.funds.imports.claims import read_claims
from services.funds.imports.contributions import read_contributions
from services.funds.imports.funds_register import read_funds
from services.logbook.domain import survey_assessments, survey_houses, survey_persons
from services.logbook.imports.survey import read_assessments, read_houses, read_persons
from services.members.imports.register import read_register
from tests.workbooks import csv_text, workbook

AS_OF = date(2025, 9, 30)

Reader = Callable[[bytes], Sequence[Any]]


def contributions(content: bytes) -> Sequence[Any]:
    read = read_contributions(content, period=Month(2024, 10))
    rows = contribution_rows.judge(read.lines, [UNKNOWN] * len(read.lines), read.period)
    contribution_rows.summarise(rows, read.printed)
    return rows


def claims(content: bytes) -> Sequence[Any]:
    read = read_claims(content)
    return claim_rows.judge(read.lines, [UNKNOWN] * len(read.lines))


READERS: dict[str, tuple[Reader, list[str]]] = {
    "register": (
        lambda content: read_register(content, AS_OF).rows,
        ["เลขสมาชิก", "ชื่อ-สกุล", "เลขบัตร", "วันเกิด", "วันที่สมัคร", "ที่อยู่", "โทร", "สถานะ", "หมายเหตุ"],
    ),
    "contributions": (
        contributions,
        ["เลขสมาชิก", "ชื่อ-สกุล", "ยกมา", "ค่าแรกเข้า", "ชำระ", "แผน", "วันที่ชำระ", "หมายเหตุ", "คงค้าง"],
    ),
    "claims": (
        claims,
        ["เลขที่คำขอ", "วันที่ยื่น", "เลขสมาชิก", "ผู้ขอ", "ประเภท", "วันเกิดเหตุ", "คืน", "รายละเอียด", "จ่าย"],
    ),
    "funds": (
        read_funds,
        ["ลำดับ", "ชื่อกองทุน", "ตำบล", "อำเภอ", "จังหวัด", "จัดตั้งเมื่อ", "สถานะ", "เลขที่บัญชี", "สมาชิก"],
    ),
    "houses": (
        lambda content: survey_houses.judge(read_houses(content), []),
        ["รหัสบ้าน", "หัวหน้าครัวเรือน", "เลขบัตรหัวหน้า", "lat", "lon", "รายได้", "จำนวนคน", "ตำบล", "หมู่"],
    ),
    "persons": (
        lambda content: survey_persons.judge(read_persons(content, AS_OF), AS_OF, set()),
        ["รหัสบ้าน", "ลำดับ", "เลขบัตร", "คำนำหน้า", "ชื่อ", "สกุล", "ความสัมพันธ์", "วันเกิด", "เพศ"],
    ),
    "assessments": (
        lambda content: survey_assessments.judge(read_assessments(content), set()),
        ["รหัสบ้าน", "รอบ", "วันที่สำรวจ", "ผู้สำรวจ", "ตชว.1", "ตชว.2", "ตชว.3", "ตชว.4", "ตชว.5"],
    ),
}

likely = st.sampled_from(
    ["1", "๑/๒๕๖๘", "นาย ก ข", "รวม", "-", "10/2/30", "31/4/2568", "2523", "30 บาท", "ค้าง", "กทม."]
)
words = st.text(st.characters(codec="utf-8", exclude_characters='"\x00'), max_size=12)
texts = st.one_of(likely, words)
typed = st.one_of(
    likely,
    st.none(),
    st.booleans(),
    st.integers(-(10**14), 10**14),
    st.floats(allow_nan=False, allow_infinity=False),
    st.dates(date(1900, 3, 1), date(2700, 1, 1)),
)


def answer(reader: Reader, content: bytes) -> int | str:
    try:
        return len(reader(content))
    except Invalid as refused:
        return refused.code


@pytest.mark.parametrize("kind", READERS)
@settings(deadline=None, max_examples=60)
@given(st.data())
def test_csv_of_any_text_is_answered(kind: str, data: st.DataObject) -> None:
    reader, header = READERS[kind]
    row = st.lists(texts, min_size=len(header), max_size=len(header) + 1)
    rows = data.draw(st.lists(row, max_size=4))
    found = answer(reader, csv_text([header, *rows]).encode())
    assert found in ("no_data_rows", "file_unreadable") or isinstance(found, int)


@pytest.mark.parametrize("kind", READERS)
@settings(deadline=None, max_examples=25, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_workbooks_of_any_cells_are_answered(kind: str, data: st.DataObject) -> None:
    reader, header = READERS[kind]
    row = st.lists(typed, min_size=len(header), max_size=len(header))
    rows = data.draw(st.lists(row, max_size=4))
    found = answer(reader, workbook({"ก": [header, *rows]}))
    assert found == "no_data_rows" or isinstance(found, int)
