"""The graph for narrow screens: each agency and domain with its measures by name, one below another."""

from __future__ import annotations

import re

import pytest
from lxml import etree

from kb import Policy
from render.pictures.matrix import MATRIX_WIDTH, draw_matrix

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def matrix(toy: Policy) -> etree._Element:
    """The matrix of the toy policy in Chinese."""
    return etree.fromstring(draw_matrix(toy, "zh", lambda item: f"{getattr(item, 'eid', '')}.html"))


def test_it_is_as_wide_as_the_narrowest_phone_and_nothing_stands_below_its_end(
    matrix: etree._Element,
) -> None:
    height = float(matrix.get("height", ""))
    assert matrix.get("width") == str(MATRIX_WIDTH)
    places = [float(one.get("y", "0")) for one in matrix.iter(f"{SVG}text", f"{SVG}rect")]
    assert places
    assert max(places) <= height


def test_agencies_with_the_most_measures_come_first_and_domains_keep_their_order(
    matrix: etree._Element,
) -> None:
    text = "".join(matrix.itertext())
    names = ("玩具城风车局", "玩具城水磨局", "各村", "制造", "服务")
    places = [text.rindex(name) for name in names]
    assert places == sorted(places)


def test_every_tie_is_a_cell_that_leads_to_its_measure(matrix: etree._Element, toy: Policy) -> None:
    ties = len(toy.duties) + sum(len(measure.domains) for measure in toy.measures)
    hrefs = re.findall(r'href="(para_\d+)\.html"', etree.tostring(matrix, encoding="unicode"))
    assert len(hrefs) == ties
    assert set(hrefs) == {measure.eid for measure in toy.measures}
