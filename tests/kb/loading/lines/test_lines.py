"""The line form: what it reads, what it refuses with which words, and that both directions are lossless."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from kb.loading import load_text, read_akn, write_akn
from kb.loading.lines import read_lines, read_part, write_lines, write_part
from kb.model.document import Clause, Document, Mark, Provision, Section
from kb.model.words.errors import Finding, PolicyError
from tests import strategies
from tests.kb.loading.lines.spellings import LINES, sentence, spelled
from tests.strategies import TOY_REGISTRY, documents

T = TypeVar("T")
# Time is measured by the benchmarks, since a busy machine is no fault of the text.
patiently = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
GUIDE = Path(__file__).parents[4] / "docs" / "markup.md"


class TestRoundTrips:
    @patiently
    @given(documents())
    def test_a_document_comes_back_from_its_lines(self, document: Document) -> None:
        text = write_lines(document, TOY_REGISTRY)
        assert read_lines(text, TOY_REGISTRY) == document
        assert write_lines(read_lines(text, TOY_REGISTRY), TOY_REGISTRY) == text

    @patiently
    @given(strategies.clauses(24))
    def test_a_measure_comes_back_from_its_lines(self, clause: Clause) -> None:
        text = write_part(clause, TOY_REGISTRY)
        assert read_part(text, TOY_REGISTRY, "", "para_24") == clause

    @patiently
    @given(strategies.sections("scope"))
    def test_a_section_comes_back_from_its_lines(self, section: Section) -> None:
        assert read_part(write_part(section, TOY_REGISTRY), TOY_REGISTRY, "", "scope") == section

    @patiently
    @given(st.data())
    def test_any_lines_at_all_are_refused_or_read_whole(self, data: st.DataObject) -> None:
        pieces = st.sampled_from(LINES.splitlines(keepends=True)) | strategies.words.map(lambda w: w + "\n")
        insertions = data.draw(st.lists(st.tuples(st.integers(0, 19), pieces), max_size=3))
        lines = LINES.splitlines(keepends=True)
        for place, piece in insertions:
            lines[place:place] = [piece]
        text = "".join(lines)
        document, findings = attempt(lambda: read_lines(text, TOY_REGISTRY))
        assert (document is None) == bool(findings)
        assert all(1 <= finding.place.line <= len(lines) for finding in findings)
        if document is not None:
            canonical = write_lines(document, TOY_REGISTRY)
            assert read_lines(canonical, TOY_REGISTRY) == document
            assert visible(canonical) == visible(text)

    @patiently
    @given(st.data())
    def test_any_document_at_all_is_refused_or_comes_back(self, data: st.DataObject) -> None:
        document = broken(data, data.draw(documents()))
        text, findings = attempt(lambda: write_lines(document, TOY_REGISTRY))
        assert (text is None) == bool(findings)
        if text is not None:
            assert read_lines(text, TOY_REGISTRY) == document

    def test_the_real_policy_comes_back_from_its_lines_byte_for_byte(self) -> None:
        _, document, registry = load_text("policy")
        text = write_lines(document, registry)
        assert read_lines(text, registry) == document
        xml = write_akn(read_lines(text, registry), registry)
        assert write_lines(read_akn(etree.ElementTree(etree.fromstring(xml)), "text.xml"), registry) == text


class TestGuide:
    @pytest.mark.parametrize(
        "block", re.findall(r"^```text\n(.*?)^```", GUIDE.read_text("utf-8"), re.M | re.S)
    )
    def test_an_example_of_the_guide_is_canonical(self, block: str) -> None:
        if block.startswith("标题"):
            assert write_lines(read_lines(block, TOY_REGISTRY), TOY_REGISTRY) == block
        else:
            assert write_part(read_part(block, TOY_REGISTRY), TOY_REGISTRY) == block

    def test_every_mark_that_the_guide_shows_can_be_read(self) -> None:
        shown = re.findall(r"`(\[[^`]+\])`", GUIDE.read_text("utf-8"))
        assert len(shown) >= 10
        for mark in shown:
            assert len(sentence(mark.replace("\\|", "|")).marks) == 1

    def test_the_table_of_escapes_of_the_guide_is_true(self) -> None:
        rows = re.findall(r"^\| `` (.+?) `` \| `` (.+?) `` \|", GUIDE.read_text("utf-8"), re.M)
        assert len(rows) >= 6
        for text, line in rows:
            text, line = text.replace("␣", " "), line.replace("␣", " ")
            assert spelled(text) == line


def attempt(call: Callable[[], T]) -> tuple[T | None, tuple[Finding, ...]]:
    """The result of a call, or the findings that it raises."""
    try:
        return call(), ()
    except PolicyError as problem:
        return None, problem.findings


def visible(text: str) -> str:
    """The visible characters of a text, without blanks, line ends and escapes."""
    return re.sub(r"[\s\\\ufeff]", "", text)


def broken(data: st.DataObject, document: Document) -> Document:
    """The document with one change that no reader could produce."""
    parts = document.parts
    if not parts:
        return replace(document, title=data.draw(st.sampled_from(("", " ", "甲\n", "\n甲"))))
    part = data.draw(st.sampled_from(parts))
    sentence = data.draw(st.sampled_from(part.sentences))
    plain = st.text(st.sampled_from("甲 \n\r\x00\x85[]|\\(一)【】"))
    runs = st.lists(plain | strategies.marks, max_size=4).map(tuple)
    inner = Provision(sentence.eid + "__c_1", data.draw(runs))
    changed = data.draw(
        st.sampled_from(
            [
                replace(sentence, runs=data.draw(runs)),
                replace(sentence, eid=data.draw(st.sampled_from(("", "甲", "para_1__s_1", "final__s_2")))),
                replace(sentence, clauses=(inner,)),
                replace(sentence, runs=(), clauses=(inner, replace(inner, clauses=(inner, inner)))),
                replace(sentence, runs=(Mark("甲", "quantity", "名称"),)),
                replace(sentence, runs=(Mark("", "term", "名称"),)),
                replace(sentence, runs=(Mark("各区", "organization", "单位"),)),
                replace(sentence, runs=(Mark("各区", "term", "单位"),)),
            ]
        )
    )

    def swap(part: Any) -> Any:
        if isinstance(part, Clause):
            return replace(part, sentences=tuple(changed if s is sentence else s for s in part.sentences))
        paragraphs = tuple(tuple(changed if s is sentence else s for s in p) for p in part.paragraphs)
        return replace(part, paragraphs=paragraphs)

    if isinstance(part, Clause):
        return replace(document, clauses=tuple(swap(c) if c is part else c for c in document.clauses))
    return replace(document, **{part.eid: swap(part)})
