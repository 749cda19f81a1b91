"""The log's three nets: names of fields, thirteen digits, and what an exception quotes."""

from __future__ import annotations

import subprocess
import sys

import orjson
import pytest

from kernel.telemetry.log import redact

SCRIPT = """
import logging
from kernel.telemetry import log
log.start("members", "INFO")
log.log.info("call", method="get_member", cid="1101700230708")
log.log.debug("unseen")
logging.getLogger("else").warning("from elsewhere: 1101700230708")
try:
    raise ValueError("นางตัวอย่าง")
except ValueError as error:
    log.log.error("call_failed", exc_info=error)
"""


@pytest.mark.parametrize(
    ("field", "value", "told"),
    [
        ("cid", "1", "[masked]"),
        ("kwargs", {"a": 1}, "[masked]"),
        ("why", "number 1-1017-00230-70-8 is taken", "number [masked] is taken"),
        ("why", "เลข ๑๑๐๑๗๐๐๒๓๐๗๐๘", "เลข [masked]"),
        ("why", "12345678901234", "12345678901234"),
        ("details", {"name": "x", "code": "y"}, {"name": "[masked]", "code": "y"}),
        ("rows", ["1101700230708"], ["[masked]"]),
        ("call", "1101700230708", "1101700230708"),
    ],
)
def test_what_could_name_a_person_is_masked(field: str, value: object, told: object) -> None:
    assert redact(None, "", {field: value}) == {field: told}


def test_an_exception_quotes_no_row() -> None:
    quoted = """Traceback (most recent call last):
psycopg.errors.UniqueViolation: duplicate key value violates unique constraint "phones"
DETAIL:  Failing row contains (Somchai,
081-234-5678).
CONTEXT:  COPY persons

The above exception was the direct cause of นางตัวอย่าง
"""
    told = str(redact(None, "", {"exception": quoted})["exception"])
    assert not {"Somchai", "081-234-5678", "ตัวอย่าง"} & set(told.replace("(", " ").split())
    assert "Somchai" not in told
    assert "5678" not in told
    assert "duplicate key" in told
    assert "CONTEXT:  COPY persons" in told


def test_every_logger_writes_the_same_lines() -> None:
    told = subprocess.run([sys.executable, "-c", SCRIPT], capture_output=True, check=True)
    lines = [orjson.loads(line) for line in told.stderr.splitlines()]
    assert [(line["event"], line["level"]) for line in lines] == [
        ("call", "info"),
        ("from elsewhere: [masked]", "warning"),
        ("call_failed", "error"),
    ]
    assert {line["service"] for line in lines} == {"members"}
    assert lines[0]["cid"] == "[masked]"
    assert "ValueError: [masked]" in lines[2]["exception"]
    assert all(line["timestamp"].endswith("Z") for line in lines)
