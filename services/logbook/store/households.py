"""Households: the house code sealed and found by its blind index, one book for each house."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

from sqlalchemy import Connection, Row, bindparam, delete, func, select, tuple_

from kernel.chassis.bulk import copy_rows
from kernel.chassis.sealing import Sealing
from kernel.chassis.trips import Statement, in_one_trip
from kernel.values.errors import NotFound
from kernel.values.money import Money
from services.logbook import tables
from services.logbook.domain.households import Household, Point, Resident
from services.logbook.store import residents, sealed
from services.logbook.store.residents import ResidentStore

_TABLE: Final = "households"
_HOUSE: Final = "households.house"
_IS_THE_BOOK: Final = (
    tables.households.c.household_id == bindparam("household_id"),
    ~tables.households.c.waits,
)
BOOK: Final = select(tables.households.c.household_id).where(*_IS_THE_BOOK)
_WHOLE: Final = Statement(select(tables.households).where(*_IS_THE_BOOK))
# Columns of what is told under another name than the column's; of a count there is none.
_COLUMNS_OF: Final = {
    "latitude": ("point_sealed",),
    "longitude": ("point_sealed",),
    "persons_count": (),
}


def of_one(told: Collection[str]) -> Statement:
    """One book, as far as it must be read to tell these fields."""
    columns = sealed.columns(tables.households, told, _COLUMNS_OF, always=("household_id",))
    return Statement(select(*columns).where(*_IS_THE_BOOK))


@dataclass(frozen=True)
class Registered:
    """That there is a book: which, where, of how many."""

    household_id: str
    area_code: str
    persons: int


class HouseholdStore:
    """Named reads and writes of households. Books that wait are not among them, but where said."""

    def __init__(self, connection: Connection, sealing: Sealing, residents: ResidentStore) -> None:
        self._connection, self._sealing = connection, sealing
        self._residents = residents

    def add(
        self,
        households: Sequence[Household],
        registered_by: str,
        now: dt.datetime,
        import_id: str | None = None,
    ) -> None:
        """Keep new households with their residents, once there is room for them."""
        table = tables.households
        kept = {"import_id": import_id, "registered_by": registered_by, "registered_at": now}
        rows = [self._row(household) | kept for household in households]
        if rows:
            copy_rows(self._connection, table, tuple(rows[0]), (list(row.values()) for row in rows))
        self._residents.add(households)

    def make_room(self, house_codes: Collection[str]) -> None:
        """The books of these houses that wait give way, with all that stands in them."""
        table = tables.households
        of_them = table.c.house_blind == func.any(self._blinds(house_codes))
        self._connection.execute(delete(table).where(of_them, table.c.waits))

    def registered(self, house_codes: Collection[str]) -> int:
        """How many of these houses have a book."""
        table = tables.households
        of_them = table.c.house_blind == func.any(self._blinds(house_codes))
        return self._connection.execute(
            select(func.count()).select_from(table).where(of_them, ~table.c.waits)
        ).scalar_one()

    def get(self, household_id: str) -> Household:
        """A household with its residents, or `NotFound("household_unknown")`."""
        key = {"household_id": household_id}
        return self.made(*in_one_trip(self._connection, (_WHOLE, key), (residents.WHOLE, key)))

    def made(self, rows: Sequence[Any], residents_rows: Sequence[Any]) -> Household:
        """A household of the rows of its book and of its residents; what was not read is as if
        nothing stood there."""
        if not rows:
            raise NotFound("household_unknown")
        return self._household(rows[0], self._residents.made(residents_rows))

    def found(self, house_code: str) -> Registered:
        """The book of a house, or `NotFound("household_unknown")`."""
        (blind,) = self._blinds([house_code])
        row = self._connection.execute(
            _registered().where(tables.households.c.house_blind == blind)
        ).one_or_none()
        if row is None:
            raise NotFound("household_unknown")
        return Registered(*row)

    def listed(self, area_code: str, after: tuple[str, str], limit: int) -> list[Registered]:
        """A page of the books of an area (a prefix), by area and id behind `after`.

        One index holds the prefix and the order: a page costs the same wherever it lies.
        """
        table = tables.households
        rows = self._connection.execute(
            _registered()
            .where(table.c.area_code.startswith(area_code, autoescape=True))
            .where(tuple_(table.c.area_code, table.c.household_id) > tuple_(*after))
            .order_by(table.c.area_code, table.c.household_id)
            .limit(limit)
        )
        return [Registered(*row) for row in rows]

    def _blinds(self, house_codes: Collection[str]) -> list[bytes]:
        return [self._sealing.blind(code, _HOUSE) for code in sorted(set(house_codes))]

    def _row(self, household: Household) -> dict[str, Any]:
        own, point = household.household_id, household.point
        return {
            "household_id": own,
            "house_blind": self._sealing.blind(household.house_code, _HOUSE),
            "area_code": household.area_code,
            "income_month_satang": _satang(household.income_month),
            "expense_month_satang": _satang(household.expense_month),
            "debt_satang": _satang(household.debt),
            "waits": household.waits,
            **sealed.seal(
                self._sealing,
                _TABLE,
                own,
                house=household.house_code,
                address=household.address,
                point=f"{point.lat},{point.lon}" if point else "",
                tenure=household.tenure,
                debt_source=household.debt_source,
                needs=household.needs,
                help_received=household.help_received,
            ),
        }

    def _household(self, row: Row[Any], its_residents: tuple[Resident, ...]) -> Household:
        said = row._asdict()
        text = partial(sealed.opened, self._sealing, _TABLE, row.household_id, said)
        return Household(
            household_id=row.household_id,
            house_code=text("house"),
            area_code=said.get("area_code", ""),
            address=text("address"),
            point=_point(text("point")),
            tenure=text("tenure"),
            income_month=_money(said.get("income_month_satang")),
            expense_month=_money(said.get("expense_month_satang")),
            debt=_money(said.get("debt_satang")),
            debt_source=text("debt_source"),
            needs=text("needs"),
            help_received=text("help_received"),
            residents=its_residents,
        )


def _registered() -> Any:
    table, residents = tables.households, tables.residents
    persons = (
        select(func.count())
        .where(residents.c.household_id == table.c.household_id)
        .scalar_subquery()
    )
    return select(table.c.household_id, table.c.area_code, persons).where(~table.c.waits)


def _point(text: str) -> Point | None:
    lat, _, lon = text.partition(",")
    return Point(float(lat), float(lon)) if lon else None


def _satang(amount: Money | None) -> int | None:
    return None if amount is None else amount.satang


def _money(satang: int | None) -> Money | None:
    return None if satang is None else Money(satang)
