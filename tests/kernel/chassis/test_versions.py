"""Which version of the contracts a caller speaks, and what is answered where none is served."""

from __future__ import annotations

from typing import Any

import pytest

from kernel.wire import headers
from tests.kernel.chassis.strangers import GOOD, Stranger

pytestmark = [pytest.mark.stack, pytest.mark.usefixtures("speaker")]


@pytest.mark.parametrize("version", [None, "1", "1.0", "1.12.3", 1])
def test_a_version_that_is_served_is_answered(stranger: Stranger, version: Any) -> None:
    told = {} if version is None else {headers.VERSION: version}
    assert stranger.ask(GOOD, told)["error"] is None


@pytest.mark.parametrize("version", ["2", "0", "2.1", "", "one", "1.", "-1", "1" * 70, 2, True, []])
def test_a_version_that_is_not_served_is_refused_with_those_that_are(
    stranger: Stranger, version: Any
) -> None:
    error = stranger.ask(GOOD, {headers.VERSION: version})["error"]
    assert error["exc_type"] == "Invalid"
    assert error["exc_args"] == ["rpc_version_not_served", {"served": "1"}]


def test_the_version_is_looked_at_before_the_method(stranger: Stranger) -> None:
    """A caller of a later version may ask what this one has never heard of."""
    asked = {"method": "members.told_by_version_two", "headers": {headers.VERSION: "2"}}
    error = stranger.ask(b"{}", asked["headers"], method=asked["method"])["error"]
    assert error["exc_args"][0] == "rpc_version_not_served"


def test_our_own_callers_say_which_version_they_speak() -> None:
    told = headers.write("4f1c9a2be07d3355", 1, "", headers.new_trace())
    assert told[headers.VERSION] == "1"
    assert headers.SPOKEN in headers.SERVED
