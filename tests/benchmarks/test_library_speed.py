"""The time for a library of many works: to load and check it, and to answer one case under all of it.

``make bench`` reports the figures. The peer in the same run is parsing the same files with lxml alone.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from kb import load
from kb.assess.works import assess_library
from kb.cases.form import form_of_works
from kb.cases.reading import read_case_form
from kb.checks import check
from tests.works import Invented, make_library

WORKS, PROVISIONS = 50, 40
DAY = date(2030, 6, 1)
CASE = """
date: 2030-06-01
applicant: {}
claims:
  - {id: 大风车, kind: project, is: [windmill-project], investment: 1000万元, achieved-on: 2030-05-01}
ledger: []
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Fifty works of forty measures each, in unrelated places."""
    works = [
        Invented(f"cn-9{n:05}/shuiche-{n}", measures=PROVISIONS, agency="fengche", agency_name="市风车局")
        for n in range(1, WORKS)
    ]
    return make_library(tmp_path_factory.mktemp("many") / "policy", *works)


def test_parse_the_same_files_with_lxml_alone(benchmark: Any, folder: Path) -> None:
    paths = sorted(folder.rglob("*.xml"))
    benchmark.pedantic(lambda: [etree.parse(str(path)) for path in paths], rounds=3, warmup_rounds=1)


def test_load_the_library(benchmark: Any, folder: Path) -> None:
    library = benchmark.pedantic(load, args=(folder,), kwargs={"on": DAY}, rounds=3, warmup_rounds=1)
    assert len(library.works) == WORKS


def test_check_the_library(benchmark: Any, folder: Path) -> None:
    works = [work.id for work in load(folder, on=DAY).works]
    found = benchmark.pedantic(
        lambda: [finding for work in works for finding in check(folder / work)], rounds=1, warmup_rounds=0
    )
    assert found == []


def test_answer_a_case_under_all_of_it(benchmark: Any, folder: Path) -> None:
    library = load(folder, on=DAY)
    case = read_case_form(form_of_works(library.in_force()), CASE, "case.yaml")
    found = benchmark.pedantic(assess_library, args=(library, case), rounds=5, warmup_rounds=1)
    assert len(found.answers) == WORKS
