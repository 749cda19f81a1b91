"""Sex as registers write it."""

import pytest

from kernel.values import sex
from kernel.values.sex import Sex


@pytest.mark.parametrize("typed", ["ช", "ชาย", "1", "๑", "M", " ช. "])
def test_men_are_written_in_many_ways(typed: str) -> None:
    assert sex.read(typed) is Sex.MALE


@pytest.mark.parametrize("typed", ["ญ", "หญิง", "2", "F"])
def test_women_too(typed: str) -> None:
    assert sex.read(typed) is Sex.FEMALE


@pytest.mark.parametrize("typed", ["", "-", "3", "สมรส"])
def test_anything_else_is_unknown(typed: str) -> None:
    assert sex.read(typed) is None


def test_a_title_tells_the_sex_where_only_one_bears_it() -> None:
    assert {sex.of_title(title) for title in ("นาย", "เด็กชาย", "พระ", "สามเณร")} == {Sex.MALE}
    assert {sex.of_title(title) for title in ("นาง", "นางสาว", "เด็กหญิง", "แม่ชี")} == {Sex.FEMALE}
    assert {sex.of_title(title) for title in ("", "ดร.", "พันตรี", "หม่อมหลวง")} == {None}
