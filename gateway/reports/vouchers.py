"""The voucher of a claim: what is paid, to whom, and the code that pays it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any, Final

from gateway.reports.baht_text import baht_text
from gateway.reports.papers import Paper, Row, Table, Words, word
from kernel.values.errors import Refused
from kernel.values.money import Money
from kernel.values.thai_calendar import in_thai

Told = Mapping[str, Any]
_PAYABLE: Final = ("approved", "paid")
_SIGNERS: Final = ("treasurer", "chair")
_BLANK: Final = "." * 60


def must_be_payable(claim: Told) -> None:
    """`Refused` of a claim that is neither approved nor paid: one that was taken back keeps what
    was approved, and is not to be paid."""
    if claim["state"] not in _PAYABLE:
        raise Refused("voucher_needs_approval", {"state": claim["state"]})


def voucher(
    fund: Told,
    claim: Told,
    member: Told | None,
    payments: Sequence[Told],
    code: str = "",
    beneficiary: Told | None = None,
) -> Paper:
    """On paper: of an approved claim with room for the day, of a paid one with its receipt."""
    must_be_payable(claim)
    paid = claim["state"] == "paid"
    amount = Money(claim["paid_satang" if paid else "approved_satang"] or 0)
    made = next((each for each in payments if not each["void_entry_id"]), None)
    receiver = made["receiver"] if made else _entitled(claim)
    facts = [
        (_h("claim_no"), claim["claim_no"]),
        *_persons(claim, member, beneficiary, receiver),
        (_h("decided_on"), _day(claim["decided_on"])),
        *_receipt(claim, made),
        (_h("in_words"), baht_text(amount)),
    ]
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
        (_receiving(receiver), *(word("offices", each) for each in _SIGNERS)),
        code=code,
    )


def _entitled(claim: Told) -> str:
    """In which right the money is to be taken, before anybody has taken it."""
    if claim["kind"] == "death":
        return "beneficiary"
    if claim.get("submitted_through") == "proxy":
        return "proxy"
    return "member" if claim["membership_id"] else "person"


def _persons(
    claim: Told, member: Told | None, beneficiary: Told | None, receiver: str
) -> list[tuple[Words, str]]:
    """Whose claim it is, who asked in whose place, and to whom the money goes: nobody pays the
    dead, and a name that is not known here is written by hand."""
    died = claim["kind"] == "death"
    facts = [(_h("deceased" if died else "member"), _member(member))] if member else []
    if claim.get("submitted_through") == "proxy":
        facts.append((_h("asked_by"), str(word("receivers", "proxy"))))
    if died and beneficiary:
        facts.append((_h("pay_to"), _beneficiary(beneficiary)))
    elif died or not claim["membership_id"]:
        right = word("receivers", "beneficiary" if died else "person").thai
        facts.append((_h("pay_to"), f"{_BLANK} ({right})"))
    else:
        facts.append((_h("pay_to"), _name(member) if member else _BLANK))
    if receiver == "proxy":
        facts.append((_h("taken_by"), f"{_BLANK} ({word('receivers', 'proxy').thai})"))
    return facts


def _receipt(claim: Told, made: Told | None) -> list[tuple[Words, str]]:
    """Of a payment what its receipt says; of one an old book brought, the day alone."""
    if made:
        return [
            (_h("paid_on"), _day(made["paid_on"])),
            (_h("paid_by"), str(word("methods", made["method"]))),
            (_h("taken_as"), str(word("receivers", made["receiver"]))),
            (_h("receipt_no"), made["receipt_no"]),
        ]
    return [(_h("paid_on"), _day(claim["paid_on"]))] if claim["state"] == "paid" else []


def _receiving(receiver: str) -> Words:
    payee, right = word("offices", "payee"), word("receivers", receiver)
    if receiver == "member":
        return payee
    return Words(f"{payee.thai} ({right.thai})", f"{payee.english} ({right.english.lower()})")


def _member(member: Told) -> str:
    return f"{_name(member)} ({_h('member_no').thai} {member['member_no']})"


def _beneficiary(named: Told) -> str:
    more = ", ".join(each for each in (named["relation"], named["cid_masked"]) if each)
    return f"{_name(named)} ({more})" if more else _name(named)


def _name(person: Told) -> str:
    return f"{person['title']}{person['first']} {person['last']}".strip()


def _h(key: str) -> Words:
    return word("headings", key)


def _day(told: str | None) -> str:
    return in_thai(dt.date.fromisoformat(told), short=True) if told else "-"
