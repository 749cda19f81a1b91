"""What `integrations` reads and writes, by noun: named queries that speak the domain's values."""

from __future__ import annotations

from sqlalchemy import Connection

from kernel.chassis.sealing import Sealing
from kernel.chassis.work import Store
from services.integrations.store.event_log import EventLogStore
from services.integrations.store.partners import PartnerStore


class IntegrationsStore(Store):
    """One transaction's view of the service's tables."""

    def __init__(self, connection: Connection, sealing: Sealing) -> None:
        super().__init__(connection, sealing)
        self.partners = PartnerStore(connection)
        self.event_log = EventLogStore(connection)


STORE = IntegrationsStore
