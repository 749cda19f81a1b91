"""A claims book is brought by one and confirmed by another; until then nothing of it counts."""

from __future__ import annotations

import datetime as dt

import pytest

from kernel.contracts import funds as contract
from kernel.values.actors import Actor
from kernel.values.errors import Conflict, Forbidden, NotFound, Refused
from kernel.wire.clock import new_id
from services.funds.usecases import claims_books
from tests.funds.claims_books import Desk, Row, book
from tests.funds.orders import CLERK, COMMITTEE, DAY, TREASURER, Fund
from tests.units import Unit, someone

pytestmark = pytest.mark.stack
TWO = (Row("1/2568", 0), Row("2/2568", 1, baht=300, nights=3))


@pytest.fixture
def fund(funds: Unit) -> Fund:
    made = Fund(funds)
    made.open(100_000, members=3)
    return made


def test_a_book_moves_no_baht_before_somebody_else_confirms_it(fund: Fund) -> None:
    desk, task = Desk(fund), book(fund, TWO)
    told = desk.bring(task)
    assert (told["state"], told["file_codes"]) == ("done", ["NEEDS_CONFIRMING"])
    assert fund.balances() == {"cash": 100_000, "equity.opening": -100_000}
    assert fund.unit.count("claims") == 0
    confirmed = desk.confirm(task)
    assert (confirmed.state, confirmed.claims, confirmed.paid.satang) == ("confirmed", 2, 50_000)
    assert fund.cash().satang == 50_000
    assert fund.balances()["welfare.hospital"] == 50_000
    assert fund.unit.count("claims", "state = 'paid' AND due_satang > 0") == 2


def test_who_brought_a_book_does_not_confirm_it_in_another_right_either(fund: Fund) -> None:
    desk, task = Desk(fund), book(fund, TWO)
    desk.bring(task)
    same_person = someone("committee", actor_id=CLERK.actor_id)
    with pytest.raises(Refused, match="confirmer_is_bringer"):
        desk.confirm(task, same_person)
    assert fund.cash().satang == 100_000


def test_a_book_is_confirmed_once(fund: Fund) -> None:
    desk, task = Desk(fund), book(fund, TWO)
    desk.bring(task)
    desk.confirm(task)
    for decide in (desk.confirm, desk.decline):
        with pytest.raises(Conflict, match="claims_book_moved_on"):
            decide(task)
    assert fund.cash().satang == 50_000


def test_a_declined_book_leaves_nothing_and_a_corrected_one_is_taken(fund: Fund) -> None:
    desk, wrong = Desk(fund), book(fund, TWO)
    desk.bring(wrong)
    assert desk.decline(wrong).state == "declined"
    told = desk.told_of(wrong)
    assert (told["state"], told["failure"]["code"]) == ("refused", "claims_book_declined")
    right = book(fund, TWO[:1])
    desk.bring(right)
    desk.confirm(right)
    assert fund.cash().satang == 80_000


def test_a_second_book_of_the_year_waits_for_the_first_to_be_declined(fund: Fund) -> None:
    desk = Desk(fund)
    desk.bring(book(fund, TWO))
    with pytest.raises(Conflict, match="period_imported"):
        desk.bring(book(fund, TWO))


def test_what_was_paid_here_is_not_paid_again_by_a_book(fund: Fund) -> None:
    """The same stay under another number, one that overlaps it, and a number that is taken."""
    live = fund.submit(0, event_on="2025-09-01", filed_on="2025-09-05", nights=3, claim_no="9/2568")
    fund.approve(live.claim_id)
    fund.pay(live.claim_id)
    desk = Desk(fund)
    task = book(
        fund,
        (
            Row("1/2568", 0, nights=1),
            Row("2/2568", 0, event_on="2025-09-03"),
            Row("9/2568", 1),
            Row("4/2568", 0, event_on="2025-09-05"),
        ),
    )
    desk.bring(task)
    assert desk.ends(task) == [
        ("review", ("RECORDED_BEFORE",)),
        ("review", ("RECORDED_BEFORE",)),
        ("review", ("CLAIM_NO_REPEATED",)),
        ("accepted", ()),
    ]
    assert desk.confirm(task).claims == 1


def test_a_book_titled_anew_pays_nothing_twice(fund: Fund) -> None:
    desk, task = Desk(fund), book(fund, TWO)
    desk.bring(task)
    desk.confirm(task)
    retitled = book(fund, [Row(f"{row.claim_no}ก", row.member) for row in TWO], year=2567)
    told = desk.bring(retitled)
    assert told["counts"]["review"] == 2
    with pytest.raises(NotFound, match="claims_book_unknown"):
        desk.confirm(retitled)


def test_what_was_claimed_here_while_the_book_waited_stops_it(fund: Fund) -> None:
    desk, task = Desk(fund), book(fund, TWO)
    desk.bring(task)
    fund.submit(0, event_on="2025-09-02", filed_on="2025-09-05")
    with pytest.raises(Refused, match="claims_book_overlaps") as refused:
        desk.confirm(task)
    assert refused.value.details == {"claims": ["1/2568"], "count": 1}
    assert fund.cash().satang == 100_000


def test_a_claim_for_what_a_confirmed_book_paid_is_refused(fund: Fund) -> None:
    desk, task = Desk(fund), book(fund, TWO)
    desk.bring(task)
    desk.confirm(task)
    with pytest.raises(Refused, match="duplicate_claim"):
        fund.submit(0, event_on="2025-09-01", filed_on="2025-09-05")


def test_a_book_never_pays_more_than_there_is(fund: Fund) -> None:
    desk, task = Desk(fund), book(fund, [Row("1/2568", 0, baht=1_001)])
    desk.bring(task)
    with pytest.raises(Refused, match="fund_balance_too_low"):
        desk.confirm(task)
    assert fund.cash().satang == 100_000


def test_days_that_have_not_come_wait_for_somebody(fund: Fund) -> None:
    desk, tomorrow = Desk(fund), (DAY + dt.timedelta(days=1)).isoformat()
    task = book(
        fund,
        (
            Row("1/2568", 0, paid_on=tomorrow),
            Row("2/2568", 1, event_on="2025-09-21"),
            Row("3/2568", 2, paid_on="2025-09-25"),
        ),
        as_of=dt.date(2025, 9, 20),
    )
    desk.bring(task)
    ahead = ("review", ("DAY_AHEAD",))
    assert desk.ends(task) == [ahead, ahead, ("accepted", ())]


def test_a_book_is_not_dated_into_the_future_by_its_own_day(fund: Fund) -> None:
    desk, next_year = Desk(fund), dt.date(2026, 9, 30)
    task = book(fund, [Row("1/2568", 0, event_on="2026-01-01")], as_of=next_year)
    desk.bring(task)
    assert desk.ends(task) == [("review", ("DAY_AHEAD",))]


def test_what_is_confirmed_can_be_looked_through_first(fund: Fund) -> None:
    desk, task = Desk(fund), book(fund, TWO)
    desk.bring(task)
    (held,) = fund.ask(TREASURER, contract.ListClaimsBooks, claims_books.list_claims_books)["books"]
    assert (held.period, held.state, held.due.satang) == ("2568", "held", 75_000)
    assert held.brought_by == CLERK.actor_id
    listing = {"import_id": task.import_id, "limit": 1}
    seen, after = [], ""
    while after is not None:
        page = fund.ask(
            COMMITTEE,
            contract.ListBookClaims,
            claims_books.list_book_claims,
            **listing,
            after=after,
        )
        seen += [(each.claim_no, each.membership_id) for each in page["claims"]]
        after = page["after"]
    assert sorted(seen) == [("1/2568", fund.members[0]), ("2/2568", fund.members[1])]


def test_another_funds_committee_confirms_nothing_here(fund: Fund) -> None:
    desk, task = Desk(fund), book(fund, TWO)
    desk.bring(task)
    other = Fund(fund.unit)
    other.open(0, members=0)
    stranger = Actor("staff_stranger", frozenset({"committee"}), frozenset({other.fund_id}))
    with pytest.raises(Forbidden):
        desk.confirm(task, stranger)
    with pytest.raises(NotFound, match="claims_book_unknown"), fund.unit.work(stranger) as work:
        claims_books.confirm_claims_book(work, fund_id=other.fund_id, import_id=task.import_id)
    with pytest.raises(NotFound, match="claims_book_unknown"):
        fund.ask(
            COMMITTEE,
            contract.ConfirmClaimsBook,
            claims_books.confirm_claims_book,
            import_id=new_id("import"),
        )
