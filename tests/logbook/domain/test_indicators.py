"""What the answers of a household say of the five dimensions."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kernel.contracts import logbook as contract
from kernel.contracts.logbook.common import INDICATORS, RESULTS
from kernel.values.errors import Invalid
from services.logbook.domain.indicators import (
    ANSWERS,
    BMN_2560,
    SETS,
    Answer,
    Answers,
    Dimension,
    Result,
    failed,
    named,
    results,
    set_of,
)

ALL_PASSED: Answers = (Answer.PASSED,) * INDICATORS
readable = st.sampled_from(list(Answer))
answers = st.lists(st.one_of(readable, st.none()), min_size=INDICATORS, max_size=INDICATORS)


def but(*changes: tuple[int, Answer | None]) -> Answers:
    changed = dict(changes)
    return tuple(changed.get(number, Answer.PASSED) for number in range(1, INDICATORS + 1))


def health(given: Answers) -> Result:
    return results(given, BMN_2560)[Dimension.HEALTH]


def test_a_set_asks_its_questions_in_order() -> None:
    for each in SETS:
        numbers = [indicator.number for indicator in each.indicators]
        assert numbers == list(range(1, len(numbers) + 1))
        assert all(each.numbers(dimension) for dimension in Dimension)


def test_the_31_indicators_count_for_the_dimensions_of_tpmap() -> None:
    assert {dimension: BMN_2560.numbers(dimension) for dimension in Dimension} == {
        Dimension.HEALTH: (1, 4, 5, 7),
        Dimension.LIVING: (8, 9, 10, 11),
        Dimension.EDUCATION: (15, 16, 17, 19),
        Dimension.INCOME: (20, 21, 22),
        Dimension.ACCESS: (27, 28, 29),
    }


def test_the_words_are_those_of_the_contract() -> None:
    assert tuple(Dimension) == contract.DIMENSIONS
    assert set(Result) == set(RESULTS)
    assert set(ANSWERS) == {"1", "0", "-"}


def test_one_failure_fails_its_dimension_whatever_else_stands_there() -> None:
    assert health(but((1, Answer.FAILED), (4, None), (5, Answer.NOT_APPLICABLE))) == "fail"


def test_an_unreadable_answer_makes_it_unknown_unless_another_failed() -> None:
    assert health(but((1, None), (4, Answer.NOT_APPLICABLE))) == "unknown"


def test_a_dimension_of_which_nothing_applies_does_not_apply() -> None:
    nothing = [(number, Answer.NOT_APPLICABLE) for number in BMN_2560.numbers(Dimension.HEALTH)]
    assert health(but(*nothing)) == "na"
    assert health(but(*nothing[1:])) == "pass"


def test_an_indicator_of_no_dimension_fails_none() -> None:
    given = but((24, Answer.FAILED))
    assert set(results(given, BMN_2560).values()) == {Result.PASSED}
    assert failed(given) == (24,)


@given(answers)
def test_a_dimension_fails_exactly_where_one_of_its_indicators_did(
    given: list[Answer | None],
) -> None:
    told = results(tuple(given), BMN_2560)
    for dimension in Dimension:
        of_it = [given[number - 1] for number in BMN_2560.numbers(dimension)]
        assert (told[dimension] == "fail") == (Answer.FAILED in of_it)


@given(answers, st.integers(0, INDICATORS - 1))
def test_one_more_failure_never_makes_a_dimension_better(
    given: list[Answer | None], at: int
) -> None:
    before = results(tuple(given), BMN_2560)
    after = results((*given[:at], Answer.FAILED, *given[at + 1 :]), BMN_2560)
    assert all(after[each] in (before[each], Result.FAILED) for each in Dimension)


def test_a_set_is_found_by_its_size_and_by_its_name() -> None:
    assert set_of(31) is BMN_2560
    assert named("bmn_2560") is BMN_2560
    with pytest.raises(Invalid) as unknown:
        set_of(38)
    assert unknown.value.code == "indicator_set_unknown"
