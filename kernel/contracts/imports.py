"""Taking in a register file: begun by reference, worked off on its own, told row by row."""

from __future__ import annotations

from typing import Final

from marshmallow import fields, validate

from kernel.contracts.envelope import Command, Message, Request
from kernel.contracts.fields import Code, Day, Id, Instant, Text
from kernel.contracts.operations import DOORS
from kernel.contracts.refusals import codes

KINDS: Final = {
    "funds": ("funds", "contributions", "claims"),
    "members": ("members",),
    "logbook": ("survey",),
}
"""The kinds of register each service takes in."""

ROWS_MAX: Final = 500
_PLACE_MAX: Final = (1 << 31) - 1
OF_AN_IMPORT: Final = codes("import_unknown other_fund")
CLERKS: Final = frozenset({"clerk", "ministry"})
_SHA256: Final = "5c1f2d0c5e3b7f0f4f6f1b1f6a3d8c9b2e4f6a8b0c1d2e3f405162738495a6b7"
_ID: Final = "import_01K6BZQ5G0ABCDEFGHJKMNPQRS"


class ImportFile(Message):
    """One file of an import: what it was called, and the SHA-256 the store keeps it by."""

    name = Text(required=True, longest=200)
    sha256 = fields.String(required=True, validate=validate.Regexp("^[0-9a-f]{64}$"))
    example = {"name": "wangthong-2568-02.xlsx", "sha256": _SHA256}


class Counts(Message):
    """How the rows of an import ended."""

    accepted = fields.Integer(required=True)
    rejected = fields.Integer(required=True)
    review = fields.Integer(required=True)
    no_payment = fields.Integer(required=True)
    example = {"accepted": 444, "rejected": 0, "review": 15, "no_payment": 94}


class Import(Message):
    """An import and how far it is: `waiting`, `done`, `replaced` by another file, or
    `refused` as a whole with its failure."""

    import_id = Id("import", required=True)
    kind = fields.String(required=True)
    fund_id = fields.String(required=True)
    area_code = fields.String(load_default="")
    period = fields.String(required=True)
    files = fields.List(fields.Nested(ImportFile), required=True)
    state = Code("waiting", "done", "refused", "replaced", required=True)
    rows_done = fields.Integer(required=True)
    rows_total = fields.Integer(required=True)
    counts = fields.Nested(Counts, required=True)
    reasons = fields.Dict(keys=fields.String(), values=fields.Integer(), required=True)
    totals = fields.Dict(keys=fields.String(), values=fields.Integer(), required=True)
    file_codes = fields.List(fields.String(), required=True)
    failure = fields.Dict(keys=fields.String(), allow_none=True, load_default=None)
    unchanged = fields.Boolean(load_default=False)
    finished_at = Instant(allow_none=True, load_default=None)
    example = {
        "import_id": _ID,
        "kind": "contributions",
        "fund_id": "fund_01K6BZQ5G0ABCDEFGHJKMNPQRS",
        "area_code": "",
        "period": "2025-02",
        "files": [ImportFile.example],
        "state": "done",
        "rows_done": 553,
        "rows_total": 553,
        "counts": Counts.example,
        "reasons": {
            "AMOUNT_TEXT": 1,
            "MEMBER_NAME_MISMATCH": 1,
            "MEMBER_PENDING": 11,
            "MEMBER_UNKNOWN": 1,
            "NEGATIVE_UNEXPLAINED": 1,
        },
        "totals": {
            "accepted_satang": 1428200,
            "accepted_entry_fee_satang": 16000,
            "review_satang": 39700,
        },
        "file_codes": ["TOTAL_MISMATCH"],
        "failure": None,
        "unchanged": False,
        "finished_at": "2025-09-30T03:00:00.000000Z",
    }


class ImportRow(Message):
    """How one row ended, where it stands in the file, and why. Holds nothing of its content."""

    place = fields.Integer(required=True)
    sheet = fields.String(required=True)
    row = fields.Integer(required=True)
    decision = Code("accepted", "rejected", "review", "no_payment", required=True)
    codes = fields.List(fields.String(), required=True)
    example = {
        "place": 162,
        "sheet": "รวม",
        "row": 166,
        "decision": "review",
        "codes": ["AMOUNT_TEXT"],
    }


class ImportRows(Message):
    """A page of rows by place; `after` is where the next page begins, null at the end."""

    rows = fields.List(fields.Nested(ImportRow), required=True)
    after = fields.Integer(allow_none=True, required=True)
    example = {"rows": [ImportRow.example], "after": None}


class StartImport(Command):
    """Begin to take in a register. The same files again change nothing (`unchanged`).

    `as_of` is the day the register speaks of: ages and future dates are judged by it. `area_code`
    is where, for a register that names only sub-districts: nine of them are called วังทอง. Another
    file for the same fund, kind and period is a `Conflict`, unless `replace` says to correct the
    first.
    """

    import_id = Id("import", required=True)
    kind = Text(required=True, longest=50)
    fund_id = Id("fund", blank=True, load_default="")
    area_code = fields.String(load_default="", validate=validate.Regexp("^(?:[0-9]{2}){0,4}$"))
    files = fields.List(
        fields.Nested(ImportFile), required=True, validate=validate.Length(min=1, max=10)
    )
    as_of = Day(required=True)
    replace = fields.Boolean(load_default=False)
    callers, roles, answers = DOORS, CLERKS, Import
    refuses = codes("import_kind_unknown other_fund")
    example = {
        "command_id": "command_01K6BZQ5G0ABCDEFGHJKMNPQRS",
        "import_id": _ID,
        "kind": "contributions",
        "fund_id": "fund_01K6BZQ5G0ABCDEFGHJKMNPQRS",
        "area_code": "",
        "files": [ImportFile.example],
        "as_of": "2025-09-30",
        "replace": False,
    }


class GetImport(Request):
    """How far is an import?"""

    import_id = Id("import", required=True)
    callers, roles, answers = DOORS, CLERKS, Import
    refuses = OF_AN_IMPORT
    example = {"import_id": _ID}


class ListImportRows(Request):
    """How did the rows end, in the file's order? `decisions` picks some."""

    import_id = Id("import", required=True)
    after = fields.Integer(load_default=0, validate=validate.Range(0, _PLACE_MAX))
    limit = fields.Integer(load_default=ROWS_MAX, validate=validate.Range(1, ROWS_MAX))
    decisions = fields.List(Code("accepted", "rejected", "review", "no_payment"), load_default=list)
    callers, roles, answers = DOORS, CLERKS, ImportRows
    refuses = OF_AN_IMPORT
    example = {"import_id": _ID, "after": 0, "limit": 500, "decisions": ["rejected", "review"]}
