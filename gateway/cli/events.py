"""`kongbun events`: what could not take effect, over all services, seen and settled."""

from __future__ import annotations

from typing import Any, Final

import click

from gateway.cli import showing
from gateway.cli.session import Session
from kernel.client import Client, new_id
from kernel.contracts import catalogue
from kernel.values.errors import NotFound

_pass_session: Final = click.make_pass_decorator(Session)
_service: Final = click.option(
    "--service", type=click.Choice(catalogue.SERVICES), help="of this service only"
)


_over_gap: Final = click.option(
    "--over-gap", is_flag=True, help="give up too what is missing before it and will never come"
)


@click.group("events")
@click.pass_context
def events(context: click.Context) -> None:
    """Events that could not take effect: see them, try them again, give them up."""
    session: Session = context.obj
    if not session.roles:
        session.roles = ("operator",)


@events.command("parked")
@_service
@_pass_session
def parked(session: Session, service: str | None) -> None:
    """List what is parked, oldest first; status 1 if anything is."""
    with session.client() as client:
        rows = [
            {"service": name, **row}
            for name in _services(service)
            for row in client.call(f"{name}.list_parked")["parked"]
        ]
    if not rows:
        session.console.print(session.says("ไม่มีเหตุการณ์ที่พักไว้", "Nothing is parked."))
        return
    _print_rows(session, rows)
    click.get_current_context().exit(1)


@events.command("show")
@click.argument("event_id")
@_service
@_pass_session
def show(session: Session, event_id: str, service: str | None) -> None:
    """Show one parked event, with what it says."""
    with session.client() as client:
        name, told = _found(client, service, "get_parked", event_id)
    showing.reply(session.console, {"service": name, **told}, session.language)


@events.command("retry")
@click.argument("event_ids", nargs=-1, required=True)
@_over_gap
@_service
@_pass_session
def retry(
    session: Session, event_ids: tuple[str, ...], service: str | None, over_gap: bool
) -> None:
    """Let events take effect, and after each those of its thing that wait behind it."""
    with session.client() as client:
        for event_id in event_ids:
            name, told = _found(client, service, "retry_parked", event_id, over_gap=over_gap)
            _print_settled(session, name, event_id, told)


@events.command("discard")
@click.argument("event_id")
@click.option("--reason", required=True, help="why its effect is given up; kept for ever")
@_over_gap
@_service
@_pass_session
def discard(
    session: Session, event_id: str, reason: str, service: str | None, over_gap: bool
) -> None:
    """Give an event up for good; what follows it may then be tried again."""
    order = {"command_id": new_id("command"), "reason": reason, "over_gap": over_gap}
    with session.client() as client:
        name, told = _found(client, service, "discard_parked", event_id, **order)
    _print_settled(session, name, event_id, told)


def _services(service: str | None) -> tuple[str, ...]:
    return (service,) if service else tuple(catalogue.SERVICES)


def _found(
    client: Client, service: str | None, method: str, event_id: str, **more: Any
) -> tuple[str, dict[str, Any]]:
    """Ask each service until one has it parked."""
    for name in _services(service):
        try:
            return name, client.call(f"{name}.{method}", event_id=event_id, **more)
        except NotFound as error:
            if error.code != "event_not_parked":
                raise
    raise NotFound("event_not_parked")


def _print_settled(session: Session, name: str, event_id: str, told: dict[str, Any]) -> None:
    done, left = told["done"], told["left"]
    session.console.print(
        session.says(
            f"{name} {event_id}: มีผลแล้ว {done} เหตุการณ์ ยังพักไว้ {left}",
            f"{name} {event_id}: {done} took effect, {left} still parked",
        ),
        soft_wrap=True,
    )


def _print_rows(session: Session, rows: list[dict[str, Any]]) -> None:
    """A table where the terminal has room for it, paragraphs where not: ids must stay whole."""
    says = session.says
    told = [
        {
            says("บริการ", "service"): row["service"],
            "event_id": row["event_id"],
            says("เหตุการณ์", "event"): row["name"],
            says("เพราะ", "why"): row["why"],
            says("ตั้งแต่ (UTC)", "since (UTC)"): row["parked_at"][:16].replace("T", " "),
            says("ของ", "of"): f"{row['partition_key']} #{row['sequence']}",
        }
        for row in rows
    ]
    showing.reply(session.console, {"parked": told}, session.language)
