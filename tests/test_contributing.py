"""The page for contributors: every file it names exists, and its picture matches the imports.

``python -m tests.test_contributing`` prints the picture.
"""

from __future__ import annotations

import re

import networkx as nx
import pytest

from tests.conftest import ROOT
from tests.test_structure import arrows

PAGE = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
TASKS = dict(re.findall(r"^### (.+)\n\n((?:(?!^#).*\n?)*)", PAGE, re.MULTILINE))
ASKED = {
    "Add a form of amount",
    "Add a fact type",
    "Add a check",
    "Add a command",
    "Add a page",
    "Add a status",
    "Add another policy",
    "Add a carrier",
    "Change a wording",
    "Change rounding",
}


def files_of(text: str) -> list[str]:
    """The paths that a text names in backticks."""
    return [path for path in re.findall(r"`([^`\s]+)`", text) if "/" in path]


def picture() -> list[str]:
    """The lines of the picture: an arrow for each import between packages that does not follow
    from others.
    """
    reduced = nx.transitive_reduction(nx.DiGraph(sorted(arrows())))
    return [f"  {user} --> {used}" for user, used in sorted(reduced.edges)]


def test_the_ten_tasks_are_told() -> None:
    assert set(TASKS) == ASKED


@pytest.mark.parametrize("task", sorted(TASKS))
def test_every_file_that_a_task_names_exists(task: str) -> None:
    named = files_of(TASKS[task])
    assert len(named) >= 3
    assert [path for path in named if not (ROOT / path).exists()] == []


def test_a_path_that_leads_nowhere_would_be_found() -> None:
    assert files_of("In `kb/none.py` and `make test`, see `policy/schema`.") == [
        "kb/none.py",
        "policy/schema",
    ]


def test_the_picture_shows_the_imports_as_they_are() -> None:
    drawn = re.search(r"```mermaid\ngraph TD\n(.*?)```", PAGE, re.DOTALL)
    assert drawn is not None
    assert drawn[1].splitlines() == picture()


if __name__ == "__main__":
    print("\n".join(picture()))
