"""A regulation as a file: its versions as data (YAML), the literal text in a file beside it, the
committee's answers to what the checker finds. `samples/regulations/` has such files."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml


class NotARegulation(Exception):
    """The file cannot be read as a regulation; the message says what is wrong with it."""


@dataclass(frozen=True)
class Written:
    """One version as the file has it."""

    number: int
    in_force_from: dt.date
    rules: Mapping[str, Any]


@dataclass(frozen=True)
class RegulationFile:
    """A fund's regulation: its text, its versions by number, answers by the finding's key."""

    text: str
    versions: tuple[Written, ...]
    answers: Mapping[str, str]

    def version(self, number: int | None = None) -> Written:
        """The version of this number; the last one without a number."""
        found = [each for each in self.versions if number in (None, each.number)]
        if not found:
            raise NotARegulation(f"has no version {number}")
        return found[-1]

    def order(self, version: Written) -> dict[str, Any]:
        """What adopting or proposing a version is told of it, beside whose it is."""
        return {
            "version": version.number,
            "in_force_from": version.in_force_from.isoformat(),
            "text": self.text,
            "rules": dict(version.rules),
            "findings_answered": dict(self.answers),
        }


def read(path: Path) -> RegulationFile:
    """Read a file; `NotARegulation` with what is missing in it."""
    try:
        told = yaml.safe_load(path.read_text("utf-8"))
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise NotARegulation(f"is no YAML: {' '.join(str(error).split())}") from None
    if not isinstance(told, Mapping) or not isinstance(told.get("versions"), list):
        raise NotARegulation("has no list of `versions`")
    answers = told.get("findings_answered") or {}
    if not isinstance(answers, Mapping):
        raise NotARegulation("has `findings_answered` that are no answers by key")
    versions = sorted((_version(each) for each in told["versions"]), key=lambda each: each.number)
    if not versions:
        raise NotARegulation("has no version")
    return RegulationFile(
        text=_text(path, told.get("text")),
        versions=tuple(versions),
        answers={str(key): str(answer) for key, answer in answers.items()},
    )


def _text(path: Path, named: Any) -> str:
    beside = path.parent / str(named or "")
    if not named or not beside.is_file():
        raise NotARegulation(f"names no file with its literal text in `text`: {named}")
    return beside.read_text("utf-8")


def _version(told: Any) -> Written:
    number = told.get("version") if isinstance(told, Mapping) else None
    if type(number) is not int:
        raise NotARegulation("has a version without a number in `version`")
    day, rules = told.get("in_force_from"), told.get("rules")
    if type(day) is not dt.date or not isinstance(rules, Mapping):
        raise NotARegulation(f"lacks `in_force_from` (a day) or `rules` in version {number}")
    return Written(number, day, rules)
