"""A piece of a feed, and the cursor behind it."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from services.integrations.domain.feed import Logged, Piece, Stretch, piece

PLENTY = 1_000_000


def stretch(*positions: int, after: int = 0, until: int = 50, head: int = 50) -> Stretch:
    return Stretch(after, until, head, [Logged(position, b"x" * 10) for position in positions])


def test_a_piece_that_gives_all_there_was_goes_on_at_the_end() -> None:
    told = piece(stretch(3, 7), 10, PLENTY)
    assert ([each.position for each in told.items], told.cursor, told.more) == ([3, 7], 50, False)


def test_a_full_piece_goes_on_behind_its_last_event() -> None:
    told = piece(stretch(3, 7), 2, PLENTY)
    assert (told.cursor, told.more) == (7, True)


def test_where_nothing_was_found_the_cursor_goes_on_all_the_same() -> None:
    assert piece(stretch(after=10, until=20), 5, PLENTY) == Piece([], 20, more=True)
    assert piece(stretch(after=50), 5, PLENTY) == Piece([], 50, more=False)


def test_a_reply_that_would_be_too_large_is_cut_and_never_empty() -> None:
    assert [each.position for each in piece(stretch(1, 2, 3), 10, 25).items] == [1, 2]
    assert [each.position for each in piece(stretch(1, 2, 3), 10, 1).items] == [1]


@given(
    st.sets(st.integers(1, 60)),
    st.integers(1, 7),
    st.integers(1, 9),
    st.integers(1, 60),
)
def test_who_follows_the_cursor_gets_every_event_once_and_in_order(
    matching: set[int], limit: int, width: int, bytes_max: int
) -> None:
    head, cursor, got = 60, 0, []
    for _ in range(1_000):
        until = min(head, cursor + width)
        found = [Logged(at, b"x" * 10) for at in sorted(matching) if cursor < at <= until][:limit]
        told = piece(Stretch(cursor, until, head, found), limit, bytes_max)
        got += [each.position for each in told.items]
        assert told.cursor > cursor
        cursor = told.cursor
        if not told.more:
            break
    assert got == sorted(matching)
    assert cursor == head
