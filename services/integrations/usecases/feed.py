"""The feed: events are logged as they came, and read behind each partner's own cursor."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from kernel.chassis.work import Work
from kernel.contracts import catalogue
from kernel.contracts.envelope import Event, Heard
from kernel.wire.serializer import MESSAGE_BYTES_MAX
from services.integrations.domain import feed, partners

HEARD: Final[Mapping[str, Event]] = {
    type_: event for type_, event in catalogue.events().items() if event.partners_may_hear
}
"""Every event a partner may hear, by its CloudEvents type."""

# In the reply an event is text within JSON: its quotes are escaped, which doubles it at worst.
_BYTES_MAX: Final = MESSAGE_BYTES_MAX * 9 // 20
_TYPE_OF: Final = {(event.service, event.name): type_ for type_, event in HEARD.items()}


def log_events(work: Work, heard: Sequence[Heard]) -> None:
    """Keep events for the partners, in their order and in the bytes that were announced."""
    types = [_TYPE_OF[each.service, each.name] for each in heard]
    work.store.event_log.add(heard, types, work.now)


def get_feed(work: Work, *, subscription_id: str, after: int, limit: int) -> dict[str, Any]:
    """The next events of a subscription; only for the partner whose it is."""
    subscription = work.store.partners.subscription(subscription_id)
    partners.must_be(subscription.partner_id, work.actor.actor_id)
    stretch = work.store.event_log.stretch(subscription, after, limit)
    told = feed.piece(stretch, limit, _BYTES_MAX)
    items = [{"cursor": each.position, "event": each.body.decode()} for each in told.items]
    return {"items": items, "cursor": told.cursor, "more": told.more}
