"""What the echo services of `bench/rpc.py` are asked; importing it patches nothing.

They borrow the names and rights of `members` and `funds`.
"""

from __future__ import annotations

from typing import Final

from marshmallow import fields

from kernel.contracts import catalogue
from kernel.contracts.envelope import Contract, Message, Request
from kernel.contracts.operations import DOORS

SERVER: Final = "members"
CALLER: Final = "funds"


class Echoed(Message):
    """What was said."""

    text = fields.String(required=True)


class Rate(Message):
    """How many calls a second."""

    seconds = fields.Float(required=True)


class Echo(Request):
    """Say it again."""

    text = fields.String(required=True)
    callers, roles, answers = DOORS | {CALLER}, frozenset({"clerk"}), Echoed


class RunCalls(Request):
    """Call the echo so many times, so many at once."""

    count = fields.Integer(required=True)
    outstanding = fields.Integer(required=True)
    callers, roles, answers = DOORS, frozenset({"clerk"}), Rate


CONTRACTS: Final = {
    SERVER: Contract(SERVER, {"echo": Echo}, {}),
    CALLER: Contract(CALLER, {"run_calls": RunCalls}, {}),
}
assert set(CONTRACTS) <= set(catalogue.SERVICES)
