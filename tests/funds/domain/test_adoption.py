"""Who may adopt a version of a regulation, and from which day."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from kernel.values.errors import Conflict, Refused
from services.funds.domain import adoption
from services.funds.domain.adoption import Past, Proposal

DECIDED, CLOSED = dt.date(2025, 9, 10), dt.date(2025, 9, 30)
PROPOSAL = Proposal(
    regulation_id="regulation_01K6BZQ5G0ABCDEFGHJKMNPQRS",
    fund_id="fund_01K6BZQ5G0ABCDEFGHJKMNPQRS",
    version=2,
    in_force_from=dt.date(2025, 10, 1),
    text="",
    rules={},
    findings=(),
    findings_answered={},
    asked_by="staff_clerk",
)


def test_one_person_adopts_what_was_in_force_before_the_first_claim_and_the_first_close() -> None:
    adoption.adopt_alone(2, Past(versions=(1,)))
    for past in (Past(claimed=True), Past(closed_until=CLOSED)):
        with pytest.raises(Refused, match="regulation_needs_another"):
            adoption.adopt_alone(2, past)
    with pytest.raises(Conflict, match="version_exists"):
        adoption.adopt_alone(1, Past(versions=(1,)))


@pytest.mark.parametrize(
    ("past", "last", "code"),
    [
        (Past((1,), claimed=True, decided_until=DECIDED), DECIDED, "regulation_before_decided"),
        (Past((1,), closed_until=CLOSED), CLOSED, "regulation_in_closed_year"),
    ],
)
def test_a_version_begins_after_what_is_decided_or_closed(
    past: Past, last: dt.date, code: str
) -> None:
    with pytest.raises(Refused, match=code):
        adoption.propose(replace(PROPOSAL, in_force_from=last), past)
    after = replace(PROPOSAL, in_force_from=last + dt.timedelta(days=1))
    assert adoption.propose(after, past) == after


def test_a_first_version_may_begin_on_any_day() -> None:
    past = Past((), claimed=True, decided_until=DECIDED, closed_until=CLOSED)
    early = replace(PROPOSAL, version=1, in_force_from=dt.date(2017, 10, 1))
    assert adoption.propose(early, past) == early


def test_a_proposal_is_decided_once_and_approved_by_another_as_the_fund_stands_then() -> None:
    with pytest.raises(Refused, match="approver_is_asker"):
        adoption.approve(PROPOSAL, Past((1,)), "staff_clerk")
    with pytest.raises(Conflict, match="version_exists"):
        adoption.approve(PROPOSAL, Past((1, 2)), "staff_b")
    late = Past((1,), decided_until=PROPOSAL.in_force_from)
    with pytest.raises(Refused, match="regulation_before_decided"):
        adoption.approve(PROPOSAL, late, "staff_b")
    approved = adoption.approve(PROPOSAL, Past((1,)), "staff_b")
    assert (approved.state, approved.decided_by) == ("approved", "staff_b")
    declined = adoption.decline(PROPOSAL, "staff_clerk")
    for decided in (approved, declined):
        with pytest.raises(Conflict, match="proposal_moved_on"):
            adoption.approve(decided, Past((1,)), "staff_c")
        with pytest.raises(Conflict, match="proposal_moved_on"):
            adoption.decline(decided, "staff_c")
