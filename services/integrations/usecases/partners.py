"""Partners: registered by the ministry, subscribed by themselves."""

from __future__ import annotations

from collections.abc import Sequence

from kernel import areas
from kernel.chassis.work import Work
from kernel.contracts import integrations as contract
from kernel.values.errors import Conflict, Refused
from services.integrations.domain import partners
from services.integrations.domain.partners import Partner, Subscription
from services.integrations.usecases.feed import HEARD

_TAMBON = 6


def register_partner(
    work: Work,
    *,
    partner_id: str,
    name: str,
    kind: str,
    area_codes: Sequence[str],
    agreement: str,
) -> Partner:
    """Register a partner; `Refused("area_unknown")` for areas that are not in the register."""
    unknown = [code for code in area_codes if areas.name_of(code[:_TAMBON]) is None]
    if unknown:
        raise Refused("area_unknown", {"area_codes": unknown})
    if work.store.partners.known(partner_id):
        raise Conflict("partner_exists")
    partner = Partner(partner_id, name, kind, tuple(area_codes), agreement)
    work.store.partners.add(partner, work.actor.actor_id, work.now)
    work.announce(contract.PARTNER_APPROVED, partner_id, partner, area_code=area_codes[0])
    return partner


def subscribe(
    work: Work,
    *,
    subscription_id: str,
    partner_id: str,
    event_types: Sequence[str],
    area_codes: Sequence[str],
) -> Subscription:
    """A partner subscribes for itself, to what its agreement covers."""
    partners.must_be(partner_id, work.actor.actor_id)
    partner = work.store.partners.get(partner_id)
    asked = Subscription(subscription_id, partner_id, tuple(event_types), tuple(area_codes))
    subscription = partners.subscribe(partner, asked, HEARD)
    work.store.partners.subscribe(subscription, work.now)
    return subscription
