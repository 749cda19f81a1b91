"""The audit pack: every posting of a year with who made it, nothing of another year."""

from __future__ import annotations

import io
from typing import Any

from openpyxl import load_workbook

from gateway.reports import audit_pack, sheets
from kernel.contracts import funds as contract

YEAR: dict[str, Any] = contract.AnnualReturn.example
ENTRY: dict[str, Any] = contract.Entries.example["entries"][0]
CLAIM: dict[str, Any] = contract.Claims.example["claims"][0]
TURNED: dict[str, Any] = {**contract.Reversal.example, "entry_id": ENTRY["entry_id"]}
LATER = {"event_on": "2025-10-02", "decided_on": None, "paid_on": None}


def rows(number: int, **told: Any) -> list[tuple[Any, ...]]:
    """What stands below the headings of one sheet."""
    paper = audit_pack.audit_pack(
        YEAR,
        told.get("statement", contract.Statement.example),
        told.get("entries", [ENTRY]),
        told.get("claims", [CLAIM]),
        told.get("turned", [TURNED]),
    )
    book = load_workbook(io.BytesIO(sheets.as_xlsx(paper)))
    assert len(book.sheetnames) == 4
    above = 2 + len(paper.facts) + 2
    return list(book.worksheets[number].iter_rows(min_row=above + 1, values_only=True))


def test_every_account_stands_with_what_moved() -> None:
    found = {row[1]: row[2:5] for row in rows(0)}
    assert found["cash"] == (0, 14442, 14442)
    assert found["income.member"] == (0, -14282, -14282)


def test_every_posting_has_its_maker() -> None:
    found = rows(1)
    assert [row[4] for row in found] == ["cash", "income.entry_fee", "income.member"]
    assert sum(row[5] for row in found) == 0
    assert {row[6] for row in found} == {ENTRY["made_by"]}


def test_a_claim_of_another_year_is_left_out() -> None:
    assert [row[0] for row in rows(2)] == [CLAIM["claim_no"]]
    assert rows(2, claims=[{**CLAIM, **LATER}]) == []


def test_a_correction_stands_with_who_asked_and_who_decided() -> None:
    ((_, entry_id, state, reason, asked_by, decided_by, _),) = rows(3)
    told = (entry_id, state, reason, asked_by, decided_by or "")
    names = ("entry_id", "state", "reason", "asked_by", "decided_by")
    assert told == tuple(TURNED[name] for name in names)
    elsewhere = {**TURNED, "entry_id": "entry_01K6BZQ5G0ABCDEFGHJKMNPQRT"}
    assert rows(3, turned=[elsewhere]) == []
