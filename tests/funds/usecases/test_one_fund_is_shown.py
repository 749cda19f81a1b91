"""The database shows a transaction one fund's rows, and takes no other's from it."""

from __future__ import annotations

import pytest
from sqlalchemy import text
from sqlalchemy.exc import ProgrammingError

from kernel.contracts import funds as contract
from kernel.values.actors import EVERY_FUND, Actor
from kernel.values.errors import Forbidden, NotFound
from kernel.wire.clock import new_id
from services.funds.usecases import books, match, standing
from tests.funds.orders import CLERK, COMMITTEE, DAY, TREASURER, Fund
from tests.units import Unit, someone

pytestmark = pytest.mark.stack
MINISTRY = someone("ministry", actor_id="staff_ministry")
# Read before it is known for which fund, or for the nation alone.
OPEN = {"funds", "regulations", "memberships", "imports", "tally_changes"}
INSUFFICIENT_PRIVILEGE = "42501"


@pytest.fixture
def two(funds: Unit) -> tuple[Fund, Fund]:
    """Two funds with rows in all tables that hold what happens between members and money."""
    both = Fund(funds), Fund(funds)
    round_id = new_id("round")
    for fund in both:
        fund.open(100_000, members=1)
        fund.contribute(0, 20_000)
        claim = fund.submit(0)
        fund.approve(claim.claim_id)
        fund.pay(claim.claim_id)
        fund.ask_reversal(fund.receive(100).entry_id)
    opened = {"round_id": round_id, "paid_to": "2025-09", "members_min": 1, "budget_satang": None}
    read = contract.OpenMatchRound.read({**contract.OpenMatchRound.example, **opened})
    with funds.work(MINISTRY) as work:
        match.open_match_round(work, **read)
        ids = [fund.fund_id for fund in both]
        match.count_match_round(work, round_id=round_id, fund_ids=ids, unidentified=[])
    for fund in both:
        award = {"round_id": round_id, "fund_id": fund.fund_id, "amount_satang": None}
        with funds.work(MINISTRY) as work:
            match.award_match(work, award_id=new_id("award"), **award)
        suspended = {"membership_id": fund.members[0], "day": DAY, "reason": "-"}
        with funds.work(COMMITTEE) as work:
            standing.suspend_member(work, fund_id=fund.fund_id, **suspended)
    return both


def guarded(unit: Unit) -> set[str]:
    with unit.owned.connect() as owner:
        return set(owner.exec_driver_sql("SELECT tablename FROM pg_policies").scalars())


def test_every_table_of_a_funds_rows_is_guarded(funds: Unit) -> None:
    tables = funds.tables.metadata.tables.values()
    of_funds = {table.name for table in tables if "fund_id" in table.c}
    assert guarded(funds) == of_funds - OPEN
    assert {"claims", "contributions", "match_eligible", "match_awards"} <= guarded(funds)


def test_the_app_sees_one_fund_at_a_time(two: tuple[Fund, Fund]) -> None:
    mine, _ = two
    unit, filled = mine.unit, 0
    with unit.engine.connect() as app:
        for table in sorted(guarded(unit)):
            query = f"SELECT count(*), count(*) FILTER (WHERE fund_id <> '{mine.fund_id}')"
            counted = f"{query} FROM {table}"
            with app.begin():
                assert app.exec_driver_sql(counted).one() == (0, 0), "no context, no rows"
            with app.begin():
                app.exec_driver_sql(f"SELECT set_config('kongbun.fund_id', '{mine.fund_id}', true)")
                there = unit.count(table, f"fund_id = '{mine.fund_id}'")
                assert app.exec_driver_sql(counted).one() == (there, 0), table
                filled += bool(there)
            with app.begin():
                assert app.exec_driver_sql(counted).one() == (0, 0), "the context ended with it"
    assert filled >= 12, "there was something to see"


def test_the_app_writes_into_the_fund_it_acts_for_alone(two: tuple[Fund, Fund]) -> None:
    mine, other = two
    unit = mine.unit
    for table in sorted(guarded(unit)):
        theirs = f"SELECT to_jsonb(t)::text FROM {table} AS t WHERE fund_id = '{other.fund_id}'"
        with unit.owned.connect() as owner:
            row = owner.exec_driver_sql(theirs).scalar()
        if row is None:
            continue
        copied = (
            f"INSERT INTO {table} SELECT * FROM jsonb_populate_record(NULL::{table}, $r${row}$r$)"
        )
        with pytest.raises(ProgrammingError) as refused:
            mine.as_app(copied)
        assert getattr(refused.value.orig, "sqlstate", "") == INSUFFICIENT_PRIVILEGE, table
    for change in ("claims SET reason = 'x'", "match_awards SET received_satang = 1"):
        with unit.engine.begin() as app:
            app.exec_driver_sql(f"SELECT set_config('kongbun.fund_id', '{mine.fund_id}', true)")
            changed = app.exec_driver_sql(f"UPDATE {change} WHERE fund_id = '{other.fund_id}'")
            assert changed.rowcount == 0


def test_a_question_of_another_funds_books_is_refused(two: tuple[Fund, Fund]) -> None:
    mine, other = two
    stranger = Actor("staff_stranger", frozenset({"treasurer"}), frozenset({other.fund_id}))
    with pytest.raises(Forbidden, match="other_fund"), mine.unit.work(stranger) as work:
        books.close_year(work, fund_id=mine.fund_id, year=2568)
    asked = {"reversal_id": new_id("reversal"), "entry_id": mine.receive(100).entry_id}
    with pytest.raises(NotFound, match="entry_unknown"), mine.unit.work(TREASURER) as work:
        books.ask_reversal(work, **asked, fund_id=other.fund_id, reason="-")


def test_only_who_acts_for_every_fund_sees_all(two: tuple[Fund, Fund]) -> None:
    unit = two[0].unit
    with unit.work(CLERK) as work:
        work.store.act_for(EVERY_FUND)
        seen = work.connection.execute(text("SELECT count(DISTINCT fund_id) FROM claims"))
        assert seen.scalar_one() == 2
