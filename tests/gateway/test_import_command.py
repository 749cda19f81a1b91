"""`kongbun import`: statuses a script can rely on, sentences a clerk can act on."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from gateway.cli.demo.people import REGISTRAR
from tests.gateway.conftest import Run
from tests.platform import REGISTERS, Platform

pytestmark = [pytest.mark.stack, pytest.mark.timeout(240)]


@pytest.fixture(scope="module")
def fund_id(platform: Platform) -> str:
    platform.take_in_listed(("funds",))
    demo = platform.demo()
    with platform.asking(REGISTRAR) as client:
        return demo.fund(client, "wangtakhro")


def register(path: Path, *rows: tuple[object, ...]) -> str:
    """A member book of a few rows."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(("เลขสมาชิก", "ชื่อ-สกุล", "เลขบัตรประชาชน", "วันเกิด", "วันที่สมัคร"))
    for row in rows:
        sheet.append(row)
    book.save(path)
    return str(path)


GOOD = ("9001", "นายทดสอบ ระบบ", "1-0000-00000-01-7", "1 ม.ค. 2520", "1 ม.ค. 2560")
BAD = ("9002", "นายทดลอง ระบบ", "1-0000-00000-01-1", "1 ม.ค. 2520", "1 ม.ค. 2560")


@pytest.fixture(scope="module")
def mixed(tmp_path_factory: pytest.TempPathFactory) -> str:
    """One file of a good row and a bad one; the same bytes for every test."""
    return register(tmp_path_factory.mktemp("books") / "mixed.xlsx", GOOD, BAD)


def told(kongbun: Run, fund_id: str, path: str, *more: str, lang: str = "en") -> tuple[int, str]:
    done = kongbun(
        *("import", path, "--kind", "members", "--fund", fund_id, "--as-of", "2025-09-30"),
        *more,
        lang=lang,
    )
    return done.returncode, done.stdout + done.stderr


def test_rows_that_are_refused_leave_the_rest_unharmed(
    kongbun: Run, fund_id: str, mixed: str
) -> None:
    status, output = told(kongbun, fund_id, mixed, "--rows")
    assert status == 0
    assert "accepted 1  rejected 1" in output
    assert "CID_CHECKSUM" in output
    assert "Traceback" not in output


def test_strict_says_so_when_a_row_was_refused(kongbun: Run, fund_id: str, mixed: str) -> None:
    status, output = told(kongbun, fund_id, mixed, "--strict")
    assert status == 1
    assert "nothing changed" in output


@pytest.mark.parametrize("lang", ["en", "th"])
@pytest.mark.parametrize(
    ("name", "content"),
    [("empty.xlsx", b""), ("words.xlsx", b"this is no workbook"), ("no.csv", b"a;b\n1;2\n")],
)
def test_a_file_that_cannot_be_read_is_refused_in_words(
    kongbun: Run, fund_id: str, tmp_path: Path, name: str, content: bytes, lang: str
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    status, output = told(kongbun, fund_id, str(path), lang=lang)
    assert status == 1
    assert "✗" in output
    assert "→" in output
    assert "Traceback" not in output
    assert any("\u0e00" <= letter <= "\u0e7f" for letter in output) == (lang == "th")


def test_another_register_for_the_same_fund_is_refused(
    kongbun: Run, fund_id: str, tmp_path: Path
) -> None:
    status, output = told(kongbun, fund_id, register(tmp_path / "other.xlsx", GOOD, GOOD, BAD))
    assert status == 1
    assert "register_imported" in output


def test_a_strangers_file_needs_to_be_told_what_it_is(kongbun: Run, tmp_path: Path) -> None:
    done = kongbun("import", register(tmp_path / "what.xlsx", GOOD))
    assert done.returncode == 2
    assert "--kind" in done.stderr


def test_a_claims_book_given_as_a_register_is_refused(kongbun: Run, fund_id: str) -> None:
    status, output = told(kongbun, fund_id, str(REGISTERS / "claims" / "wangthong.xlsx"))
    assert status == 1
    assert "header_not_found" in output


def test_a_command_tells_no_with_its_status(kongbun: Run) -> None:
    done = kongbun("funds", "get-fund", "fund_id=fund_1")
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
