"""A claim's voucher, and the code on it that a banking application reads back."""

from __future__ import annotations

import io
import re
from typing import Any

import pypdfium2
import pytest
import zxingcpp
from fpdf import FPDF
from PIL import Image

from gateway.reports import pdf, qr, sheets, vouchers
from gateway.reports.baht_text import baht_text
from gateway.reports.papers import word
from kernel.contracts import funds as contract
from kernel.contracts import members as members_contract
from kernel.values.errors import Refused
from kernel.values.money import Money
from services.funds.domain import promptpay
from tests.units import NOW

DOTS_AN_INCH, POINTS_AN_INCH = 100, 72
CODES = [
    promptpay.payload("0801234567"),
    promptpay.payload("0801234567", Money(75_000)),
    promptpay.payload("1000000000009", Money(1_234_567_25)),
]
CLAIM: dict[str, Any] = {**contract.Claim.example, "approved_satang": 75_000}
PAID: list[dict[str, Any]] = [dict(contract.ClaimPayment.example)]


def read(picture: bytes) -> list[str]:
    return [each.text for each in zxingcpp.read_barcodes(Image.open(io.BytesIO(picture)))]


@pytest.mark.parametrize("code", CODES)
def test_a_code_is_read_back_from_its_picture(code: str) -> None:
    assert read(qr.picture(code, "png")) == [code]


@pytest.mark.parametrize("code", CODES)
def test_a_code_is_read_back_from_its_drawing(code: str) -> None:
    """Of an SVG the modules are drawn as strokes: each one painted, it is the same picture."""
    drawing = qr.picture(code, "svg").decode()
    size = int(re.findall(r'width="(\d+)"', drawing)[0])
    scale = int(re.findall(r"scale\((\d+)\)", drawing)[0])
    image = Image.new("1", (size, size), 1)
    left, line = 0.0, 0.0
    for kind, told in re.findall(r"([Mmh])([-\d. ]+)", re.findall(r' d="([^"]+)"', drawing)[0]):
        moved = [float(each) for each in told.split()]
        if kind == "h":
            box = (left, line - 0.5, left + moved[0], line + 0.5)
            image.paste(0, tuple(round(each * scale) for each in box))
            left += moved[0]
        else:
            left, line = (moved[0], moved[1]) if kind == "M" else (left + moved[0], line + moved[1])
    assert [each.text for each in zxingcpp.read_barcodes(image.convert("L"))] == [code]


def told(
    claim: dict[str, Any],
    payments: list[dict[str, Any]],
    code: str = "",
    beneficiary: Any = None,
) -> Any:
    member = members_contract.Member.example
    return vouchers.voucher(contract.Fund.example, claim, member, payments, code, beneficiary)


def facts_of(paper: Any) -> dict[str, str]:
    return {name.english: value for name, value in paper.facts}


def test_a_voucher_says_what_is_paid_to_whom_and_how() -> None:
    paper = told(CLAIM, PAID)
    facts = facts_of(paper)
    assert facts["Member entitled"] == "นางตัวอย่าง สมมุติ (เลขสมาชิก 1-001)"
    assert facts["Pay to"] == "นางตัวอย่าง สมมุติ"
    assert facts["In words"] == "เจ็ดร้อยห้าสิบบาทถ้วน"
    assert facts["Taken as"] == "สมาชิก / The member"
    assert (facts["Receipt no."], facts["Paid by"]) == ("115/2568", "เงินสด / Cash")
    assert "750.00" in sheets.as_csv(paper).decode("utf-8-sig")
    voided = [{**PAID[0], "void_entry_id": "entry_01K6BZQ5G0ABCDEFGHJKMNPQRS"}]
    assert "Paid on" not in facts_of(told({**CLAIM, "state": "approved"}, voided))


@pytest.mark.parametrize("state", ["submitted", "rejected", "withdrawn"])
def test_a_claim_that_is_not_to_be_paid_has_no_voucher(state: str) -> None:
    with pytest.raises(Refused) as refused:
        told({**CLAIM, "state": state}, [])
    assert refused.value.code == "voucher_needs_approval"


def test_a_death_is_paid_to_the_beneficiary_and_never_to_the_dead() -> None:
    died = {**CLAIM, "kind": "death", "state": "approved"}
    paper = told(died, [], beneficiary=members_contract.Beneficiary.example)
    facts = facts_of(paper)
    assert facts["Member who died"] == "นางตัวอย่าง สมมุติ (เลขสมาชิก 1-001)"
    assert facts["Pay to"] == "นางสาวสมมุติ ตัวอย่าง (บุตร, x-xxxx-xxxxx-12-1)"
    assert paper.signed_by[0] == ("ผู้รับเงิน (ผู้รับผลประโยชน์)", "Received by (the beneficiary)")
    unnamed = facts_of(told(died, []))["Pay to"]
    assert "ตัวอย่าง" not in unnamed
    assert unnamed.startswith("....")


def test_a_proxy_is_named_as_such_before_and_after_the_payment() -> None:
    asked = {**CLAIM, "state": "approved", "submitted_through": "proxy"}
    before = facts_of(told(asked, []))
    assert before["Claimed by"] == "ผู้รับมอบอำนาจ / The proxy"
    assert before["Taken by"].endswith("(ผู้รับมอบอำนาจ)")
    assert facts_of(told(CLAIM, [{**PAID[0], "receiver": "proxy"}]))["Taken as"].endswith("proxy")


def test_help_is_paid_to_a_person_whose_name_is_written_by_hand() -> None:
    helped = {**CLAIM, "kind": "nonmember", "membership_id": None, "state": "approved"}
    paper = vouchers.voucher(contract.Fund.example, helped, None, [])
    assert facts_of(paper)["Pay to"].endswith("(ผู้ได้รับความช่วยเหลือ)")
    assert paper.signed_by[0] == (
        "ผู้รับเงิน (ผู้ได้รับความช่วยเหลือ)",
        "Received by (the person helped)",
    )


def test_a_payment_of_an_old_book_is_told_by_its_day() -> None:
    facts = facts_of(told({**CLAIM, "approved_satang": 90_000, "paid_satang": 75_000}, []))
    assert facts["Paid on"] == "29 ก.ย. 2568"
    assert facts["In words"] == "เจ็ดร้อยห้าสิบบาทถ้วน"


@pytest.mark.parametrize("receiver", contract.RECEIVERS)
def test_every_receiver_has_words(receiver: str) -> None:
    assert word("receivers", receiver).english


def test_the_code_on_a_voucher_is_the_picture_of_its_text(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn: list[bytes] = []
    whole = FPDF.image

    def image(document: FPDF, name: io.BytesIO, *where: float) -> Any:
        drawn.append(name.getvalue())
        return whole(document, name, *where)

    monkeypatch.setattr(FPDF, "image", image)
    made = pdf.as_pdf(told(CLAIM, [], CODES[1]), NOW.date())
    assert made.count(b"/Type /Page\n") == 1
    assert [read(each) for each in drawn] == [[CODES[1]]]


def test_the_page_as_it_is_printed_carries_a_code_that_can_be_read() -> None:
    with pypdfium2.PdfDocument(pdf.as_pdf(told(CLAIM, [], CODES[1]), NOW.date())) as paper:
        page = paper[0].render(scale=DOTS_AN_INCH / POINTS_AN_INCH).to_pil()
    drawn = io.BytesIO()
    page.save(drawn, "PNG")
    assert read(drawn.getvalue()) == [CODES[1]]


@pytest.mark.parametrize(
    ("satang", "words"),
    [
        (0, "ศูนย์บาทถ้วน"),
        (100, "หนึ่งบาทถ้วน"),
        (1_100, "สิบเอ็ดบาทถ้วน"),
        (2_000, "ยี่สิบบาทถ้วน"),
        (2_100, "ยี่สิบเอ็ดบาทถ้วน"),
        (10_000, "หนึ่งร้อยบาทถ้วน"),
        (10_100, "หนึ่งร้อยเอ็ดบาทถ้วน"),
        (25, "ยี่สิบห้าสตางค์"),
        (12_345_675, "หนึ่งแสนสองหมื่นสามพันสี่ร้อยห้าสิบหกบาทเจ็ดสิบห้าสตางค์"),
        (100_000_100, "หนึ่งล้านเอ็ดบาทถ้วน"),
        (1_100_000_000, "สิบเอ็ดล้านบาทถ้วน"),
        (200_000_000_000_000, "สองล้านล้านบาทถ้วน"),
        (-500, "ลบห้าบาทถ้วน"),
    ],
)
def test_an_amount_is_read_as_people_say_it(satang: int, words: str) -> None:
    assert baht_text(Money(satang)) == words
