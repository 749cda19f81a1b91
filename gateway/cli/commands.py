"""The commands: one for each method of the contracts, and the few that do more."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Final

import click
import orjson

from gateway import wording
from gateway.cli import (
    demo,
    events,
    filling,
    forecasts,
    imports,
    judgements,
    regulations,
    reports,
    showing,
)
from gateway.cli.session import Session
from gateway.doors import NoDoor
from kernel.client import Unexpected
from kernel.contracts import catalogue
from kernel.contracts.envelope import Request
from kernel.values.errors import KongbunError

_pass_session: Final = click.make_pass_decorator(Session)


class _Door(click.Group):
    """The whole command; whatever goes wrong ends in one sentence and a status."""

    def invoke(self, context: click.Context) -> Any:
        try:
            return super().invoke(context)
        except KongbunError as error:
            _say_no(context.find_object(Session) or Session("en"), error)
        except (NoDoor, Unexpected) as error:
            click.echo(f"kongbun: {error}", err=True)
        return context.exit(1)


def _say_no(session: Session, error: KongbunError) -> None:
    words = wording.of_error(error.code, session.language)
    session.errors.print(f"[bold red]✗[/] {words.says}", highlight=False)
    if words.do:
        session.errors.print(f"  → {words.do}", highlight=False)
    told = {name: value for name, value in error.details.items() if value not in (None, "", [])}
    details = f" {orjson.dumps(told).decode()}" if told else ""
    session.errors.print(
        showing.text(f"  {type(error).__name__} {error.code}{details}"), style="dim"
    )


@click.group(cls=_Door, context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--lang", type=click.Choice(wording.LANGUAGES), help="ภาษา / language")
@click.option("--as", "roles", multiple=True, metavar="ROLE", help="act in a role; may be repeated")
@click.option("--actor", "actor_id", default="", metavar="ID", help="who acts (default: you)")
@click.option("--for", "funds", multiple=True, metavar="FUND_ID", help="act for this fund only")
@click.option("--seconds", default=30.0, show_default=True, help="how long an answer may take")
@click.pass_context
def kongbun(
    context: click.Context,
    lang: str | None,
    roles: tuple[str, ...],
    actor_id: str,
    funds: tuple[str, ...],
    seconds: float,
) -> None:
    """กองบุญ: Thailand's community welfare funds, from a terminal."""
    session = Session(lang or wording.language(), roles, actor_id, seconds=seconds)
    if funds:
        session.funds = funds
    context.obj = session


@kongbun.command("import")
@click.argument("files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False))
@click.option("--kind", help="what the file is, where no manifest.toml says so")
@click.option("--fund", "fund_id", help="whose it is, where no manifest.toml says so")
@click.option("--area", "area_code", help="where (DOPA code): a survey names only its tambon")
@click.option("--as-of", help="the day it speaks of (YYYY-MM-DD)")
@click.option("--replace", is_flag=True, help="correct what another file brought")
@click.option("--strict", is_flag=True, help="status 1 if any row was refused or is for review")
@click.option("--rows", is_flag=True, help="show every row that was refused or is for review")
@_pass_session
def import_files(
    session: Session, /, files: tuple[str, ...], *, strict: bool, rows: bool, **said: Any
) -> None:
    """Take in register files; files that belong together (a survey's) are given together."""
    told = imports.Said(**said)
    click.get_current_context().exit(
        imports.run(session, files, said=told, strict=strict, rows=rows)
    )


@kongbun.command("demo")
@click.option("--registers", default="samples/registers", show_default=True, type=click.Path())
@_pass_session
def show_demo(session: Session, registers: str) -> None:
    """See the platform do its work on the sample registers."""
    click.get_current_context().exit(demo.run(session, Path(registers)))


def _method(service: str, request: type[Request]) -> click.Command:
    """The command of one method: fields as NAME=VALUE."""

    @click.argument("pairs", nargs=-1, metavar="[FIELD=VALUE]...")
    @click.option("--json", "as_json", is_flag=True, help="print the reply as JSON")
    @_pass_session
    def call(session: Session, pairs: tuple[str, ...], as_json: bool) -> None:
        fields = filling.fields(request, pairs)
        with session.client() as client:
            told = client.call(f"{service}.{request.method_name()}", fields)
        if as_json:
            click.echo(json.dumps(told, ensure_ascii=False, indent=2))
        elif not any(show(session, told) for show in (judgements.show, forecasts.show)):
            showing.reply(session.console, told, session.language)

    name = request.method_name().replace("_", "-")
    return click.command(name, help=_help(request))(call)


def _help(request: type[Request]) -> str:
    lines = [request.__doc__ or "", "", "\b", "fields:", *filling.explained(request)]
    if request.roles:
        lines += ["", f"needs --as {' or '.join(sorted(request.roles))}"]
    return "\n".join(lines)


def _service(name: str) -> click.Group:
    group = click.Group(name, help=f"Ask {name}.")
    for _, request in sorted(catalogue.contract(name).requests.items()):
        if "cli" in request.callers:
            group.add_command(_method(name, request))
    return group


kongbun.add_command(events.events)
kongbun.add_command(regulations.regulation)
kongbun.add_command(reports.report)
for _name in catalogue.SERVICES:
    kongbun.add_command(_service(_name))
