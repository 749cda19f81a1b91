"""Addresses typed by hand find their codes; what is not certain is left to a person."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kernel import areas
from kernel.values.area_findings import AreaLevel, AreaProblem


@pytest.mark.parametrize(
    ("tambon", "amphoe", "province"),
    [
        ("ต.วังทอง", "อ.วังทอง", "จ.พิษณุโลก"),
        ("ตำบลวังทอง", "อำเภอวังทอง", "จังหวัดพิษณุโลก"),
        ("ต. วังทอง ", "วังทอง", "พิษณุโลก"),
        ("วังท\u200bอง", "อ. วังทอง", "พิษณุโลก"),
    ],
)
def test_an_address_is_found_however_its_words_are_shortened(
    tambon: str, amphoe: str, province: str
) -> None:
    found = areas.find(tambon, amphoe, province)
    assert (found.codes, found.level, found.problems) == (
        ("650801",),
        AreaLevel.TAMBON,
        frozenset(),
    )


def test_mueang_is_the_capital_amphoe_of_its_province() -> None:
    assert areas.find("ต.งิ้วงาม", "อ.เมือง", "พิษณุโลก").codes == ("650120",)
    assert areas.find("ต.งิ้วงาม", "อ.เมืองพิษณุโลก", "พิษณุโลก").codes == ("650120",)


@pytest.mark.parametrize("province", ["กทม.", "กทม", "กรุงเทพฯ", "กรุงเทพมหานคร", "จ.กรุงเทพ"])
@pytest.mark.parametrize("khwaeng", ["", "-", "ทั้งเขต"])
def test_in_bangkok_a_fund_covers_a_khet(khwaeng: str, province: str) -> None:
    found = areas.find(khwaeng, "ข.ราชเทวี", province)
    assert (found.codes, found.level, found.problems) == (("1037",), AreaLevel.KHET, frozenset())


def test_a_khwaeng_has_six_digits() -> None:
    found = areas.find("แขวงมักกะสัน", "เขตราชเทวี", "กทม.")
    assert (found.codes, found.level) == (("103704",), AreaLevel.KHWAENG)


@pytest.mark.parametrize("several", ["ต.หนองพระ และ ต.วังทอง", "หนองพระ, วังทอง", "หนองพระ/วังทอง"])
def test_a_fund_over_two_tambon_has_two_codes(several: str) -> None:
    assert areas.find(several, "อ.วังทอง", "พิษณุโลก").codes == ("650809", "650801")


@pytest.mark.parametrize(
    ("typed", "meant"), [("วังนน้ำคู้", "650102"), ("วังน้ำคู", "650102"), ("ปากโททก", "650110")]
)
def test_a_misspelt_name_is_a_suggestion(typed: str, meant: str) -> None:
    found = areas.find(typed, "อ.เมือง", "พิษณุโลก")
    assert (found.codes, found.problems) == ((meant,), {AreaProblem.MISSPELT})


def test_a_tambon_under_its_old_amphoe_is_found_where_it_is_now() -> None:
    found = areas.find("บ้านมุง", "อ.วังทอง", "พิษณุโลก")
    assert (found.codes, found.problems) == (("650902",), {AreaProblem.OLD_AMPHOE})


def test_a_tambon_abolished_without_successor_is_unknown() -> None:
    found = areas.find("โคกแหลม", "อ.เนินมะปราง", "พิษณุโลก")
    assert (found.codes, found.problems) == ((), {AreaProblem.UNKNOWN})


@pytest.mark.parametrize(
    ("tambon", "amphoe", "province"),
    [
        ("บ้านใหม่สุขสันต์", "ศรีสัชนาลัย", "สุโขทัย"),
        ("วังทอง", "วังทอง", "จ.ไม่มีจริง"),
        ("", "ไม่มีจริง", "กทม."),
        ("-", "วังทอง", "พิษณุโลก"),
    ],
)
def test_an_unknown_address_is_not_guessed(tambon: str, amphoe: str, province: str) -> None:
    assert AreaProblem.UNKNOWN in areas.find(tambon, amphoe, province).problems


def test_without_an_amphoe_a_name_must_be_unique_in_the_province() -> None:
    unique = areas.find("ย่านยาว", "", "สุโขทัย")
    assert (unique.codes, unique.problems) == (("640706",), {AreaProblem.AMPHOE_MISSING})
    shared = areas.find("ท่าทอง", "", "พิษณุโลก")
    assert shared.codes == ("650105",) or AreaProblem.UNKNOWN in shared.problems


def test_an_unknown_amphoe_leaves_the_tambon_a_suggestion() -> None:
    found = areas.find("วังพิกุล", "อ.วังทองง", "พิษณุโลก")
    assert (found.codes, found.problems) == (("650805",), {AreaProblem.AMPHOE_UNKNOWN})


@given(st.text(), st.text(), st.sampled_from(["พิษณุโลก", "กทม.", "", "x"]))
def test_no_address_is_too_strange(tambon: str, amphoe: str, province: str) -> None:
    found = areas.find(tambon, amphoe, province)
    assert found.codes or found.problems


def test_every_code_in_use_finds_itself() -> None:
    for province, amphoe, tambon in (("65", "6508", "650804"), ("64", "6402", "640203")):
        names = [areas.name_of(code) or "" for code in (tambon, amphoe, province)]
        assert areas.find(*names).codes == (tambon,)


def test_codes_have_names_and_successors() -> None:
    assert areas.name_of("650801") == "วังทอง"
    assert areas.name_of("650898") is None
    assert areas.successors_of("650898") == ("650902",)
    assert areas.successors_of("650801") == ()
