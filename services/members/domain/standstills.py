"""A fund that has stopped takes nobody in."""

from __future__ import annotations

import datetime as dt

from kernel.values.errors import Refused


def must_go_on(stopped_on: dt.date | None) -> None:
    """`Refused("fund_stopped")`, whatever day somebody is said to have joined on: what a new member
    is promised, a fund that has stopped cannot keep. Its member book is still read, so that
    what was promised to those in it can be paid; whoever is in it is a member already."""
    if stopped_on is not None:
        raise Refused("fund_stopped", {"stopped_on": stopped_on.isoformat()})
