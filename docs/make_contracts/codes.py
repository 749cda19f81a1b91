"""Every error code that can be raised, found in the code itself: what the documents list.

A code is the first argument of one of the six kinds. Where that is no literal, it is followed: to
the callers of the function whose parameter it is, to what a local function returns, or to the place
named in `_ELSEWHERE`. What cannot be followed fails loudly, so that no code goes without words.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Final, NamedTuple

from kernel.values.errors import KINDS

ROOT: Final = Path(__file__).parents[2]
FOLDERS: Final = ("kernel", "services", "gateway")
_CODE: Final = re.compile(r"[a-z]+(_[a-z]+)*")
_CONDITIONS: Final = ("benefits.py", "conditions.py", "amounts_given.py")
_CONDITION: Final = re.compile(r"[A-Z]+(_[A-Z]+)*")

Function = ast.FunctionDef | ast.AsyncFunctionDef


class Raised(NamedTuple):
    """A code, one of the kinds it is raised as, and the part of the code base that raises it."""

    code: str
    kind: str
    part: str


@cache
def raised() -> frozenset[Raised]:
    """Every code in lower case: those cross the wire or are shown by a door.

    Codes in capitals are of rows and conditions; where a kind carries one, it is caught again
    inside the domain.
    """
    found = set()
    for folder in FOLDERS:
        for path in sorted((ROOT / folder).rglob("*.py")):
            module = Module(path)
            for kind, code in module.codes():
                if _CODE.fullmatch(code):
                    found.add(Raised(code, kind, _part(path)))
    return frozenset(found)


def conditions() -> set[str]:
    """The conditions and ceilings a claim can fail by, in capitals, as the domain writes them."""
    texts = ((ROOT / "services/funds/domain" / name).read_text("utf-8") for name in _CONDITIONS)
    nodes = (node for text in texts for node in ast.walk(ast.parse(text)))
    words = (node.value for node in nodes if isinstance(node, ast.Constant))
    return {word for word in words if isinstance(word, str) and _CONDITION.fullmatch(word)}


def _refusals() -> set[str]:
    """What `approve` refuses with: a text with two answers it calls `regulation_unclear`."""
    return {condition.lower() for condition in conditions() - {"TIER_OVERLAP"}}


_ELSEWHERE: Final[dict[str, Callable[[], set[str]]]] = {
    "services/funds/domain/claims.py: judgement.reason.lower()": _refusals,
}


def _part(path: Path) -> str:
    """`funds` for a service's code, else the top folder: `kernel`, `gateway`."""
    parts = path.relative_to(ROOT).parts
    return parts[1] if parts[0] == "services" else parts[0]


class Module:
    """One file's syntax tree, and which function each of its nodes stands in."""

    def __init__(self, path: Path) -> None:
        self._name = path.relative_to(ROOT).as_posix()
        self.tree = ast.parse(path.read_text("utf-8"))
        self._home: dict[ast.AST, Function] = {}
        self._functions: dict[str, Function] = {}
        for node in ast.walk(self.tree):
            if isinstance(node, Function):
                self._functions[node.name] = node
                self._home.update(dict.fromkeys(ast.walk(node), node))

    def codes(self) -> Iterator[tuple[str, str]]:
        for call in self._calls():
            kind = _called(call)
            if kind in KINDS and call.args:
                for code in self.texts(call.args[0], self._home.get(call)):
                    yield kind, code

    def _calls(self) -> Iterator[ast.Call]:
        return (node for node in ast.walk(self.tree) if isinstance(node, ast.Call))

    def texts(self, told: ast.expr, home: Function | None) -> set[str]:
        """The texts an expression can be."""
        match told:
            case ast.Constant(value=str() as text):
                return {text}
            case ast.Constant(value=None):
                return set()
            case ast.IfExp(body=body, orelse=orelse):
                return self.texts(body, home) | self.texts(orelse, home)
            case ast.Name(id=name) if home is not None:
                return self._follow_name(name, home)
            case ast.Call(func=ast.Name(id=name)) if name in self._functions:
                return self._follow_returns(self._functions[name])
        place = f"{self._name}: {ast.unparse(told)}"
        if place not in _ELSEWHERE:
            raise LookupError(
                f"say in docs/make_contracts/codes.py where this code comes from: {place}"
            )
        return _ELSEWHERE[place]()

    def _follow_name(self, name: str, home: Function) -> set[str]:
        found: set[str] = set()
        parameters = [each.arg for each in home.args.args if each.arg not in ("self", "cls")]
        if name in parameters:
            place = parameters.index(name)
            for call in self._calls():
                if _called(call) == home.name:
                    found |= self.texts(call.args[place], self._home.get(call))
            return found
        for node in ast.walk(home):
            match node:
                case ast.Assign(targets=[ast.Name(id=target)], value=value) if target == name:
                    found |= self.texts(value, home)
        return found

    def _follow_returns(self, function: Function) -> set[str]:
        found: set[str] = set()
        for node in ast.walk(function):
            if isinstance(node, ast.Return) and node.value is not None:
                found |= self.texts(node.value, function)
        return found


def _called(call: ast.Call) -> str:
    """The last name of what is called: `Refused`, `self._fail_all` -> `_fail_all`."""
    match call.func:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
    return ""
