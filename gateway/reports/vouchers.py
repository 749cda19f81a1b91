"""The voucher of a claim: what is paid, to whom, and the code that pays it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from gateway.reports.baht_text import baht_text
from gateway.reports.papers import Paper, Row, Table, Words, word
from kernel.values.money import Money
from kernel.values.thai_calendar import in_thai

Told = Mapping[str, Any]
_SIGNERS = ("payee", "treasurer", "chair")


def voucher(
    fund: Told, claim: Told, member: Told | None, payments: Sequence[Told], code: str = ""
) -> Paper:
    """On paper: of an approved claim with room for the day, of a paid one with its receipt."""
    amount = Money(claim["approved_satang"] or 0)
    made = next((each for each in payments if not each["void_entry_id"]), None)
    facts = [
        (_h("claim_no"), claim["claim_no"]),
        *([(_h("pay_to"), _payee(member))] if member else []),
        (_h("decided_on"), _day(claim["decided_on"])),
    ]
    if made:
        facts.append((_h("paid_on"), _day(made["paid_on"])))
        facts.append((_h("paid_by"), str(word("methods", made["method"]))))
        facts.append((_h("receipt_no"), made["receipt_no"]))
    facts.append((_h("in_words"), baht_text(amount)))
    rows = (
        Row(word("kinds", claim["kind"]), (_day(claim["event_on"]), amount)),
        Row(_h("total"), ("", amount), total=True),
    )
    headings = (_h("item"), _h("event_on"), _h("amount"))
    return Paper(
        _h("voucher"),
        fund["name"],
        tuple(facts),
        (Table(_h("voucher"), headings, rows),),
        tuple(word("offices", each) for each in _SIGNERS),
        code=code,
    )


def _payee(member: Told) -> str:
    name = f"{member['title']}{member['first']} {member['last']}".strip()
    return f"{name} ({_h('member_no').thai} {member['member_no']})"


def _h(key: str) -> Words:
    return word("headings", key)


def _day(told: str | None) -> str:
    return in_thai(dt.date.fromisoformat(told), short=True) if told else "-"
