"""Activities of a fund: meetings held, work done, problems met; its annual return tells them."""

from __future__ import annotations

from typing import Final

from marshmallow import fields, validate

from kernel.contracts.envelope import Command, Message
from kernel.contracts.fields import Code, Day, Id, Text
from kernel.contracts.funds.common import COMMAND_EXAMPLE, FUND_EXAMPLE, OF_A_FUND
from kernel.contracts.operations import DOORS
from kernel.contracts.refusals import codes

ACTIVITIES: Final = (
    *("general_meeting", "committee_meeting", "land", "environment", "waste", "food"),
    *("health", "other_activity", "problem"),
)


class Activity(Message):
    """A meeting with what it resolved, an activity, or a problem, on a day."""

    activity_id = Id("activity", required=True)
    fund_id = Id("fund", required=True)
    kind = Code(*ACTIVITIES, required=True)
    day = Day(required=True)
    people = fields.Integer(allow_none=True, required=True)
    text = fields.String(required=True)
    example = {
        "activity_id": "activity_01K6BZQ5G0ABCDEFGHJKMNPQRS",
        "fund_id": FUND_EXAMPLE,
        "kind": "general_meeting",
        "day": "2025-03-15",
        "people": 212,
        "text": "รับรองงบปี 2567 และเลือกคณะกรรมการชุดใหม่",
    }


class RecordActivity(Command):
    """Record a meeting, an activity or a problem for the annual return.

    The last word of an `activity_id` counts, until the year it lies in is closed.
    """

    activity_id = Id("activity", required=True)
    fund_id = Id("fund", required=True)
    kind = Code(*ACTIVITIES, required=True)
    day = Day(required=True)
    people = fields.Integer(
        allow_none=True, load_default=None, strict=True, validate=validate.Range(0, 1_000_000)
    )
    text = Text(required=True)
    callers, roles, answers = DOORS, frozenset({"clerk", "committee"}), Activity
    refuses = OF_A_FUND | codes("activity_without_text date_in_closed_period day_in_future")
    example = {"command_id": COMMAND_EXAMPLE, **Activity.example}
