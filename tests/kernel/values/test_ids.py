"""Ids are made by whoever asks, and order by time."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kernel.values import ids
from kernel.values.errors import Invalid

moments = st.integers(0, (1 << 48) - 1)
chance = st.binary(min_size=10, max_size=10)


@given(moments, chance)
def test_an_id_tells_its_kind_and_its_time(moment: int, ten_bytes: bytes) -> None:
    assert ids.parse(ids.make("claim", moment, ten_bytes)) == ids.Id("claim", moment)


@given(moments, moments, chance, chance)
def test_ids_order_by_time(early: int, late: int, first: bytes, second: bytes) -> None:
    if early < late:
        assert ids.make("claim", early, first) < ids.make("claim", late, second)


@pytest.mark.parametrize(
    "text",
    ["", "claim", "claim_", "claim_01J9", "Claim_01J9ZZZZZZZZZZZZZZZZZZZZZZ", "claim_" + "Z" * 26],
)
def test_what_is_no_id_is_invalid(text: str) -> None:
    with pytest.raises(Invalid):
        ids.parse(text)


def test_an_id_of_another_kind_is_invalid() -> None:
    with pytest.raises(Invalid) as refusal:
        ids.parse(ids.make("fund", 0, bytes(10)), "claim")
    assert refusal.value.details == {"kind": "claim"}
