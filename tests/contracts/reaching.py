"""Which codes a method can be refused with: found by following, from its entrypoint, whatever it
names, through use cases and domain to the store and to the services it asks.

A name is looked up as Python would; of a value whose class is not known, every method of the domain
that is called so is taken. So it finds rather too much than too little: what it finds and nobody
can meet stands in `NEVER_MET` of the test that asks. It does not follow the chassis, whose codes
any call may meet, nor from the store into the domain (what is read back was judged when it was
saved), nor functions out of a table.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import Path
from typing import Final

from docs.make_contracts.codes import ROOT, Module
from kernel.values.errors import KINDS

# What mappings have too, and `read` of a contract, which any call meets.
_TOO_COMMON: Final = frozenset({"get", "items", "keys", "values", "pop", "update", "read"})
Caught = frozenset[str]


@dataclass(eq=False)
class Function:
    """A function or method, and the class it stands in."""

    module: str
    owner: str
    node: ast.FunctionDef

    @property
    def hears(self) -> bool:
        """Whether it is the handler of an event: decorated `@on(...)`, `@on_many(...)`."""
        made = [node.func for node in self.node.decorator_list if isinstance(node, ast.Call)]
        return any(isinstance(node, ast.Name) and node.id.startswith("on") for node in made)

    @cached_property
    def locals(self) -> set[str]:
        """Its own names: each hides what the module calls so."""
        arguments = [node.arg for node in ast.walk(self.node) if isinstance(node, ast.arg)]
        return {*arguments, *(node.id for node in _names(self.node, ast.Store))}


@dataclass(eq=False)
class Code:
    """One service's code, and the values of the kernel: every function, class and import."""

    service: str
    modules: dict[str, Module] = field(default_factory=dict)
    functions: dict[tuple[str, str], Function] = field(default_factory=dict)
    classes: dict[tuple[str, str], ast.ClassDef] = field(default_factory=dict)
    imports: dict[tuple[str, str], tuple[str, str]] = field(default_factory=dict)
    by_name: dict[str, list[Function]] = field(default_factory=dict)

    def read(self, path: Path) -> None:
        name = ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
        module = self.modules[name] = Module(path)
        for node in ast.walk(module.tree):
            if isinstance(node, ast.ImportFrom):
                for each in node.names:
                    self.imports[name, each.asname or each.name] = (node.module or "", each.name)
        self._define(name, "", module.tree.body)

    def _define(self, module: str, owner: str, body: list[ast.stmt]) -> None:
        for node in body:
            if isinstance(node, ast.ClassDef):
                self.classes[module, node.name] = node
                self._define(module, node.name, node.body)
            elif isinstance(node, ast.FunctionDef):
                made = Function(module, owner, node)
                self.functions[module, f"{owner}.{node.name}" if owner else node.name] = made
                judged = ".domain" in module or module.startswith("kernel.values")
                if owner and judged and not owner.startswith("_") and node.name not in _TOO_COMMON:
                    self.by_name.setdefault(node.name, []).append(made)

    def entrypoint(self, method: str) -> Function:
        """The service's method that answers a call or hears an event."""
        own = [each for each in self.functions.values() if each.node.name == method]
        (found,) = (each for each in own if f"services.{self.service}.service" in each.module)
        return found

    def found(self, module: str, name: str) -> tuple[str, str] | None:
        """Where a name of a module was defined; `(module, "")` of a module."""
        if (module, name) in self.functions or (module, name) in self.classes:
            return module, name
        source, told = self.imports.get((module, name), ("", ""))
        if f"{source}.{told}" in self.modules:
            return f"{source}.{told}", ""
        return self.found(source, told) if source in self.modules else None

    def called(self, place: tuple[str, str]) -> Iterator[Function]:
        """What runs when this place is called: a function, or how a class makes its values."""
        names = [place[1], *(f"{place[1]}.{name}" for name in ("__init__", "__post_init__"))]
        yield from (
            self.functions[place[0], name] for name in names if (place[0], name) in self.functions
        )

    def method(self, place: tuple[str, str], name: str) -> Function | None:
        """A method of a class or of what it derives from."""
        own = self.functions.get((place[0], f"{place[1]}.{name}"))
        if own or place not in self.classes:
            return own
        bases = [base.id for base in self.classes[place].bases if isinstance(base, ast.Name)]
        above = (self.found(place[0], base) for base in bases)
        return next((found for each in above if each and (found := self.method(each, name))), None)

    @cache  # noqa: B019 - there is one for each service
    def parts(self, place: tuple[str, str]) -> dict[str, tuple[str, str]]:
        """What a class makes for itself: `self.claims = ClaimStore(...)` -> claims, its class."""
        init = self.method(place, "__init__")
        made = {}
        for node in ast.walk(init.node) if init else ():
            match node:
                case ast.Assign(
                    targets=[ast.Attribute(attr=name)], value=ast.Call(func=ast.Name(id=cls))
                ):
                    found = self.found(place[0], cls)
                    made.update({name: found} if found else {})
        return made

    @cached_property
    def store(self) -> tuple[str, str]:
        module = f"services.{self.service}.store"
        (name,) = (_id(node) for node in self.modules[module].tree.body if _assigns(node, "STORE"))
        return module, name


@cache
def code(service: str) -> Code:
    made = Code(service)
    paths = [*(ROOT / "services" / service).rglob("*.py"), *(ROOT / "kernel/values").glob("*.py")]
    for path in paths:
        if "migrations" not in path.parts:
            made.read(path)
    return made


def handlers(service: str) -> list[str]:
    """What a service does about events: `members.believe_death`."""
    own = code(service).functions.values()
    return [f"{service}.{each.node.name}" for each in own if each.hears]


def reached(target: str) -> frozenset[str]:
    """The codes the method can be refused with, but those any call may meet."""
    service, _, method = target.partition(".")
    return frozenset(code for code, _ in _reached(service, method))


@cache
def _reached(service: str, method: str) -> frozenset[tuple[str, str]]:
    """Codes, each with its kind."""
    known, found = code(service), set[tuple[str, str]]()
    waiting, seen = [(known.entrypoint(method), Caught())], set[tuple[Function, Caught]]()
    while waiting:
        at = waiting.pop()
        if at in seen:
            continue
        seen.add(at)
        function, caught = at
        codes, asked, called = _of(service, function)
        found |= {(each, kind) for each, kind, here in codes if kind not in caught | here}
        for target, here in asked:
            answered = _reached(*target.split(".", 1))
            found |= {(each, kind) for each, kind in answered if kind not in caught | here}
        waiting += [(each, caught | here) for each, here in called]
    return frozenset(found)


Found = tuple[
    list[tuple[str, str, Caught]], list[tuple[str, Caught]], list[tuple[Function, Caught]]
]


@cache
def _of(service: str, function: Function) -> Found:
    """What a function raises, whom it asks, what it names; each with the kinds it catches."""
    known = code(service)
    found: Found = ([], [], [])
    raises, asks, names = found
    for node, caught in (each for told in function.node.body for each in _nodes(told, Caught())):
        match node:
            case ast.Call(func=ast.Name(id=kind), args=[told, *_]) if kind in KINDS:
                codes = known.modules[function.module].texts(told, function.node)
                raises += [(each, kind, caught) for each in codes]
            case ast.Call(
                func=ast.Name(id="ask") | ast.Attribute(attr="ask" | "send"),
                args=[ast.Constant(value=str() as target), *_],
            ):
                asks.append((target, caught))
            case ast.Name() | ast.Attribute():
                names += [(each, caught) for each in _meant(known, function, node)]
    return found


def _meant(known: Code, function: Function, node: ast.Name | ast.Attribute) -> Iterator[Function]:
    """The functions a name can mean; of the store's only others of the store."""
    stored = ".store" in function.module
    for each in _looked_up(known, function, node):
        if not (stored and ".domain" in each.module):
            yield each


def _looked_up(
    known: Code, function: Function, node: ast.Name | ast.Attribute
) -> Iterator[Function]:
    module = function.module
    match node:
        case ast.Name(id=name):
            place = None if name in function.locals else known.found(module, name)
            yield from known.called(place) if place else ()
            return
        case ast.Attribute(value=ast.Name(id="self"), attr=name) if function.owner:
            one = known.method((module, function.owner), name)
            yield from [one] if one else []
            return
        case ast.Attribute(value=ast.Name(id=name), attr=attribute) if (
            name not in function.locals and (place := known.found(module, name))
        ):
            if place[1]:
                one = known.method(place, attribute)
                yield from [one] if one else []
            elif inner := known.found(place[0], attribute):
                yield from known.called(inner)
            return
        case ast.Attribute(value=value, attr=attribute):
            owner = _part(known, function, value)
            if owner:
                one = known.method(owner, attribute)
                yield from [one] if one else []
            else:
                yield from known.by_name.get(attribute, ())


def _part(known: Code, function: Function, value: ast.expr) -> tuple[str, str] | None:
    """The class of `work.store`, of `work.store.claims`, of `self._part`."""
    match value:
        case ast.Attribute(attr="store") | ast.Name(id="store"):
            return known.store
        case ast.Attribute(value=ast.Name(id="self"), attr=name) if function.owner:
            own = known.parts((function.module, function.owner)).get(name)
            # A store may be handed another one of the same transaction.
            return own or known.parts(known.store).get(name.lstrip("_"))
        case ast.Attribute(value=ast.Attribute(attr="store") | ast.Name(id="store"), attr=name):
            return known.parts(known.store).get(name)
    return None


def _nodes(node: ast.AST, caught: Caught) -> Iterator[tuple[ast.AST, Caught]]:
    """Every node below, with the kinds caught around it; without errors that are only made."""
    match node:
        case ast.Assign(value=ast.Call(func=ast.Name(id=kind))) if kind in KINDS:
            return
        case ast.AnnAssign(value=value):  # what it is, is not what runs
            yield from _nodes(value, caught) if value else ()
            return
    yield node, caught
    inside = caught
    if isinstance(node, ast.Try):
        kinds = {each.id for handler in node.handlers for each in _names(handler.type, ast.Load)}
        inside = caught | (kinds & set(KINDS))
    for each in ast.iter_child_nodes(node):
        tried = isinstance(node, ast.Try) and each in node.body
        yield from _nodes(each, inside if tried else caught)


def _names(node: ast.AST | None, context: type[ast.expr_context]) -> Iterator[ast.Name]:
    for each in ast.walk(node) if node else ():
        if isinstance(each, ast.Name) and isinstance(each.ctx, context):
            yield each


def _assigns(node: ast.AST, name: str) -> bool:
    return isinstance(node, ast.Assign) and name in {each.id for each in _names(node, ast.Store)}


def _id(node: ast.AST) -> str:
    return next(_names(node, ast.Load)).id
