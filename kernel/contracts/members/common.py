"""Words and ids the messages of `members` share."""

from __future__ import annotations

from typing import Any, Final

from marshmallow import fields, validate

from kernel.contracts.envelope import Message

SERVICE: Final = "members"
BULK_MAX: Final = 500
STATUSES: Final = ("active", "resigned", "removed", "moved_out", "deceased")
SEXES: Final = ("male", "female")
REGISTRARS: Final = frozenset({"clerk", "ministry"})
READERS: Final = frozenset({"clerk", "committee", "ministry"})

COMMAND_EXAMPLE: Final = "command_01K6BZQ5G0ABCDEFGHJKMNPQRS"
PERSON_EXAMPLE: Final = "person_01K6BZQ5G0ABCDEFGHJKMNPQRS"
MEMBERSHIP_EXAMPLE: Final = "membership_01K6BZQ5G0ABCDEFGHJKMNPQRS"
FUND_EXAMPLE: Final = "fund_01K6BZQ5G0ABCDEFGHJKMNPQRS"


def bulk(item: type[Message]) -> fields.List[Any]:
    """A list of 1 to 500 items: a question about many is one question."""
    length = validate.Length(min=1, max=BULK_MAX)
    return fields.List(fields.Nested(item), required=True, validate=length)
