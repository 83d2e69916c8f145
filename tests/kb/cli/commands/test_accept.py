"""``tiaowen accept``: a person confirms the expected result of a kept case, by name, day and clause."""

from __future__ import annotations

from pathlib import Path

from tests.kb.cli.commands.test_replay import kept
from tests.kb.cli.test_cli import Run, run

__all__ = ["kept", "run"]

BY = ("--by", "张三", "--clause", "para_1__s_1", "--date", "2030-06-01")
RIGHT = ("--expected", "甲/para_1__sup_1=可申报:400万元")


def file_of(folder: Path, kept: str) -> Path:
    """The file of a kept case."""
    return next(folder.rglob(f"{kept}.yaml"))


def test_without_a_name_a_clause_or_a_result_nothing_is_confirmed(
    run: Run, toy_copy: Path, kept: str
) -> None:
    before = file_of(toy_copy, kept).read_bytes()
    for words in ((*RIGHT, *BY[2:]), (*RIGHT, *BY[:2], *BY[4:]), BY):
        assert run("accept", kept, *words, "--policy", toy_copy).status == 1
    assert file_of(toy_copy, kept).read_bytes() == before


def test_a_confirmation_is_written_with_name_day_and_clause(run: Run, toy_copy: Path, kept: str) -> None:
    ended = run("accept", kept, *RIGHT, *BY, "--policy", toy_copy)
    assert ended.status == 0, ended.err
    text = file_of(toy_copy, kept).read_text(encoding="utf-8")
    for words in ("张三", "2030-06-01", "para_1__s_1"):
        assert words in text
    assert "对建造风车的项目" in ended.out  # the words of the clause, so that a wrong one is noticed


def test_another_result_than_that_of_the_program_is_written_only_where_the_person_insists(
    run: Run, toy_copy: Path, kept: str
) -> None:
    wrong = ("--expected", "甲/para_1__sup_1=可申报:500万元")
    before = file_of(toy_copy, kept).read_bytes()
    assert run("accept", kept, *wrong, *BY, "--policy", toy_copy).status == 1
    assert file_of(toy_copy, kept).read_bytes() == before
    assert run("accept", kept, *wrong, *BY, "--disagree", "--policy", toy_copy).status == 0
    assert run("replay", kept, "--policy", toy_copy).status == 1


def test_an_unknown_case_is_told(run: Run, toy_copy: Path, kept: str) -> None:
    assert run("accept", "c-ffffffff", *RIGHT, *BY, "--policy", toy_copy).status == 1
