"""No code of the program exists for its tests alone. A test that needs a helper defines its own.

A name of a module is used where its own module reads it outside its definition, where another module imports
it, or where it is a command. A name that a package exports and the documentation mentions is used by readers.
A member of a class is used where any code or template names it, and where it replaces a member of a class of
a library, which calls it. The fields of items are used by being written as JSON.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pathlib import Path

from tests.conftest import ROOT
from tests.test_structure import list_modules, parse

REGISTERED = re.compile(r"\.(command|callback)\(|\brule\(|\.register\b")
"""Decorators of functions that others call: a command, or a step of a state machine."""


@dataclass(frozen=True, slots=True)
class Module:
    """A module by its name: its code, and whether it is the public interface of a package."""

    name: str
    tree: ast.Module
    is_front: bool


@cache
def _modules() -> list[Module]:
    return [Module(name, parse(path), path.name == "__init__.py") for name, path in list_modules().items()]


def _defined(body: list[ast.stmt]) -> Iterator[tuple[str, ast.stmt]]:
    """The names that statements define, each with its statement, without those of Python itself."""
    for node in body:
        match node:
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
                yield name, node
            case ast.Assign(targets=targets):
                yield from ((target.id, node) for target in targets if isinstance(target, ast.Name))
            case ast.AnnAssign(target=ast.Name(id=name)):
                yield name, node


@cache
def _nodes(node: ast.AST) -> tuple[ast.AST, ...]:
    return tuple(ast.walk(node))


@cache
def _read(node: ast.AST) -> set[str]:
    return {one.id for one in _nodes(node) if isinstance(one, ast.Name) and isinstance(one.ctx, ast.Load)}


def _attributes(modules: list[Module]) -> set[str]:
    return {one.attr for m in modules for one in _nodes(m.tree) if isinstance(one, ast.Attribute)}


def _imports(module: Module) -> Iterator[tuple[str, str]]:
    for one in _nodes(module.tree):
        if isinstance(one, ast.ImportFrom) and one.module:
            yield from ((one.module, alias.name) for alias in one.names)


def _words(*paths: Path) -> set[str]:
    return {word for path in paths for word in re.findall(r"\w+", path.read_text(encoding="utf-8"))}


def _is_registered(node: ast.stmt) -> bool:
    decorators = node.decorator_list if isinstance(node, ast.FunctionDef) else []
    return any(REGISTERED.search(ast.unparse(one)) for one in decorators)


def find_unused(modules: list[Module], documented: set[str]) -> Iterator[str]:
    """The names of modules that nothing uses, as ``module.name``."""
    attributes = _attributes(modules)
    imported = {pair for module in modules if not module.is_front for pair in _imports(module)}
    offered: dict[tuple[str, str], list[Module]] = {}
    for front in modules:
        if front.is_front:
            for pair in _imports(front):
                offered.setdefault(pair, []).append(front)
    for module in modules:
        for name, node in _defined(module.tree.body):
            fronts = offered.get((module.name, name), [])
            if not (
                (name.startswith("__") and name.endswith("__"))
                or name in attributes
                or (module.name, name) in imported
                or any(name in _read(other) for other in module.tree.body if other is not node)
                or any((front.name, name) in imported or name in _read(front.tree) for front in fronts)
                or (fronts and name in documented)
                or _is_registered(node)
            ):
                yield f"{module.name}.{name}"


def _called_by_libraries(owner: ast.ClassDef, module: Module) -> set[str]:
    """The members of those bases of a class that come from libraries."""
    homes = {name: home for home, name in _imports(module) if home.split(".")[0] not in ("kb", "render")}
    bases = {base.id for base in owner.bases if isinstance(base, ast.Name)} & set(homes)
    return {name for base in bases for name in dir(getattr(import_module(homes[base]), base))}


def find_unused_members(modules: list[Module], templates: set[str]) -> Iterator[str]:
    """The unused members of classes, as ``module.Class.name``."""
    named = _attributes(modules) | templates
    for module in modules:
        for owner in _nodes(module.tree):
            is_written = module.name.startswith("kb.explain.items.")
            if isinstance(owner, ast.ClassDef) and not any("Enum" in ast.unparse(b) for b in owner.bases):
                called = _called_by_libraries(owner, module)
                for name, node in _defined(owner.body):
                    if name in called:
                        continue
                    if is_written and isinstance(node, ast.AnnAssign):
                        continue
                    if name not in named and not name.startswith("__") and not _is_registered(node):
                        yield f"{module.name}.{owner.name}.{name}"


def test_every_name_of_the_program_is_used_by_the_program_or_offered_in_the_documentation() -> None:
    documented = _words(*(ROOT / "docs").rglob("*.md"), *ROOT.glob("README*.md"))
    assert list(find_unused(_modules(), documented)) == []


def test_every_member_of_a_class_is_used_by_the_program() -> None:
    folders = (ROOT / "render" / "templates", ROOT / "kb" / "desk" / "templates")
    templates = [path for folder in folders for path in folder.glob("*")]
    assert list(find_unused_members(_modules(), _words(*templates))) == []


PLANTED = """
import typer
from json import JSONEncoder

app = typer.Typer()
LIMIT = 3
SPARE = 4


class Thing:
    size: int

    def grow(self) -> int:
        return self.size + LIMIT

    def shrink(self) -> int:
        return self.size


class Encoder(JSONEncoder):
    def default(self, one: object) -> object:
        return None

    def decode(self) -> None:
        pass


@app.command()
def show() -> None:
    print(Thing(1).grow(), Encoder)


def spare() -> None:
    spare()
"""


def test_the_search_finds_what_only_calls_itself() -> None:
    planted = [Module("planted", ast.parse(PLANTED), is_front=False)]
    assert list(find_unused(planted, set())) == ["planted.SPARE", "planted.spare"]
    assert list(find_unused_members(planted, set())) == ["planted.Thing.shrink", "planted.Encoder.decode"]
    assert list(find_unused_members(planted, {"shrink", "decode"})) == []
