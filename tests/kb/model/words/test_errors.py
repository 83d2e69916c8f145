"""Findings: their sentences in both languages, their severities, and the reasons of the system."""

from __future__ import annotations

import errno
import re

import pytest

from kb.model.words.errors import (
    Place,
    PolicyError,
    Severity,
    error,
    note,
    sentences,
    trouble_of,
    warning,
)
from tests.conftest import ROOT

HERE = Place("policy/rules.xml", 7)


def test_a_finding_says_what_is_wrong_and_how_to_mend_it_in_both_languages() -> None:
    found = error("file-too-large", HERE, size=100, most=16)
    assert found.message() == found.message("zh") == "文件有 100 MiB，超过了可读的上限 16 MiB。"
    assert found.message("en") == "The file has 100 MiB; at most 16 MiB are read."
    assert found.remedy("zh") == "一份政策用不了这么大：请核对是不是放错了文件。"


def test_a_unit_is_written_in_the_language_of_the_sentence() -> None:
    found = error("quantity-unreadable", HERE, text="若干", concept="最高限额", unit="money")
    assert found.message("zh") == "“若干”标成了“最高限额”，但读不出金额。"
    assert found.message("en") == (
        "“若干” is marked as “最高限额”, but a sum of money cannot be read from it."
    )


def test_characters_that_cannot_be_seen_are_written_as_their_codes() -> None:
    found = warning("quantity-unreadable", HERE, text="5\u200b万元", concept="最高限额", unit="money")
    assert found.message("zh").startswith("“5⟨U+200B⟩万元”标成了")


def test_an_error_carries_all_its_findings_and_names_their_places() -> None:
    two = (error("file-forbidden", HERE), warning("file-forbidden", Place("policy/text.xml")))
    told = PolicyError(iter(two))
    assert told.findings == two
    assert str(told) == (
        "policy/rules.xml:7 没有权限读取这个文件。; policy/text.xml:0 没有权限读取这个文件。"
    )


def test_only_one_of_the_three_severities_is_an_error() -> None:
    made = [make("file-forbidden", HERE).severity for make in (error, warning, note)]
    assert made == [Severity.ERROR, Severity.WARNING, Severity.NOTE] == list(Severity)
    assert [str(one) for one in made] == ["error", "warning", "note"]


@pytest.mark.parametrize(
    ("number", "trouble"),
    [
        (errno.EACCES, "forbidden"),
        (errno.EROFS, "read-only"),
        (errno.ENOSPC, "full"),
        (errno.ENOENT, "missing"),
        (errno.EIO, "other"),
        (None, "other"),
    ],
)
def test_the_reason_of_the_system_has_a_word_in_the_catalogue(number: int | None, trouble: str) -> None:
    assert trouble_of(OSError() if number is None else OSError(number, "")) == trouble
    assert set(sentences()["trouble"][trouble]) == {"zh", "en"}


def test_each_code_that_the_program_uses_has_its_sentences_in_both_languages() -> None:
    sources = [p.read_text(encoding="utf-8") for f in ("kb", "render") for p in (ROOT / f).rglob("*.py")]
    literals = {word for source in sources for word in re.findall(r'"([a-z0-9-]+)"', source)}
    called = {
        word
        for source in sources
        for word in re.findall(r'\b(?:error|warning|note)\(\s*"([a-z0-9-]+)"', source)
    }
    catalogue = {code for code, entry in sentences().items() if "message" in entry}
    assert called <= catalogue
    assert catalogue <= literals
    for code in catalogue:
        for part in ("message", "remedy"):
            assert set(sentences()[code][part]) == {"zh", "en"}, code
