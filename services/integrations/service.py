"""The entrypoints of `integrations`: read, use case, write."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import reduce
from typing import Any

from kernel.chassis.entrypoints import UnitOfWork, on_many, rpc
from kernel.chassis.operations import Operated
from kernel.chassis.work import Work
from kernel.contracts import integrations as contract
from kernel.contracts.envelope import Event, Heard
from services.integrations import tables
from services.integrations.store import IntegrationsStore
from services.integrations.usecases import feed, partners

Handler = Callable[[Any, Work, Sequence[Heard]], None]


def on_each(events: Iterable[Event]) -> Callable[[Handler], Handler]:
    """Let one method hear many events: `@on` may stand on it any number of times."""
    return lambda method: reduce(lambda heard, event: on_many(event)(heard), events, method)


class IntegrationsService(Operated):
    """Partners, and what they hear."""

    name = contract.SERVICE
    unit_of_work = UnitOfWork(IntegrationsStore, tables.chassis)

    @rpc
    def register_partner(self, request: dict[str, Any]) -> Any:
        order = contract.RegisterPartner.read(request)
        with self.unit_of_work() as work:
            return work.reply(partners.register_partner(work, **order))

    @rpc
    def subscribe(self, request: dict[str, Any]) -> Any:
        order = contract.Subscribe.read(request)
        with self.unit_of_work() as work:
            return work.reply(partners.subscribe(work, **order))

    @rpc
    def get_feed(self, request: dict[str, Any]) -> Any:
        order = contract.GetFeed.read(request)
        with self.unit_of_work() as work:
            return work.reply(feed.get_feed(work, **order))

    @on_each(feed.HEARD.values())
    def log_events(self, work: Work, heard: Sequence[Heard]) -> None:
        feed.log_events(work, heard)


SERVICE = IntegrationsService
