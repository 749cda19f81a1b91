"""Surveyors' words for the groups the ministry's help is aimed at."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

# [own]: extend freely. What is not known stays as it was typed.
_GROUP_WORDS: Final[Mapping[str, tuple[str, ...]]] = {
    "CHILD_0_5": ("เด็ก 0-5", "เด็ก 0-5 ปี", "เด็กเล็ก", "เด็กแรกเกิด"),
    "CHILD_6_17": ("เด็ก 6-17", "เด็ก 6-17 ปี", "เด็กวัยเรียน"),
    "YOUTH_18_25": ("เยาวชน", "เยาวชน 18-25", "เยาวชน 18-25 ปี"),
    "WOMEN": ("สตรี",),
    "SINGLE_PARENT": ("แม่เลี้ยงเดี่ยว", "พ่อเลี้ยงเดี่ยว", "ครอบครัวเลี้ยงเดี่ยว"),
    "ELDERLY_60": ("ผู้สูงอายุ", "คนชรา"),
    "BEDRIDDEN": ("ผู้ป่วยติดเตียง", "ติดเตียง"),
    "DISABLED": ("คนพิการ", "ผู้พิการ"),
    "POOR": ("ผู้มีรายได้น้อย", "ผู้ยากไร้", "คนจน"),
    "HOMELESS": ("คนไร้บ้าน", "คนไร้ที่พึ่ง"),
    "BEGGAR": ("คนขอทาน",),
    "ETHNIC_HIGHLAND": ("กลุ่มชาติพันธุ์", "บุคคลบนพื้นที่สูง", "ชาวเขา"),
    "STATELESS": ("คนไร้สัญชาติ", "ไร้สัญชาติ", "คนไร้รัฐ"),
    "UNEMPLOYED": ("คนว่างงาน", "ว่างงาน"),
    "MIGRANT": ("แรงงานข้ามชาติ",),
}
_CODES: Final = {word: code for code, words in _GROUP_WORDS.items() for word in words}


def group_code(word: str) -> str:
    """The code of a group as surveyors call it; an unknown word stays."""
    return _CODES.get(word, word)
