"""Partners and their subscriptions: a partner hears what its agreement covers, and no more."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from kernel.values.errors import Forbidden, Invalid


@dataclass(frozen=True)
class Partner:
    """An organisation with an agreement, which names its areas (codes; what lies within counts)."""

    partner_id: str
    name: str
    kind: str
    area_codes: tuple[str, ...]
    agreement: str

    def covers(self, area_code: str) -> bool:
        """Whether an area lies within one of the partner's own."""
        return any(area_code.startswith(own) for own in self.area_codes)


@dataclass(frozen=True)
class Subscription:
    """What a partner hears: types of events, from areas."""

    subscription_id: str
    partner_id: str
    event_types: tuple[str, ...]
    area_codes: tuple[str, ...]
    state: str = "active"


def subscribe(
    partner: Partner, subscription: Subscription, types_heard: Collection[str]
) -> Subscription:
    """A partner's subscription, checked against its agreement and what partners may hear.

    `Invalid("event_type_unknown")`, `Forbidden("area_not_agreed")`.
    """
    unknown = sorted(set(subscription.event_types) - set(types_heard))
    if unknown:
        raise Invalid("event_type_unknown", {"event_types": unknown})
    outside = [code for code in subscription.area_codes if not partner.covers(code)]
    if outside:
        raise Forbidden("area_not_agreed", {"area_codes": outside})
    return subscription


def must_be(partner_id: str, actor_id: str) -> None:
    """`Forbidden("other_partner")` unless the partner itself asks."""
    if partner_id != actor_id:
        raise Forbidden("other_partner")
