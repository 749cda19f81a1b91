"""Reading a regulation's rules (plain JSON) into values, and naming the place of what is wrong."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from kernel.values.errors import Invalid
from kernel.values.money import ZERO, Money
from services.funds.domain.documents import DOCUMENTS
from services.funds.domain.regulations import (
    BENEFIT_YEARS,
    HOUSED,
    LEVIED,
    SHORTFALLS,
    WAYS_OUT,
    AmountRule,
    Arrears,
    Attested,
    Band,
    Benefit,
    ByAge,
    ByDamage,
    ByLevel,
    ByMembership,
    LeavingRules,
    Levy,
    Lump,
    PerNight,
    Plan,
    Rules,
    Step,
    UpTo,
)
from services.funds.domain.spans import NONE, Span


def read(raw: Mapping[str, Any]) -> Rules:
    """Rules as they were adopted (plain JSON) -> values; `Invalid("rules_malformed", {at})`."""
    top = _Reader(raw, "rules")
    benefits = top.mapping("benefits", {})
    rules = Rules(
        waiting=top.span("waiting") or NONE,
        waiting_accident=top.span("waiting_accident"),
        claim_within=top.span("claim_within"),
        claim_extension=top.span("claim_extension"),
        arrears=_arrears(top),
        leaving=_leaving(top.take("leaving")),
        benefit_year=top.word("benefit_year", BENEFIT_YEARS, "fiscal"),
        benefits={kind: _benefit(each, kind) for kind, each in benefits.items()},
        plan=_plan(top.take("plan")),
        proxy_documents=top.documents("proxy_documents"),
        admin_cap_percent=top.percent("admin_cap_percent"),
        texts={name: str(text) for name, text in top.mapping("texts", {}).items()},
    )
    top.must_be_used_up()
    return rules


def _plan(raw: Any) -> Plan | None:
    if raw is None:
        return None
    reader = _Reader(raw, "plan")
    days = reader.take("period_days", [])
    if not isinstance(days, list) or any(type(each) is not int or each < 1 for each in days):
        raise reader.wrong("must be a list of days", "period_days")
    plan = Plan(
        daily=reader.amount("daily_satang"),
        period_days=tuple(days),
        monthly=reader.flag("monthly"),
        entry_fee=reader.money("entry_fee_satang") or ZERO,
        first_payment=reader.money("first_payment_satang") or ZERO,
    )
    reader.must_be_used_up()
    return plan


def _arrears(top: _Reader) -> Arrears:
    above, raw = top.money("arrears_above_satang"), top.take("arrears")
    if raw is None:
        return Arrears(above=above)
    reader = _Reader(raw, "arrears")
    arrears = Arrears(
        above=above,
        suspend_after=reader.span("suspend_after"),
        remove_after=reader.span("remove_after"),
        back_pay=reader.flag("back_pay"),
        new_waiting=reader.span("new_waiting"),
    )
    reader.must_be_used_up()
    return arrears


def _leaving(raw: Any) -> LeavingRules:
    if raw is None:
        return LeavingRules()
    reader, usual = _Reader(raw, "leaving"), LeavingRules()
    by_another = reader.take("by_another", list(usual.by_another))
    if not isinstance(by_another, list) or any(each not in WAYS_OUT for each in by_another):
        raise reader.wrong(f"must be some of {', '.join(WAYS_OUT)}", "by_another")
    moving_ends = reader.flag("moving_ends") if "moving_ends" in reader.raw else usual.moving_ends
    leaving = LeavingRules(tuple(by_another), _told(reader, "grounds"), moving_ends)
    reader.must_be_used_up()
    return leaving


def _benefit(raw: Any, kind: str) -> Benefit:
    reader = _Reader(raw, f"benefits.{kind}")
    found = [reading for name, reading in _AMOUNTS.items() if name in reader.raw]
    if len(found) != 1:
        raise Invalid("rules_malformed", {"at": reader.at, "why": "needs one way to an amount"})
    benefit = Benefit(
        amount=found[0](reader),
        text=str(reader.take("text", "")),
        waiting=reader.span("waiting"),
        waiting_accident=reader.span("waiting_accident"),
        claim_within=reader.span("claim_within"),
        age_min=reader.count("age_min"),
        times_per_year_max=reader.count("times_per_year_max"),
        times_lifetime_max=reader.count("times_lifetime_max"),
        event_max=reader.money("event_max_satang"),
        stay_max=reader.money("stay_max_satang"),
        year_max=reader.money("year_max_satang"),
        lifetime_max=reader.money("lifetime_max_satang"),
        pool_year=reader.money("pool_year_satang"),
        pool_percent_of_income=reader.percent("pool_percent_of_income"),
        seats_year=reader.count("seats_year"),
        documents=reader.documents("documents"),
        attested=_told(reader, "attested"),
        for_nonmembers=reader.flag("for_nonmembers"),
        once_per_house=(once := kind in HOUSED and reader.flag("once_per_house")),
        house_event_days=reader.count("house_event_days") if once else None,
    )
    reader.must_be_used_up()
    return benefit


def _told(reader: _Reader, name: str) -> dict[str, Attested]:
    told = {}
    for code, each in reader.mapping(name, {}).items():
        words = _Reader(each, f"{reader.at}.{name}.{code}")
        told[str(code)] = Attested(words.text("thai"), words.text("english"))
        words.must_be_used_up()
    return told


def _lump(reader: _Reader) -> Lump:
    beside = reader.money("with_per_night_satang")
    amount = reader.amount("lump_satang")
    return Lump(amount, beside, reader.count("nights_max")) if beside else Lump(amount)


def _up_to(reader: _Reader) -> UpTo:
    return UpTo(reader.amount("up_to_satang"))


def _per_night(reader: _Reader) -> PerNight:
    rate = reader.amount("per_night_satang")
    return PerNight(rate, reader.count("nights_max"), reader.count("nights_year_max"))


def _by_membership(reader: _Reader) -> ByMembership:
    steps = []
    for step in reader.each("by_membership"):
        steps.append(
            Step(step.amount("satang"), step.span("since"), step.span("over"), step.span("up_to"))
        )
        step.must_be_used_up()
    return ByMembership(tuple(steps), reader.flag("highest"))


def _by_age(reader: _Reader) -> ByAge:
    bands = []
    for band in reader.each("by_age"):
        first = band.count("from_age") or 0
        bands.append(Band(band.amount("satang"), first, band.count("up_to_age")))
        band.must_be_used_up()
    return ByAge(tuple(sorted(bands, key=lambda band: band.from_age)))


def _by_level(reader: _Reader) -> ByLevel:
    levels = _Reader(reader.mapping("by_level_satang"), f"{reader.at}.by_level_satang")
    return ByLevel({level: levels.amount(level) for level in list(levels.raw)})


def _by_damage(reader: _Reader) -> ByDamage:
    steps = []
    for step in reader.each("by_damage"):
        steps.append((step.count("from_percent") or 0, step.amount("satang")))
        step.must_be_used_up()
    return ByDamage(tuple(sorted(steps, key=lambda step: step[0])))


def _levy(reader: _Reader) -> Levy:
    each = reader.word("levy_each", LEVIED, "member")
    source = reader.word("levy_from", ("collected", "accounts"), "collected")
    # Taken from accounts, some have too little in them: nobody may guess what then becomes of it.
    told = reader.take("levy_shortfall")
    if (told in SHORTFALLS) != (source == "accounts") or (told and source != "accounts"):
        raise reader.wrong(f"from accounts, is one of {', '.join(SHORTFALLS)}", "levy_shortfall")
    rate, admin = reader.amount("levy_satang"), reader.percent("levy_admin_percent") or 0
    return Levy(rate, each, admin, told)


class _Reader:
    """Takes a mapping apart and names the place of what is wrong."""

    def __init__(self, raw: Any, at: str) -> None:
        self.at = at
        if not isinstance(raw, Mapping):
            raise self.wrong("must be a mapping")
        self.raw = dict(raw)

    def wrong(self, why: str, name: str = "") -> Invalid:
        return Invalid("rules_malformed", {"at": f"{self.at}.{name}".rstrip("."), "why": why})

    def take(self, name: str, default: Any = None) -> Any:
        return self.raw.pop(name, default)

    def must_be_used_up(self) -> None:
        if self.raw:
            raise self.wrong("is not a rule this platform knows", min(map(str, self.raw)))

    def span(self, name: str) -> Span | None:
        value = self.take(name)
        try:
            return None if value is None else Span.read(value)
        except Invalid:
            raise self.wrong("must be a span like 180d, 6m or 5y", name) from None

    def count(self, name: str) -> int | None:
        value = self.take(name)
        if value is not None and (type(value) is not int or value < 0):
            raise self.wrong("must be a whole number, not below zero", name)
        return value

    def percent(self, name: str) -> int | None:
        value = self.count(name)
        if value is not None and value > 100:
            raise self.wrong("must be a share of a hundred", name)
        return value

    def flag(self, name: str) -> bool:
        value = self.take(name, False)
        if not isinstance(value, bool):
            raise self.wrong("must be true or false", name)
        return value

    def money(self, name: str) -> Money | None:
        count = self.count(name)
        return None if count is None else Money(count)

    def amount(self, name: str) -> Money:
        amount = self.money(name)
        if amount is None:
            raise self.wrong("is missing", name)
        return amount

    def text(self, name: str) -> str:
        value = self.take(name)
        if not isinstance(value, str) or not value.strip():
            raise self.wrong("must be words", name)
        return value

    def word(self, name: str, words: Sequence[str], default: str) -> str:
        value = self.take(name, default)
        if value not in words:
            raise self.wrong(f"must be one of {', '.join(words)}", name)
        return str(value)

    def documents(self, name: str) -> tuple[str, ...]:
        value = self.take(name, [])
        if not isinstance(value, list) or not all(each in DOCUMENTS for each in value):
            raise self.wrong(f"must be a list of {', '.join(DOCUMENTS)}", name)
        return tuple(value)

    def mapping(self, name: str, default: Mapping[str, Any] | None = None) -> Mapping[str, Any]:
        value = self.take(name, default)
        if not isinstance(value, Mapping):
            raise self.wrong("must be a mapping", name)
        return value

    def each(self, name: str) -> list[_Reader]:
        value = self.take(name)
        if not isinstance(value, list) or not value:
            raise self.wrong("must be a list of at least one", name)
        at = f"{self.at}.{name}"
        return [_Reader(each, f"{at}[{place}]") for place, each in enumerate(value)]


_AMOUNTS: Final[dict[str, Callable[[_Reader], AmountRule]]] = {
    "lump_satang": _lump,
    "up_to_satang": _up_to,
    "per_night_satang": _per_night,
    "by_membership": _by_membership,
    "by_age": _by_age,
    "by_level_satang": _by_level,
    "by_damage": _by_damage,
    "levy_satang": _levy,
}
