"""The statements a claim really runs, written down as a script for pgbench.

One claim is carried through the service's own use cases and chassis in this process, while every
statement and its values are noted; then the claim's number becomes a variable, and every id the
service drew becomes one made of that number.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

from psycopg import sql
from sqlalchemy import Engine, event

from bench.parts.claims import steps
from kernel.chassis.work import Context
from tests.units import Unit

_NUMBER: Final = 1_999_999_999
_DRAWN: Final = re.compile(r"\b([a-z]+)_([0-7][0-9A-HJKMNP-TV-Z]{25})\b")
_HEAD: Final = rf"""\set i :i + 1
\set n :base + :client_id * 20000 + :i
\set f {steps.FIRST_FUND} + :n % {steps.FUNDS}
"""


def script(unit: Unit) -> str:
    """The script of one claim; `base` and `i` are given to pgbench with -D."""
    with _noted(unit.engine) as noted:
        for step in steps.steps(_NUMBER):
            noted.append("BEGIN")
            _carry_out(unit, step)
            noted.append("COMMIT")
    return _HEAD + "".join(f"{statement};\n" for statement in _numbered(noted))


def member_of_the_capture() -> int:
    """The number whose membership must be there."""
    return _NUMBER


def _carry_out(unit: Unit, step: steps.Step) -> None:
    context = Context(
        caller="cli",
        actor=step.actor,
        call_id="0123456789abcdef",
        method=step.request.method_name(),
        request=step.request,
        raw=step.fields,
    )
    with unit.works.begin(context) as work:
        work.reply(step.use_case(work, **step.request.read(step.fields)))


@contextmanager
def _noted(engine: Engine) -> Iterator[list[str]]:
    noted: list[str] = []

    def note(
        _connection: Any, cursor: Any, statement: str, values: Any, _context: Any, many: bool
    ) -> None:
        for each in values if many else [values]:
            literals = {
                name: sql.Literal(value).as_string(cursor.connection)
                for name, value in (each or {}).items()
            }
            noted.append(" ".join((statement % literals).split()))

    event.listen(engine, "before_cursor_execute", note)
    yield noted
    event.remove(engine, "before_cursor_execute", note)


def _numbered(noted: list[str]) -> Iterator[str]:
    """Statements in which the claim's number is `:n`, its fund's `:f`, and drawn ids follow it."""
    fund = str(steps.FIRST_FUND + _NUMBER % steps.FUNDS)
    drawn: dict[str, str] = {}

    def tell(found: re.Match[str]) -> str:
        if found[2].endswith((str(_NUMBER), fund)):
            return found[0]
        place = len(drawn) + 1
        return drawn.setdefault(found[0], f"{found[1]}_{place:016d}{_NUMBER}")

    for statement in noted:
        told = _DRAWN.sub(tell, statement)
        yield told.replace(str(_NUMBER), ":n").replace(fund, ":f")
