"""The codes of refused calls: those any call may meet, told once; a request names its own.

What each of them says, in Thai and English, stands in `gateway/words/`. A code more may come with
any version: a caller acts by the kind of an error, and by the codes it knows.
"""

from __future__ import annotations

from typing import Final


def codes(text: str) -> frozenset[str]:
    """The codes a text names, blanks between."""
    return frozenset(text.split())


AT_THE_CALLER: Final = codes(
    "unknown_service broker_down broker_blocked deadline_exceeded message_too_large "
    "reply_malformed stopped"
)
"""Met before a service has the request, or after it has answered: `kernel/wire/` says them."""

BY_THE_CHASSIS: Final = codes(
    "rpc_version_not_served unknown_method deadline_exceeded caller_not_allowed "
    "actor_token_invalid actor_token_expired role_missing json_malformed message_too_large "
    "envelope_malformed positional_arguments message_malformed year_is_buddhist busy "
    "database_down already_exists"
)
"""Whatever is asked: the request's way, form and right, and what servers are in the state to do.
`already_exists` is who was a moment later than another with the same thing."""

OF_A_COMMAND: Final = codes("id_malformed command_id_reused")
"""Of its `command_id`."""

OF_EVERY_CALL: Final = AT_THE_CALLER | BY_THE_CHASSIS
