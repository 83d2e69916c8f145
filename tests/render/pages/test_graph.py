"""The pages of the graph: the network, and a page for each question that has an answer."""

from __future__ import annotations

import pytest

from kb import Policy
from kb.graph import Question
from render.index import Lookups
from render.pages.graph import list_graph_pages
from render.pages.page import Page


@pytest.fixture(scope="module")
def pages(toy: Policy) -> dict[str, Page]:
    """The pages of the toy policy in English, by path."""
    return {page.path: page for page in list_graph_pages(Lookups(toy), "en")}


def test_each_question_with_an_answer_has_a_page_and_leads_to_the_others(pages: dict[str, Page]) -> None:
    questions = set(pages) - {"en/graph.html"}
    assert questions <= {f"en/graph-{question}.html" for question in Question}
    assert len(pages["en/graph.html"].data["others"]) == len(questions)
    for path in questions:
        others = [address for address, _ in pages[path].data["others"]]
        assert len(others) == len(questions) - 1
        assert path.rpartition("/")[2] not in others


def test_the_table_of_a_question_says_what_its_picture_draws(pages: dict[str, Page]) -> None:
    # 水磨局 is responsible for the certificates of measure 3, which pay for windmills.
    page = pages["en/graph-agencies.html"]
    rows = {row[0].striptags(): [cell.striptags() for cell in row[1:]] for row in page.data["rows"]}
    assert "windmills" in rows
    assert "Toytown Watermill Bureau" in " ".join(rows["windmills"])
    assert len(page.data["heads"]) == len(next(iter(rows.values()))) + 1


def test_agencies_of_a_thing_keep_the_order_of_the_text(policy: Policy) -> None:
    """Measure 8 names 市商务局 first, then 生态环境局 and 住房建设局; readers ask the first."""
    (page,) = (one for one in list_graph_pages(Lookups(policy), "zh") if one.path == "zh/graph-agencies.html")
    rows = {row[0].striptags(): row[2].striptags() for row in page.data["rows"]}
    agencies = rows["再生资源回收网点"].split("、")
    assert agencies[:3] == ["深圳市商务局", "深圳市生态环境局", "深圳市住房和建设局"]


def test_names_of_the_network_lead_to_their_pages(pages: dict[str, Page]) -> None:
    network = pages["en/graph.html"].data["network"]
    for href in ("measures/para_1.html", "agencies/gecun.html", "domains/making.html"):
        assert href in network
