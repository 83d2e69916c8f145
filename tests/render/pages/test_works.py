"""The scripts that a library's calculators load for the answer of all works."""

from __future__ import annotations

import gzip
import re
from datetime import date

import pytest

from kb import load
from render.pages.page import VERSIONS
from render.pages.works import EVALUATOR, FOLLOWER, library_script, write_works
from tests.conftest import ROOT
from tests.works import DISTRICT, Invented, make_library

MOST_AT_ONCE = 600
"""The greatest compressed size of the script that every calculator of a library loads at once."""

MOST_LATER = 26_000
"""The greatest compressed size of the evaluator of all works, which is loaded once there is an answer."""


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    folder = make_library(tmp_path_factory.mktemp("works") / "policy", Invented(DISTRICT))
    return write_works(load(folder, on=date(2030, 6, 1)))


def test_each_folder_has_the_rules_and_words_of_all_works(files: dict[str, str]) -> None:
    assert set(files) == {FOLLOWER, EVALUATOR, *map(library_script, VERSIONS)}
    for folder, word in (("zh", "磨坊区风车办法"), ("zh-hant", "磨坊區風車辦法"), ("en", "Windmill")):
        assert word in files[library_script(folder)]


def test_every_sentence_of_the_section_is_there(files: dict[str, str]) -> None:
    text = files[library_script("en")].partition("Tiaowen.works.words")[2]
    words = set(re.findall(r'[{,]"?([\w-]+)"?:"', text))
    code = (ROOT / "render/static/calculator-works.js").read_text(encoding="utf-8")
    used = set(re.findall(r'(?<!\.)say\("([\w-]+)"', code)) | {
        "bars",
        "order",
        "lessens",
        "open",
        "bound",
        "total",
    }
    assert used | {"district", "city", "expired", "not-yet", "bar-once", "bar-joint-number"} <= words


def test_they_are_light_and_take_nothing_from_elsewhere(files: dict[str, str]) -> None:
    sizes = {name: len(gzip.compress(text.encode(), mtime=0)) for name, text in files.items()}
    assert sizes[FOLLOWER] < MOST_AT_ONCE
    assert sizes[EVALUATOR] < MOST_LATER
    for text in files.values():
        assert not re.search(r"\b(?:fetch|XMLHttpRequest|import|eval|Function)\(|https?:", text)
