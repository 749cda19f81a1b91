"""Taking in a fund's member book."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final

import orjson

from kernel.chassis.imports import Desk, Importer, ImportTask, Outcome
from kernel.chassis.work import Work
from kernel.contracts import members as contract
from kernel.contracts.members.common import BULK_MAX
from kernel.values.errors import Conflict, Refused
from kernel.values.verdicts import Decision
from services.members.domain.persons import Membership, Person
from services.members.domain.register import RegisterRow
from services.members.domain.register_lines import Line
from services.members.imports.register import read_register
from services.members.store.rosters import RosterEntry
from services.members.usecases import persons
from services.members.usecases.telling import fact_of

KIND: Final = "members"


def import_register(task: ImportTask, desk: Desk) -> None:
    """Read a member book, and take in in one transaction what can be taken in.

    Accepted rows become persons and memberships; the others wait under their number for somebody
    to decide. `Conflict("register_imported")` if the fund's register came from another file.
    """
    (_, content) = task.files[0]
    rows = read_register(content, task.as_of).rows
    desk.progress(0, len(rows))
    with desk.work() as work:
        _must_be_first(work, task)
        accepted = [row for row in rows if row.verdict.decision is Decision.ACCEPTED]
        memberships = _take_in(work, task, accepted)
        work.store.rosters.wait(task.import_id, task.fund_id, _waiting(rows))
        _announce(work, task, memberships)
        outcome = Outcome([row.verdict for row in rows], totals={"members": len(memberships)})
        work.store.imports.finish(task, outcome, work.now)


def _must_be_first(work: Work, task: ImportTask) -> None:
    before = work.store.imports.done_before(KIND, task.fund_id, "")
    if before is None:
        return
    if task.replaces:
        raise Refused("register_cannot_be_replaced", {"import_id": before})
    raise Conflict("register_imported", {"import_id": before})


def _take_in(work: Work, task: ImportTask, rows: Sequence[RegisterRow]) -> list[Membership]:
    taken = work.store.memberships.numbers_taken(task.fund_id, [row.line.member_no for row in rows])
    if taken:
        raise Conflict("member_no_taken", {"count": len(taken)})
    known = persons.find_or_add(work, [_person(work, row) for row in rows])
    memberships = [
        _membership(work, task.fund_id, row, person.person_id)
        for row, person in zip(rows, known, strict=True)
    ]
    work.store.memberships.add(memberships, task.import_id)
    return memberships


def _announce(work: Work, task: ImportTask, memberships: Sequence[Membership]) -> None:
    for first in range(0, len(memberships), BULK_MAX):
        batch = memberships[first : first + BULK_MAX]
        drawn = work.next_sequences([each.membership_id for each in batch])
        facts = [{**fact_of(each), "sequence": drawn[each.membership_id]} for each in batch]
        told = {"import_id": task.import_id, "fund_id": task.fund_id, "memberships": facts}
        work.announce(contract.MEMBERSHIPS_RECORDED, task.import_id, told, fund_id=task.fund_id)


def _waiting(rows: Sequence[RegisterRow]) -> Iterator[tuple[int, RosterEntry]]:
    for place, row in enumerate(rows, start=1):
        if row.verdict.decision is not Decision.ACCEPTED and row.line.member_no:
            entry = RosterEntry(row.line.member_no, row.line.name, died_on=row.died_on)
            yield place, entry


def _person(work: Work, row: RegisterRow) -> Person:
    line = row.line
    return Person(
        person_id=work.new_id("person"),
        name=line.name,
        cid=line.cid.number,
        birth_on=line.birth.day,
        birth_precision=str(line.birth.precision or "day"),
        phone=line.phone,
        died_on=row.died_on,
        told_sex=line.sex,
    )


def _membership(work: Work, fund_id: str, row: RegisterRow, person_id: str) -> Membership:
    line = row.line
    assert line.joined.day is not None, "a row without a joining date is for review"
    return Membership(
        membership_id=work.new_id("membership"),
        fund_id=fund_id,
        person_id=person_id,
        member_no=line.member_no,
        joined_on=line.joined.day,
        status=str(line.standing.status),
        died_on=row.died_on,
        house=_house(line),
        beneficiary=_beneficiary(line),
        village=str(line.moo) if line.moo else line.community,
    )


def _house(line: Line) -> str:
    """A house within the fund's area: number and village, or community."""
    where = f"หมู่ {line.moo}" if line.moo else line.community
    return f"{line.house_no} {where}".strip() if line.house_no else ""


def _beneficiary(line: Line) -> str:
    told = line.beneficiary
    if told is None:
        return ""
    name = {"title": told.name.title, "first": told.name.first, "last": told.name.last}
    kept: dict[str, Any] = {**name, "relation": told.relation, "cid": told.cid}
    return orjson.dumps(kept).decode()


IMPORTERS: Final[dict[str, Importer]] = {KIND: import_register}
