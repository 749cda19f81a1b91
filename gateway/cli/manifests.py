"""The manifest beside register files: which fund, which kind, which day a file speaks of."""

from __future__ import annotations

import datetime as dt
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from kernel.client import Client
from kernel.values.errors import Invalid, NotFound

NAME: Final = "manifest.toml"


@dataclass(frozen=True)
class ListedFund:
    """A fund of the manifest, found on the platform by its area and name."""

    key: str
    name: str
    area_code: str
    opening_balance_satang: int = 0
    opening_on: dt.date | None = None
    regulations: str = ""


@dataclass(frozen=True)
class ListedImport:
    """One import of the manifest: files (one, or the few of a survey), kind, day, fund, area."""

    kind: str
    files: tuple[Path, ...]
    as_of: dt.date
    fund: str = ""
    area_code: str = ""


@dataclass(frozen=True)
class Manifest:
    """A manifest, with its paths made whole."""

    folder: Path
    funds: Mapping[str, ListedFund]
    imports: tuple[ListedImport, ...] = field(default=())

    @classmethod
    def read(cls, path: Path) -> Manifest:
        """`Invalid("manifest_malformed")` if it is not of its form."""
        try:
            told = tomllib.loads(path.read_text("utf-8"))
            funds = {key: ListedFund(key, **each) for key, each in told.get("funds", {}).items()}
            imports = tuple(_listed(path.parent, each) for each in told.get("imports", []))
        except (tomllib.TOMLDecodeError, TypeError, KeyError, UnicodeDecodeError):
            raise Invalid("manifest_malformed", {"file": path.name}) from None
        return cls(path.parent, funds, imports)

    @classmethod
    def beside(cls, file: Path) -> Manifest | None:
        """The nearest manifest in the file's folder or above."""
        for folder in file.resolve().parents:
            if (folder / NAME).is_file():
                return cls.read(folder / NAME)
        return None

    def listing(self, file: Path) -> ListedImport | None:
        """The import a file belongs to."""
        whole = file.resolve()
        return next((each for each in self.imports if whole in each.files), None)


def find_fund(client: Client, listed: ListedFund) -> str:
    """The id of a fund on the platform; `NotFound("fund_not_imported")` before its register."""
    after: str | None = ""
    while after is not None:
        page = client.call("funds.list_funds", area_code=listed.area_code, after=after, limit=500)
        for fund in page["funds"]:
            if fund["name"] == listed.name and listed.area_code in fund["area_codes"]:
                return str(fund["fund_id"])
        after = page["after"]
    raise NotFound("fund_not_imported", {"fund": listed.name})


def _listed(folder: Path, told: Mapping[str, Any]) -> ListedImport:
    names: Sequence[str] = told["files"]
    files = tuple((folder / name).resolve() for name in names)
    fund, area_code = told.get("fund", ""), told.get("area_code", "")
    return ListedImport(told["kind"], files, told["as_of"], fund, area_code)
