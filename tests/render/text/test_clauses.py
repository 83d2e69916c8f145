"""The published text as HTML: exactly as published, each mark with its meaning."""

from __future__ import annotations

import dataclasses

import pytest
from hypothesis import given
from lxml import html

from kb import Policy
from kb.model.amounts import Quantity
from kb.model.document import Clause, Document, Mark, Provision, Responsibility, Section
from render.links import Links
from render.text.clauses import ClausePrinter
from tests.strategies import TOY_REGISTRY, documents


def _printer(use: str = "") -> ClausePrinter:
    return ClausePrinter(TOY_REGISTRY, Links("zh", "measures/para_1.html"), lambda _: use)


@given(documents())
def test_any_text_comes_out_to_the_letter(document: Document) -> None:
    printer = _printer()
    for part in document.parts:
        whole = printer.measure(part) if isinstance(part, Clause) else printer.section(part)
        element = html.fragment_fromstring(str(whole), create_parent="div")[0]
        paragraphs = element.findall("p")
        text = "\n".join(p.text_content() for p in paragraphs) if paragraphs else element.text_content()
        assert text == part.text


def test_each_mark_is_drawn_as_what_it_means(policy: Policy) -> None:
    printer = ClausePrinter(policy.registry, Links("zh", "measures/para_16.html"), _use)
    clause = policy.measure("para_16").clause
    element = html.fragment_fromstring(str(printer.measure(clause)))
    assert [m.text for m in element.find_class("mark-name")] == ["“四新”"]
    assert [m.text for m in element.find_class("mark-term")] == ["一定比例", "一定比例"]
    assert [m.text for m in element.find_class("mark-agency")] == ["市发展改革委"]
    links = [(a.get("href"), a.text_content()) for a in element.find_class("figure-link")]
    assert links == [("#0-of-para_16__s_1", "1000万元"), ("#0-of-para_16__s_2", "1500万元")]


def test_quantities_are_told_apart_by_their_place_in_the_sentence(policy: Policy) -> None:
    printer = ClausePrinter(policy.registry, Links("zh", "measures/para_20.html"), _use)
    element = html.fragment_fromstring(str(printer.sentence(policy.provision("para_20__s_1"))))
    assert [a.get("href") for a in element.find_class("figure-link")] == [
        f"#{n}-of-para_20__s_1" for n in range(4)
    ]


def test_sentences_and_their_clauses_are_anchored_once(policy: Policy) -> None:
    printer = ClausePrinter(policy.registry, Links("zh", "measures/para_14.html"), _use)
    element = html.fragment_fromstring(str(printer.measure(policy.measure("para_14").clause)))
    anchors = [e.get("id") for e in element.iter() if e.get("id")]
    sentences = ["para_14__s_1", "para_14__s_2", *(f"para_14__s_2__c_{n}" for n in range(1, 5))]
    assert anchors == ["para_14", *sentences, "para_14__resp"]
    bare = printer.sentence(policy.provision("para_14__s_2"), anchored=False)
    assert ' id="' not in bare


@pytest.mark.parametrize("nasty", ["<script>x</script>", '"&amp;"', "a&lt;b"])
def test_text_that_looks_like_html_stays_text(nasty: str) -> None:
    term = next(c for c in TOY_REGISTRY.concepts if c.kind == "term")
    runs = (nasty, Mark(nasty, "term", term.id))
    clause = Clause("para_1", "(一)", (nasty,), (Provision("para_1__s_1", runs),), None)
    element = html.fragment_fromstring(str(_printer().measure(clause)))
    assert element.text_content() == f"(一){nasty * 3}"


def test_an_agency_that_nobody_registered_stays_plain_words() -> None:
    closing = Responsibility("para_1__resp", "责任单位", (Mark("无名局", "organization", "nobody"),))
    clause = Clause("para_1", "(一)", ("题。",), (Provision("para_1__s_1", ("句。",)),), closing)
    assert "(责任单位:无名局)</span>" in _printer().measure(clause)


def test_paragraphs_of_a_section_stay_apart() -> None:
    paragraphs = ((Provision("preface__s_1", ("甲。",)),), (Provision("preface__s_2", ("乙。",)),))
    element = html.fragment_fromstring(str(_printer().section(Section("preface", paragraphs))))
    assert [p.text_content() for p in element.findall("p")] == ["甲。", "乙。"]


def test_a_mark_of_a_heading_is_drawn_too(policy: Policy) -> None:
    clause = policy.measure("para_5").clause
    marked = dataclasses.replace(clause, heading_runs=("资助", Mark("3张", "quantity", "每年张数"), "。"))
    printer = ClausePrinter(policy.registry, Links("zh", "measures/para_5.html"), _use)
    heading = html.fragment_fromstring(str(printer.measure(marked))).find_class("clause-heading")[0]
    assert heading.find_class("figure-link")[0].get("href") == "#0-of-para_5"


def _use(quantity: Quantity) -> str:
    return f"#{quantity.index}-of-{quantity.provision}"
