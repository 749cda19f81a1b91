"""The nation's tallies: read with what is not folded in yet, proved, rebuilt."""

from __future__ import annotations

from typing import Any, Final

from sqlalchemy import Connection, Select, func, select, text, union_all

from services.funds import tables
from services.funds.domain.summaries import Tally

FOLDED_AT_ONCE: Final = 20_000
PROOF_MS: Final = 115_000

# One statement sees one moment: the tallies, the changes behind them and the facts.
_PROOF: Final = text("""
    WITH kept AS (
        SELECT level, area_code, fiscal_year, counter, sum(amount)::bigint AS amount FROM (
            SELECT level, area_code, fiscal_year, counter, amount FROM tallies UNION ALL
            SELECT size, left(coalesce(area_codes[1], ''), size), fiscal_year, counter, amount
                FROM tally_changes JOIN funds USING (fund_id), (VALUES (0), (2), (4)) AS l (size)
        ) AS together GROUP BY 1, 2, 3, 4 HAVING sum(amount) <> 0
    ), compared AS (
        SELECT area_code, fiscal_year, counter, coalesce(kept.amount, 0) AS kept,
               coalesce(counted.amount, 0) AS counted
        FROM kept FULL JOIN counted_anew() AS counted
            USING (level, area_code, fiscal_year, counter)
    )
    SELECT area_code, fiscal_year, counter, kept, counted, count(*) OVER () AS compared,
           count(*) FILTER (WHERE kept <> counted) OVER () AS different
    FROM compared
    ORDER BY kept = counted, area_code, fiscal_year, counter LIMIT :most
""")


class TallyStore:
    """Named reads of tallies; the database itself keeps them."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def of_level(self, level: int, within: str, fiscal_year: int | None) -> list[Tally]:
        """The tallies of the areas of a level (digits of their code) within an area."""
        kept, changes, funds = tables.tallies, tables.tally_changes, tables.funds
        area = func.left(func.coalesce(funds.c.area_codes[1], ""), level)
        folded = select(kept.c.area_code, kept.c.counter, kept.c.amount).where(
            kept.c.level == level, kept.c.area_code.startswith(within)
        )
        waiting = (
            select(area.label("area_code"), changes.c.counter, changes.c.amount)
            .join(funds, funds.c.fund_id == changes.c.fund_id)
            .where(area.startswith(within))
        )
        if fiscal_year is not None:
            years = (0, fiscal_year)
            folded = folded.where(kept.c.fiscal_year.in_(years))
            waiting = waiting.where(changes.c.fiscal_year.in_(years))
        return [Tally(row[0], row[1], int(row[2])) for row in self._added_up(folded, waiting)]

    def fold(self) -> int:
        """Fold changes into the tallies, so many at most; how many were."""
        return int(self._connection.execute(select(func.fold_tallies(FOLDED_AT_ONCE))).scalar_one())

    def rebuild(self) -> int:
        """Count all anew; how many tallies there are."""
        self._connection.execute(select(func.set_config("statement_timeout", str(PROOF_MS), True)))
        return int(self._connection.execute(select(func.rebuild_tallies())).scalar_one())

    def prove(self, most: int) -> dict[str, Any]:
        """Every tally beside a new count of the facts; of those that differ so many at most."""
        self._connection.execute(select(func.set_config("statement_timeout", str(PROOF_MS), True)))
        rows = self._connection.execute(_PROOF, {"most": most}).mappings().all()
        different = rows[0]["different"] if rows else 0
        return {
            "equal": not different,
            "compared": rows[0]["compared"] if rows else 0,
            "different": different,
            "differences": [dict(row) for row in rows if row["kept"] != row["counted"]],
        }

    def _added_up(self, folded: Select[Any], waiting: Select[Any]) -> Any:
        told = union_all(folded, waiting).subquery()
        return self._connection.execute(
            select(told.c.area_code, told.c.counter, func.sum(told.c.amount)).group_by(
                told.c.area_code, told.c.counter
            )
        )
