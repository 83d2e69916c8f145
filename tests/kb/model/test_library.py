"""The library: several works with their versions, and the version of a day."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from kb import Library, Policy, PolicyError, load
from kb.checks import check
from kb.loading import find_folders, load_policy, load_text, write_akn
from kb.model.document import Repeal
from tests.conftest import REAL, TOY
from tests.kb.cli.test_cli import Run, run
from tests.works import DISTRICT, Invented, make_library

__all__ = ["run"]

CITY = "cn-999999/wanju"
IN_FORCE = date(2030, 6, 1)
"""A day on which the toy policy (from 1 March 2030) and the district's (from 1 April) are both in force."""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The toy policy and a rule of an invented district."""
    return make_library(tmp_path / "policy", Invented(DISTRICT))


@pytest.fixture
def library(folder: Path) -> Library:
    return load(folder, on=IN_FORCE)


def test_a_second_work_is_a_matter_of_data(library: Library) -> None:
    assert [work.id for work in library.works] == [DISTRICT, CITY]
    assert [policy.work for policy in library.in_force()] == [DISTRICT, CITY]
    assert library[DISTRICT].title == "磨坊区风车办法"
    assert library["shuiche"] is library[DISTRICT]


def test_both_works_pass_the_check(folder: Path) -> None:
    assert [list(check(folder / work)) for work in (DISTRICT, CITY)] == [[], []]


def test_each_work_has_its_own_concepts_and_shares_the_rest(library: Library) -> None:
    district, city = library.in_force()
    assert [domain.id for domain in district.domains] == ["milling"]
    assert [domain.id for domain in city.domains] == ["making", "serving"]
    quantities = [[one.id for one in policy.registry.of_kind("quantity")] for policy in (district, city)]
    assert quantities[0] == quantities[1]


def test_a_district_names_its_own_agencies_and_those_of_its_city_and_a_city_none_of_the_district(
    library: Library,
) -> None:
    district, city = library.in_force()
    assert "mofang" in district.registry.agency_by_id
    assert "fengche" in district.registry.agency_by_id
    assert "mofang" not in city.registry.agency_by_id


@pytest.mark.parametrize(
    ("day", "works", "silent"),
    [
        (date(2030, 2, 28), [], [("not-yet", date(2030, 4, 1)), ("not-yet", date(2030, 3, 1))]),
        (date(2030, 3, 1), [CITY], [("not-yet", date(2030, 4, 1))]),
        (date(2032, 3, 31), [DISTRICT, CITY], []),
        (date(2032, 4, 1), [CITY], [("expired", date(2032, 3, 31))]),  # two years from 1 April 2030
    ],
)
def test_the_day_decides_which_works_answer_and_why_the_others_do_not(
    library: Library, day: date, works: list[str], silent: list[tuple[str, date]]
) -> None:
    assert [policy.work for policy in library.in_force(day)] == works
    assert [(one.kind, one.day) for one in library.silent(day)] == silent


def test_a_repealed_work_ends_on_the_day_before(folder: Path) -> None:
    version = find_folders(folder / DISTRICT).version
    _, document, registry = load_text(version)
    repealed = replace(
        document, repeal=Repeal("2031-01-01", "/akn/cn-999901/act/jueding/mofang/2030-12-01/x")
    )
    (version / "text.xml").write_bytes(write_akn(repealed, registry))
    library = load(folder, on=IN_FORCE)
    assert library[DISTRICT].versions[0].last == date(2030, 12, 31)
    (silence,) = library.silent(date(2031, 6, 1))
    assert (silence.kind, silence.day) == ("repealed", date(2030, 12, 31))
    assert [one.code for one in check(version)] == []


def test_of_one_work_a_library_answers_as_the_policy_does() -> None:
    library, policy = load(REAL), load_policy(REAL)
    assert isinstance(library, Library)
    assert isinstance(library.policy, Policy)
    assert library["para_5"].title == policy["para_5"].title
    assert len(library.supports) == len(policy.supports)
    assert "para_5" in library
    with pytest.raises(AttributeError):
        library.nothing_of_the_kind  # noqa: B018


def test_of_several_works_no_single_policy_is_chosen_in_silence(library: Library) -> None:
    with pytest.raises(PolicyError) as caught:
        library.policy  # noqa: B018
    assert [finding.code for finding in caught.value.findings] == ["folder-several"]


def test_a_work_that_does_not_exist_is_answered_with_those_there_are(library: Library) -> None:
    with pytest.raises(PolicyError) as caught:
        library.work("shuichi")
    assert DISTRICT in caught.value.findings[0].remedy("zh")


def test_a_broken_work_is_told_with_its_place_and_the_others_too(
    folder: Path, change: Callable[[Path, str, str], None]
) -> None:
    for work in (DISTRICT, CITY):
        version = find_folders(folder / work).version
        (version / "facts.xml").write_text("<facts", "utf-8")
    with pytest.raises(PolicyError) as caught:
        load(folder)
    assert [finding.place.file.split("/")[2] for finding in caught.value.findings] == ["shuiche", "wanju"]


def test_what_a_library_holds_does_not_depend_on_when_it_was_loaded(folder: Path) -> None:
    assert load(folder, on=IN_FORCE) == load(folder, on=IN_FORCE)
    assert load(TOY, on=IN_FORCE).works[0].versions == load_policy(TOY).versions


class TestCommands:
    def test_a_command_for_one_work_asks_which(self, run: Run, folder: Path) -> None:
        ended = run("show", "1", "--policy", folder)
        assert ended.status == 1
        assert "--work" in ended.out + ended.err
        assert "磨坊区" not in run("show", "para_1", "--policy", folder, "--work", "wanju").out

    def test_a_version_in_force_on_a_day_is_shown_and_where_there_is_none_why(
        self, run: Run, folder: Path
    ) -> None:
        shown = run("show", "1", "--policy", folder, "--work", "shuiche", "--on", "2031-01-01")
        assert "资助建造" in shown.out
        for day, told in (("2032-04-01", "已于 2032-03-31 失效"), ("2030-01-01", "自 2030-04-01 起施行")):
            ended = run("show", "1", "--policy", folder, "--work", "shuiche", "--on", day)
            assert ended.status == 1
            assert told in ended.out + ended.err

    def test_the_check_looks_at_every_work(self, run: Run, folder: Path) -> None:
        for work in (DISTRICT, CITY):
            (find_folders(folder / work).version / "facts.xml").write_text("<facts", "utf-8")
        told = run("check", "--policy", folder).out
        assert "shuiche/2030-04-01/facts.xml" in told
        assert "wanju/2030-01-01/facts.xml" in told
