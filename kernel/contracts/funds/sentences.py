"""The sentences of a reply, made of its codes and values where the reply is written.

What a regulation says of a claim, and what the checker says of a draft, is read by people and has
figures of its own: a caller in any language gets the sentence whole, in Thai and English. What is
merely refused has its words at the doors (`gateway/words/`).
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from importlib.resources import files
from string import Formatter
from typing import Any, Final

import yaml

from kernel.values.money import Money
from kernel.values.thai_calendar import in_thai

_LANGUAGES: Final = {"thai": "th", "english": "en"}
_STEP: Final = re.compile(r"(>?)(\w+)\.\.(\w*)")


def of_condition(told: Mapping[str, Any]) -> dict[str, str]:
    """Both sentences of a condition as it stands on the wire."""
    words = read()["conditions"][told["code"]]
    if isinstance(words, list):  # the first that speaks of no more than is told
        words = next(each for each in words if names(each["en"]) <= set(told["values"]))
    if not told["holds"]:
        words = words.get("fails", words)
    return _filled(words, told["values"])


def of_finding(told: Mapping[str, Any]) -> dict[str, str]:
    """Both sentences of a finding as it stands on the wire."""
    for words in read()["findings"][told["code"]]:
        if names(words["en"]) <= set(told["values"]):
            return _filled(words, told["values"])
    raise LookupError(f"no sentence for {told['code']} of {sorted(told['values'])}")


def names(sentence: str) -> set[str]:
    """The values a sentence speaks of."""
    return {name for _, name, _, _ in Formatter().parse(sentence) if name}


@cache
def read() -> dict[str, Any]:
    """All the words, as they stand in the file."""
    text = (files("kernel.contracts.funds") / "sentences.yaml").read_text("utf-8")
    return dict(yaml.safe_load(text))


def _filled(words: Mapping[str, str], values: Mapping[str, Any]) -> dict[str, str]:
    return {
        field: words[language].format_map(
            {name: _value(name, value, language) for name, value in values.items()}
        )
        for field, language in _LANGUAGES.items()
    }


def _value(name: str, value: Any, language: str) -> str:
    """A value as people say it; its name tells what it is."""
    if name.endswith("_satang"):
        return str(Money(value))
    if name.endswith("_on") and language == "th":
        return in_thai(dt.date.fromisoformat(value), short=True)
    said = _SAID.get(name, _plain)
    return said(value, language)


def _plain(value: object, _: str) -> str:
    return str(value)


def _papers(value: Sequence[str], language: str) -> str:
    return ", ".join(read()["documents"][each][language] for each in value)


def _ceiling(value: str, language: str) -> str:
    return str(read()["ceilings"][value][language])


def _span(value: str, language: str) -> str:
    """`180d` as a regulation is read aloud."""
    count = int(value[:-1])
    one, more = read()["spans"][value[-1]][language]
    return f"{count:,} {one if count == 1 else more}"


def _step(value: str, language: str) -> str:
    """`6m..2y`, `>2y..`: a step by length of membership, read aloud."""
    said, found = read()["steps"], _STEP.fullmatch(value)
    assert found, value
    beyond, begins, ends = found.groups()
    first = f"{said['over' if beyond else 'since'][language]} {_span(begins, language)}"
    if not ends:
        return f"{first} {said['open'][language]}"
    return f"{first} {said['up_to'][language]} {_span(ends, language)}"


_SAID: Final[dict[str, Callable[[Any, str], str]]] = {
    **dict.fromkeys(("waiting", "within", "extension", "suspend_after", "remove_after"), _span),
    **dict.fromkeys(("step", "following"), _step),
    **dict.fromkeys(("ceiling", "wider"), _ceiling),
    **dict.fromkeys(("needed", "missing"), _papers),
}
