"""Names of things: which spellings are the same name, in Python and in the browser's evaluator."""

from __future__ import annotations

import json
import sys
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kb import Policy
from kb.model.words.names import HIDDEN, find_nearest, fold_name, say_nearest
from tests.render.evaluator import run_script, write_scripts
from tests.sampling import examples

CHARACTERS = [
    chr(n)
    for n in range(sys.maxunicode + 1)
    if not 0xD800 <= n < 0xE000 and unicodedata.category(chr(n)) != "Cn"
]
"""Every character of Python's Unicode version."""

TOLD = [0xAD, 0x180E, 0x3164, 0xFEFF, *range(0x200B, 0x2010), *range(0x2060, 0x206A), *range(0xFE00, 0xFE10)]
"""Invisible characters from a reported fault, and tag characters."""

names = st.text(
    st.sampled_from("机房（）()１1dDｄ \u3000\u00a0\u00ad\u200bßẞİıΣςσſﬁ①㊀e\u0301é한ﾊﾟ"), max_size=8
)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("机房（一期）", "机房(一期)"),
        ("DC1", "dc1"),
        ("ＤＣ１", "dc1"),
        ("dc 1", "dc1"),
        ("机房\u3000改造", "机房改造"),
        ("机房\u00a0改造", "机房改造"),
        ("机房\u00ad改造", "机房改造"),
        ("机房改造\U000e0041", "机房改造"),
        ("STRASSE", "straße"),
        ("ΟΔΟΣ", "οδος"),
        ("ﾊﾟﾝ", "パン"),
        ("①", "1"),
        ("ﾊ \u200bﾟ", "パ"),
    ],
)
def test_two_spellings_are_one_name(one: str, other: str) -> None:
    assert fold_name(one) == fold_name(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("机房一期", "机房二期"), ("dc1", "dc2"), ("机房", "机房改造"), ("甲", "乙"), ("a-b", "ab")],
)
def test_two_names_stay_two(one: str, other: str) -> None:
    assert fold_name(one) != fold_name(other)


def test_a_folded_name_is_its_own_fold_whatever_its_characters() -> None:
    assert [one for one in CHARACTERS if fold_name(fold_name(one)) != fold_name(one)] == []


def test_what_cannot_be_seen_is_found_and_never_counts() -> None:
    for number in (*TOLD, *range(0xE0001, 0xE0080)):
        assert HIDDEN.search(f"甲{chr(number)}乙"), hex(number)
        assert fold_name(f"甲{chr(number)}乙") == "甲乙"
    assert not HIDDEN.search("机房 改造\u3000（一期）①é😀𠮷")


@settings(deadline=None, max_examples=examples(1000))
@given(names, names)
def test_blanks_between_and_case_never_tell_names_apart(one: str, other: str) -> None:
    assert fold_name(f" {one}\t{other}\u200b".upper()) == fold_name(f"{one}{other}".upper())


@pytest.fixture(scope="module")
def scripts(policy: Policy, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_scripts(policy, tmp_path_factory.mktemp("scripts"))


def test_the_browser_folds_every_character_alike(scripts: Path) -> None:
    """They are tested next to letters, since the form of a character may depend on the one before it."""
    given = [f"x{one}|{one}y" for one in CHARACTERS]
    asked = scripts / "given.json"
    asked.write_text(json.dumps(given), encoding="utf-8")
    found = run_script(
        scripts,
        f"print(JSON.parse(require('fs').readFileSync({json.dumps(str(asked))})).map(Tiaowen.foldName))",
    )
    wrong = [(one, got) for one, got in zip(given, found, strict=True) if got != fold_name(one)]
    assert wrong == []


def test_the_browser_folds_every_name_alike(scripts: Path) -> None:
    @settings(max_examples=examples(5), deadline=None)
    @given(st.lists(names, min_size=200, max_size=200))
    def agree(given: list[str]) -> None:
        found = run_script(scripts, f"print({json.dumps(given)}.map(Tiaowen.foldName))")
        assert found == [fold_name(one) for one in given]

    agree()


def test_the_nearest_names_come_best_first_each_once_and_no_more_than_asked_for() -> None:
    known = ["windmill", "windmills", "windmill", "watermill", "bridge"]
    assert find_nearest("windmil", known) == ["windmill", "windmills"]
    # It shares w, m, i and l: eight of their sixteen characters.
    assert find_nearest("windmil", known, likeness=50) == ["windmill", "windmills", "watermill"]
    assert find_nearest("windmil", known, 1) == ["windmill"]
    assert find_nearest("windmil", known, likeness=90) == ["windmill"]


def test_what_is_near_is_told_also_where_nothing_is() -> None:
    known = ["windmill", "bridge"]
    assert say_nearest("windmil", known) == "windmill"
    assert say_nearest("zzz", known) == "—"
    assert say_nearest("zzz", known, or_all=True) == "windmill、bridge"
    assert say_nearest("zzz", [], or_all=True) == "—"
