"""What nobody may ask, whichever the method: PostgreSQL keeps no NUL, and no number without end."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import Any

import pytest
from marshmallow import fields

from kernel.contracts import catalogue
from kernel.contracts.envelope import Request
from kernel.contracts.fields import Data, Day, Id, Instant, Satang
from kernel.contracts.funds.reports import ListPassbook
from kernel.values.errors import Invalid

HELD = (Id, Day, Instant, Satang, Data, fields.Boolean)
"""Fields that take one form only, or look at all they hold."""

REQUESTS = {
    f"{contract.service}.{name}": request
    for contract in catalogue.contracts().values()
    for name, request in contract.requests.items()
}


def unbounded(field: fields.Field[Any], place: str) -> Iterator[str]:
    """The places in a field that take whatever comes."""
    match field:
        case fields.Nested(schema=schema):
            for name, each in schema.fields.items():
                yield from unbounded(each, f"{place}.{name}")
        case fields.List(inner=inner):
            yield from unbounded(inner, f"{place}[]")
        case fields.Dict(key_field=key, value_field=value) if not isinstance(field, Data):
            for each in (key, value):
                yield from unbounded(each, f"{place}{{}}") if each else iter((place,))
        case _ if not isinstance(field, HELD) and not field.validators:
            yield place


@pytest.mark.parametrize("name", REQUESTS)
def test_every_field_of_a_request_says_what_it_takes(name: str) -> None:
    request = REQUESTS[name]
    found = [unbounded(field, of) for of, field in request.schema().fields.items()]
    assert [place for places in found for place in places] == []


def places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Where texts and numbers stand in an example."""
    match value:
        case dict():
            for key, each in value.items():
                yield from places(each, (*path, key))
        case list():
            for index, each in enumerate(value):
                yield from places(each, (*path, index))
        case str() | int() if not isinstance(value, bool):
            yield path


def with_another(request: type[Request], path: tuple[Any, ...], value: Any) -> dict[str, Any]:
    asked: Any = copy.deepcopy(dict(request.example))
    inner = asked
    for step in path[:-1]:
        inner = inner[step]
    inner[path[-1]] = value
    return dict(asked)


@pytest.mark.parametrize("name", REQUESTS)
def test_no_text_of_a_request_holds_what_postgresql_cannot_keep(name: str) -> None:
    request = REQUESTS[name]
    for path in places(dict(request.example)):
        with pytest.raises(Invalid):
            request.read(with_another(request, path, "a\x00b"))


@pytest.mark.parametrize("name", REQUESTS)
def test_no_number_of_a_request_is_without_bound(name: str) -> None:
    request = REQUESTS[name]
    for path in places(dict(request.example)):
        if path[0] != "rules":  # the domain reads those, and names the place of what is wrong
            with pytest.raises(Invalid):
                request.read(with_another(request, path, (1 << 63) - 1))


@pytest.mark.parametrize("after", ["2025-13-01|x", "x", "|"])
def test_a_passbook_goes_on_only_where_a_page_ended(after: str) -> None:
    with pytest.raises(Invalid, match="message_malformed"):
        ListPassbook.read({**ListPassbook.example, "after": after})
    assert ListPassbook.read({**ListPassbook.example, "after": "2025-02-28|line"})["after"]
