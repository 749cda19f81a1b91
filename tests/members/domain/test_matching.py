"""Who is the same person under one id number, and whose name a list means."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kernel.values.thai_names import Name
from services.members.domain.matching import Identity, Likeness, compare, group, name_agrees

BORN = date(1990, 2, 16)
SUNEE = Identity(Name("นางสาว", "สุนี", "คำมี"), BORN)
MARRIED = Identity(Name("นาง", "สุนี", "ใจดี"), BORN)
RENAMED = Identity(Name("นาง", "สุนันท์", "คำมี"), BORN)
STRANGER = Identity(Name("นาย", "สมชาย", "ใจดี"), date(1985, 5, 5))
NAMESAKE = Identity(Name("นาง", "สุนี", "ใจดี"), date(1985, 5, 5))


UNKNOWN_BIRTH = Identity(MARRIED.name, None)
EVERYBODY = [SUNEE, MARRIED, RENAMED, STRANGER, NAMESAKE, UNKNOWN_BIRTH]


def test_equal_names_are_one_person_whatever_the_title() -> None:
    assert compare(SUNEE, Identity(Name("นาง", "สุนี", "คำมี"), None)) is Likeness.SAME


@pytest.mark.parametrize("later", [MARRIED, RENAMED])
def test_one_new_name_and_the_same_birth_date_is_a_change_of_name(later: Identity) -> None:
    assert compare(SUNEE, later) is Likeness.RENAMED


def test_an_unknown_birth_date_contradicts_nobody() -> None:
    assert compare(SUNEE, Identity(MARRIED.name, None)) is Likeness.RENAMED


@pytest.mark.parametrize("later", [STRANGER, NAMESAKE])
def test_other_names_and_birth_dates_are_other_people(later: Identity) -> None:
    assert compare(SUNEE, later) is Likeness.DIFFERENT


def test_the_first_of_a_person_is_kept_and_both_sides_of_a_conflict_are_marked() -> None:
    assert group([SUNEE, SUNEE, MARRIED]) == [None, Likeness.SAME, Likeness.RENAMED]
    assert group([SUNEE, STRANGER]) == [Likeness.DIFFERENT, Likeness.DIFFERENT]
    assert group([SUNEE, SUNEE, STRANGER]) == [
        Likeness.DIFFERENT,
        Likeness.SAME,
        Likeness.DIFFERENT,
    ]


@given(st.lists(st.sampled_from(EVERYBODY), max_size=8))
def test_every_entry_gets_an_answer_and_repetitions_are_found(entries: list[Identity]) -> None:
    found = group(entries)
    assert len(found) == len(entries)
    for at, entry in enumerate(entries):
        if entry in entries[:at]:
            assert found[at] is Likeness.SAME


@given(st.sampled_from(EVERYBODY), st.sampled_from(EVERYBODY))
def test_looking_up_answers_as_comparing_does(earlier: Identity, later: Identity) -> None:
    assert group([earlier, later])[1] is compare(earlier, later)


def test_the_name_on_a_sheet_must_be_that_of_the_number() -> None:
    assert name_agrees("นาง สุนี  คำมี", SUNEE.name)
    assert not name_agrees("สมชาย ใจดี", SUNEE.name)
