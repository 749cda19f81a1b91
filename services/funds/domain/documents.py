"""The papers a claim may need, by code, in the words people call them (domain.md 2.1)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, NamedTuple


class Paper(NamedTuple):
    """What a document is called."""

    thai: str
    english: str


POWER_OF_ATTORNEY: Final = "power_of_attorney"
DOCUMENTS: Final = {
    "id_card": Paper("บัตรประชาชน", "identity card"),
    "house_registration": Paper("ทะเบียนบ้าน", "house registration"),
    "member_book": Paper("สมุดสมาชิก", "member's passbook"),
    "death_certificate": Paper("มรณบัตร", "death certificate"),
    "birth_certificate": Paper("สูติบัตร", "birth certificate"),
    "mother_id_card": Paper("บัตรประชาชนมารดา", "the mother's identity card"),
    "hospital_certificate": Paper("ใบรับรองการนอนโรงพยาบาล", "certificate of admission"),
    "beneficiary_id_card": Paper("บัตรประชาชนผู้รับประโยชน์", "the beneficiary's identity card"),
    "beneficiary_house_registration": Paper(
        "ทะเบียนบ้านผู้รับประโยชน์", "the beneficiary's house registration"
    ),
    "transcript": Paper("ใบแสดงผลการเรียน", "transcript"),
    "disability_card": Paper("บัตรประจำตัวคนพิการ", "disability card"),
    "damage_letter": Paper("หนังสือรับรองความเสียหาย", "letter certifying the damage"),
    "photographs": Paper("ภาพถ่าย", "photographs"),
    "survey": Paper("แบบสำรวจบ้าน", "survey of the house"),
    "committee_resolution": Paper("มติคณะกรรมการ", "resolution of the committee"),
    POWER_OF_ATTORNEY: Paper("หนังสือมอบอำนาจ", "power of attorney"),
    "proxy_id_card": Paper("บัตรประชาชนผู้รับมอบอำนาจ", "the proxy's identity card"),
    "proxy_house_registration": Paper("ทะเบียนบ้านผู้รับมอบอำนาจ", "the proxy's house registration"),
}


def in_thai(codes: Iterable[str]) -> str:
    return ", ".join(DOCUMENTS[code].thai for code in codes)


def in_english(codes: Iterable[str]) -> str:
    return ", ".join(DOCUMENTS[code].english for code in codes)
