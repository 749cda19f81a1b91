"""A partner's feed: what was announced, byte for byte, of its own types and areas."""

from __future__ import annotations

from typing import Any

import orjson
import pytest

from kernel.contracts import catalogue, members
from kernel.contracts import integrations as contract
from kernel.contracts.integrations import FEED_MAX
from kernel.values.errors import Forbidden, NotFound
from kernel.wire import serializer
from kernel.wire.clock import new_id
from services.integrations.service import IntegrationsService
from services.integrations.usecases import feed
from tests.integrations import events
from tests.integrations.events import REGISTERED, announced, hear, log_of
from tests.integrations.orders import register, subscribe
from tests.units import Unit, someone

pytestmark = pytest.mark.stack


@pytest.fixture
def partner_id(integrations: Unit) -> str:
    return register(integrations, area_codes=["6508", "64"])


def get(unit: Unit, partner_id: str, subscription_id: str, **asked: Any) -> dict[str, Any]:
    order = contract.GetFeed.read({"subscription_id": subscription_id, **asked})
    with unit.work(someone("partner", actor_id=partner_id)) as work:
        told: dict[str, Any] = contract.Feed.write(feed.get_feed(work, **order))
        return told


def follow(unit: Unit, partner_id: str, subscription_id: str, limit: int = 100) -> list[bytes]:
    """Everything a partner gets that asks until there is no more."""
    got, cursor, more = [], 0, True
    while more:
        told = get(unit, partner_id, subscription_id, after=cursor, limit=limit)
        got += [item["event"].encode() for item in told["items"]]
        cursor, more = told["cursor"], told["more"]
    return got


def test_the_service_hears_every_event_partners_may_hear() -> None:
    entrypoints = IntegrationsService.log_events.nameko_entrypoints
    heard = {entrypoint.event.type for entrypoint in entrypoints}
    assert heard == {type_ for type_, each in catalogue.events().items() if each.partners_may_hear}
    assert len(heard) == 28


def test_the_feed_gives_the_bytes_that_were_announced(integrations: Unit, partner_id: str) -> None:
    subscription_id = subscribe(integrations, partner_id)
    # Odd but right JSON: whatever a later announcer writes, it goes on unchanged.
    odd = announced().replace(b'"data":', b'"later": "\\u0e01 \xe0\xb8\x81", "data" : ')
    bodies = [announced(), odd, announced()]
    hear(integrations, *bodies)
    assert follow(integrations, partner_id, subscription_id) == bodies


def test_events_outside_the_areas_never_appear(integrations: Unit, partner_id: str) -> None:
    subscription_id = subscribe(integrations, partner_id, area_codes=["6508", "640203"])
    inside = [announced(code) for code in ("650801", "6508", "65080106", "640203")]
    outside = [announced(code) for code in ("650901", "65", "640204", "6402", "100101", "")]
    hear(integrations, *(body for pair in zip(outside, inside, strict=False) for body in pair))
    hear(integrations, *outside[4:])
    assert follow(integrations, partner_id, subscription_id) == inside


def test_events_of_other_types_never_appear(integrations: Unit, partner_id: str) -> None:
    subscription_id = subscribe(integrations, partner_id, event_types=[REGISTERED.type])
    wanted = announced(event=REGISTERED)
    hear(integrations, announced(), wanted, announced())
    assert follow(integrations, partner_id, subscription_id) == [wanted]


def test_an_event_heard_twice_is_in_the_log_once(integrations: Unit) -> None:
    body, other = announced(), announced()
    hear(integrations, body)
    hear(integrations, body, other)
    hear(integrations, body)
    assert log_of(integrations) == [(1, body), (2, other)]


def test_an_event_no_partner_may_hear_is_not_in_the_log(integrations: Unit) -> None:
    event = members.MEMBER_ENROLLED
    assert event.type not in feed.HEARD
    assert (event.service, event.name) not in events.hearer(integrations)._handlers


def test_only_the_partner_itself_reads_its_feed(integrations: Unit, partner_id: str) -> None:
    subscription_id = subscribe(integrations, partner_id)
    hear(integrations, announced())
    for other in (register(integrations), "staff_1", ""):
        with pytest.raises(Forbidden) as refused:
            get(integrations, other, subscription_id)
        assert refused.value.code == "other_partner"
    with pytest.raises(NotFound):
        get(integrations, partner_id, new_id("subscription"))


@pytest.mark.parametrize("limit", [1, 2, 3, 100])
def test_who_follows_the_cursor_gets_everything_once(
    integrations: Unit, partner_id: str, limit: int
) -> None:
    subscription_id = subscribe(integrations, partner_id)
    bodies = [announced("650801" if number % 3 else "100101") for number in range(12)]
    hear(integrations, *bodies)
    wanted = [body for number, body in enumerate(bodies) if number % 3]
    assert follow(integrations, partner_id, subscription_id, limit) == wanted


def test_where_nothing_concerns_a_partner_the_cursor_goes_on(
    integrations: Unit, partner_id: str
) -> None:
    subscription_id = subscribe(integrations, partner_id)
    assert get(integrations, partner_id, subscription_id) == {
        "items": [],
        "cursor": 0,
        "more": False,
    }
    hear(integrations, *(announced("100101") for _ in range(5)))
    told = get(integrations, partner_id, subscription_id, limit=2)
    assert told == {"items": [], "cursor": 5, "more": False}


def test_asking_again_gives_the_same_again(integrations: Unit, partner_id: str) -> None:
    subscription_id = subscribe(integrations, partner_id)
    hear(integrations, announced(), announced())
    first = get(integrations, partner_id, subscription_id, limit=1)
    assert first == get(integrations, partner_id, subscription_id, limit=1)
    assert (first["cursor"], first["more"]) == (1, True)


def test_the_largest_piece_fits_into_a_message(integrations: Unit, partner_id: str) -> None:
    subscription_id = subscribe(integrations, partner_id)
    quotes = '"' * 4_000  # every one of them is escaped, twice in the end
    bodies = [
        announced().replace(b'"data"', orjson.dumps(quotes) + b':1,"data"') for _ in range(150)
    ]
    hear(integrations, *bodies)
    told = get(integrations, partner_id, subscription_id, limit=FEED_MAX)
    assert len(serializer.dumps(told)) < serializer.MESSAGE_BYTES_MAX
    assert 0 < len(told["items"]) < 150
    assert told["more"]
    assert follow(integrations, partner_id, subscription_id, FEED_MAX) == bodies
