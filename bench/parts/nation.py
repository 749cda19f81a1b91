"""The nation made up: deterministic by seed, any share of it, the headline totals exact.

    funds    5,997 at whole size, each in a sub-district (in Bangkok a khet) of the DOPA register
    members  6,885,162, shared out among the funds by weights of a log-normal spread
    helped   9,439,266 payments, likewise; about 1.37 a member

The totals are the announcement's (thaigov news 93220); everything else is a model: ages, kinds and
amounts of help (domain.md 2.1), ten years of books in which members pay a baht a day, four entries
a year, and a match of 141 baht a member in two years of five. Nobody here exists: names are
numbers, and there are no id numbers.

A fund's rows depend on the seed, its number and the day alone, so they can be made side by side.
Rows are lines of COPY's text format.
"""

from __future__ import annotations

import datetime as dt
import json
import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Final

import geothai
import yaml

FUNDS: Final = 5_997
MEMBERS: Final = 6_885_162
HELPED: Final = 9_439_266
YEARS: Final = 10
MATCH_SATANG: Final = 14_100
DAILY_SATANG: Final = 100
REGULATION: Final = Path(__file__).parents[2] / "samples" / "regulations" / "wangthong.yaml"

# kind, its share of all help in percent, baht
_KINDS: Final = (
    ("hospital", 62, 600),
    ("elderly", 17, 500),
    ("death", 6, 10_000),
    ("education", 6, 500),
    ("birth", 5, 1_000),
    ("disaster", 4, 1_500),
)
_BY_PERCENT: Final = tuple((kind, baht * 100) for kind, share, baht in _KINDS for _ in range(share))

COLUMNS: Final[Mapping[str, str]] = {
    "funds": "fund_id, name, level, area_codes, established_on, certification, opened_at",
    "regulations": "regulation_id, fund_id, version, in_force_from, text, rules, findings,"
    " adopted_by, adopted_at",
    "memberships": "membership_id, fund_id, person_id, member_no, joined_on, status",
    "claims": "claim_id, fund_id, claim_no, membership_id, kind, event_on, filed_on,"
    " requested_satang, state, version, approved_satang, paid_satang, paid_on, codes,"
    " submitted_by, import_id",
    "entries": "entry_id, fund_id, day, kind, subject, made_by, made_at, sides",
    "postings": "entry_id, account, fund_id, day, amount_satang",
    "persons": "person_id, title, first, last, birth_on, birth_precision, registered_at",
}
FUNDS_TABLES: Final = ("funds", "regulations", "memberships", "claims", "entries", "postings")
MEMBERS_TABLES: Final = ("persons", "memberships")

Rows = dict[str, list[str]]


@dataclass(frozen=True)
class Nation:
    """A share of the nation on a day."""

    share: float
    as_of: dt.date
    seed: int = 2568

    @property
    def funds(self) -> int:
        return max(1, round(FUNDS * self.share))

    @property
    def members(self) -> int:
        return round(MEMBERS * self.share)

    @property
    def helped(self) -> int:
        return round(HELPED * self.share)

    @cached_property
    def areas(self) -> list[tuple[str, str]]:
        """Where each fund is: its level and the code, all over the country from the first on."""
        khets, tambons = [], []
        for province in geothai.provinces():
            for district in geothai.districts(province.code):
                if province.code == "10":
                    khets.append(("khet", str(district.code)))
                else:
                    tambons += [
                        ("tambon", str(each.code)) for each in geothai.subdistricts(district.code)
                    ]
        chance = random.Random(f"{self.seed}:areas")
        chosen = khets + chance.sample(sorted(tambons), FUNDS - len(khets))
        chance.shuffle(chosen)
        return chosen

    @cached_property
    def sizes(self) -> list[tuple[int, int, int, int]]:
        """Of each fund: the first number and the count of its members, and of its help."""
        chance = random.Random(f"{self.seed}:sizes")
        weights = [chance.lognormvariate(0, 0.6) for _ in range(self.funds)]
        needs = [weight * chance.uniform(0.7, 1.3) for weight in weights]
        members, helped = allot(self.members, weights), allot(self.helped, needs)
        sizes, first, first_help = [], 0, 0
        for count, help_count in zip(members, helped, strict=True):
            sizes.append((first, count, first_help, help_count))
            first, first_help = first + count, first_help + help_count
        return sizes

    def rows(self, number: int) -> Rows:
        """All rows of one fund."""
        return _Fund(self, number).rows()


def allot(total: int, weights: Sequence[float]) -> list[int]:
    """Whole parts in proportion to weights, whose sum is exactly the total."""
    whole, reached, given, parts = sum(weights), 0.0, 0, []
    for weight in weights:
        reached += weight
        upto = round(total * reached / whole)
        parts.append(upto - given)
        given = upto
    parts[-1] += total - given
    return parts


def made_id(kind: str, number: int) -> str:
    """An id of the platform's form whose letters count up."""
    return f"{kind}_01J0000000{number:016d}"


class _Fund:
    def __init__(self, nation: Nation, number: int) -> None:
        self._nation, self._number = nation, number
        self._chance = random.Random(f"{nation.seed}:{number}")
        self.fund_id = made_id("fund", number)
        self._first, self._members, self._first_help, self._helped = nation.sizes[number]
        self._begun = nation.as_of - dt.timedelta(days=365 * YEARS)
        self._days = [
            (self._begun + dt.timedelta(days=each)).isoformat() for each in range(365 * YEARS)
        ]
        self._now = f"{nation.as_of.isoformat()}T00:00:00Z"
        # Entries are numbered behind the help's: the opening, four a year, ten matches at most.
        self._next = 10**9 + number * 100

    def rows(self) -> Rows:
        rows: Rows = {table: [] for table in COLUMNS}
        level, code = self._nation.areas[self._number]
        established = self._begun - dt.timedelta(days=self._chance.randrange(365 * 8))
        rows["funds"].append(
            f"{self.fund_id}\tกองทุนจำลองที่ {self._number + 1}\t{level}\t{{{code}}}\t{established}"
            f"\tcertified\t{self._now}"
        )
        rows["regulations"].append(self._regulation(established))
        self._people(rows)
        self._help(rows)
        for day, kind, subject, moves in self._income():
            self._entry(rows, day, kind, subject, moves)
        return rows

    def _regulation(self, established: dt.date) -> str:
        regulation_id = made_id("regulation", self._number)
        return (
            f"{regulation_id}\t{self.fund_id}\t1\t{established}\t\t{_rules()}\t{{}}\tstaff_bench"
            f"\t{self._now}"
        )

    def _people(self, rows: Rows) -> None:
        chance, fund_id, now = self._chance.random, self.fund_id, self._now
        first_year, days = self._nation.as_of.year, self._days
        persons, memberships = rows["persons"], rows["memberships"]
        for place in range(self._members):
            tail = f"01J0000000{self._first + place:016d}"
            age = int(95 * (chance() + chance() + chance()) / 3)
            month, day = int(chance() * 12) + 1, int(chance() * 28) + 1
            persons.append(
                f"person_{tail}\t\tคนที่\t{place}\t{first_year - 1 - age}-{month:02d}-{day:02d}"
                f"\tday\t{now}"
            )
            memberships.append(
                f"membership_{tail}\t{fund_id}\tperson_{tail}\t{place + 1}"
                f"\t{days[int(chance() * len(days))]}\tactive"
            )

    def _help(self, rows: Rows) -> None:
        chance, fund_id, days, now = self._chance.random, self.fund_id, self._days, self._now
        import_id = made_id("import", self._number)
        claims, entries, postings = rows["claims"], rows["entries"], rows["postings"]
        for place in range(self._helped):
            tail = f"01J0000000{self._first_help + place:016d}"
            member = self._first + place % max(1, self._members)
            kind, satang = _BY_PERCENT[int(chance() * 100)]
            day = days[int(chance() * len(days))]
            claims.append(
                f"claim_{tail}\t{fund_id}\t{place + 1}\tmembership_01J0000000{member:016d}\t{kind}"
                f"\t{day}\t{day}\t{satang}\tpaid\t1\t{satang}\t{satang}\t{day}\t{{}}\tstaff_bench"
                f"\t{import_id}"
            )
            entries.append(
                f"entry_{tail}\t{fund_id}\t{day}\tclaim_paid\tclaim_{tail}\tstaff_bench\t{now}\t2"
            )
            postings.append(f"entry_{tail}\twelfare.{kind}\t{fund_id}\t{day}\t{satang}")
            postings.append(f"entry_{tail}\tcash\t{fund_id}\t{day}\t-{satang}")

    def _income(self) -> Iterator[tuple[str, str, str, dict[str, int]]]:
        chance, days = self._chance, self._days
        had = int(self._members * 100_00 * chance.lognormvariate(0, 1)) + 1
        yield days[0], "opening", self.fund_id, {"cash": had, "equity.opening": -had}
        paying = chance.uniform(0.2, 1.0)
        for quarter in range(4 * YEARS):
            paid = int(self._members * DAILY_SATANG * 365 / 4 * paying) + 1
            day = days[min(len(days) - 1, 91 * quarter + 90)]
            yield day, "contributions", self.fund_id, {"cash": paid, "income.member": -paid}
        for year in range(YEARS):
            if chance.random() < 0.4 and self._members:
                matched = self._members * MATCH_SATANG
                yield (
                    days[365 * year + 200],
                    "income",
                    "central",
                    {"cash": matched, "income.central": -matched},
                )

    def _entry(self, rows: Rows, day: str, kind: str, subject: str, moves: dict[str, int]) -> None:
        entry_id = made_id("entry", self._next)
        self._next += 1
        rows["entries"].append(
            f"{entry_id}\t{self.fund_id}\t{day}\t{kind}\t{subject}\tstaff_bench\t{self._now}\t2"
        )
        rows["postings"] += [
            f"{entry_id}\t{account}\t{self.fund_id}\t{day}\t{satang}"
            for account, satang in moves.items()
        ]


@cache
def _rules() -> str:
    last = yaml.safe_load(REGULATION.read_text("utf-8"))["versions"][-1]
    return json.dumps(last["rules"], ensure_ascii=False).replace("\\", "\\\\")
