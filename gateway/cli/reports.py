"""`kongbun report`: a fund's year and its statements, a passbook, as PDF, XLSX or CSV."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import click

from gateway.cli.session import Session
from gateway.reports.papers import Paper
from kernel.client import Client
from kernel.contracts.members import GetBeneficiary, GetMember, GetMembers
from kernel.values.errors import NotFound
from kernel.values.thai_calendar import bangkok_day
from kernel.wire.clock import SystemClock

FORMATS: Final = (".pdf", ".xlsx", ".csv")
BOOKS: Final = (".xlsx", ".csv")
PICTURES: Final = (".png", ".svg")
_PAGE: Final = 500
_pass_session: Final = click.make_pass_decorator(Session)


def _file(_: click.Context, __: click.Parameter, given: str) -> Path:
    path = Path(given)
    if path.suffix.lower() not in FORMATS:
        raise click.BadParameter(f"the name must end in {', '.join(FORMATS)}")
    return path


def _book(_: click.Context, __: click.Parameter, given: str) -> Path:
    path = Path(given)
    if path.suffix.lower() not in BOOKS:
        raise click.BadParameter(f"the name must end in {', '.join(BOOKS)}")
    return path


def _picture(_: click.Context, __: click.Parameter, given: str) -> Path:
    path = Path(given)
    if path.suffix.lower() not in PICTURES:
        raise click.BadParameter(f"the name must end in {', '.join(PICTURES)}")
    return path


_TO: Final = click.option(
    "--to", required=True, callback=_file, metavar="FILE", help="the file: .pdf, .xlsx or .csv"
)


@click.group("report")
def report() -> None:
    """Write a report as a file; its ending says which kind."""


@report.command("annual")
@click.argument("fund_id")
@click.option("--year", type=int, required=True, help="the year's Buddhist name")
@click.option("--ages-from", help="the ages each band begins at, such as 0,15,60")
@_TO
@_pass_session
def annual(session: Session, fund_id: str, year: int, ages_from: str | None, to: Path) -> None:
    """A fund's year: balance sheet, income statement, benefits, members; to be signed."""
    from gateway.reports import annual as reports  # noqa: PLC0415 - the door opens without fonts

    with session.client() as client:
        told = client.call("funds.get_annual_return", fund_id=fund_id, year=year)
        asked: dict[str, Any] = {"fund_id": fund_id, "year": year}
        if ages_from:
            asked["ages_from"] = [int(age) for age in ages_from.split(",")]
        members = client.call("funds.get_member_return", asked)
        named = _names(session, client, [each["membership_id"] for each in told["officers"]])
    _write(session, reports.annual_return(told, members, named), to)


@report.command("audit-pack")
@click.argument("fund_id")
@click.option("--year", type=int, required=True, help="the year's Buddhist name")
@click.option("--to", required=True, callback=_book, metavar="FILE", help="the file: .xlsx or .csv")
@_pass_session
def audit_pack(session: Session, fund_id: str, year: int, to: Path) -> None:
    """A year's balances, entries, claims and corrections, with who made each: for the auditor."""
    from gateway.reports import audit_pack as packs  # noqa: PLC0415

    with session.client() as client:
        told = client.call("funds.get_annual_return", fund_id=fund_id, year=year)
        days = {"from_day": told["from_day"], "to_day": told["to_day"]}
        statement = client.call("funds.get_statement", fund_id=fund_id, **days)
        entries = _pages(client, "entries", fund_id=fund_id, **days)
        claims = _pages(client, "claims", fund_id=fund_id, to_day=told["to_day"])
        turned = _pages(client, "reversals", fund_id=fund_id)
    _write(session, packs.audit_pack(told, statement, entries, claims, turned), to)


@report.command("balance-sheet")
@click.argument("fund_id")
@click.option("--day", metavar="YYYY-MM-DD", help="at the end of which day (default: today)")
@_TO
@_pass_session
def balance_sheet(session: Session, fund_id: str, day: str | None, to: Path) -> None:
    """What a fund has and whose it is, beside the end of the year before; to be signed."""
    from gateway.reports import statements  # noqa: PLC0415

    with session.client() as client:
        told = client.call("funds.get_balance_sheet", fund_id=fund_id, day=day)
        last = dt.date.fromisoformat(told["year_begins_on"]) - dt.timedelta(days=1)
        before = client.call("funds.get_balance_sheet", fund_id=fund_id, day=last.isoformat())
    _write(session, statements.balance_sheet(told, before), to)


@report.command("income-statement")
@click.argument("fund_id")
@click.option("--year", type=int, required=True, help="the year's Buddhist name")
@_TO
@_pass_session
def income_statement(session: Session, fund_id: str, year: int, to: Path) -> None:
    """What came in and went out in a year, beside the year before; to be signed."""
    from gateway.reports import statements  # noqa: PLC0415

    with session.client() as client:
        told, before = (
            client.call("funds.get_annual_return", fund_id=fund_id, year=each)
            for each in (year, year - 1)
        )
    _write(session, statements.income_statement(told, before), to)


@report.command("passbook")
@click.argument("fund_id")
@click.argument("membership_id")
@_TO
@_pass_session
def passbook(session: Session, fund_id: str, membership_id: str, to: Path) -> None:
    """What a member paid and received."""
    from gateway.reports import annual as reports  # noqa: PLC0415

    with session.client() as client:
        fund = client.call("funds.get_fund", fund_id=fund_id)
        member_no, lines = _lines(client, fund_id, membership_id)
        member = _member(session, client, membership_id)
    _write(session, reports.passbook(fund, member_no, lines, member), to)


@report.command("voucher")
@click.argument("claim_id")
@click.option("--target", default="", help="the phone or id number PromptPay pays to; not kept")
@_TO
@_pass_session
def voucher(session: Session, claim_id: str, target: str, to: Path) -> None:
    """What an approved claim pays to whom, to be signed; with a code to scan if it goes there."""
    from gateway.reports import vouchers  # noqa: PLC0415

    with session.client() as client:
        claim = client.call("funds.get_claim", claim_id=claim_id)
        vouchers.must_be_payable(claim)  # before anybody is read of
        fund = client.call("funds.get_fund", fund_id=claim["fund_id"])
        made = client.call("funds.list_payments", claim_id=claim_id)["payments"]
        member = _member(session, client, claim["membership_id"])
        named = _beneficiary(session, client, claim) if claim["kind"] == "death" else None
        asked = {"claim_id": claim_id, "target": target}
        code = client.call("funds.get_promptpay_code", asked)["payload"] if target else ""
    _write(session, vouchers.voucher(fund, claim, member, made, code, named), to)


@report.command("promptpay")
@click.argument("claim_id")
@click.argument("target")
@click.option("--to", required=True, callback=_picture, metavar="FILE", help="the file: .png, .svg")
@_pass_session
def promptpay(session: Session, claim_id: str, target: str, to: Path) -> None:
    """The code that pays an approved claim to a phone or id number, as a picture."""
    from gateway.reports import qr  # noqa: PLC0415

    with session.client() as client:
        told = client.call("funds.get_promptpay_code", claim_id=claim_id, target=target)
    to.write_bytes(qr.picture(told["payload"], to.suffix[1:].lower()))
    _tell(session, to)


def _member(session: Session, client: Client, membership_id: str | None) -> dict[str, Any] | None:
    """Whose it is, a member's, where who stands at the door may read a name; the reading is
    recorded."""
    if membership_id is None or not GetMember.roles & frozenset(session.roles):
        return None
    told: dict[str, Any] = client.call(
        "members.get_member", membership_id=membership_id, purpose="membership_service"
    )
    return told


def _names(
    session: Session, client: Client, membership_ids: Sequence[str]
) -> dict[str, dict[str, Any]]:
    """Who these members are, by their ids, where who stands at the door may read names."""
    if not membership_ids or not GetMembers.roles & frozenset(session.roles):
        return {}
    asked = {"membership_ids": sorted(set(membership_ids)), "purpose": "membership_service"}
    told = client.call("members.get_members", asked)["members"]
    return {each["membership_id"]: each for each in told}


def _beneficiary(
    session: Session, client: Client, claim: Mapping[str, Any]
) -> dict[str, Any] | None:
    """Whom the deceased named, where the register says so and who stands here may read it."""
    if not GetBeneficiary.roles & frozenset(session.roles):
        return None
    asked = {"membership_id": claim["membership_id"], "purpose": "claim_review"}
    try:
        told: dict[str, Any] = client.call("members.get_beneficiary", asked)
    except NotFound:
        return None
    return told


def _lines(client: Client, fund_id: str, membership_id: str) -> tuple[str, list[dict[str, Any]]]:
    """All pages of a passbook."""
    lines: list[dict[str, Any]] = []
    after: str | None = ""
    while after is not None:
        page = client.call(
            "funds.list_passbook",
            fund_id=fund_id,
            membership_id=membership_id,
            after=after,
            limit=_PAGE,
        )
        lines += page["lines"]
        after = page["after"]
    return page["member_no"], lines


def _pages(client: Client, what: str, **asked: Any) -> list[dict[str, Any]]:
    """All pages of a list of `funds`."""
    found: list[dict[str, Any]] = []
    after: str | None = ""
    while after is not None:
        page = client.call(f"funds.list_{what}", {**asked, "after": after, "limit": _PAGE})
        found += page[what]
        after = page["after"]
    return found


def _write(session: Session, paper: Paper, to: Path) -> None:
    from gateway.reports import pdf, sheets  # noqa: PLC0415

    kind = to.suffix.lower()
    if kind == ".pdf":
        content = pdf.as_pdf(paper, bangkok_day(SystemClock().now()))
    else:
        content = sheets.as_xlsx(paper) if kind == ".xlsx" else sheets.as_csv(paper)
    to.write_bytes(content)
    _tell(session, to)


def _tell(session: Session, to: Path) -> None:
    session.console.print(
        session.says(f"เขียน {to} แล้ว", f"Wrote {to}"), highlight=False, markup=False
    )
