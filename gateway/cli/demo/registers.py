"""The registers: every sample file, each row accepted, refused or waiting for somebody."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any, Final

from rich.progress import Progress
from rich.table import Table

from gateway import wording
from gateway.cli import imports, regulation_files
from gateway.cli.demo.people import COMMITTEE, REGISTRAR, TREASURER, Demo, command, demo_id
from gateway.cli.imports import DECISIONS, Order
from gateway.cli.manifests import ListedFund, ListedImport
from gateway.doors import Door
from kernel.client import Client

_ORDER: Final = ("funds", "members", "contributions", "claims", "survey")


def run(demo: Demo) -> bool:
    """Import everything the manifest lists; tell how the rows of each file ended, and why."""
    listed = sorted(demo.manifest.imports, key=lambda each: _ORDER.index(each.kind))
    ended: list[tuple[Order, dict[str, Any]]] = []
    with demo.asking(REGISTRAR) as client, _bar(demo) as bar:
        door, task = Door.find("cli"), bar.add_task("", total=len(listed))
        for each in listed:
            if each.kind == "contributions":
                open_books(demo)
            order = _order(demo, client, each)
            bar.update(task, description=order.files[0].name)
            told = imports.take_in(demo.session, client, door, order, bar=False)
            confirm_book(demo, told)
            ended.append((order, told))
            bar.advance(task)
    _show_files(demo, ended)
    _show_reasons(demo, ended)
    return all(told["state"] == "done" for _, told in ended)


def open_books(demo: Demo) -> None:
    """Adopt the regulations and post the opening balances, before money comes in."""
    for listed in demo.manifest.funds.values():
        if listed.regulations:
            _adopt(demo, listed)
        if listed.opening_balance_satang:
            _post_opening(demo, listed)


def confirm_book(demo: Demo, told: dict[str, Any]) -> None:
    """Another person confirms what a clerk's claims book says was paid."""
    if "NEEDS_CONFIRMING" not in told["file_codes"]:
        return
    book = {"fund_id": told["fund_id"], "import_id": told["import_id"]}
    with demo.asking(COMMITTEE) as client:
        client.call("funds.confirm_claims_book", {**command(f"confirm {book}"), **book})


def _adopt(demo: Demo, listed: ListedFund) -> None:
    written = regulation_files.read((demo.manifest.folder / listed.regulations).resolve())
    with demo.asking(COMMITTEE) as client:
        fund_id = demo.fund(client, listed.key)
        for version in written.versions:
            what = f"{listed.key} {version.number}"
            client.call(
                "funds.adopt_regulation",
                {
                    **command(f"adopt {what}"),
                    "regulation_id": demo_id("regulation", what),
                    "fund_id": fund_id,
                    **written.order(version),
                },
            )


def _post_opening(demo: Demo, listed: ListedFund) -> None:
    assert listed.opening_on is not None, "an opening balance has its day"
    with demo.asking(TREASURER) as client:
        client.call(
            "funds.record_opening_balance",
            {
                **command(f"open {listed.key}"),
                "entry_id": demo_id("entry", f"open {listed.key}"),
                "fund_id": demo.fund(client, listed.key),
                "day": listed.opening_on.isoformat(),
                "amount_satang": listed.opening_balance_satang,
            },
        )


def _order(demo: Demo, client: Client, listed: ListedImport) -> Order:
    fund_id = demo.fund(client, listed.fund) if listed.fund else ""
    as_of = listed.as_of.isoformat()
    return Order(listed.kind, fund_id, listed.files, as_of, area_code=listed.area_code)


def _bar(demo: Demo) -> Progress:
    console = demo.session.errors
    return Progress(console=console, transient=True, disable=not console.is_terminal)


def _show_files(demo: Demo, ended: list[tuple[Order, dict[str, Any]]]) -> None:
    table = Table(header_style="bold", pad_edge=False)
    table.add_column(demo.session.says("ไฟล์", "file"), overflow="fold")
    for decision in DECISIONS:
        table.add_column(demo.session.says(*imports.LABELS[decision]), justify="right")
    table.add_column("")
    sums: Counter[str] = Counter()
    folder = ""
    for order, told in ended:
        if order.files[0].parent.name != folder:
            folder = order.files[0].parent.name
            table.add_section()
            table.add_row(f"[bold]{folder}/[/]")
        counts = told["counts"]
        sums.update(counts)
        numbers = [f"{counts[decision]:,}" if counts[decision] else "·" for decision in DECISIONS]
        table.add_row(_named(order.files), *numbers, _state(demo, told))
    table.add_section()
    whole = [f"{sums[decision]:,}" for decision in DECISIONS]
    table.add_row(demo.session.says("รวม", "all"), *whole, "")
    demo.session.console.print(table)


def _named(files: tuple[Path, ...]) -> str:
    return ", ".join(file.name for file in files)


def _state(demo: Demo, told: dict[str, Any]) -> str:
    if told["state"] == "refused":
        code = (told["failure"] or {}).get("code", "")
        return f"[red]{wording.of_error(code, demo.session.language).says}[/]"
    if told["unchanged"]:
        return demo.session.says("มีอยู่แล้ว", "unchanged")
    return "[green]✓[/]"


def _show_reasons(demo: Demo, ended: list[tuple[Order, dict[str, Any]]]) -> None:
    """Why rows were refused, wait, or were taken in with a remark, over all files."""
    reasons: Counter[str] = Counter()
    for _, told in ended:
        reasons.update(told["reasons"])
        reasons.update(told["file_codes"])
    table = Table(header_style="bold", pad_edge=False)
    table.add_column(demo.session.says("แถว", "rows"), justify="right")
    table.add_column(demo.session.says("รหัส", "code"), no_wrap=True)
    table.add_column(demo.session.says("เพราะ", "why"), overflow="fold")
    for code, count in reasons.most_common():
        table.add_row(f"{count:,}", code, wording.of_row(code, demo.session.language).says)
    demo.session.console.print(table)
