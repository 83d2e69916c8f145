"""The structure of the project: imports run one way, and a plain import stays light."""

from __future__ import annotations

import ast
import re
import subprocess
import tomllib
from functools import cache
from pathlib import Path

from hypothesis import settings

from tests.conftest import ROOT
from tests.imported import imported_by

LAYERS = (
    ("kb.model",),
    ("kb.core",),
    ("kb.loading",),
    ("kb.cases",),
    ("kb.importing",),
    ("kb.graph",),
    ("kb.assess",),
    ("kb.explain",),
    ("kb.checks",),
    ("kb.screen",),
    ("kb.versions",),
    ("kb.verify",),
    ("kb.desk",),
    ("render",),
    ("kb.serve",),
    ("kb.cli",),
)
"""The layers from the bottom: a module imports from its own layer and those before it, and
from none after.
"""


@cache
def parse(path: Path) -> ast.Module:
    """The code of a file, parsed once for all tests."""
    return ast.parse(path.read_text(encoding="utf-8"))


@cache
def nodes_of(path: Path) -> tuple[ast.AST, ...]:
    """Every node of the code of a file, from the top down."""
    return tuple(ast.walk(parse(path)))


def list_modules() -> dict[str, Path]:
    """The modules of the program by name."""
    found = {}
    for top in ("kb", "render"):
        for path in (ROOT / top).rglob("*.py"):
            parts = path.relative_to(ROOT).with_suffix("").parts
            found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


def _layer(module: str) -> int:
    for n, names in enumerate(LAYERS):
        if any(module == name or module.startswith(f"{name}.") for name in names):
            return n
    raise AssertionError(f"{module} belongs to no layer")


@cache
def _imports(path: Path) -> frozenset[str]:
    found = set()
    for node in nodes_of(path):
        if isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            found.add(node.module)
        elif isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
    return frozenset(name for name in found if name.split(".")[0] in ("kb", "render"))


def room_of(module: str) -> str:
    """The package of a module, among those on the first level."""
    return ".".join(module.split(".")[: 1 if module.startswith("render") else 2])


def arrows() -> set[tuple[str, str]]:
    """Pairs of a package and a package from which it imports."""
    return {
        (room_of(module), room_of(imported))
        for module, path in list_modules().items()
        for imported in _imports(path)
        if "kb" not in (module, imported) and room_of(module) != room_of(imported)
    }


def untested_modules() -> list[str]:
    """The modules that have no test file of their name in the mirrored folder."""
    return sorted(
        module
        for module, path in list_modules().items()
        if path.name != "__init__.py"
        and not (ROOT / "tests" / path.relative_to(ROOT).parent / f"test_{path.name}").exists()
    )


MOST_UNTESTED = 9
"""How many modules have no test of the same name; the number may only fall."""


def _listed_as_untested() -> dict[str, str]:
    listed = tomllib.loads((ROOT / "tests" / "untested.toml").read_text(encoding="utf-8"))
    reasons: dict[str, str] = listed["reasons"]
    return reasons


def test_modules_without_a_test_of_the_same_name_are_few_and_listed_with_a_reason() -> None:
    """The test of `kb/core/terms.py` is `tests/kb/core/test_terms.py`: a reader finds it without a search."""
    untested = set(untested_modules())
    entries = _listed_as_untested()
    print(f"{len(untested)} of {len(list_modules())} modules have no test of the same name")
    assert sorted(untested - set(entries)) == [], "give these a test, or a reason in tests/untested.toml"
    assert sorted(set(entries) - untested) == [], "these have a test by now, or are gone: remove the entry"
    assert [module for module, reason in entries.items() if not reason] == []
    assert len(untested) <= MOST_UNTESTED


def test_imports_run_one_way() -> None:
    for module, path in list_modules().items():
        if module == "kb":
            continue  # the public interface: it collects what users import
        for imported in _imports(path):
            if imported != "kb":
                assert _layer(imported) <= _layer(module), f"{module} imports {imported}"


def test_packages_and_arrows_between_them_stay_few() -> None:
    """Decision 51 gives the reasons. A new arrow replaces another one or needs a new decision."""
    assert len(LAYERS) <= 16
    assert len(arrows()) <= 75


def test_no_module_imports_the_front_door() -> None:
    for module, path in list_modules().items():
        if not module.startswith(("kb.cli", "render")) and module != "kb":
            assert "kb" not in _imports(path), module


def test_top_level_of_the_project_is_the_one_decided() -> None:
    tracked = subprocess.run(
        ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.splitlines()
    folders = {line.split("/")[0] for line in tracked if "/" in line}
    assert folders == {".ci", "docs", "kb", "policy", "render", "tests"}


def test_the_groups_of_tests_name_folders_that_exist() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    lists = re.findall(r"\$\(addprefix tests/kb/,([^)$]+)\)", makefile)
    assert len(lists) == 4
    named = {f"tests/kb/{name}" for names in lists for name in names.split()}
    named |= set(re.findall(r"\btests/[\w/]+(?:\.py)?", makefile.replace("tests/kb/,", "")))
    assert {"tests/render", "tests/kb/verify", "tests/kb/model"} <= named
    assert sorted(one for one in named if not (ROOT / one).exists()) == []


def test_loading_the_library_pulls_in_nothing_heavy() -> None:
    heavy = (
        "networkx", "jinja2", "cn2an", "typer", "rich", "yaml", "jsonschema", "z3", "hypothesis", "msgspec",
    )  # fmt: skip
    assert imported_by("import kb", heavy) == []


def test_money_is_never_a_float() -> None:
    for module, path in list_modules().items():
        names = {node.id for node in nodes_of(path) if isinstance(node, ast.Name)}
        constants = {type(node.value) for node in nodes_of(path) if isinstance(node, ast.Constant)}
        if module.startswith("kb") and not module.startswith("kb.cli"):
            assert "float" not in names, module
            assert float not in constants, module


def test_no_property_has_a_deadline() -> None:
    assert settings.default is not None
    assert settings.default.deadline is None
    for path in (ROOT / "tests").rglob("*.py"):
        if "deadline" not in path.read_text(encoding="utf-8"):
            continue
        for node in nodes_of(path):
            if (
                isinstance(node, ast.keyword)
                and node.arg == "deadline"
                and isinstance(node.value, ast.Constant)
            ):
                assert node.value.value is None, f"{path}:{node.value.lineno}"


def test_only_the_module_of_names_looks_for_what_is_near() -> None:
    users = [
        m for m, path in list_modules().items() if "get_close_matches" in path.read_text(encoding="utf-8")
    ]
    assert users == ["kb.model.words.names"]


def test_only_one_module_reads_the_tables_of_the_program() -> None:
    code = {module: path.read_text(encoding="utf-8") for module, path in list_modules().items()}
    users = sorted(module for module, text in code.items() if "tomllib" in text)
    # Mappings, records and corpora are files that people name.
    assert users == [
        "kb.model.words.catalogue",
        "kb.screen.mapping",
        "kb.verify.casebook.corpus",
        "kb.verify.mutate.second_record",
    ]


if __name__ == "__main__":
    print(len(LAYERS), "packages,", len(arrows()), "arrows")
    print(*untested_modules(), sep="\n")
    print(len(untested_modules()), "of", len(list_modules()), "modules have no test of the same name")
