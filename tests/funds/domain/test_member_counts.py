"""Members by sex, age band and village: every band, every village, and all of them together."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kernel.values.errors import Invalid
from services.funds.domain import member_counts
from services.funds.domain.member_counts import Counts, Group

GROUPS = (
    Group("male", 14, "10", 2, 1, 0, 0),
    Group("female", 15, "2", 3, 0, 0, 1),
    Group("female", 80, "ชุมชนริมคลอง", 1, 0, 2, 0),
    Group(None, None, "", 4, 0, 0, 0),
)


def test_bands_hold_both_their_ends_and_the_last_is_open() -> None:
    told = member_counts.by_age(GROUPS, (0, 15, 60))
    assert [(each.from_age, each.up_to_age) for each in told] == [
        *((0, 14), (15, 59), (60, None)),
        (None, None),
    ]
    assert [each.counts.members for each in told] == [2, 3, 1, 4]
    assert told[2].counts == Counts(female=1, died=2)
    assert told[3].counts == Counts(sex_unknown=4)


def test_villages_stand_by_number_then_communities_then_who_has_none() -> None:
    told = member_counts.by_village(GROUPS)
    assert [each.village for each in told] == ["2", "10", "ชุมชนริมคลอง", ""]
    assert told[1].counts == Counts(male=2, joined=1)


@pytest.mark.parametrize("ages", [(), (1, 15), (0, 15, 15), (0, 60, 15)])
def test_bands_begin_at_0_and_rise(ages: tuple[int, ...]) -> None:
    with pytest.raises(Invalid, match="ages_not_rising"):
        member_counts.by_age(GROUPS, ages)


@given(
    st.lists(
        st.builds(
            Group,
            st.sampled_from(["male", "female", None]),
            st.none() | st.integers(0, 120),
            st.sampled_from(["", "1", "2", "ชุมชน"]),
            *(st.integers(0, 9) for _ in range(4)),
        )
    ),
    st.sets(st.integers(1, 110)).map(lambda ages: (0, *sorted(ages))),
)
def test_parts_add_up_to_the_whole(groups: list[Group], ages: tuple[int, ...]) -> None:
    whole = member_counts.count(groups)
    for parts in (member_counts.by_age(groups, ages), member_counts.by_village(groups)):
        for name in ("male", "female", "sex_unknown", "members", "joined", "died", "left"):
            assert sum(getattr(each.counts, name) for each in parts) == getattr(whole, name)
