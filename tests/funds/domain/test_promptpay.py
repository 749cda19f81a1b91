"""The text of a PromptPay code is what every banking app reads (domain guide 7)."""

import pytest

from kernel.values.errors import Invalid
from kernel.values.money import Money
from services.funds.domain import promptpay


@pytest.mark.parametrize(
    ("target", "payload"),
    [
        (
            "0801234567",
            "00020101021129370016A000000677010111011300668012345675802TH530376463046197",
        ),
        (
            "1111111111111",
            "00020101021129370016A000000677010111021311111111111115802TH530376463047B5A",
        ),
    ],
)
def test_a_code_without_an_amount_is_the_known_one(target: str, payload: str) -> None:
    assert promptpay.payload(target) == payload


def test_the_checksum_is_that_of_the_standard() -> None:
    assert promptpay.crc(b"123456789") == 0x29B1


def test_an_amount_makes_a_code_for_once_and_satang_are_not_lost() -> None:
    told = promptpay.payload("080-123 4567", Money(123_405))
    assert told.startswith("000201010212")
    assert "54071234.05" in told
    assert told.endswith(f"{promptpay.crc(told[:-4].encode()):04X}")


@pytest.mark.parametrize("target", ["", "123", "0201234567", "๐๘๐๑๒๓๔๕๖๗", "11111111111111"])
def test_what_is_neither_a_mobile_nor_an_id_number_is_refused(target: str) -> None:
    with pytest.raises(Invalid):
        promptpay.payload(target)
