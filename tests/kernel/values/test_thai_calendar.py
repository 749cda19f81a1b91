"""Buddhist years, fiscal years, Bangkok days, and dates as people write them."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kernel.values import thai_calendar
from kernel.values.thai_calendar import DayProblem, Month, Precision, read_birth, read_day

AS_OF = date(2025, 9, 30)
days = st.dates(date(1957, 1, 1), date(2056, 12, 31))


@given(days, st.booleans(), st.sampled_from(["arabic", "thai"]))
def test_a_day_written_in_thai_reads_back(day: date, short: bool, digits: str) -> None:
    read = read_day(thai_calendar.in_thai(day, short=short, digits=digits))
    assert (read.day, read.precision, read.problem) == (day, Precision.DAY, None)


@pytest.mark.parametrize("form", ["{0}/{1}/{2}", "{0:02}/{1:02}/{2}", "{0}-{1}-{2}", "{0}.{1}.{2}"])
@given(day=days)
def test_a_day_in_figures_reads_back(form: str, day: date) -> None:
    typed = form.format(day.day, day.month, thai_calendar.buddhist_year(day))
    assert read_day(typed).day == day


@given(days)
def test_a_date_cell_with_a_buddhist_year_is_the_same_day(day: date) -> None:
    year = thai_calendar.buddhist_year(day)
    if (day.month, day.day) != (2, 29):  # no calendar of a spreadsheet has that day there
        assert read_day(date(year, day.month, day.day)).day == day
    assert read_day(day).day == day


@given(st.text())
def test_no_text_is_too_strange_for_the_readers_of_dates(text: str) -> None:
    for read in (read_day(text), read_birth(text, AS_OF, 120)):
        assert (read.day is None) == (read.precision is None)
        assert read.day is not None or read.problem is not None


@given(st.dates())
def test_no_date_cell_is_too_strange(day: date) -> None:
    read_day(day)
    read_birth(day, AS_OF, 120)


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("10 ก.พ. 2568", date(2025, 2, 10)),
        ("10กุมภาพันธ์2568", date(2025, 2, 10)),
        ("๑๐ กุมภาพันธ์ ๒๕๖๘", date(2025, 2, 10)),
        ("23 มีค 2542", date(1999, 3, 23)),
        ("5 มิย 2568", date(2025, 6, 5)),
        ("วันที่ 30 ธันวาคม พ.ศ. 2557", date(2014, 12, 30)),
        ("วันจันทร์ที่ 5 มกราคม 2560", date(2017, 1, 5)),
        ("2568-02-10", date(2025, 2, 10)),
        ("10/2/2568 00:00:00", date(2025, 2, 10)),
        ("29/2/2567", date(2024, 2, 29)),
        ("5-Sep-2530", date(1987, 9, 5)),
    ],
)
def test_dates_are_read_as_people_write_them(typed: str, day: date) -> None:
    assert read_day(typed) == thai_calendar.DayReading(day, Precision.DAY)


@pytest.mark.parametrize(
    "typed",
    ["31/4/2524", "29/2/2568", "31 ก.พ. 2559", "13/13/2560", "1/1/123", "12345678", "5 foo 2560"],
)
def test_a_day_that_is_none_is_impossible(typed: str) -> None:
    assert read_day(typed) == thai_calendar.DayReading(None, None, DayProblem.IMPOSSIBLE)


def test_a_date_cell_can_hold_a_day_that_the_thai_year_does_not_have() -> None:
    assert read_day(date(2564, 2, 29)).problem is DayProblem.IMPOSSIBLE


@pytest.mark.parametrize("typed", ["", "-", "ไม่ทราบ", "  "])
def test_words_instead_of_a_date_are_a_missing_date(typed: str) -> None:
    assert read_day(typed).problem is DayProblem.MISSING


@pytest.mark.parametrize("typed", ["2510", "ปี 2510", "พ.ศ. ๒๕๑๐", "0/0/2510", "00/05/2510"])
def test_a_year_alone_is_its_first_day_and_marked(typed: str) -> None:
    assert read_day(typed) == thai_calendar.DayReading(date(1967, 1, 1), Precision.YEAR)


@pytest.mark.parametrize("typed", ["06/11/1988", "6 พ.ย. 1988", "1988-11-06"])
def test_a_gregorian_year_in_text_is_read_but_not_the_convention(typed: str) -> None:
    read = read_day(typed)
    assert (read.day, read.problem) == (date(1988, 11, 6), DayProblem.COMMON_ERA)


def test_a_gregorian_year_in_a_date_cell_is_the_convention() -> None:
    assert read_day(date(1988, 11, 6)) == thai_calendar.DayReading(date(1988, 11, 6), Precision.DAY)


@pytest.mark.parametrize(("typed", "year"), [("4/5/53", 2010), ("22 ต.ค. 51", 2008)])
def test_two_digits_are_a_buddhist_year_in_the_life_of_a_fund(typed: str, year: int) -> None:
    read = read_day(typed)
    assert read.day is not None
    assert read.day.year == year


@pytest.mark.parametrize("typed", ["12/5/30", "12/5/68", "1 ม.ค. 45", "12/5/98"])
def test_two_digits_of_a_birth_year_are_ambiguous(typed: str) -> None:
    """30 may be 2530 or 1930; 98 may be 1998 or 2498."""
    assert read_birth(typed, AS_OF, 120).problem is DayProblem.AMBIGUOUS


@pytest.mark.parametrize(
    ("typed", "day"),
    [("12/5/04", date(1961, 5, 12)), ("29/2/67", date(2024, 2, 29))],
)
def test_two_digits_of_a_birth_year_are_read_if_only_one_era_fits(typed: str, day: date) -> None:
    """Nobody born in 1904 is alive; 1967 had no 29 February."""
    assert read_birth(typed, AS_OF, 120).day == day


def test_nobody_is_older_than_the_oldest() -> None:
    assert read_birth("1/1/2448", AS_OF, 120).day == date(1905, 1, 1)
    assert read_birth("1/1/2447", AS_OF, 120).problem is DayProblem.IMPOSSIBLE


def test_a_birth_in_the_future_is_read_for_the_rules_to_judge() -> None:
    assert read_birth("11 ธ.ค. 2635", AS_OF, 120).day == date(2092, 12, 11)


def test_the_year_began_in_april_before_1941() -> None:
    """Old papers give January to March a year that is one lower; 2483 had nine months."""
    old = thai_calendar.from_buddhist(2482, 2, 13, old_reckoning=True)
    assert old == date(1940, 2, 13)
    assert thai_calendar.from_buddhist(2482, 4, 1, old_reckoning=True) == date(1939, 4, 1)
    assert thai_calendar.from_buddhist(2484, 1, 1, old_reckoning=True) == date(1941, 1, 1)
    with pytest.raises(ValueError, match="April"):
        thai_calendar.from_buddhist(2483, 2, 13, old_reckoning=True)


def test_books_typed_later_count_plainly() -> None:
    assert thai_calendar.from_buddhist(2481, 2, 13) == date(1938, 2, 13)


def test_the_fiscal_year_is_named_by_the_year_it_ends() -> None:
    assert thai_calendar.fiscal_year_days(2568) == (date(2024, 10, 1), date(2025, 9, 30))


@given(days)
def test_every_day_lies_in_its_fiscal_year(day: date) -> None:
    first, last = thai_calendar.fiscal_year_days(thai_calendar.fiscal_year(day))
    assert first <= day <= last


def test_the_day_in_bangkok_begins_seven_hours_early() -> None:
    eve = datetime(2025, 9, 30, 16, 59, tzinfo=UTC)
    assert thai_calendar.bangkok_day(eve) == date(2025, 9, 30)
    assert thai_calendar.bangkok_day(eve + timedelta(minutes=1)) == date(2025, 10, 1)
    with pytest.raises(ValueError, match="zone"):
        thai_calendar.bangkok_day(eve.replace(tzinfo=None))


def test_an_age_is_completed_on_the_birthday() -> None:
    born = date(2010, 9, 30)
    assert thai_calendar.completed_years(born, date(2025, 9, 29)) == 14
    assert thai_calendar.completed_years(born, date(2025, 9, 30)) == 15
    assert thai_calendar.completed_years(date(2008, 2, 29), date(2025, 2, 28)) == 16


@pytest.mark.parametrize(
    ("title", "month"),
    [
        ("ประจำเดือน ตุลาคม 2567", Month(2024, 10)),
        ("กองทุนสวัสดิการ ม.1 เดือน ต.ค. ๒๕๖๗", Month(2024, 10)),
        ("เดือน ธ.ค. พ.ศ. 67", Month(2024, 12)),
        ("ทะเบียนสมาชิก", None),
        ("ตุลาคม 2024", None),
    ],
)
def test_the_month_is_found_in_a_title(title: str, month: Month | None) -> None:
    assert thai_calendar.read_month(title) == month


def test_a_month_is_written_in_iso_form() -> None:
    assert str(Month(2024, 10)) == "2024-10"
    assert Month(2024, 10).first_day() == date(2024, 10, 1)
