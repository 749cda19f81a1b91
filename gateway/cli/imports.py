"""`kongbun import`: hand files in, follow them, tell how every row ended."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import click
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from gateway import wording
from gateway.cli import showing
from gateway.cli.manifests import Manifest, find_fund
from gateway.cli.session import Session
from gateway.doors import Door
from kernel.client import Client, new_id
from kernel.contracts.imports import KINDS, ROWS_MAX
from kernel.values.actors import EVERY_FUND, Actor
from kernel.values.errors import KongbunError

LOOK_SECONDS: Final = 0.1
DECISIONS: Final = ("accepted", "rejected", "review", "no_payment")
SERVICE_OF: Final = {kind: service for service, kinds in KINDS.items() for kind in kinds}
_IMPORTER: Final = Actor(
    "staff_importer", frozenset({"clerk", "ministry"}), frozenset({EVERY_FUND})
)
LABELS: Final = {
    "accepted": ("รับเข้า", "accepted"),
    "rejected": ("ไม่รับ", "rejected"),
    "review": ("รอตรวจ", "for review"),
    "no_payment": ("ไม่มีเงิน", "no payment"),
}
_ROW_HEADINGS: Final = (
    ("แผ่น", "sheet"),
    ("แถว", "row"),
    ("ผล", "end"),
    ("เพราะ → ทำอย่างไร", "why → what to do"),
)


@dataclass(frozen=True)
class Said:
    """What the person at the command line says of the files; the rest a manifest says."""

    kind: str | None = None
    fund_id: str | None = None
    area_code: str | None = None
    as_of: str | None = None
    replace: bool = False


@dataclass(frozen=True)
class Order:
    """One import to be made."""

    kind: str
    fund_id: str
    files: tuple[Path, ...]
    as_of: str
    replace: bool = False
    area_code: str = ""

    @property
    def title(self) -> str:
        return ", ".join(file.name for file in self.files)


def run(
    session: Session,
    files: Sequence[str],
    *,
    said: Said,
    strict: bool,
    rows: bool,
) -> int:
    """Import files; status 0 if each was taken in, 1 if one was refused (or, `strict`, a row)."""
    actor = session.actor or _IMPORTER
    status = 0
    with session.client(actor) as client:
        store = Door.find("cli")
        for order in _orders(client, files, said):
            try:
                done = take_in(session, client, store, order)
            except KongbunError as error:
                _refused(session, order, error.code, error.details)
                status = 1
                continue
            show(session, order, done)
            if done["state"] == "refused":
                status = 1
            elif rows:
                _show_rows(session, client, order, done["import_id"])
            if strict and (done["counts"]["rejected"] or done["counts"]["review"]):
                status = 1
    return status


def take_in(
    session: Session, client: Client, door: Door, order: Order, *, bar: bool = True
) -> dict[str, Any]:
    """Seal the files into the store, begin the import, follow it to its end."""
    store, service = door.files(), SERVICE_OF[order.kind]
    files = [{"name": file.name, "sha256": store.put(file.read_bytes())} for file in order.files]
    begun = client.call(
        f"{service}.start_import",
        {
            "command_id": new_id("command"),
            "import_id": new_id("import"),
            "kind": order.kind,
            "fund_id": order.fund_id,
            "area_code": order.area_code,
            "files": files,
            "as_of": order.as_of,
            "replace": order.replace,
        },
    )
    with _bar(session, bar) as progress:
        done = _follow(client, progress, order, begun["import_id"])
    return {**done, "unchanged": begun["unchanged"] and begun["state"] == "done"}


def _follow(client: Client, bar: Progress, order: Order, import_id: str) -> dict[str, Any]:
    """Ask until the import has ended; the bar shows the rows read meanwhile."""
    task, service = bar.add_task(order.title, total=None), SERVICE_OF[order.kind]
    while True:
        told: dict[str, Any] = client.call(f"{service}.get_import", import_id=import_id)
        if told["state"] != "waiting":
            return told
        bar.update(task, completed=told["rows_done"], total=told["rows_total"] or None)
        time.sleep(LOOK_SECONDS)  # noqa: TID251 - asks again for the fact


def _bar(session: Session, shown: bool) -> Progress:
    columns = (
        TextColumn("{task.description}"),
        BarColumn(bar_width=24),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    console = session.errors
    shown = shown and console.is_terminal
    return Progress(*columns, console=console, transient=True, disable=not shown)


def show(session: Session, order: Order, done: dict[str, Any]) -> None:
    """One line for the file, then why rows were not simply accepted."""
    if done["state"] == "refused":
        failure = done["failure"] or {}
        _refused(session, order, failure.get("code", "import_failed"), failure.get("details", {}))
        return
    parts = [
        f"{session.says(*LABELS[name])} {done['counts'][name]:,}"
        for name in DECISIONS
        if done["counts"][name] or name == "accepted"
    ]
    again = session.says(" (มีอยู่แล้ว ไม่เปลี่ยนแปลง)", " (taken in before, nothing changed)")
    session.console.print(
        f"[green]✓[/] {order.title}: {'  '.join(parts)}{again if done['unchanged'] else ''}",
        highlight=False,
    )
    if not done["unchanged"]:
        _show_reasons(session, done)


def _show_reasons(session: Session, done: dict[str, Any]) -> None:
    codes = [*done["reasons"].items(), *((code, 1) for code in done["file_codes"])]
    if not codes:
        return
    table = Table(box=None, show_header=False, padding=(0, 1, 0, 2))
    table.add_column(justify="right")
    table.add_column(style="dim", no_wrap=True)
    table.add_column(overflow="fold")
    for code, count in sorted(codes, key=lambda each: -each[1]):
        table.add_row(f"{count:,}", code, wording.of_row(code, session.language).says)
    session.console.print(table)


def _show_rows(session: Session, client: Client, order: Order, import_id: str) -> None:
    """Every row that was refused or is for review, with what to do."""
    table = Table(header_style="bold", pad_edge=False)
    for thai, english in _ROW_HEADINGS:
        table.add_column(session.says(thai, english), overflow="fold")
    after: int | None = 0
    while after is not None:
        page = client.call(
            f"{SERVICE_OF[order.kind]}.list_import_rows",
            import_id=import_id,
            after=after,
            limit=ROWS_MAX,
            decisions=["rejected", "review"],
        )
        for row in page["rows"]:
            words = [wording.of_row(code, session.language) for code in row["codes"]]
            why = "\n".join(f"{each.says} → {each.do}" for each in words)
            end = session.says(*LABELS[row["decision"]])
            table.add_row(row["sheet"] or "-", f"{row['row']}", end, showing.text(why))
        after = page["after"]
    session.console.print(table)


def _refused(session: Session, order: Order, code: str, details: dict[str, Any]) -> None:
    words = wording.of_error(code, session.language)
    session.errors.print(f"[bold red]✗[/] {order.title}: {words.says}", highlight=False)
    if words.do:
        session.errors.print(f"  → {words.do}", highlight=False)
    told = ", ".join(f"{name}={value}" for name, value in details.items())
    session.errors.print(showing.text(f"  {code} {told}".rstrip()), style="dim")


def _orders(client: Client, files: Sequence[str], said: Said) -> list[Order]:
    """What to import: as told, or as the manifest beside the files says."""
    paths = [Path(file) for file in files]
    if said.kind is not None:
        return [_told(said.kind, tuple(paths), said)]
    orders: dict[tuple[Path, ...], Order] = {}
    for path in paths:
        manifest = Manifest.beside(path)
        listed = manifest.listing(path) if manifest else None
        if manifest is None or listed is None:
            raise click.UsageError(f"no manifest.toml lists {path}; say --kind, --fund, --as-of")
        owner = manifest.funds[listed.fund] if listed.fund else None
        found = said.fund_id or (find_fund(client, owner) if owner else "")
        orders[listed.files] = Order(
            kind=listed.kind,
            fund_id=found,
            files=listed.files,
            as_of=said.as_of or listed.as_of.isoformat(),
            replace=said.replace,
            area_code=said.area_code or listed.area_code,
        )
    return list(orders.values())


def _told(kind: str, paths: tuple[Path, ...], said: Said) -> Order:
    if kind not in SERVICE_OF:
        raise click.UsageError(f"--kind is one of {', '.join(SERVICE_OF)}")
    if said.as_of is None:
        raise click.UsageError("--kind needs --as-of, the day the file speaks of")
    fund_id, area_code = said.fund_id or "", said.area_code or ""
    return Order(kind, fund_id, paths, said.as_of, said.replace, area_code)
