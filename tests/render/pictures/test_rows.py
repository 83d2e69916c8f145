"""The content of the pictures: agencies and domains with their measures, also in words."""

from __future__ import annotations

import pytest

from kb import Policy
from render.pictures.rows import Rows, Tie, read_rows


@pytest.fixture(scope="module")
def rows(toy: Policy) -> Rows:
    """The content of the pictures of the toy policy in Chinese, without links."""
    return read_rows(toy, "zh", lambda item: "")


def test_an_agency_is_tied_strongly_to_the_measures_that_name_it_first(rows: Rows) -> None:
    # 水磨局 is named second in measure 2, and first in 3, 7 and 10.
    row = rows.agencies[1]
    assert (row.id, row.label, row.tone) == ("shuimo", "玩具城水磨局", None)
    assert row.ties == (Tie(1, False), Tie(2, True), Tie(6, True), Tie(9, True))
    assert row.described == "玩具城水磨局。列第一位：(三)、(七)、(十)。列在其后：(二)。"


def test_a_domain_is_tied_strongly_where_words_of_the_text_say_so(rows: Rows) -> None:
    making, serving = rows.domains
    assert making.described == "制造。条文写明：(一)、(三)、(四)、(六)、(八)、(九)。编者归类：(五)。"
    assert (making.tone, serving.tone) == (0, 1)
    assert serving.places == (1, 3, 6, 9)
    assert rows.has_editorial


def test_a_measure_is_described_with_its_agencies_and_domains(rows: Rows) -> None:
    spot = rows.spots[1]
    assert (spot.key, spot.mark, spot.title, spot.title_lang) == ("m2", "(二)", "资助标准", "zh-Hans")
    assert spot.described == "(二) 资助标准。责任单位：玩具城风车局、玩具城水磨局。领域：服务。"


def test_a_title_without_a_translation_stays_chinese(toy: Policy) -> None:
    spots = read_rows(toy, "en", lambda item: "x").spots
    title = toy.plain["en"]["para_2"].title
    assert (spots[1].mark, spots[1].title, spots[1].title_lang, spots[1].href) == ("2", title, "en", "x")
