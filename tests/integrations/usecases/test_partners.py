"""Partners are registered by the ministry and subscribe for themselves."""

from __future__ import annotations

from typing import Any

import pytest

from kernel.values.errors import Conflict, Forbidden, Invalid, KongbunError, NotFound, Refused
from kernel.wire.clock import new_id
from tests.integrations.events import PAID
from tests.integrations.orders import register, subscribe
from tests.units import Unit

pytestmark = pytest.mark.stack


def test_a_partner_is_registered_and_announced(integrations: Unit) -> None:
    partner_id = register(integrations, area_codes=["6508", "640203"])
    with integrations.work() as work:
        kept = work.store.partners.get(partner_id)
    assert (kept.area_codes, kept.agreement) == (("6508", "640203"), "พม. 12/2568")
    assert integrations.count("outbox", "name = 'partner_approved'") == 1


@pytest.mark.parametrize(
    ("changes", "kind", "code"),
    [
        ({"area_codes": ["6508", "659901"]}, Refused, "area_unknown"),
        ({"area_codes": []}, Invalid, "message_malformed"),
        ({"kind": "person"}, Invalid, "message_malformed"),
    ],
)
def test_a_partner_that_cannot_be_is_not_registered(
    integrations: Unit, changes: dict[str, Any], kind: type[KongbunError], code: str
) -> None:
    with pytest.raises(kind) as refused:
        register(integrations, **changes)
    assert refused.value.code == code
    assert integrations.count("partners") == 0


def test_a_partner_is_registered_once(integrations: Unit) -> None:
    partner_id = register(integrations)
    with pytest.raises(Conflict):
        register(integrations, partner_id=partner_id, name="อีกชื่อ")


def test_a_partner_subscribes_within_its_agreement(integrations: Unit) -> None:
    partner_id = register(integrations)
    subscription_id = subscribe(integrations, partner_id, area_codes=["650801"])
    with integrations.work() as work:
        kept = work.store.partners.subscription(subscription_id)
    assert (kept.partner_id, kept.event_types, kept.area_codes) == (
        partner_id,
        (PAID.type,),
        ("650801",),
    )


@pytest.mark.parametrize(
    ("changes", "kind", "code"),
    [
        ({"area_codes": ["65"]}, Forbidden, "area_not_agreed"),
        ({"event_types": ["kongbun.members.member_enrolled"]}, Invalid, "event_type_unknown"),
        ({"event_types": ["kongbun.integrations.partner_approved"]}, Invalid, "event_type_unknown"),
    ],
)
def test_a_partner_hears_no_more_than_was_agreed(
    integrations: Unit, changes: dict[str, Any], kind: type[KongbunError], code: str
) -> None:
    partner_id = register(integrations)
    with pytest.raises(kind) as refused:
        subscribe(integrations, partner_id, **changes)
    assert refused.value.code == code
    assert integrations.count("subscriptions") == 0


def test_nobody_subscribes_for_another_partner(integrations: Unit) -> None:
    partner_id, other = register(integrations), register(integrations)
    for actor_id in (other, "staff_1"):
        with pytest.raises(Forbidden) as refused:
            subscribe(integrations, partner_id, actor_id)
        assert refused.value.code == "other_partner"


def test_who_is_no_partner_does_not_subscribe(integrations: Unit) -> None:
    with pytest.raises(NotFound):
        subscribe(integrations, new_id("partner"))


def test_a_subscriptions_id_is_used_once(integrations: Unit) -> None:
    partner_id = register(integrations)
    subscription_id = subscribe(integrations, partner_id)
    with pytest.raises(Conflict):
        subscribe(integrations, partner_id, subscription_id=subscription_id)
