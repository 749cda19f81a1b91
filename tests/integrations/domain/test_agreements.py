"""A partner hears what its agreement covers, and no more."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kernel.values.errors import Forbidden, Invalid
from services.integrations.domain.partners import Partner, Subscription, must_be, subscribe

PAID, OPENED = "kongbun.funds.claim_paid", "kongbun.funds.fund_opened"
HEARD = {PAID, OPENED}
PARTNER = Partner("partner_1", "กองทุนเพื่อนบ้าน", "fund", ("6508", "640203"), "พม. 12/2568")
areas = st.text("0123456789", min_size=2, max_size=8)


def asked(*area_codes: str, types: tuple[str, ...] = (PAID,)) -> Subscription:
    return Subscription("subscription_1", "partner_1", types, area_codes)


@pytest.mark.parametrize("area_code", ["6508", "650801", "65080106", "640203", "64020301"])
def test_a_partner_may_hear_of_its_areas_and_what_lies_in_them(area_code: str) -> None:
    assert subscribe(PARTNER, asked(area_code), HEARD).area_codes == (area_code,)


@pytest.mark.parametrize("area_code", ["65", "64", "6402", "640204", "10", "6509"])
def test_a_partner_may_not_hear_of_what_lies_around_or_elsewhere(area_code: str) -> None:
    with pytest.raises(Forbidden) as refused:
        subscribe(PARTNER, asked("6508", area_code), HEARD)
    assert refused.value.details == {"area_codes": [area_code]}


@given(st.lists(areas, min_size=1, max_size=4), areas)
def test_an_agreement_covers_what_begins_with_one_of_its_codes(
    own: list[str], area_code: str
) -> None:
    partner = Partner("partner_1", "x", "fund", tuple(own), "x")
    assert partner.covers(area_code) == area_code.startswith(tuple(own))


def test_an_event_that_partners_may_not_hear_cannot_be_subscribed_to() -> None:
    types = (PAID, "kongbun.members.member_enrolled", "claim_paid")
    with pytest.raises(Invalid) as refused:
        subscribe(PARTNER, asked("6508", types=types), HEARD)
    assert refused.value.details == {"event_types": sorted(types[1:])}


def test_nobody_acts_for_another_partner() -> None:
    must_be("partner_1", "partner_1")
    for other in ("partner_2", ""):
        with pytest.raises(Forbidden):
            must_be("partner_1", other)
