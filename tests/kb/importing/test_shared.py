"""Real texts of other cities, where they are available. The project contains none of their sentences."""

from __future__ import annotations

import csv
import re
from collections import Counter
from pathlib import Path

import pytest

from kb.importing import Recognised, import_file
from tests.conftest import ROOT

FOLDER = next(
    (one / "shared" / "policies" for one in ROOT.parents if (one / "shared" / "policies").is_dir()), None
)
TEXTS = sorted(FOLDER.glob("*.txt")) if FOLDER else []
SHAPES = {
    "章": "章",
    "第X条": "条",
    "一、": "一、",
    "（一）": "（一）",
    "1.": "1.",
    "（1）": "（1）",
    "①": "①",
}

pytestmark = pytest.mark.skipif(not TEXTS, reason="the real texts are not at hand")


@pytest.fixture(scope="module")
def recognised() -> dict[str, Recognised]:
    return {path.stem: import_file(path) for path in TEXTS}


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.stem)
def test_every_numbered_line_is_a_provision_an_item_or_reported(
    path: Path, recognised: dict[str, Recognised]
) -> None:
    """The lines are found here by a separate pattern, wider than any label that the program reads."""
    found = recognised[path.stem]
    known = {unit.line for unit in found.units} | {one.line for one in found.unread}
    known |= {row.line for row in (*found.outline.front, *found.outline.closing)}
    numbered = re.compile(
        r"第[〇零一二三四五六七八九十百]{1,6}[章节条][ \u3000（]|[（(][一二三四五六七八九十]{1,3}[)）]"
    )
    lines = path.read_text(encoding="utf-8").split("\n")
    missing = [
        (n, line[:20])
        for n, line in enumerate(lines, 1)
        if numbered.match(line.strip("# \u3000")) and n not in known
    ]
    assert missing == []


def test_the_articles_and_chapters_are_as_many_as_the_index_says(recognised: dict[str, Recognised]) -> None:
    assert FOLDER is not None
    with (FOLDER / "INDEX.tsv").open(encoding="utf-8") as file:
        shapes = {row["slug"]: row["shape"] for row in csv.DictReader(file, delimiter="\t")}
    for slug, found in recognised.items():
        counts = Counter(unit.label.shape for unit in found.units)
        listed = dict(re.findall(r"(章|第X条)×([0-9]+)", shapes[slug]))
        for name, number in listed.items():
            assert abs(counts[SHAPES[name]] - int(number)) <= (3 if name == "章" else 0), (slug, name)
