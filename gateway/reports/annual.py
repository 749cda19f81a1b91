"""The annual return and the passbook, from what `funds` answers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Final

from gateway.reports.member_tables import member_tables
from gateway.reports.papers import SIGNERS, Paper, Row, Table, Words, money, word
from gateway.reports.statements import balance_table, income_table
from kernel.contracts.funds import OFFICES
from kernel.values.money import Money, total
from kernel.values.thai_calendar import in_thai

_PLACES: Final = list(OFFICES)
_PARTS: Final[Mapping[str, Callable[[str], bool]]] = {
    "meetings": lambda kind: kind.endswith("_meeting"),
    "activities": lambda kind: not kind.endswith("_meeting") and kind != "problem",
    "problems": lambda kind: kind == "problem",
}
Named = Mapping[str, Mapping[str, Any]]


def annual_return(
    told: Mapping[str, Any], members: Mapping[str, Any] | None = None, named: Named | None = None
) -> Paper:
    """A fund's year on paper, with lines for those who sign it; `members` by sex, age, village, and
    the committee's names by membership, where they may be read."""
    fund = told["fund"]
    facts = [
        (_h("year"), str(told["year"])),
        (_h("period"), f"{_day(told['from_day'])} - {_day(told['to_day'])}"),
        (_h("state"), str(_h("closed" if told["closed"] else "open"))),
    ]
    if fund["account_masked"]:
        facts.append((_h("account_no"), f"{fund['bank']} {fund['account_masked']}".strip()))
    if fund["certificate_no"]:
        facts.append((_h("certificate"), fund["certificate_no"]))
    facts += [(_h("audit"), _opinion(each)) for each in told["audits"]]
    return Paper(
        _h("annual"),
        fund["name"],
        tuple(facts),
        (
            balance_table((told,), (_h("amount"),)),
            income_table((told,), (_h("amount"),)),
            _benefits(told),
            *_match(told),
            *_committee(told, named or {}),
            *_activities(told.get("activities", ())),
            _members(told),
            *(member_tables(members) if members else ()),
        ),
        tuple(word("offices", office) for office in SIGNERS),
        _h("certified"),
    )


def passbook(
    fund: Mapping[str, Any],
    member_no: str,
    told: Sequence[Mapping[str, Any]],
    member: Mapping[str, Any] | None = None,
) -> Paper:
    """What a member paid and received, and what levies took, where there is an account; with
    `member`, whose book it is."""
    columns = ("paid", "received", *(("taken",) if any(map(_of_account, told)) else ()))
    rows = [
        Row(
            word("kinds", each["what"]),
            (_day(each["day"]), *(money(each, which) for which in columns)),
        )
        for each in told
    ]
    sums = tuple(total(money(each, which) for each in told) for which in columns)
    rows.append(Row(_h("total"), ("", *sums), total=True))
    headings = (_h("item"), _h("day"), *map(_h, columns))
    facts = [(_h("member_no"), member_no)]
    if member:
        name = f"{member['title']}{member['first']} {member['last']}".strip()
        facts.insert(0, (_h("name"), name))
        facts.append((_h("joined_on"), in_thai(dt.date.fromisoformat(member["joined_on"]))))
    return Paper(
        _h("passbook"),
        fund["name"],
        tuple(facts),
        (Table(_h("passbook"), headings, tuple(rows)),),
        (word("offices", "treasurer"),),
    )


def _of_account(line: Mapping[str, Any]) -> bool:
    return line["what"] in ("deposit", "levy")


def _benefits(told: Mapping[str, Any]) -> Table:
    given = told["benefits"]
    rows = [
        Row(word("kinds", each["kind"]), (each["people"], each["times"], money(each, "amount")))
        for each in given
    ]
    # People are not summed: who was helped twice, with two kinds, is one person.
    whole: Money = total(money(each, "amount") for each in given)
    times = sum(each["times"] for each in given)
    rows.append(Row(_h("total"), ("", times, whole), total=True))
    headings = (_h("item"), _h("people"), _h("times"), _h("amount"))
    return Table(_h("benefits"), headings, tuple(rows))


def _match(told: Mapping[str, Any]) -> tuple[Table, ...]:
    """What came of the State's match, what of it was paid back and is still to come; if any."""
    stands = {each["account"]: money(each, "amount") for each in told["assets"]}
    figures = {
        "match_received": Money(told.get("match_received_satang", 0)),
        "match_returned": Money(told.get("match_returned_satang", 0)),
        "match_due": stands.get("match_due", Money(0)),
    }
    if not any(figures.values()):
        return ()
    rows = tuple(Row(_h(name), (amount,)) for name, amount in figures.items())
    return (Table(_h("match"), (_h("item"), _h("amount")), rows),)


def _committee(told: Mapping[str, Any], named: Named) -> tuple[Table, ...]:
    """Who held which office at the end of the year, by name where it may be read."""
    rows = []
    for each in sorted(told["officers"], key=lambda each: _PLACES.index(each["role"])):
        office, member = word("offices", each["role"]), named.get(each["membership_id"])
        who = f"{member['title']}{member['first']} {member['last']}".strip() if member else ""
        label = Words(f"{office.thai}  {who}".strip(), office.english)
        rows.append(Row(label, (_day(each["from_day"]), _day(each["to_day"]))))
    if not rows:
        return ()
    headings = (_h("office"), _h("term_from"), _h("term_to"))
    return (Table(_h("committee"), headings, tuple(rows)),)


def _activities(told: Sequence[Mapping[str, Any]]) -> Iterator[Table]:
    """Meetings, then what else was done, then problems; each where there is any."""
    for title, belongs in _PARTS.items():
        found = [each for each in told if belongs(each["kind"])]
        rows = []
        for each in found:
            kind, people = word("activities", each["kind"]), each["people"]
            label = Words(f"{kind.thai}: {each['text']}", kind.english)
            rows.append(Row(label, (_day(each["day"]), "-" if people is None else people)))
        if rows:
            headings = (_h("item"), _h("day"), _h("present"))
            yield Table(_h(title), headings, tuple(rows))


def _members(told: Mapping[str, Any]) -> Table:
    members, share = told["members"], told["admin_percent_tenths"]
    # A year closed before leavings were dated tells of none.
    moved = ("active", "joined", "died", "left")
    rows = [Row(_h(name), (members.get(name, 0),)) for name in moved]
    if share is not None:
        rows.append(Row(_h("admin_share"), (f"{share // 10}.{share % 10} %",)))
    if told["admin_cap_percent"] is not None:
        rows.append(Row(_h("admin_cap"), (f"{told['admin_cap_percent']} %",)))
    return Table(_h("members"), (_h("item"), _h("figure")), tuple(rows))


def _opinion(audit: Mapping[str, Any]) -> str:
    """What an auditor says, when, and what was found."""
    told = f"{word('opinions', audit['opinion'])}, {_day(audit['day'])}"
    return f"{told}: {audit['remarks']}" if audit["remarks"] else told


def _h(key: str) -> Words:
    return word("headings", key)


def _day(told: str) -> str:
    return in_thai(dt.date.fromisoformat(told), short=True)
