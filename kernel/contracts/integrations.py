"""What `integrations` is asked, and what it announces: partners, subscriptions, their feed."""

from __future__ import annotations

from typing import Final

from marshmallow import fields, validate

from kernel.contracts.envelope import Command, Event, Message, Request
from kernel.contracts.fields import AreaCode, Code, Id, Text
from kernel.contracts.operations import DOORS
from kernel.contracts.refusals import codes

SERVICE: Final = "integrations"
PARTNER_KINDS: Final = ("fund", "ministry_agency", "local_government", "other_fund", "vendor")
FEED_MAX: Final = 500

MINISTRY: Final = frozenset({"ministry"})
PARTNERS: Final = frozenset({"partner"})
_COMMAND: Final = "command_01K6BZQ5G0ABCDEFGHJKMNPQRS"
_PARTNER: Final = "partner_01K6BZQ5G0ABCDEFGHJKMNPQRS"
_SUBSCRIPTION: Final = "subscription_01K6BZQ5G0ABCDEFGHJKMNPQRS"
_TYPE: Final = "kongbun.funds.claim_paid"
_EVENT: Final = (
    '{"specversion":"1.0","id":"event_01K6BZQ5G0ABCDEFGHJKMNPQRS","source":"/kongbun/funds",'
    '"type":"kongbun.funds.claim_paid","subject":"claim/claim_01K6BZQ5G0ABCDEFGHJKMNPQRS",'
    '"time":"2025-09-30T03:00:00.000000Z","datacontenttype":"application/json",'
    '"dataschema":"urn:kongbun:funds:claim_paid:1",'
    '"partitionkey":"claim_01K6BZQ5G0ABCDEFGHJKMNPQRS","sequence":"000000000003",'
    '"traceparent":"00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",'
    '"fundid":"fund_01K6BZQ5G0ABCDEFGHJKMNPQRS","areacode":"650801",'
    '"data":{"claim_id":"claim_01K6BZQ5G0ABCDEFGHJKMNPQRS",'
    '"fund_id":"fund_01K6BZQ5G0ABCDEFGHJKMNPQRS",'
    '"membership_id":"membership_01K6BZQ5G0ABCDEFGHJKMNPQRS","kind":"hospital",'
    '"event_on":"2025-09-20","amount_satang":75000}}'
)


class Partner(Message):
    """A partner: who may subscribe, for which areas."""

    partner_id = Id("partner", required=True)
    name = fields.String(required=True)
    kind = Code(*PARTNER_KINDS, required=True)
    area_codes = fields.List(AreaCode(), required=True)
    example = {
        "partner_id": _PARTNER,
        "name": "กองทุนสวัสดิการชุมชนตำบลเพื่อนบ้าน",
        "kind": "fund",
        "area_codes": ["6508"],
    }


class Subscription(Message):
    """What a partner hears: kinds of events, from areas of its own."""

    subscription_id = Id("subscription", required=True)
    partner_id = Id("partner", required=True)
    event_types = fields.List(fields.String(), required=True)
    area_codes = fields.List(AreaCode(), required=True)
    state = Code("active", "paused", required=True)
    example = {
        "subscription_id": _SUBSCRIPTION,
        "partner_id": _PARTNER,
        "event_types": [_TYPE],
        "area_codes": ["6508"],
        "state": "active",
    }


class FeedItem(Message):
    """One event of the feed. `event` is the text exactly as it was announced."""

    cursor = fields.Integer(required=True)
    event = fields.String(required=True)
    example = {"cursor": 42, "event": _EVENT}


class Feed(Message):
    """A piece of a partner's feed. `cursor` is where to go on, also if nothing was found; `more`
    says that the log goes on there: ask again at once. A piece may hold less than `limit`."""

    items = fields.List(fields.Nested(FeedItem), required=True)
    cursor = fields.Integer(required=True)
    more = fields.Boolean(required=True)
    example = {"items": [FeedItem.example], "cursor": 42, "more": False}


class RegisterPartner(Command):
    """Register a partner, under an agreement that names its areas."""

    partner_id = Id("partner", required=True)
    name = Text(required=True, longest=200)
    kind = Code(*PARTNER_KINDS, required=True)
    area_codes = fields.List(AreaCode(), required=True, validate=validate.Length(1, 100))
    agreement = Text(required=True, longest=100)
    callers, roles, answers = DOORS, MINISTRY, Partner
    refuses = codes("area_unknown partner_exists")
    example = {
        "command_id": _COMMAND,
        "partner_id": _PARTNER,
        "name": "กองทุนสวัสดิการชุมชนตำบลเพื่อนบ้าน",
        "kind": "fund",
        "area_codes": ["6508"],
        "agreement": "พม. 12/2568",
    }


class Subscribe(Command):
    """Subscribe to kinds of events, from areas within the partner's own."""

    subscription_id = Id("subscription", required=True)
    partner_id = Id("partner", required=True)
    event_types = fields.List(Text(longest=100), required=True, validate=validate.Length(1, 50))
    area_codes = fields.List(AreaCode(), required=True, validate=validate.Length(1, 100))
    callers, roles, answers = DOORS, PARTNERS, Subscription
    refuses = codes("area_not_agreed event_type_unknown other_partner partner_unknown")
    example = {
        "command_id": _COMMAND,
        "subscription_id": _SUBSCRIPTION,
        "partner_id": _PARTNER,
        "event_types": [_TYPE],
        "area_codes": ["6508"],
    }


class GetFeed(Request):
    """What came after this cursor, for one subscription? Asking again gives the same again.

    The partner keeps its own cursor; 0 is the beginning of the log. `Invalid("cursor_ahead")` for a
    cursor the log has not reached.
    """

    subscription_id = Id("subscription", required=True)
    after = fields.Integer(load_default=0, validate=validate.Range(0, (1 << 53) - 1))
    limit = fields.Integer(load_default=100, validate=validate.Range(1, FEED_MAX))
    callers, roles, answers = DOORS, PARTNERS, Feed
    refuses = codes("cursor_ahead other_partner subscription_unknown")
    example = {"subscription_id": _SUBSCRIPTION, "after": 0, "limit": 100}


PARTNER_APPROVED: Final = Event(SERVICE, "partner_approved", "partner", Partner)
