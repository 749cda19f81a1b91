"""How a membership ends: by death or by leaving, whichever was first."""

from __future__ import annotations

import datetime as dt

import pytest

from kernel.values.errors import Refused
from services.members.domain.persons import Membership, ended_by_death, ended_by_leaving

JOINED, DAY = dt.date(2020, 1, 1), dt.date(2025, 9, 30)
BEFORE, AFTER = DAY - dt.timedelta(days=1), DAY + dt.timedelta(days=1)
ACTIVE = Membership("membership_1", "fund_1", "person_1", "1", JOINED)


def test_who_left_is_a_member_no_more() -> None:
    ended = ended_by_leaving(ACTIVE, "resigned", DAY)
    assert (ended.status, ended.left_on, ended.died_on) == ("resigned", DAY, None)
    assert ended_by_leaving(ended, "removed", BEFORE) == ended


def test_who_left_first_dies_no_member() -> None:
    left = ended_by_leaving(ACTIVE, "moved_out", DAY)
    for died_on in (DAY, AFTER):
        assert ended_by_death(left, died_on) == left
        assert ended_by_leaving(ended_by_death(ACTIVE, died_on), "moved_out", DAY) == left


def test_who_died_first_leaves_nothing() -> None:
    dead = ended_by_death(ACTIVE, BEFORE)
    assert (dead.status, dead.died_on, dead.left_on) == ("deceased", BEFORE, None)
    assert ended_by_leaving(dead, "resigned", DAY) == dead
    assert ended_by_death(ended_by_leaving(ACTIVE, "resigned", DAY), BEFORE) == dead


def test_who_left_on_a_day_nobody_knows_left_before() -> None:
    old = Membership("membership_1", "fund_1", "person_1", "1", JOINED, "resigned")
    assert ended_by_death(old, DAY) == old
    with pytest.raises(Refused, match="died_before_joining"):
        ended_by_death(ACTIVE, JOINED - dt.timedelta(days=1))
