"""`kongbun regulation`: a regulation from a file, checked, tried, proposed or adopted."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import click

from gateway.cli import judgements, regulation_files, showing
from gateway.cli.regulation_files import NotARegulation, RegulationFile, Written
from gateway.cli.session import Session
from kernel.client import Client, new_id
from kernel.values.thai_calendar import in_thai

_pass_session: Final = click.make_pass_decorator(Session)
_file: Final = click.argument(
    "file", type=click.Path(exists=True, dir_okay=False, path_type=Path), metavar="FILE.yaml"
)


def _number(standing: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    return click.option("--version", "number", type=int, help=f"this version ({standing})")


@click.group("regulation")
def regulation() -> None:
    """A regulation from a file: check it, try it on a year, propose or adopt it."""


@regulation.command("check")
@_file
@_number("default: all of the file")
@_pass_session
def check(session: Session, file: Path, number: int | None) -> None:
    """What the checker finds in it; status 1 if anything is open still."""
    written = _read(file)
    with session.client() as client:
        sound = _check(session, client, written, _versions(written, number))
    click.get_current_context().exit(0 if sound else 1)


@regulation.command("adopt")
@click.argument("fund_id")
@_file
@_number("default: all of the file")
@_pass_session
def adopt(session: Session, fund_id: str, file: Path, number: int | None) -> None:
    """Adopt what was in force before the fund came here; later versions are proposed."""
    written = _read(file)
    versions = _versions(written, number)
    with session.client() as client:
        if not _check(session, client, written, versions):
            click.get_current_context().exit(1)
        for version in versions:
            _ask(client, "funds.adopt_regulation", fund_id, written, version)
            line = session.says("ประกาศใช้ฉบับที่ {} แล้ว", "Version {} is adopted.")
            session.console.print(line.format(version.number), highlight=False)


@regulation.command("propose")
@click.argument("fund_id")
@_file
@_number("default: the last")
@_pass_session
def propose(session: Session, fund_id: str, file: Path, number: int | None) -> None:
    """Propose a version, which another member of the committee then approves."""
    written = _read(file)
    version = _version(written, number)
    with session.client() as client:
        if not _check(session, client, written, [version]):
            click.get_current_context().exit(1)
        told = _ask(client, "funds.propose_regulation", fund_id, written, version)
    line = session.says(
        "เสนอฉบับที่ {} แล้ว รอกรรมการคนอื่นอนุมัติ", "Version {} is proposed; another has to approve it:"
    )
    session.console.print(line.format(version.number), highlight=False)
    approve = f"fund_id={fund_id} regulation_id={told['regulation_id']}"
    click.echo(f"  kongbun --as committee funds approve-regulation {approve}")


@regulation.command("what-if")
@click.argument("fund_id")
@_file
@click.option("--from", "from_day", required=True, metavar="YYYY-MM-DD", help="first day of events")
@click.option("--to", "to_day", required=True, metavar="YYYY-MM-DD", help="last day of events")
@_number("default: the last")
@_pass_session
def what_if(
    session: Session, fund_id: str, file: Path, from_day: str, to_day: str, number: int | None
) -> None:
    """What the claims of these days would have been given under it; nothing is written."""
    asked = {
        "fund_id": fund_id,
        "from_day": from_day,
        "to_day": to_day,
        "rules": dict(_version(_read(file), number).rules),
    }
    with session.client() as client:
        told = client.call("funds.what_if", asked)
    showing.reply(session.console, told, session.language)


def _check(
    session: Session, client: Client, written: RegulationFile, versions: Sequence[Written]
) -> bool:
    """Show what is found in each version; whether nothing stands in the way of any."""
    sound = True
    for version in versions:
        asked = {"rules": dict(version.rules)}
        found: list[Mapping[str, Any]] = client.call("funds.check_regulation", asked)["findings"]
        heading = session.says("ฉบับที่ {} ใช้ตั้งแต่ {}", "Version {}, in force from {}")
        day = session.says(in_thai(version.in_force_from), version.in_force_from.isoformat())
        session.console.print(f"[bold]{heading.format(version.number, day)}[/]", highlight=False)
        if found:
            judgements.show_findings(session, found, written.answers)
        else:
            nothing = session.says(
                "ไม่พบช่องว่าง ขั้นที่ซ้อนกัน หรือข้อที่เป็นไปไม่ได้", "no gaps, no overlaps, nothing impossible"
            )
            session.console.print(f"[green]✓[/] {nothing}", highlight=False)
        sound = sound and not judgements.open_findings(found, written.answers)
    return sound


def _ask(
    client: Client, method: str, fund_id: str, written: RegulationFile, version: Written
) -> dict[str, Any]:
    order = {
        "command_id": new_id("command"),
        "regulation_id": new_id("regulation"),
        "fund_id": fund_id,
        **written.order(version),
    }
    told: dict[str, Any] = client.call(method, order)
    return told


def _read(file: Path) -> RegulationFile:
    try:
        return regulation_files.read(file)
    except NotARegulation as error:
        raise click.UsageError(f"{file.name} {error}") from None


def _version(written: RegulationFile, number: int | None) -> Written:
    try:
        return written.version(number)
    except NotARegulation as error:
        raise click.UsageError(f"the file {error}") from None


def _versions(written: RegulationFile, number: int | None) -> Sequence[Written]:
    return written.versions if number is None else [_version(written, number)]
