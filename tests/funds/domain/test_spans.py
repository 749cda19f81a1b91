"""Spans end in the unit they were written in: 180 days are not 6 months."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kernel.values.errors import Invalid
from services.funds.domain.spans import Span

days = st.dates(dt.date(1900, 1, 1), dt.date(2200, 1, 1))


@pytest.mark.parametrize(
    ("span", "since", "complete"),
    [
        ("180d", "2024-10-01", "2025-03-30"),
        ("6m", "2024-10-01", "2025-04-01"),
        ("6m", "2024-08-31", "2025-02-28"),
        ("1y", "2024-02-29", "2025-02-28"),
        ("4y", "2024-02-29", "2028-02-29"),
        ("0d", "2024-10-01", "2024-10-01"),
    ],
)
def test_a_span_is_complete_on_a_day(span: str, since: str, complete: str) -> None:
    day = Span.read(span).after(dt.date.fromisoformat(since))
    assert day == dt.date.fromisoformat(complete)


@pytest.mark.parametrize(
    "text", ["", "180", "d", "-5d", "1.5y", "06m", "6 m", "6M", None, 6, "P6M"]
)
def test_what_is_no_span_is_invalid(text: object) -> None:
    with pytest.raises(Invalid):
        Span.read(text)


@given(days, st.integers(0, 100), st.integers(0, 100), st.sampled_from("dmy"))
def test_a_longer_span_is_never_complete_earlier(
    since: dt.date, some: int, more: int, unit: str
) -> None:
    shorter, longer = Span(some, unit), Span(some + more, unit)
    assert since <= shorter.after(since) <= longer.after(since)
