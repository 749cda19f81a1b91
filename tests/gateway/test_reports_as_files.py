"""Reports as files: every figure arrives, Thai is whole, nothing is a formula."""

from __future__ import annotations

import csv
import datetime as dt
import io
from contextlib import closing
from dataclasses import replace
from typing import Any

import pytest
from openpyxl import load_workbook

from gateway.reports import annual, pdf, sheets, statements
from gateway.reports.papers import Paper, Row, Table, Words, word
from kernel.contracts import funds as contract
from kernel.contracts.funds.books import PURPOSES, SOURCES
from kernel.values.money import Money
from services.funds.domain.ledger import ASSETS
from services.funds.domain.statements import RESULT

TOLD: dict[str, Any] = {
    **contract.AnnualReturn.example,
    "fund": {**contract.AnnualReturn.example["fund"], "name": "=กองทุนของน้ำ"},
    "income": [{"account": "income.member", "amount_satang": 1_234_567_89}],
    "income_satang": 1_234_567_89,
    "expense": [],
    "expense_satang": 0,
    "result_satang": -5_00,
}
PAPER: Paper = annual.annual_return(TOLD)
DAY = dt.date(2025, 10, 20)


def test_every_account_has_a_name_in_both_languages() -> None:
    accounts = {
        *ASSETS,
        *("equity.opening", "equity.surplus", RESULT, "income.entry_fee"),
        *(f"income.{source}" for source in SOURCES),
        *(f"expense.{purpose}" for purpose in PURPOSES),
    }
    assert all(word("accounts", account).english for account in accounts)


def test_a_csv_has_every_figure_for_programs() -> None:
    rows = list(csv.reader(io.StringIO(sheets.as_csv(PAPER).decode("utf-8-sig"))))
    figures = {row[0]: row[1:] for row in rows if len(row) == 2}
    assert figures["เงินออมสมาชิก / Members' contributions"] == ["1234567.89"]
    assert figures["รายได้สูง (ต่ำ) กว่าค่าใช้จ่าย / Result of the year"] == ["-5.00"]


def test_a_workbook_holds_numbers_and_no_formulas() -> None:
    book = load_workbook(io.BytesIO(sheets.as_xlsx(PAPER)))
    assert len(book.sheetnames) == len(PAPER.tables)
    sheet = book.worksheets[1]
    cells = {row[0].value: row[1] for row in sheet.iter_rows(min_row=1, max_col=2)}
    amount = cells["เงินออมสมาชิก / Members' contributions"]
    assert (amount.value, amount.number_format) == (1234567.89, "#,##0.00;(#,##0.00)")
    assert sheet["A2"].value == "'=กองทุนของน้ำ"
    assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)


def test_a_balance_sheet_stands_beside_the_year_before_and_is_certified() -> None:
    told = {
        **contract.BalanceSheet.example,
        "equity": [
            {"account": "equity.opening", "amount_satang": 400_000},
            {"account": "equity.result", "amount_satang": 92_200},
        ],
    }
    before = {
        **told,
        "day": "2024-09-30",
        "assets": [{"account": "match_due", "amount_satang": 100}],
        "equity": [{"account": "equity.opening", "amount_satang": 100}],
        "assets_satang": 100,
        "equity_satang": 100,
    }
    paper = statements.balance_sheet(told, before)
    rows = list(csv.reader(io.StringIO(sheets.as_csv(paper).decode("utf-8-sig"))))
    figures = {row[0]: row[1:] for row in rows if len(row) == 3}
    assert figures["รายการ / Item"] == ["30 ก.ย. 2568 / 2025-09-30", "30 ก.ย. 2567 / 2024-09-30"]
    assert figures["เงินสดและเงินฝากธนาคาร / Cash and bank"] == ["4922.00", "0.00"]
    assert figures["เงินสมทบค้างรับ / Match still to come"] == ["0.00", "1.00"]
    assert figures["รวมสินทรัพย์ / Total assets"] == ["4922.00", "1.00"]
    assert figures["รวมเงินกองทุน / Total equity"] == ["4922.00", "1.00"]
    said = [row[0] for row in rows if row]
    assert any("คณะกรรมการขอรับรอง" in each for each in said)
    assert said[-4:] == [str(office) for office in paper.signed_by]
    last = load_workbook(io.BytesIO(sheets.as_xlsx(paper))).worksheets[-1]
    assert [row[0].value for row in last.iter_rows()][-4:] == said[-4:]
    assert pdf.as_pdf(paper, DAY).count(b"/Type /Page\n") == 1


def test_an_income_statement_stands_beside_the_year_before() -> None:
    before = {**TOLD, "year": 2567, "income": [], "income_satang": 0, "result_satang": 0}
    paper = statements.income_statement(TOLD, before)
    rows = list(csv.reader(io.StringIO(sheets.as_csv(paper).decode("utf-8-sig"))))
    figures = {row[0]: row[1:] for row in rows if len(row) == 3}
    assert figures["รวมรายได้ / Total income"] == ["1234567.89", "0.00"]
    assert figures["รายการ / Item"] == ["2568 / B.E. 2568", "2567 / B.E. 2567"]
    assert pdf.as_pdf(paper, DAY).count(b"/Type /Page\n") == 1


def test_members_stand_by_sex_age_and_village_and_add_up() -> None:
    counts = {
        "male": 1,
        "female": 2,
        "sex_unknown": 0,
        "members": 3,
        "joined": 1,
        "died": 0,
        "left": 4,
    }
    members = {
        **contract.MemberReturn.example,
        "by_age": [
            {"from_age": 0, "up_to_age": 59, "counts": counts},
            {"from_age": 60, "up_to_age": None, "counts": counts},
            {"from_age": None, "up_to_age": None, "counts": counts},
        ],
        "by_village": [
            {"village": village, "counts": counts} for village in ("4", "ชุมชนริมคลอง", "")
        ],
    }
    paper = annual.annual_return(TOLD, members)
    ages, villages = paper.tables[-2:]
    assert [row.label.thai for row in ages.rows] == ["0-59 ปี", "60 ปีขึ้นไป", "ไม่ทราบวันเกิด", "รวม"]
    assert [row.label.thai for row in villages.rows] == [
        *("หมู่ 4", "ชุมชนริมคลอง"),
        *("ไม่ทราบหมู่บ้าน", "รวม"),
    ]
    assert [each.thai for each in ages.headings] == [
        *("รายการ", "ชาย", "หญิง"),
        *("รวม", "เข้าใหม่", "เสียชีวิต", "พ้นสภาพ"),
    ]
    assert ages.rows[0].cells == (1, 2, 3, 1, 0, 4)
    whole = {**counts, "sex_unknown": 1}
    wider = annual.annual_return(TOLD, {**members, "counts": whole})
    assert "ไม่ทราบเพศ" in [each.thai for each in wider.tables[-1].headings]
    assert pdf.as_pdf(wider, DAY).startswith(b"%PDF-")
    assert "60 ปีขึ้นไป / 60 years or older,1,2,3,1,0,4" in sheets.as_csv(paper).decode("utf-8-sig")


def test_a_pdf_carries_its_font_and_is_two_pages_with_signatures() -> None:
    made = pdf.as_pdf(PAPER, DAY)
    assert made.startswith(b"%PDF-")
    assert b"NotoSansThai" in made
    assert made.count(b"/Type /Page\n") in (1, 2)


@pytest.mark.parametrize(
    "told",
    ["กองทุนสวัสดิการชุมชนตำบลน้ำเกลี้ยงเมืองเก่าใหญ่ที่สุดในจังหวัด" * 3, "กำนัน ผู้ใหญ่บ้าน ศาลเจ้าปู่ย่า" * 6],
)
def test_thai_is_broken_between_letters_and_never_before_a_mark(told: str) -> None:
    with closing(pdf._Document(PAPER, DAY)) as document:
        document.write_as(10)
        lines = document.broken(told, 60)
        assert all(document.get_string_width(line) <= 60 for line in lines)
    assert len(lines) > 2
    assert "".join(lines).replace(" ", "") == told.replace(" ", "")
    marks = set("ะัาำิีึืฺุู็่้๊๋์ํ๎ๅ")
    assert not [line for line in lines if line[0] in marks]
    assert not [line for line in lines if line[-1] in "เแโใไ"]


@pytest.mark.parametrize("rows", range(14, 40))
def test_signatures_never_stand_alone_on_a_page(rows: int) -> None:
    """The last rows of the last table go with them, wherever the page ends."""
    line = Row(Words("บรรทัดสุดท้าย", ""), (1,))
    table = Table(Words("ตาราง", ""), (Words("รายการ", ""), Words("จำนวน", "")), (line,) * rows)
    signed = replace(PAPER, tables=(table,), certified=Words("รับรอง", ""))
    with closing(pdf._Document(signed, DAY)) as document:
        pdf._head(document, signed)
        pdf._table(document, table, pdf._signed_height(signed))
        page = document.page_no()
        assert not document.will_page_break(pdf._signed_height(signed))
        pdf._signatures(document, signed)
        assert document.page_no() == page


def test_words_without_a_name_stand_as_they_are() -> None:
    assert word("kinds", "ordination") == Words("ordination", "")


def titled(paper: Paper, title: str) -> Table:
    return next(each for each in paper.tables if each.title.english == title)


def test_the_committee_stands_on_the_annual_return_by_office_and_by_name_where_it_is_read() -> None:
    whose = contract.Officer.example["membership_id"]
    chair = {**contract.Officer.example, "role": "chair"}
    told = {**TOLD, "officers": [contract.Officer.example, chair]}
    named = {whose: {"title": "นาง", "first": "ตัวอย่าง", "last": "สมมุติ"}}
    rows = titled(annual.annual_return(told, named=named), "Committee").rows
    assert [row.label.thai for row in rows] == [
        "ประธานกรรมการ  นางตัวอย่าง สมมุติ",
        "เหรัญญิก  นางตัวอย่าง สมมุติ",
    ]
    assert rows[0].cells == ("1 ต.ค. 2567", "30 ก.ย. 2569")
    unnamed = titled(annual.annual_return(told), "Committee").rows
    assert unnamed[1].label == ("เหรัญญิก", "Treasurer")


def test_the_match_stands_on_the_annual_return_where_any_came_or_is_due() -> None:
    told = {
        **TOLD,
        "assets": [{"account": "match_due", "amount_satang": 2_300}],
        "match_received_satang": 40_000,
        "match_returned_satang": 11_800,
    }
    rows = titled(annual.annual_return(told), "The State's match").rows
    assert [row.cells for row in rows] == [(Money(40_000),), (Money(11_800),), (Money(2_300),)]
    none = annual.annual_return({**TOLD, "assets": []})
    assert "The State's match" not in [table.title.english for table in none.tables]


@pytest.mark.parametrize(
    ("section", "key"),
    [
        *(("kinds", kind) for kind in contract.BENEFITS),
        *(("offices", office) for office in contract.OFFICES),
        *(("methods", method) for method in contract.METHODS),
        *(("activities", kind) for kind in contract.ACTIVITIES),
    ],
)
def test_whatever_a_paper_may_name_has_a_word(section: str, key: str) -> None:
    assert word(section, key).english


def test_meetings_activities_and_problems_stand_on_the_annual_return_each_by_themselves() -> None:
    met = contract.Activity.example
    told = {
        **TOLD,
        "activities": [met, {**met, "kind": "problem", "people": None, "text": "สมาชิกย้ายออก"}],
    }
    paper = annual.annual_return(told)
    (meeting,) = titled(paper, "Meetings").rows
    assert meeting.cells == ("15 มี.ค. 2568", 212)
    assert meeting.label.thai.startswith("ประชุมใหญ่สมาชิก: รับรองงบ")
    assert titled(paper, "Problems").rows[0].cells[1] == "-"
    assert "Activities" not in [table.title.english for table in paper.tables]
