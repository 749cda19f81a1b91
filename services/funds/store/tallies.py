"""The nation's tallies: read with what is not folded in yet, proved, rebuilt."""

from __future__ import annotations

from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, Subquery, func, select, text, union_all

from services.funds import tables

FOLDED_AT_ONCE: Final = 20_000
PROOF_MS: Final = 115_000
OF_ALL_YEARS: Final = 10

# One statement sees one moment: the tallies, the changes behind them and the facts.
_PROOF: Final = text("""
    WITH kept AS (
        SELECT level, area_code, fiscal_year, counter, sum(amount)::bigint AS amount FROM (
            SELECT level, area_code, fiscal_year, counter, amount FROM tallies UNION ALL
            SELECT tier, left(coalesce(area_codes[1], ''), tier % 10),
                   CASE WHEN tier < 10 THEN fiscal_year ELSE 0 END, counter, amount
                FROM tally_changes JOIN funds USING (fund_id),
                     (VALUES (0), (2), (4), (10), (12), (14)) AS levels (tier)
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

    def of_level(
        self, level: int, within: str, fiscal_year: int | None
    ) -> dict[str, dict[str, int]]:
        """The counters of the areas of a level (digits of their code) within an area."""
        kept, changes, funds = tables.tallies, tables.tally_changes, tables.funds
        area = func.left(func.coalesce(funds.c.area_codes[1], ""), level)
        folded = select(kept.c.area_code, kept.c.counter, kept.c.amount).where(
            *_inside(kept.c.area_code, within)
        )
        waiting = (
            select(area.label("area_code"), changes.c.counter, changes.c.amount)
            .join(funds, funds.c.fund_id == changes.c.fund_id)
            .where(*_inside(area, within))
        )
        if fiscal_year is None:
            folded = folded.where(kept.c.level == level + OF_ALL_YEARS, kept.c.fiscal_year == 0)
        else:
            years = (0, fiscal_year)
            folded = folded.where(kept.c.level == level, kept.c.fiscal_year.in_(years))
            waiting = waiting.where(changes.c.fiscal_year.in_(years))
        return self._added_up(union_all(folded, waiting).subquery())

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

    def _added_up(self, told: Subquery) -> dict[str, dict[str, int]]:
        """Each area's counters as one row."""
        summed = (
            select(told.c.area_code, told.c.counter, func.sum(told.c.amount).label("amount"))
            .group_by(told.c.area_code, told.c.counter)
            .subquery()
        )
        counters = func.json_object_agg(summed.c.counter, summed.c.amount)
        query = select(summed.c.area_code, counters).group_by(summed.c.area_code)
        return {row.area_code: row[1] for row in self._connection.execute(query)}


def _inside(code: ColumnElement[str], area: str) -> tuple[ColumnElement[bool], ...]:
    """Whether a code begins with an area's digits, in words an index can follow."""
    return (code >= area, code < f"{area}:") if area else ()  # a colon comes after all digits
