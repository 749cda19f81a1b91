"""The environment, checked once at start: a process with a wrong setting stops before it works."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final
from urllib.parse import parse_qs, urlsplit

from kernel.contracts import callers
from kernel.contracts.callers import Callers

_LEVELS: Final = ("DEBUG", "INFO", "WARNING", "ERROR")


BROKER_FILES: Final = ("cacertfile", "certfile", "keyfile")


class WrongSetting(Exception):
    """One setting is missing or wrong; the message names it and never repeats a secret."""


@dataclass(frozen=True, kw_only=True)
class Settings:
    """What a service needs to run; every field is one environment variable."""

    service: str
    database_url: str
    amqp_url: str
    keys: Path
    files: str
    metrics_host: str = "127.0.0.1"
    metrics_port: int = 0
    log_level: str = "INFO"
    workers: int = 50
    """Calls served at once; one more is answered `Unavailable("busy")`."""
    database_connections: int = 20
    drain_seconds: float = 25.0
    """How long SIGTERM waits for work in flight; below the orchestrator's grace."""
    retry_tiers_ms: tuple[int, ...] = (1_000, 30_000, 300_000, 3_600_000)
    """Waits of a failing event before it is parked."""
    callers: Callers = field(default_factory=dict)
    """Programs not built here that may ask, and what."""

    @property
    def caller(self) -> str:
        """The name this process has on the broker."""
        return self.service


def read(service: str, environment: Mapping[str, str]) -> Settings:
    """Settings of `service` from the environment, or `WrongSetting`."""
    keys = Path(_needed(environment, "KONGBUN_KEYS"))
    if not keys.is_dir():
        raise WrongSetting("KONGBUN_KEYS must name a directory that holds this service's keys")
    level = environment.get("KONGBUN_LOG_LEVEL", "INFO").upper()
    if level not in _LEVELS:
        raise WrongSetting(f"KONGBUN_LOG_LEVEL must be one of {', '.join(_LEVELS)}")
    tiers = environment.get("KONGBUN_RETRY_TIERS_MS", "")
    return Settings(
        service=service,
        database_url=_url(environment, "DATABASE_URL", "postgresql+psycopg://"),
        amqp_url=_broker(environment),
        keys=keys,
        files=_needed(environment, "KONGBUN_FILES"),
        metrics_host=environment.get("KONGBUN_METRICS_HOST", "127.0.0.1"),
        metrics_port=_whole(environment, "KONGBUN_METRICS_PORT", 0),
        log_level=level,
        workers=_whole(environment, "KONGBUN_WORKERS", Settings.workers),
        database_connections=_whole(
            environment, "KONGBUN_DATABASE_CONNECTIONS", Settings.database_connections
        ),
        drain_seconds=float(_whole(environment, "KONGBUN_DRAIN_SECONDS", 25)),
        retry_tiers_ms=_tiers(tiers) if tiers else Settings.retry_tiers_ms,
        callers=_callers(environment.get(callers.SETTING, "")),
    )


def broker_files(url: str) -> dict[str, str]:
    """The files of certificates a broker's URL names, by RabbitMQ's words for what they are."""
    told = parse_qs(urlsplit(url).query)
    return {name: told[name][-1] for name in BROKER_FILES if name in told}


def _needed(environment: Mapping[str, str], name: str) -> str:
    value = environment.get(name, "").strip()
    if not value:
        raise WrongSetting(f"{name} is not set")
    return value


def _url(environment: Mapping[str, str], name: str, *schemes: str) -> str:
    value = _needed(environment, name)
    if not value.startswith(schemes):
        raise WrongSetting(f"{name} must begin with {' or '.join(schemes)}")
    return value


def _broker(environment: Mapping[str, str]) -> str:
    url = _url(environment, "AMQP_URL", "amqp://", "amqps://")
    for name, path in broker_files(url).items():
        if not Path(path).is_file():
            raise WrongSetting(f"AMQP_URL names a {name} that is not there: {path}")
    return url


def _whole(environment: Mapping[str, str], name: str, default: int) -> int:
    value = environment.get(name, "").strip()
    if not value:
        return default
    if not (value.isascii() and value.isdigit()):
        raise WrongSetting(f"{name} must be a whole number, not below zero")
    return int(value)


def _callers(told: str) -> Callers:
    try:
        return callers.read(told)
    except ValueError as error:
        raise WrongSetting(str(error)) from None


def _tiers(text: str) -> tuple[int, ...]:
    tiers = [tier.strip() for tier in text.split(",")]
    if not all(tier.isascii() and tier.isdigit() and int(tier) > 0 for tier in tiers):
        raise WrongSetting("KONGBUN_RETRY_TIERS_MS must be whole milliseconds, parted by commas")
    return tuple(int(tier) for tier in tiers)
