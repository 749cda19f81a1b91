"""Partners and their subscriptions."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import Connection, insert, select

from kernel.values.errors import NotFound
from services.integrations import tables
from services.integrations.domain.partners import Partner, Subscription


class PartnerStore:
    """Named reads and writes of partners."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, partner: Partner, registered_by: str, now: dt.datetime) -> None:
        self._connection.execute(
            insert(tables.partners).values(
                partner_id=partner.partner_id,
                name=partner.name,
                kind=partner.kind,
                area_codes=list(partner.area_codes),
                agreement=partner.agreement,
                registered_by=registered_by,
                registered_at=now,
            )
        )

    def known(self, partner_id: str) -> bool:
        table = tables.partners
        found = self._connection.execute(
            select(table.c.partner_id).where(table.c.partner_id == partner_id)
        )
        return found.first() is not None

    def get(self, partner_id: str) -> Partner:
        """A partner, or `NotFound("partner_unknown")`."""
        table = tables.partners
        row = self._connection.execute(
            select(table).where(table.c.partner_id == partner_id)
        ).one_or_none()
        if row is None:
            raise NotFound("partner_unknown")
        return Partner(
            row.partner_id, row.name, row.kind, tuple(row.area_codes), agreement=row.agreement
        )

    def subscribe(self, subscription: Subscription, now: dt.datetime) -> None:
        self._connection.execute(
            insert(tables.subscriptions).values(
                subscription_id=subscription.subscription_id,
                partner_id=subscription.partner_id,
                event_types=list(subscription.event_types),
                area_codes=list(subscription.area_codes),
                state=subscription.state,
                subscribed_at=now,
            )
        )

    def subscription(self, subscription_id: str) -> Subscription:
        """A subscription, or `NotFound("subscription_unknown")`."""
        table = tables.subscriptions
        row = self._connection.execute(
            select(table).where(table.c.subscription_id == subscription_id)
        ).one_or_none()
        if row is None:
            raise NotFound("subscription_unknown")
        return Subscription(
            row.subscription_id,
            row.partner_id,
            tuple(row.event_types),
            tuple(row.area_codes),
            row.state,
        )
