"""The program contains no name of a policy. Names that belong to a policy occur in its files alone.

These are the ids of its readings, supports, measures, provisions, agencies, domains and their fields, groups,
situations and jurisdictions, of concepts outside the program's vocabulary, and of facts and choices that the
program does not know by name (:mod:`kb.model.facts` names those once). None of them occurs in quotation marks
in the program: in Python, JavaScript, templates or tables of words. Docstrings may give examples.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import get_args

import pytest

from kb import Policy
from kb.model import facts
from kb.model.policy import ActKind, Selection
from tests.conftest import ROOT

SHARED = ("act", "form", "name", "quantity", "role", "selection", "unit")
"""The kinds of concepts that every policy shares: acts of clauses, forms of support, counted units."""

HOMONYMS = {
    "co-lead": "an English word that people search for",
    "district-measures": "the rule of the final provisions on what districts add",
    "energy": "what is measured in kilowatt-hours",
    "enterprise": "whose ceiling a ruling counts",
    "exhibition": "an English word that people search for",
    "leads": "the measures for which an agency is named first, as JSON",
    "local": "the kind of a statement on the page about the guide",
    "national": "a kind of agency",
    "new": "what takes the place of something else",
    "no": "the answer to a question of yes or no",
    "none": "nothing at all",
    "other": "the second of two",
    "outstanding": "an English word that people search for",
    "park": "an English word that people search for",
    "product": "so much for each unit, multiplied",
    "recycling": "an English word that people search for",
    "renewal": "an English word that people search for",
    "research": "an English word that people search for",
    "standard": "what a measure pays, and the standard of accessibility",
    "storage": "an event of the browser",
    "一事一议": "a status in Chinese, and a word that plain sentences must explain",
    "一定比例": "a word that plain sentences must explain",
}
"""Words that are also ids of the policy and mean something else in the program."""


def words_of_the_program() -> set[str]:
    """The names that the program itself knows for every policy: its facts, choices and kinds."""
    known = {value for name, value in vars(facts).items() if name.isupper() and isinstance(value, str)}
    return known | {*get_args(ActKind), *get_args(Selection), "preface", "preamble", "scope", "final"}


def names_of(policy: Policy) -> set[str]:
    """The names that belong to a policy."""
    shared = {concept.id for kind in SHARED for concept in policy.registry.of_kind(kind)}
    found = set(policy) - shared
    found |= {one.id for one in (*policy.groups, *policy.situations, *policy.registry.jurisdictions)}
    found |= {field.id for domain in policy.domains for field in domain.fields}
    found |= {fact.id for fact in policy.facts}
    found |= {choice.id for fact in policy.facts for choice in fact.choices}
    return found - words_of_the_program()


def quoted_in_python(code: str) -> Iterator[tuple[int, str]]:
    """The strings of a module with their lines, without docstrings."""
    nodes = list(ast.walk(ast.parse(code)))
    told = {id(node.value) for node in nodes if isinstance(node, ast.Expr)}
    for node in nodes:
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in told:
            yield node.lineno, node.value


def quoted_elsewhere(text: str) -> Iterator[tuple[int, str]]:
    """The text in quotation marks, line by line, and the keys of tables."""
    for number, line in enumerate(text.splitlines(), 1):
        for match in re.finditer(r"""(["'`])([^"'`]*)\1""", line):
            yield number, match[2]
        if match := re.match(r"""\[?([\w-]+)\]?$|([\w-]+) = """, line):
            yield number, match[1] or match[2]


@cache
def quoted(path: Path) -> tuple[tuple[int, str], ...]:
    """The quoted strings of a file of the program."""
    text = path.read_text(encoding="utf-8")
    return tuple(quoted_in_python(text) if path.suffix == ".py" else quoted_elsewhere(text))


def program_files() -> Iterator[Path]:
    """All handwritten files of the program."""
    for top in ("kb", "render"):
        for path in sorted((ROOT / top).rglob("*")):
            if path.suffix in (".py", ".js", ".toml", ".html", ".svg", ".css"):
                yield path


def test_no_name_of_the_policy_stands_in_the_program(policy: Policy) -> None:
    names = names_of(policy) - HOMONYMS.keys()
    assert {"para_5", "para_5__sup_1", "G13", "fgw", "data-centre", "achieved-on", "battery"} <= names
    found = [
        f"{path.relative_to(ROOT)}:{line} {word}"
        for path in program_files()
        for line, word in quoted(path)
        if word in names
    ]
    assert found == []


def test_the_identifier_of_the_policy_is_not_known_to_the_program(policy: Policy) -> None:
    parts = {part for part in policy.document.work.split("/") if re.search("[a-z]", part)} - {"akn", "act"}
    assert parts == {"cn-440300", "cuoshi", "fgw", "anjie-huanbao"}
    found = [
        f"{path.relative_to(ROOT)}:{line} {word}"
        for path in program_files()
        for line, word in quoted(path)
        if parts & set(word.split("/"))
    ]
    assert found == []


def test_every_homonym_is_one(policy: Policy) -> None:
    known = {word for path in program_files() for _, word in quoted(path)}
    assert HOMONYMS.keys() <= names_of(policy)
    assert HOMONYMS.keys() <= known


@pytest.mark.parametrize(
    ("code", "found"),
    [
        ('"""As in ``G13``."""\nNAME = "G13"', [(2, "G13")]),
        ("def f():\n    'G13'\n    return {'G13': f'{1}G21'}", [(3, "G13"), (3, "G21")]),
    ],
)
def test_strings_are_found_and_docstrings_are_not(code: str, found: list[tuple[int, str]]) -> None:
    assert sorted(quoted_in_python(code)) == found


def test_quotations_and_keys_of_tables_are_found() -> None:
    text = "[battery]\nfgw = 1\nreadings = [\"G13\", 'G21']"
    assert [word for _, word in quoted_elsewhere(text)] == ["battery", "fgw", "G13", "G21", "readings"]
