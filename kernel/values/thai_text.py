"""Thai text as people and old programs leave it -> one normal form.

Two texts that look the same on paper are the same text after `clean`. What is mended, and why:
SARA AM typed as two characters (NFC does not join them), two SARA E for one SARA AE, a mark typed
twice or before its vowel, zero-width and no-break spaces pasted from web pages, and the
private-use vowels and tone marks that Thai fonts of the 1990s put into PDFs. `clean` never
changes a word, only its spelling in Unicode; digits are left to `arabic`.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

_THAI_DIGITS: Final = "๐๑๒๓๔๕๖๗๘๙"
_ARABIC: Final = str.maketrans(_THAI_DIGITS, "0123456789")
_THAI: Final = str.maketrans("0123456789", _THAI_DIGITS)

# Glyphs that fonts for Windows (U+F70x) and for the Mac (U+F88x) placed in the private use area:
# shifted or shortened forms of these letters, in the order of the tables in HarfBuzz.
_PRIVATE_USE: Final = {
    0xF700: "ฐ", 0xF701: "ิ", 0xF702: "ี", 0xF703: "ึ", 0xF704: "ื", 0xF705: "่", 0xF706: "้",
    0xF707: "๊", 0xF708: "๋", 0xF709: "์", 0xF70A: "่", 0xF70B: "้", 0xF70C: "๊", 0xF70D: "๋",
    0xF70E: "์", 0xF70F: "ญ", 0xF710: "ั", 0xF711: "ํ", 0xF712: "็", 0xF713: "่", 0xF714: "้",
    0xF715: "๊", 0xF716: "๋", 0xF717: "์", 0xF718: "ุ", 0xF719: "ู", 0xF71A: "ฺ",
    0xF884: "ั", 0xF885: "ิ", 0xF886: "ี", 0xF887: "ึ", 0xF888: "ื", 0xF889: "็", 0xF88A: "่",
    0xF88B: "่", 0xF88C: "่", 0xF88D: "้", 0xF88E: "้", 0xF88F: "้", 0xF890: "๊", 0xF891: "๊",
    0xF892: "๊", 0xF893: "๋", 0xF894: "๋", 0xF895: "๋", 0xF896: "์", 0xF897: "์", 0xF898: "์",
    0xF899: "ํ", 0xF89A: "ญ", 0xF89B: "ุ", 0xF89C: "ู", 0xF89D: "ฺ", 0xF89E: "ฐ",
}  # fmt: skip

# Characters that take no room on paper: they split names that are equal to the eye.
_INVISIBLE: Final = re.compile(
    "[\u00ad\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufe00-\ufe0f\ufeff]"
)
_CONTROL: Final = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f]")
_SPACES: Final = re.compile(r"\s+")
_MARKS: Final = "\u0e31\u0e34-\u0e3a\u0e47-\u0e4e"
_TONES: Final = "\u0e48-\u0e4b"
# No syllable carries more marks; a longer run is damage, and costly to put in order.
_TOO_MANY_MARKS: Final = re.compile(f"([{_MARKS}]{{4}})[{_MARKS}]+")
_REPEATED_MARK: Final = re.compile(f"([{_MARKS}])\\1+")
_TONE_BEFORE_VOWEL: Final = re.compile(f"([{_TONES}]+)([\u0e31\u0e34-\u0e37\u0e47])")
_SPLIT_SARA_AM: Final = re.compile(f"\u0e4d([{_TONES}]*)\u0e32")
_TONE_AFTER_SARA_AM: Final = re.compile(f"\u0e33([{_TONES}]+)")


def clean(text: str) -> str:
    """The one normal form of a text: NFC, marks in order, single spaces, none at the ends."""
    text = text.translate(_PRIVATE_USE)
    text = _CONTROL.sub("", _INVISIBLE.sub("", text))
    text = _SPACES.sub(" ", text).strip()
    if text.isascii():
        return text
    while (mended := _mend(text)) != text:  # one repair can bring two marks together
        text = mended
    return text


def _mend(text: str) -> str:
    text = _TOO_MANY_MARKS.sub(r"\1", _REPEATED_MARK.sub(r"\1", text))
    text = unicodedata.normalize("NFC", text)
    text = _SPLIT_SARA_AM.sub("\\1\u0e33", text)
    text = _TONE_AFTER_SARA_AM.sub("\\1\u0e33", text)
    text = _TONE_BEFORE_VOWEL.sub(r"\2\1", text)
    return text.replace("\u0e40\u0e40", "\u0e41")


def arabic(text: str) -> str:
    """Thai digits as 0-9; everything else as it was."""
    return text.translate(_ARABIC)


def thai_digits(text: str) -> str:
    """0-9 as Thai digits, for papers that ask for them."""
    return text.translate(_THAI)


def squeezed(text: str) -> str:
    """Clean and without any space: for comparing names, where a space means nothing."""
    return clean(text).replace(" ", "")
