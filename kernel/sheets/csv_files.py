"""CSV as it leaves old and new programs: three encodings, four separators.

A byte order mark decides; then UTF-8, which hardly any other text happens to be; then the Thai code
page of Windows (cp874, a superset of TIS-620), which must show Thai letters to be believed.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from itertools import islice
from typing import Final

from kernel.values.errors import Invalid

_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_NOT_TEXT: Final = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_THAI: Final = re.compile("[\u0e01-\u0e3a\u0e40-\u0e4e]")
_SEPARATORS: Final = ",;\t|"
_SAMPLE_RECORDS: Final = 100


def read(content: bytes) -> list[list[str]]:
    """The records of a CSV file, blank ones too.

    `Invalid("encoding_unknown")`, or `Invalid("file_unreadable")` for what is no text or has a
    quotation mark that is never closed: the rest of the file would vanish into one cell.
    """
    text = decode(content)
    if _NOT_TEXT.search(text):
        raise Invalid("file_unreadable", {"reason": "not_text"})
    records: list[list[str]] = []
    try:
        records.extend(_records(text, _separator_of(text)))
    except csv.Error as problem:
        raise Invalid("file_unreadable", {"reason": "quotation_marks"}) from problem
    return records


def decode(content: bytes) -> str:
    """The text of the bytes; `Invalid("encoding_unknown")` if no known encoding fits."""
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return _decoded(content, encoding)
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        text = _decoded(content, "cp874")
    if not _THAI.search(text):
        raise Invalid("encoding_unknown")
    return text


def _decoded(content: bytes, encoding: str) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as problem:
        raise Invalid("encoding_unknown") from problem


def _separator_of(text: str) -> str:
    """The separator that splits most records into the same number of cells, at least two."""
    best, most = _SEPARATORS[0], 0
    for separator in _SEPARATORS:
        sample = islice(_records(text, separator), _SAMPLE_RECORDS)
        widths = Counter(len(record) for record in sample)
        score = max(((width - 1) * records for width, records in widths.items()), default=0)
        if score > most:
            best, most = separator, score
    return best


def _records(text: str, separator: str) -> Iterator[list[str]]:
    return csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
