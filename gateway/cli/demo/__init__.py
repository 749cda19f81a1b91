"""`kongbun demo`: a fund's year on the platform, from its registers to a paid claim.

Everything is done through the doors, as people would do it. Ids are made from names, so that a
second run asks the same commands again and is told what they did the first time.
"""

from __future__ import annotations

from pathlib import Path

from rich.rule import Rule

from gateway.cli.demo import books, claim, household, partner, registers
from gateway.cli.demo.people import Demo
from gateway.cli.manifests import NAME, Manifest
from gateway.cli.session import Session
from kernel.values.errors import NotFound


def run(session: Session, folder: Path) -> int:
    """Show it all; 0 if every part did what it says."""
    path = folder / NAME
    if not path.is_file():
        raise NotFound("manifest_missing", {"folder": str(folder)})
    demo = Demo(session, Manifest.read(path))
    parts = (
        (registers.run, ("ทะเบียน", "The registers")),
        (books.run, ("บัญชี", "The books")),
        (claim.run, ("คำขอรับสวัสดิการหนึ่งคำขอ", "One claim")),
        (partner.run, ("กองทุนภาคี", "The partner fund")),
        (household.run, ("สมุดพกครัวเรือน", "One household's logbook")),
    )
    good = True
    for part, title in parts:
        session.console.print()
        session.console.print(Rule(session.says(*title), align="left"))
        good = part(demo) and good
    _farewell(session, good)
    return 0 if good else 1


def _farewell(session: Session, good: bool) -> None:
    session.console.print()
    if good:
        done = session.says("ครบทุกขั้น บัญชีสมดุล", "All parts done; the ledger balances.")
        session.console.print(f"[bold green]✓[/] {done}")
    else:
        session.console.print(
            session.says(
                "[bold red]✗[/] ยังไม่ครบ ดูข้างบน", "[bold red]✗[/] Not all of it: see above."
            )
        )
    session.console.print(
        session.says(
            "  ระบบยังทำงานอยู่: make status ดูที่อยู่  make logs ดูบันทึก  make down หยุด",
            "  It all still runs: make status shows where, make logs what, make down stops it.",
        ),
        highlight=False,
    )
