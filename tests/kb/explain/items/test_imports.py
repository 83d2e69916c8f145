"""The report of an import: exact amounts as JSON numbers, days in ISO 8601, and unknown values as null."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from kb.explain.items.imports import write_import
from kb.importing import Recognised, import_file
from kb.importing.front import Front
from kb.importing.provisions import Sum
from kb.importing.rows import Unread
from kb.importing.validity import Validity


@pytest.fixture
def recognised(tmp_path: Path) -> Recognised:
    """The content of a text with one provision."""
    path = tmp_path / "办法.txt"
    path.write_text("第一条 每座风车补助1万元。\n", encoding="utf-8")
    return import_file(path)


def test_what_the_text_does_not_state_is_null(recognised: Recognised) -> None:
    bare = replace(recognised, front=Front("", "", (), None, None), validity=Validity(None, None))
    report = json.loads(write_import(bare))
    assert (report["title"], report["number"], report["issued"]) == (None, None, None)
    assert report["validity"] == {"from": None, "to": None, "lines": []}
    (provision,) = report["provisions"]
    assert (provision["label"], provision["chapter"], provision["heading"]) == ("第一条", None, None)


def test_days_are_written_in_iso_8601(recognised: Recognised) -> None:
    dated = replace(
        recognised,
        front=Front("题", "号", ("局",), date(2031, 3, 5), None),
        validity=Validity(date(2031, 4, 1), date(2034, 3, 31)),
    )
    report = json.loads(write_import(dated))
    assert (report["issued"], report["issuers"]) == ("2031-03-05", ["局"])
    assert report["validity"] == {"from": "2031-04-01", "to": "2034-03-31", "lines": []}


@pytest.mark.parametrize(
    ("amount", "written"),
    [
        (Fraction(10_000), "10000"),
        (Fraction(1, 10), "0.1"),
        (Fraction(1, 20), "0.05"),
        (Fraction(5, 2), "2.5"),
        (Fraction(1, 3), "null"),
        (None, "null"),
    ],
)
def test_an_amount_has_only_its_own_decimals(
    recognised: Recognised, amount: Fraction | None, written: str
) -> None:
    (provision,) = recognised.provisions
    one = replace(provision, sums=(Sum("若干元", amount, "CNY"),))
    assert f'"amount": {written},' in write_import(replace(recognised, provisions=(one,)))


def test_words_that_were_not_understood_are_told_with_the_reason_in_the_language(
    recognised: Recognised,
) -> None:
    odd = replace(recognised, unread=(Unread(7, "甲、", "numbering"),))
    zh, en = (json.loads(write_import(odd, lang))["unread"] for lang in ("zh", "en"))  # type: ignore[arg-type]
    assert (zh[0]["line"], zh[0]["text"]) == (7, "甲、")
    assert zh[0]["why"] == "这一行开头像是编号，但看不懂"
    assert en[0]["why"] == "the line seems to begin with a number of an unknown kind"
