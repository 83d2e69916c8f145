"""Versions of a policy: the day of a case decides which of them applies, and the answer says so."""

from __future__ import annotations

import json
import re
import shutil
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb import load_policy
from kb.cases.reading import read_case
from kb.checks import check
from kb.cli.commands.ask import run_ask
from kb.cli.commands.review import run_review
from kb.cli.options import Source
from kb.explain.answer import say_answer, say_receipt
from kb.explain.items.parts import data_of
from kb.explain.whole_answer import answer
from kb.loading import find_folders, load_text, write_akn
from kb.loading.versions import version_on
from kb.model.policy import Version
from tests.kb.cli.test_cli import Run, run

__all__ = ["run"]

CASE = """
date: {day}
applicant: {{applicant-kind: enterprise}}
claims:
  - {{id: 机房改造, kind: project, is: [data-centre], verified-total-investment: 5000万元,
     achieved-on: {day}, demonstration-value: yes}}
ledger: []
"""
"""5000万元 × 30 % is 1500万元: above the ceiling of 1000万元, and equal to that of 1500万元 (para_5__s_4)."""

CEILING = (
    '评选若干具有较强示范推广性的按照经核定总投资的<quantity refersTo="#资助比例">30%</quantity>给予资助,'
    '最高<quantity refersTo="#最高限额">1000万元'
)

FIRST, SECOND = (
    "2024-05-11（2024-05-23 至 2025-12-31 施行）",
    "2026-01-01（2026-01-01 至 2029-05-22 施行）（草案）",
)


def amend(folder: Path, name: str, *changes: tuple[str, str]) -> Path:
    """A second version of the real policy, named by its day, with some words changed."""
    first = find_folders(folder).version
    version = Path(shutil.copytree(first, first.with_name(name)))
    _, document, registry = load_text(version)
    text = write_akn(replace(document, version=name), registry).decode()
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    (version / "text.xml").write_text(text, encoding="utf-8")
    return version


@pytest.fixture
def amended(real_copy: Path) -> Path:
    """The real policy with an amendment of 2026-01-01: the ceiling of measure 5 is 1500万元."""
    version = amend(real_copy, "2026-01-01", (CEILING, CEILING.replace("1000", "1500")))
    assert run_review(version, "5", "zh", yes=True) == 0
    return real_copy


def most(folder: Path, day: str) -> tuple[str, int | None]:
    """The version that applies on the day of a case, and the greatest sum that it promises, in 万元."""
    policy = load_policy(folder, on=date.fromisoformat(day))
    found = answer(policy, read_case(policy, CASE.format(day=day), "case.yaml"), "0")
    high = found.assessment.combination.total.high
    return found.receipt.version, None if high is None else high // 1_000_000


@pytest.mark.parametrize(
    ("day", "version", "sum_"),
    [
        ("2024-05-22", "2024-05-11", 0),  # not yet in force: final__s_4 names 23 May 2024
        ("2025-12-01", "2024-05-11", 1000),
        ("2025-12-31", "2024-05-11", 1000),
        ("2026-01-01", "2026-01-01", 1500),
        ("2029-05-22", "2026-01-01", 1500),
        ("2029-05-23", "2026-01-01", 0),  # five years are over
    ],
)
def test_the_version_in_force_on_the_day_of_the_case_answers(
    amended: Path, day: str, version: str, sum_: int
) -> None:
    assert most(amended, day) == (version, sum_)


def test_a_version_whose_text_names_a_later_commencement_begins_on_that_day(real_copy: Path) -> None:
    later = ('date="2024-05-23">2024年5月23日', 'date="2026-03-01">2026年3月1日')
    event = ('date="2024-05-23" type', 'date="2026-03-01" type')
    amend(real_copy, "2026-01-01", (CEILING, CEILING.replace("1000", "1500")), later, event)
    assert most(real_copy, "2026-02-28") == ("2024-05-11", 1000)
    assert most(real_copy, "2026-03-01") == ("2026-01-01", 1500)
    periods = [(version.first.isoformat(), str(version.last)) for version in load_policy(real_copy).versions]
    assert periods == [("2024-05-23", "2026-02-28"), ("2026-03-01", "2031-02-28")]


def test_a_version_keeps_its_own_last_day_where_the_next_begins_later(real_copy: Path) -> None:
    # Five years from 2024-05-23: over before the next begins.
    amend(real_copy, "2031-01-01")
    assert find_folders(real_copy).versions[0].last == date(2029, 5, 22)


def test_a_version_that_names_no_last_day_ends_the_day_before_the_next_begins(toy_copy: Path) -> None:
    first = find_folders(toy_copy).version
    text = (first / "text.xml").read_text(encoding="utf-8")
    (first / "text.xml").write_text(re.sub("<timeInterval [^>]*/>", "", text), encoding="utf-8")
    shutil.copytree(first, first.with_name("2031-06-01"))
    assert [version.last for version in find_folders(toy_copy).versions] == [date(2031, 5, 31), None]


def test_an_answer_names_its_version_and_the_days_on_which_it_is_in_force(amended: Path) -> None:
    policy = load_policy(amended, on=date(2025, 12, 1))
    found = answer(policy, read_case(policy, CASE.format(day="2025-12-01"), "case.yaml"), "0")
    assert say_receipt(found, "zh").startswith(f"政策 {FIRST}，按 2025-12-01 的情况评估")
    told = data_of(found.as_item())["policy"]
    assert told == data_of(found.receipt_item())["policy"]
    assert {key: told[key] for key in ("date", "first-day", "last-day", "in-force", "draft")} == {
        "date": "2024-05-11",
        "first-day": "2024-05-23",
        "last-day": "2025-12-31",
        "in-force": True,
        "draft": False,
    }


@pytest.mark.parametrize(
    ("named", "day", "told"),
    [
        ("", "2024-05-22", f"2024-05-22 这一天没有施行的版本。以下按 {FIRST} 评估。"),
        (
            "2024-05-11",
            "2026-03-01",
            f"2026-03-01 这一天施行的是 {SECOND}。以下按 {FIRST} 评估："
            "指明了这一版，或者决定用哪一版的那一天属于这一版。",
        ),
        ("", "2025-12-01", ""),
    ],
)
def test_a_day_on_which_the_version_is_not_in_force_is_told(
    amended: Path, named: str, day: str, told: str
) -> None:
    folder = find_folders(amended).version.with_name(named) if named else amended
    policy = load_policy(folder, on=date.fromisoformat(day))
    found = answer(policy, read_case(policy, CASE.format(day=day), "case.yaml"), "0")
    part = say_answer(found, "zh")[0]
    assert (part.entries[0].head if part.key == "version" else "").startswith(told)
    assert (part.key == "version") == bool(told)


def test_a_version_without_a_publication_of_its_own_is_a_draft(amended: Path) -> None:
    first, second = load_policy(amended).versions
    assert (first.is_draft, second.is_draft) == (False, True)  # a copy is not its own
    version = find_folders(amended, newest=True).version
    (version / "published.txt").write_text(load_text(version)[1].text + "\n", "utf-8")
    assert [one.is_draft for one in load_policy(amended).versions] == [False, False]


def test_a_policy_that_holds_no_publication_at_all_has_no_drafts(toy_copy: Path) -> None:
    assert [version.is_draft for version in load_policy(toy_copy).versions] == [False]


days = st.dates(date(2020, 1, 1), date(2030, 1, 1))


@given(st.lists(days, min_size=1, max_size=5, unique=True), days)
def test_exactly_one_version_answers_a_day_and_none_of_the_future_where_one_has_begun(
    begins: list[date], day: date
) -> None:
    begins.sort()
    ends = [*(later - timedelta(days=1) for later in begins[1:]), None]
    versions = [Version(first.isoformat(), first, last) for first, last in zip(begins, ends, strict=True)]
    chosen = version_on(versions, day)
    assert chosen.is_in_force(day) == (begins[0] <= day)
    assert chosen.first <= day or chosen == versions[0]


def test_the_name_of_a_folder_and_the_version_in_its_text_agree(real_copy: Path) -> None:
    first = find_folders(real_copy).version
    version = shutil.copytree(first, first.with_name("2026-01-01"))
    assert [finding.code for finding in check(version)] == ["version-differs"]


class TestCommands:
    @pytest.fixture
    def case(self, tmp_path: Path) -> Path:
        file = tmp_path / "case.yaml"
        file.write_text(CASE.format(day="2025-12-01"), "utf-8")
        return file

    def test_the_day_of_the_case_or_the_day_typed_chooses(self, run: Run, amended: Path, case: Path) -> None:
        assert "最高1000万元" in run("assess", case, "--policy", amended).out
        assert "最高1500万元" in run("assess", case, "--policy", amended, "--on", "2026-03-01").out

    def test_a_version_is_asked_for_by_its_name_or_its_folder(
        self, run: Run, amended: Path, case: Path
    ) -> None:
        told = run("assess", case, "--policy", amended, "--version", "2026-01-01").out
        assert "最高1500万元" in told
        assert "2025-12-01 这一天施行的是 2024-05-11" in told
        folder = find_folders(amended).version.with_name("2024-05-11")
        assert "最高1000万元" in run("show", "5", "--policy", folder).out
        assert "最高1500万元" in run("show", "5", "--policy", amended, "--version", "2026-01-01").out

    def test_a_version_that_does_not_exist_is_answered_with_those_there_are(
        self, run: Run, amended: Path
    ) -> None:
        ended = run("show", "5", "--policy", amended, "--version", "2025-01-01")
        assert ended.status == 1
        assert "有这些版本：2024-05-11、2026-01-01。" in ended.out + ended.err

    def test_a_receipt_is_made_again_under_the_version_that_it_names(
        self, run: Run, amended: Path, case: Path, tmp_path: Path
    ) -> None:
        receipt = tmp_path / "receipt.json"
        run("assess", case, "--policy", amended, "--receipt", receipt)
        assert json.loads(receipt.read_text("utf-8"))["policy"]["date"] == "2024-05-11"
        ended = run("assess", receipt, "--policy", amended, "--replay")
        assert (ended.status, ended.err) == (0, "")

    def test_every_version_is_checked(self, run: Run, amended: Path) -> None:
        for version in ("2024-05-11", "2026-01-01"):
            (find_folders(amended).version.with_name(version) / "facts.xml").write_text("<facts", "utf-8")
        told = run("check", "--policy", amended).out
        assert told.count("2024-05-11/facts.xml") == told.count("2026-01-01/facts.xml") == 1

    def test_an_interview_is_held_under_the_version_of_its_day(
        self, amended: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        run_ask(Source(amended), None, "zh", on="2025-12-01", readings=(), out=None, listen=lambda _: "q")
        assert f"政策 {FIRST}，按 2025-12-01 的情况评估" in capsys.readouterr().out
