"""Clerks' words for what a regulation asks about."""

from __future__ import annotations

import re
from typing import Final

# The levels of schooling as claims books call them; the first pattern found decides.
SCHOOL_LEVEL_WORDS: Final = (
    ("higher", re.compile("อุดม|ปริญญา|มหาวิทยาลัย|วิทยาลัย|ปวส")),
    ("secondary", re.compile(r"มัธยม|ม\.\s*[1-6]|ปวช")),
    ("primary", re.compile(r"ประถม|ป\.\s*[1-6]")),
)


def school_level(text: str) -> str | None:
    """The level of schooling a clerk's words mean, None if they mean none."""
    return next((level for level, words in SCHOOL_LEVEL_WORDS if words.search(text)), None)
