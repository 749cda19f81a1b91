"""What runs, where, and whether it is ready: a table for a person."""

from __future__ import annotations

from pathlib import Path

from rich.console import Console
from rich.table import Table
from rich.text import Text

from deploy.local import fleet, ports, postgres, processes, rabbitmq
from deploy.local.given import Given
from deploy.local.layout import Layout
from deploy.local.talk import relative
from kernel.contracts.catalogue import SERVICES


def show(root: Path, console: Console) -> None:
    """Print the table, and what else one needs to look around."""
    layout = Layout.of(root)
    table = Table(box=None, pad_edge=False, padding=(0, 3, 0, 0))
    for column in ("part", "state", "address"):
        table.add_column(column, overflow="fold")
    for part, state, address in (*_servers(layout), *_services(layout)):
        style = "green" if state in {"ready", "runs"} else "dim" if state == "stopped" else "yellow"
        table.add_row(part, Text(state, style), address)
    console.print(table)
    lines = [
        "",
        f"settings         {relative(layout.local)}/services/, {relative(layout.local)}/doors/",
    ]
    if rabbitmq.running(layout):
        password = relative(rabbitmq.password_file(layout))
        page = f"http://127.0.0.1:{ports.remembered(layout, 'rabbitmq-management')}/"
        lines += [
            f"RabbitMQ's page  {page}",
            f"                 {rabbitmq.ADMIN}, password in {password}",
        ]
    for line in lines:
        console.print(line, soft_wrap=True, markup=False)


def _servers(layout: Layout) -> list[tuple[str, str, str]]:
    given = Given.by_environment()
    rows = []
    if given.database_url:
        rows.append(("PostgreSQL", "given", "KONGBUN_DATABASE_URL"))
    else:
        rows.append(("PostgreSQL", _runs(postgres.running(layout)), _at(layout, "postgres")))
    if given.amqp_url:
        rows.append(("RabbitMQ", "given", "KONGBUN_AMQP_URL"))
    else:
        state = _runs(rabbitmq.running(layout))
        metrics = f"http://127.0.0.1:{ports.remembered(layout, 'rabbitmq-prometheus')}/metrics"
        rows.append(("RabbitMQ", state, _at(layout, "rabbitmq")))
        rows.append(("", "", metrics if state == "runs" else ""))
    return rows


def _services(layout: Layout) -> list[tuple[str, str, str]]:
    rows = []
    for service in SERVICES:
        port = ports.remembered(layout, service)
        if processes.running(fleet.pidfile(layout.local, service)) is None or port is None:
            rows.append((service, "stopped", ""))
        else:
            address = f"http://127.0.0.1:{port}/metrics"
            rows.append((service, fleet.readiness(port), address))
    return rows


def _runs(running: bool) -> str:
    return "runs" if running else "stopped"


def _at(layout: Layout, name: str) -> str:
    port = ports.remembered(layout, name)
    return f"127.0.0.1:{port}" if port else ""
