"""Spans of time in the unit a regulation writes them: 180 days are not 6 months."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from dataclasses import dataclass
from typing import Final

from kernel.values.errors import Invalid

_FORM: Final = re.compile(r"(0|[1-9][0-9]{0,4})([dmy])")
_DAYS_MAX: Final = 200 * 366.0  # no rule of people looks further than this


@dataclass(frozen=True)
class Span:
    """So many days, months or years: `180d`, `6m`, `5y`."""

    count: int
    unit: str

    @classmethod
    def read(cls, text: object) -> Span:
        """`Invalid("span_malformed")` for anything but a count and a unit."""
        found = _FORM.fullmatch(text) if isinstance(text, str) else None
        if not found:
            raise Invalid("span_malformed")
        span = cls(int(found[1]), found[2])
        if span.days_about > _DAYS_MAX:
            raise Invalid("span_malformed")
        return span

    def after(self, day: dt.date) -> dt.date:
        """The day on which the span since `day` is complete; `day` itself is not counted.

        Months and years end on the same day of the month, or on its last where there is none.
        """
        if self.unit == "d":
            return day + dt.timedelta(days=self.count)
        months = self.count * (12 if self.unit == "y" else 1)
        year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
        last = calendar.monthrange(year, month + 1)[1]
        return dt.date(year, month + 1, min(day.day, last))

    @property
    def days_about(self) -> float:
        """For putting spans in order; never for deciding a right."""
        return self.count * {"d": 1.0, "m": 30.4375, "y": 365.25}[self.unit]

    def __str__(self) -> str:
        """As a regulation's data writes it."""
        return f"{self.count}{self.unit}"


NONE: Final = Span(0, "d")
