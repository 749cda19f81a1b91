"""CSV as it leaves old and new programs."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kernel.sheets import csv_files
from kernel.values.errors import Invalid
from tests.workbooks import csv_text

ROWS = [["รหัสบ้าน", "หัวหน้า", "รายได้"], ["00000000615", "นาย ก ข", "34,000"], ["", "", ""]]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp874", "utf-16"])
def test_the_encoding_is_found(encoding: str) -> None:
    assert csv_files.read(csv_text(ROWS).encode(encoding)) == ROWS


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_the_separator_is_found(separator: str) -> None:
    assert csv_files.read(csv_text(ROWS, separator).encode()) == ROWS


def test_blank_records_count() -> None:
    assert csv_files.read("ก,ข\n\n1,2\n".encode()) == [["ก", "ข"], [], ["1", "2"]]


def test_a_line_break_inside_quotation_marks_is_no_new_record() -> None:
    assert csv_files.read('ก,"ข\nค"\n1,2\n'.encode()) == [["ก", "ข\nค"], ["1", "2"]]


def test_a_quotation_mark_that_is_never_closed_hides_no_rows() -> None:
    with pytest.raises(Invalid) as refused:
        csv_files.read('ก,ข\n1,"2\n3,4\n'.encode())
    assert refused.value.code == "file_unreadable"


@pytest.mark.parametrize("content", [b"\xff\xfe\x41", b"caf\xe9 \xfc,\x9d\x81", b"\xdb\xdc\xfc,1"])
def test_letters_of_no_known_encoding_are_told(content: bytes) -> None:
    with pytest.raises(Invalid) as refused:
        csv_files.read(content)
    assert refused.value.code == "encoding_unknown"


def test_bytes_that_are_no_text_are_told() -> None:
    with pytest.raises(Invalid) as refused:
        csv_files.read(b"\x01\x02\x03\x04")
    assert refused.value.code == "file_unreadable"


words = st.text(alphabet="กขคงจ abc123", min_size=1, max_size=8).map(str.strip).filter(bool)


@given(
    st.lists(st.lists(words, min_size=3, max_size=3), min_size=1, max_size=8),
    st.sampled_from(",;\t|"),
    st.sampled_from(["utf-8", "utf-8-sig", "cp874"]),
)
def test_what_is_written_is_read(rows: list[list[str]], separator: str, encoding: str) -> None:
    thai = [["ก", "ข", "ค"], *rows]  # cp874 is believed only with Thai letters
    assert csv_files.read(csv_text(thai, separator).encode(encoding)) == thai
