"""Facts of one id in two works of a library: alike, worded apart, or of other types."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from kb.checks import check
from kb.checks.cache import find_errors
from kb.checks.library import check_library, files_of_others
from kb.loading import find_folders, load_policy
from tests.conftest import DISTRICT

OWN, OTHER = "cn-999998/jimuqu", "cn-999998/linqu"


@pytest.fixture
def library(tmp_path: Path) -> Path:
    """The district's rule, and the same rule once more as that of another work."""
    folder = Path(shutil.copytree(DISTRICT, tmp_path / "policy"))
    shutil.rmtree(folder / OWN / "2028-07-01")
    shutil.copytree(folder / OWN, folder / OTHER)
    return folder


def found_in(library: Path, work: str = OWN) -> list[tuple[str, str, str, int]]:
    """The findings about facts of two works: code, severity, fact and line."""
    folders = find_folders(library / work)
    found = check_library(folders, load_policy(library / work))
    return [(one.code, one.severity, one.place.eid, one.place.line) for one in found]


def test_a_fact_that_two_works_declare_alike_is_no_finding(library: Path) -> None:
    assert found_in(library) == []
    (path,) = files_of_others(find_folders(library / OWN))
    assert path == library / OTHER / "2027-01-01/facts.xml"


def test_another_type_of_the_same_fact_is_an_error_in_both_works_with_place_and_mend(
    library: Path, change: Callable[[Path, str, str], None]
) -> None:
    facts = library / OTHER / "2027-01-01/facts.xml"
    change(facts, 'id="revenue" of="enterprise" type="money"', 'id="revenue" of="enterprise" type="number"')
    line = next(n for n, words in enumerate(facts.read_text().splitlines(), 1) if 'id="revenue"' in words)
    assert found_in(library) == [("fact-collides", "error", "revenue", line)]
    assert found_in(library, OTHER) == [("fact-collides", "error", "revenue", line)]
    (told,) = [one for one in check(library / OWN) if one.code == "fact-collides"]
    assert told.place.file == "policy/cn-999998/jimuqu/2027-01-01/facts.xml"
    where = f"policy/cn-999998/linqu/2027-01-01/facts.xml:{line}"
    assert told.message() == (
        f"事实“revenue”在这里的类型是 money，在 {where} 是 number：一份情况里只能答一次，两份政策会读成两样。"
    )
    assert told.remedy("en").startswith("If they are different facts, give one of them another id")


def test_other_words_are_a_warning(library: Path, change: Callable[[Path, str, str], None]) -> None:
    facts = library / OTHER / "2027-01-01/facts.xml"
    change(facts, ">营业收入<", ">总收入<")
    assert [one[:3] for one in found_in(library)] == [("fact-worded-apart", "warning", "revenue")]


def test_a_fact_of_another_part_of_a_case_is_another_fact(
    library: Path, change: Callable[[Path, str, str], None]
) -> None:
    facts = library / OTHER / "2027-01-01/facts.xml"
    change(facts, 'id="revenue" of="enterprise" type="money"', 'id="revenue" of="grant" type="number"')
    folders = find_folders(library / OWN)
    assert list(check_library(folders, load_policy(library / OWN))) == []


def test_a_change_of_another_work_is_noticed_although_results_are_cached(
    library: Path, own_cache: Path, change: Callable[[Path, str, str], None]
) -> None:
    assert find_errors(library / OWN, "1.0") == ()
    facts = library / OTHER / "2027-01-01/facts.xml"
    change(facts, 'id="revenue" of="enterprise" type="money"', 'id="revenue" of="enterprise" type="number"')
    assert [one.code for one in find_errors(library / OWN, "1.0")] == ["fact-collides"]
