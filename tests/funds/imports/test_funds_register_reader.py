"""Registers of funds with addresses as people type them."""

from datetime import date
from typing import Any

import pytest

from kernel.values.errors import Invalid
from services.funds.domain.fund_rows import Certification, FundRow
from services.funds.imports.funds_register import read_funds
from tests.workbooks import csv_text

COLUMNS = {
    "seq": ("ลำดับ", "1"),
    "name": ("ชื่อกองทุน", "กองทุนสวัสดิการชุมชนตำบลวังทอง"),
    "tambon": ("ตำบล/แขวง", "ต.วังทอง"),
    "amphoe": ("อำเภอ/เขต", "อ. วังทอง"),
    "province": ("จังหวัด", "จ.พิษณุโลก"),
    "established": ("วันที่จัดตั้ง", "22 ต.ค. 51"),
    "certificate": ("เลขที่หนังสือสำคัญ", "ที่ ๕/๒๕๕๔"),
    "status": ("สถานะ", "ประกาศราชกิจจาฯ แล้ว"),
    "chair": ("ประธาน", "นายสมชาย ใจดี"),
    "account": ("เลขที่บัญชี", "000-0-21160-6"),
    "members": ("จำนวนสมาชิก", "1,239 คน"),
    "phone": ("เบอร์โทร", "060-000-9415"),
}
HEADER = [heading for heading, _ in COLUMNS.values()]
FUND = [cell for _, cell in COLUMNS.values()]


def fund(**cells: Any) -> FundRow:
    row = [cells.get(name, cell) for name, (_, cell) in COLUMNS.items()]
    (found,) = read_funds(csv_text([HEADER, row]).encode("utf-8-sig"))
    return found


def test_a_fund_is_read_into_its_normal_form() -> None:
    row = fund()
    line = row.line
    assert (row.verdict.decision, row.verdict.codes) == ("accepted", frozenset())
    assert (line.area.codes, line.established.day) == (("650801",), date(2008, 10, 22))
    assert (line.certificate_no, line.account_no) == ("5/2554", "0000211606")
    assert (line.declared_members, line.phone) == (1239, "0600009415")
    assert line.certification is Certification.GAZETTED


def test_the_names_of_officers_are_left_in_the_file() -> None:
    assert "สมชาย" not in repr(fund())


@pytest.mark.parametrize(
    ("status", "meant"),
    [
        ("อยู่ระหว่างยื่นคำขอ", Certification.RECEIVED),
        ("รับรองแล้ว", Certification.CERTIFIED),
        ("ส่งหนังสือสำคัญแล้ว", Certification.CERTIFICATE_SENT),
        ("ไม่ผ่านการรับรอง", Certification.NOT_CERTIFIED),
        ("อะไรก็ไม่รู้", None),
    ],
)
def test_the_certification_is_told_by_its_words(status: str, meant: Certification | None) -> None:
    row = fund(status=status)
    assert row.line.certification is meant
    assert ("STATUS_UNKNOWN" in row.verdict.codes) == (meant is None)


def test_an_unknown_tambon_is_for_a_person() -> None:
    row = fund(tambon="ต.ไม่มีจริงแน่นอน")
    assert (row.verdict.decision, row.verdict.codes) == ("review", {"TAMBON_UNKNOWN"})
    assert row.line.area.codes == ()


def test_a_closing_line_and_blank_records_are_no_funds() -> None:
    rows = [HEADER, FUND, [""] * 12, ["", "รวมทั้งสิ้น", "60 กองทุน", *[""] * 9]]
    found = read_funds(csv_text(rows).encode("cp874"))
    assert [row.line.place.row for row in found] == [2]


def test_a_file_of_referrals_is_no_register_of_funds() -> None:
    with pytest.raises(Invalid) as refused:
        read_funds(csv_text([["ลำดับ", "หน่วยงาน", "วันที่ส่ง"], ["1", "พมจ.", "1/1/2568"]]).encode())
    assert refused.value.code == "header_not_found"
