"""Entry fees and first payments, held against the plan of the regulation in force."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

from kernel.chassis.work import Work
from services.funds.domain import dues, regulations
from services.funds.domain.claims import Membership
from services.funds.domain.dues import PaidBefore
from services.funds.store.collections import ContributionLine


def must_be_as_planned(
    work: Work,
    fund_id: str,
    day: dt.date,
    lines: Sequence[ContributionLine],
    members: Mapping[str, Membership],
) -> None:
    """`Refused` for an entry fee paid before or not as the plan says, and for a first payment below
    what the plan wants; nothing more is read where no line can be either."""
    version = regulations.in_force(work.store.regulations.versions(fund_id), day)
    plan = version.rules.plan if version else None
    asked = [line.membership_id for line in lines if line.entry_fee]
    # Held, so that of two clerks who take one member's fee at once the second sees the first's.
    if asked:
        work.store.memberships.hold(fund_id, asked)
    if plan is not None and plan.first_payment:
        asked = [line.membership_id for line in lines]
    if not asked:
        return
    before = work.store.collections.paid_before(asked)
    since = work.store.member_standings.books_since(fund_id) or day.replace(day=1)
    for line in lines:
        own = line.membership_id
        had = before.get(own, PaidBefore())
        new = members[own].joined_on >= since
        dues.must_be_as_planned(plan, line.amount, line.entry_fee, had, new=new, line=line.line)
        before[own] = PaidBefore(had.savings + line.amount, had.fees + line.entry_fee)
