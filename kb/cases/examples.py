"""The example cases of a policy: small case files beside its text, each with a title in both languages.

The first line of a file is a comment with the title in Chinese, the second the same in English.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from kb.cases.case import Case
from kb.cases.reading import load_case
from kb.model.policy import Policy
from kb.model.words.errors import LANGUAGES

FOLDER, SUFFIX = "examples", ".yaml"
"""The folder of a version's examples, and the suffix of their names."""


@dataclass(frozen=True, slots=True)
class Example:
    """An example case: its name, its file, and its title by language."""

    name: str
    path: Path
    title: dict[str, str] = field(hash=False)
    case: Case


def find_examples(version: Path) -> dict[str, Path]:
    """The example files of a version of a policy by name, in the order of their names."""
    return {path.stem: path for path in sorted((version / FOLDER).glob(f"*{SUFFIX}"))}


def load_examples(policy: Policy, version: Path) -> dict[str, Example]:
    """The examples by name. Raises :class:`kb.model.words.errors.PolicyError` where one cannot be read."""
    return {name: load_example(policy, path) for name, path in find_examples(version).items()}


def load_example(policy: Policy, path: Path) -> Example:
    """One example. Raises :class:`kb.model.words.errors.PolicyError` where it cannot be read."""
    case = load_case(policy, path)
    lines = path.read_text(encoding="utf-8").split("\n")
    titles = [line[1:].strip() if line.startswith("#") else "" for line in lines[: len(LANGUAGES)]]
    title: dict[str, str] = dict(zip(LANGUAGES, titles, strict=False))
    return Example(path.stem, path, title, case)
