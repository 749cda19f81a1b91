"""What a regulation says of a claim, and the checker of a draft, as a committee reads it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from rich.table import Table

from gateway import wording
from gateway.cli.session import Session
from gateway.cli.showing import baht, text
from kernel.values.thai_calendar import in_thai


def show(session: Session, told: Any) -> bool:
    """Show a reply that has words for people in it; False for every other reply."""
    if not isinstance(told, Mapping):
        return False
    if "conditions" in told:
        conditions(session, told)
        outcome(session, told)
        return True
    findings = told.get("findings")
    if isinstance(findings, list) and findings and isinstance(findings[0], Mapping):
        show_findings(session, findings)
        return True
    return False


def conditions(session: Session, told: Mapping[str, Any]) -> None:
    """Every condition with its mark, then the ceilings that lessened the amount."""
    table = Table(show_header=False, box=None, padding=(0, 1, 0, 2))
    for condition in told["conditions"]:
        mark = "[green]✓[/]" if condition["holds"] else "[red]✗[/]"
        table.add_row(mark, text(session.says(condition["thai"], condition["english"])))
    failed = {each["code"] for each in told["conditions"] if not each["holds"]}
    for code in told["codes"]:
        if code not in failed:
            table.add_row("[yellow]↓[/]", text(wording.of_row(code, session.language).says))
    session.console.print(table)


def outcome(session: Session, told: Mapping[str, Any]) -> None:
    """The amount and the version it comes from, and what people should look into."""
    says, version = session.says, told["version"]
    by = says(f"ระเบียบฉบับที่ {version}", f"Version {version} of the regulation")
    if version is None:
        by = says("ไม่มีระเบียบ", "No regulation")
    if told["due_satang"] is None:
        choices = ", ".join(baht(each) for each in told["choices_satang"])
        line = says(f"{by} ให้คำตอบมากกว่าหนึ่ง: {choices} บาท", f"{by} gives several: {choices} baht")
        session.console.print(f"[yellow]?[/] {line}", highlight=False)
    else:
        due = baht(told["due_satang"])
        line = says(f"{by} ให้ {due} บาท", f"{by} gives {due} baht.")
        session.console.print(f"[bold]=[/] {line}", highlight=False)
    warnings(session, told)


def warnings(session: Session, told: Mapping[str, Any]) -> None:
    """What stops nothing, and whoever decides should look into."""
    says = session.says
    if told["claimed_elsewhere"]:
        line = says(
            "มีคำขอของเหตุเดียวกันนี้ในกองทุนอื่นด้วย ให้ถามสมาชิกก่อนตัดสินใจ",
            "The same event is claimed in another fund too; ask the member before you decide.",
        )
        session.console.print(f"[yellow]![/] {line}", highlight=False)
    for each in told.get("house_claims", ()):
        number, day = text(each["claim_no"]), each["event_on"]
        thai = in_thai(dt.date.fromisoformat(day), short=True)
        line = says(
            f"บ้านหลังนี้มีคำขอเลขที่ {number} เหตุวันที่ {thai} ด้วย ให้ถามว่าเป็นเหตุเดียวกันหรือไม่",
            f"The house has claim {number} of {day} too: ask whether it is the same event.",
        )
        session.console.print(f"[yellow]![/] {line}", highlight=False)


def show_findings(
    session: Session, findings: list[Mapping[str, Any]], answers: Mapping[str, str] | None = None
) -> None:
    """What the checker found, each with the answer it has or the key that answers it."""
    table = Table(show_header=False, box=None, padding=(0, 1, 0, 0))
    for each in findings:
        answer = "" if each["impossible"] else (answers or {}).get(each["key"], "")
        unanswered = "·" if each.get("remark") else "[yellow]?[/]"
        mark = "[green]✓[/]" if answer else unanswered
        said = text(session.says(each["thai"], each["english"]))
        table.add_row("[red]✗[/]" if each["impossible"] else mark, said)
        table.add_row("", text(answer or each["key"]), style="dim")
    session.console.print(table)
    if open_findings(findings, answers or {}):
        answer = session.says(
            "✗ ต้องแก้ก่อน ? ต้องมีคำตอบของคณะกรรมการใน findings_answered",
            "✗ must be mended; ? needs the committee's answer in findings_answered",
        )
        session.console.print(answer, style="dim", highlight=False)


def open_findings(
    findings: list[Mapping[str, Any]], answers: Mapping[str, str]
) -> list[Mapping[str, Any]]:
    """Findings that stand in the way still: impossible, or not answered for."""
    answered = {key for key, answer in answers.items() if answer.strip()}
    return [
        each
        for each in findings
        if each["impossible"] or not (each.get("remark") or each["key"] in answered)
    ]
