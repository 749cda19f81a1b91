"""The header is found by its words, and what is no data is left out."""

from typing import Any

import pytest

from kernel.sheets.books import open_book
from kernel.sheets.headings import Headings, find_header, plain
from kernel.sheets.tables import LeftOut, Table, find_tables, sheets_left_out
from kernel.values.errors import Invalid
from kernel.values.verdicts import Place
from tests.workbooks import Rows, csv_text, workbook

HEADINGS = Headings(
    names={
        "member_no": ("เลขสมาชิก", "เลขที่"),
        "house_no": ("บ้านเลขที่", "เลขที่"),
        "name": ("ชื่อ-สกุล", "ชื่อสมาชิก"),
        "first": ("ชื่อ",),
        "last": ("สกุล",),
        "birth_day": ("เกิด > วันที่",),
        "birth_year": ("เกิด > พ.ศ.",),
        "amount": ("ชำระ",),
        "note": ("หมายเหตุ",),
    },
    needed=(("member_no",), ("name", "first")),
    numbered={"answer": ("ตชว.",)},
)
HEADER = ["เลขสมาชิก", "ชื่อ-สกุล", "บ้านเลขที่", "ชำระ", "หมายเหตุ"]


def tables(sheets: dict[str, Rows], **how: Any) -> tuple[Table, ...]:
    opened = open_book(workbook(sheets, **how))
    return find_tables(opened, HEADINGS, key="member_no", evidence=("name", "first", "amount"))


def one_table(rows: Rows, **how: Any) -> Table:
    (table,) = tables({"ก": rows}, **how)
    return table


def numbers(table: Table) -> list[str]:
    return [row.text("member_no") for row in table.rows]


@pytest.mark.parametrize("above", [0, 1, 5, 29])
def test_the_header_is_found_below_titles(above: int) -> None:
    table = one_table([*[["กองทุน", None]] * above, HEADER, ["1", "นาย ก ข"]])
    assert table.header.first_row == above + 1
    assert table.rows[0].place == Place("ก", above + 2)
    assert table.titles == ("กองทุน",) * above


def test_headings_are_compared_without_spaces_punctuation_and_remarks() -> None:
    for written in ("ชื่อ - สกุล", "ชื่อ–สกุล", "ชื่อ-สกุล (ตัวบรรจง)", "ชื่อ/สกุล", " ชื่อ สกุล: "):
        assert plain(written) == plain("ชื่อ-สกุล")
    assert plain("(หมู่)") == "หมู่"


def test_a_header_of_two_rows_is_read_with_its_groups() -> None:
    rows = [
        ["เลขสมาชิก", "ชื่อสมาชิก", None, "เกิด", None],
        [None, "ชื่อ", "สกุล", "วันที่", "พ.ศ."],
        ["1", "ก", "ข", 30, 2506],
    ]
    for merged in ({"ก": ["A1:A2", "B1:C1", "D1:E1"]}, None):
        table = one_table(rows, merged=merged)
        row = table.rows[0]
        found = [row.text(name) for name in ("first", "last", "birth_day", "birth_year")]
        assert found == ["ก", "ข", "30", "2506"]
        assert (table.header.first_row, table.header.last_row) == (1, 2)


def test_a_header_of_two_rows_may_be_repeated_in_full_or_in_part() -> None:
    above = ["เลขสมาชิก", "ชื่อสมาชิก", None, "เกิด", None]
    below = [None, "ชื่อ", "สกุล", "วันที่", "พ.ศ."]
    rows = [above, below, ["1", "ก", "ข", 30, 2506], above, below, ["2", "ค", "ง", 1, 2507]]
    assert numbers(one_table(rows, merged={"ก": ["A1:A2", "B1:C1", "D1:E1"]})) == ["1", "2"]
    assert numbers(one_table(rows)) == ["1", "2"]


def test_a_heading_of_two_meanings_goes_where_it_is_needed() -> None:
    with_house = one_table([["เลขที่", "ชื่อ-สกุล", "บ้านเลขที่"], ["7", "ก ข", "1"]]).rows[0]
    with_number = one_table([["เลขสมาชิก", "ชื่อ-สกุล", "เลขที่"], ["7", "ก ข", "1"]]).rows[0]
    for row in (with_house, with_number):
        assert (row.text("member_no"), row.text("house_no")) == ("7", "1")


def test_numbered_headings_are_found_by_their_number() -> None:
    table = one_table([["เลขสมาชิก", "ชื่อ", "ตชว.1", "ตชว. 12"], ["1", "ก", 1, 0]])
    assert table.rows[0].cell("answer:1") == 1
    assert table.rows[0].cell("answer:12") == 0


def test_a_fund_can_add_its_own_words() -> None:
    sheets = open_book(workbook({"ก": [["หมายเลขกองบุญ", "ชื่อ"], ["1", "ก"]]}))
    assert find_header(sheets[0], HEADINGS) is None
    own = HEADINGS.with_names({"member_no": ("หมายเลขกองบุญ",)})
    assert find_header(sheets[0], own) is not None


def test_what_is_no_data_is_left_out_with_its_reason() -> None:
    table = one_table(
        [
            HEADER,
            ["1", "นาย ก ข", "9", 30],
            [None],
            [None, "ยอดยกไป", None, 30],
            HEADER,
            ["2", "นาย ค ง", "9", 30],
            [None, "รวม", None, 60],
            ["32 ครัวเรือน 115 คน", None, "รวม"],
            [None, "รวม 2 ราย"],
            [None, None, None, None, "ลงชื่อ..........นายทะเบียน"],
            [None, None, None, None, "พิมพ์เมื่อวาน"],
        ]
    )
    assert numbers(table) == ["1", "2"]
    assert [place.row for place in table.left_out] == [4, 5, 7, 8, 9, 10, 11]
    assert list(table.left_out.values()) == [
        LeftOut.CARRIED_FORWARD,
        LeftOut.REPEATED_HEADER,
        LeftOut.TOTAL,
        LeftOut.TOTAL,
        LeftOut.TOTAL,
        LeftOut.SIGNATURE,
        LeftOut.REMARK,
    ]
    assert [row.place.row for row in table.totals] == [7, 8, 9]


def test_a_person_is_data_even_with_a_word_for_totals_about_him() -> None:
    table = one_table([HEADER, ["1", "รวมพร ใจดี"], ["2", "ก ข", None, 30, "รวมของแม่"]])
    assert numbers(table) == ["1", "2"]


def test_a_row_without_a_number_is_data_if_it_has_enough_else() -> None:
    table = one_table([HEADER, [None, "นาย ก ข", "9", 30], [None, "นาย ค ง"]])
    assert [row.text("name") for row in table.rows] == ["นาย ก ข"]


def test_places_are_those_of_the_workbook() -> None:
    table = one_table([HEADER, ["1", "ก ข"], [None], [None], ["2", "ค ง"]])
    assert [row.place.row for row in table.rows] == [2, 5]


def test_csv_places_count_records() -> None:
    sheets = open_book(csv_text([HEADER, ["1", "ก ข"], [], ["2", "ค ง", "", "", "", ""]]).encode())
    (table,) = find_tables(sheets, HEADINGS, key="member_no", evidence=("name",))
    assert [row.place for row in table.rows] == [Place("", 2), Place("", 4)]


def test_summaries_and_covers_are_told_apart_from_lists() -> None:
    sheets = open_book(
        workbook(
            {
                "ปก": [["กองทุนสวัสดิการ"]],
                "หมู่ 1": [HEADER, ["1", "ก ข"]],
                "สรุป": [HEADER, ["1", "ก ข"]],
                "ว่าง": [],
            }
        )
    )
    found = find_tables(sheets, HEADINGS, key="member_no", evidence=("name",))
    assert [table.sheet.name for table in found] == ["หมู่ 1"]
    assert sheets_left_out(sheets, found) == {
        "ปก": LeftOut.NO_HEADER,
        "สรุป": LeftOut.SUMMARY_SHEET,
    }


def test_a_file_of_another_kind_tells_what_it_lacks() -> None:
    with pytest.raises(Invalid) as refused:
        tables({"ก": [["เลขสมาชิก", "วันที่"], ["1", "2"]]})
    assert refused.value.code == "header_not_found"
    assert refused.value.details == {"missing": ["name|first"]}


@pytest.mark.parametrize("rows", [[HEADER], [HEADER, [None, "รวม", None, 0]]])
def test_a_sheet_with_only_a_total_has_no_rows(rows: Rows) -> None:
    with pytest.raises(Invalid) as refused:
        tables({"ก": rows})
    assert refused.value.code == "no_data_rows"
