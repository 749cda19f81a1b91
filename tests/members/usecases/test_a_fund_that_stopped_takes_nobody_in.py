"""A fund has stopped: `funds` announces it, `members` hears of it and enrols nobody there."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import orjson
import pytest
from alembic.migration import MigrationContext
from alembic.operations import Operations

from kernel.chassis import inbox, migrations
from kernel.contracts import funds as contract
from kernel.contracts.envelope import Heard
from kernel.values.errors import Refused
from kernel.wire.clock import new_id
from services.funds.usecases import organisation
from services.members.usecases import applications, standstills
from tests.funds.orders import Fund
from tests.members.enrolling import DAY, enrolled
from tests.members.usecases.test_joining_a_fund import applied, approved, joined
from tests.units import NOW, Unit, Units, someone

pytestmark = pytest.mark.stack
MINISTRY = someone("ministry", actor_id="staff_ministry")
HANDLERS: dict[str, Callable[..., None]] = {
    "fund_stopped": standstills.stop_enrolling,
    "fund_resumed": standstills.enrol_again,
}


@pytest.fixture
def members(units: Units) -> Unit:
    return units.of("members")


@pytest.fixture
def fund(funds: Unit) -> Fund:
    made = Fund(funds)
    made.open(0, members=0)
    return made


@pytest.fixture
def funds(units: Units) -> Unit:
    return units.of("funds")


def become(fund: Fund, status: str) -> None:
    fund.ask(MINISTRY, contract.ChangeFundStatus, organisation.change_fund_status, status=status)


def told_by(funds: Unit) -> list[Heard]:
    """What `funds` has announced of standstills, as a hearer gets it, in order."""
    with funds.owned.connect() as owner:
        query = (
            "SELECT body FROM outbox WHERE name IN ('fund_stopped', 'fund_resumed')"
            " ORDER BY outbox_id"
        )
        bodies = owner.exec_driver_sql(query).scalars().all()
    events = {each.type: each for each in (contract.FUND_STOPPED, contract.FUND_RESUMED)}
    envelopes = [(orjson.loads(body), bytes(body)) for body in bodies]
    return [events[envelope["type"]].read(envelope, raw) for envelope, raw in envelopes]


def hear(members: Unit, funds: Unit) -> int:
    """Let everything announced arrive again; how much of it took effect."""
    known = {"fund_stopped": contract.FUND_STOPPED, "fund_resumed": contract.FUND_RESUMED}
    arrived = [(known[heard.name], heard) for heard in told_by(funds)]
    with members.work() as work:
        taken = inbox.take(work.connection, members.tables.chassis, arrived, NOW)
        assert not taken.early
        for heard in taken.due:
            HANDLERS[heard.name](work, heard)
    return len(taken.due)


def upgrade(funds: Unit) -> None:
    """The step an installation takes that stopped funds before they were announced."""
    step: Any = migrations.script_directory("services.funds").get_revision("0026")
    with (
        funds.owned.begin() as owner,
        Operations.context(MigrationContext.configure(owner)),
    ):
        step.module.upgrade()


def refused(deed: Callable[[], Any]) -> dict[str, Any]:
    with pytest.raises(Refused) as told:
        deed()
    assert told.value.code == "fund_stopped"
    return told.value.details


def test_nobody_is_enrolled_until_it_goes_on(members: Unit, fund: Fund) -> None:
    fund_id = fund.fund_id
    waiting = approved(members, applied(members, fund_id))
    become(fund, "must_strengthen")
    assert hear(members, fund.unit) == 0
    become(fund, "stopped")
    assert hear(members, fund.unit) == 1
    assert refused(lambda: enrolled(members, fund_id, "1")) == {"stopped_on": DAY.isoformat()}
    refused(lambda: joined(members, waiting))
    assert members.count("memberships") == members.count("outbox") == 0
    assert enrolled(members, new_id("fund"), "1")["status"] == "active"
    become(fund, "must_strengthen")
    assert hear(members, fund.unit) == 1
    assert joined(members, waiting)["status"] == "active"
    assert enrolled(members, fund_id, "1")["status"] == "active"


def test_nobody_is_resolved_about_but_may_apply_and_be_declined(members: Unit, fund: Fund) -> None:
    become(fund, "stopped")
    hear(members, fund.unit)
    application = applied(members, fund.fund_id)
    refused(lambda: approved(members, application))
    with members.work(someone("committee", actor_id="staff_committee")) as work:
        told = applications.decline_application(
            work,
            application_id=application.application_id,
            fund_id=fund.fund_id,
            reason="กองทุนหยุดดำเนินการ",
        )
    assert told.state == "declined"


def test_what_is_said_again_changes_nothing_and_is_heard_by_whoever_missed_it(
    members: Unit, fund: Fund
) -> None:
    become(fund, "stopped")
    hear(members, fund.unit)
    fund.unit.clock.moment = NOW + dt.timedelta(days=3)
    become(fund, "stopped")
    assert hear(members, fund.unit) == 1
    assert refused(lambda: enrolled(members, fund.fund_id, "1")) == {"stopped_on": DAY.isoformat()}
    with members.owned.begin() as owner:  # the copy is lost
        owner.exec_driver_sql("DELETE FROM stopped_funds")
    become(fund, "stopped")
    hear(members, fund.unit)
    refused(lambda: enrolled(members, fund.fund_id, "1"))


def test_an_upgraded_installation_hears_of_funds_stopped_before(members: Unit, fund: Fund) -> None:
    """As long as its funds did not announce it, nothing told; what comes later follows on."""
    going = Fund(fund.unit)
    going.open(0, members=0)
    become(fund, "stopped")
    with fund.unit.owned.begin() as owner:
        owner.exec_driver_sql("DELETE FROM outbox WHERE name = 'fund_stopped'")
        owner.exec_driver_sql("DELETE FROM sequences WHERE partition_key LIKE 'standstill%%'")
    upgrade(fund.unit)
    (told,) = told_by(fund.unit)
    assert told.data == {
        "standstill_id": told.partition_key,
        "fund_id": fund.fund_id,
        "day": DAY,
    }
    assert (told.fund_id, told.area_code, told.sequence) == (fund.fund_id, "650801", 1)
    assert hear(members, fund.unit) == 1
    refused(lambda: enrolled(members, fund.fund_id, "1"))
    become(fund, "active")
    assert hear(members, fund.unit) == 1
    assert enrolled(members, fund.fund_id, "1")["status"] == "active"
    with fund.unit.owned.connect() as owner:
        query = "SELECT DISTINCT partition FROM outbox WHERE partition_key = %s"
        assert len(owner.exec_driver_sql(query, (told.partition_key,)).all()) == 1


def test_of_an_installation_without_a_stopped_fund_nothing_is_announced(fund: Fund) -> None:
    become(fund, "must_strengthen")
    upgrade(fund.unit)
    assert told_by(fund.unit) == []
