"""Reading the line form: what is read, what is tolerated, and what is refused with which words."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from kb.loading.lines import read_lines, read_part, write_lines
from kb.model.document import Mark, Responsibility
from kb.model.registry import Registry
from kb.model.words.errors import PolicyError, sentences
from tests.kb.loading.lines.spellings import DOCUMENT, FRONT, LINES, read_clause, sentence
from tests.strategies import TOY_REGISTRY

EXAMPLES: list[dict[str, Any]] = tomllib.loads(
    Path(__file__).with_name("markup_errors.toml").read_text(encoding="utf-8")
)["example"]


def told(error: PolicyError, lang: Any) -> list[str]:
    """Findings in the form of the golden examples."""
    return [
        f"{f.place.line} {f.place.eid or '-'} {f.code} {f.message(lang)} {f.remedy(lang)}"
        for f in error.findings
    ]


class TestReading:
    def test_lines_become_the_document_they_spell(self) -> None:
        assert read_lines(LINES, TOY_REGISTRY) == DOCUMENT

    def test_everything_knows_its_line(self) -> None:
        document = read_lines(LINES, TOY_REGISTRY)
        measure = document.clauses[0]
        assert document.preface is not None
        assert document.final is not None
        assert [part.line for part in document.parts] == [6, 11, 17]
        assert [p.line for p in document.provisions()] == [7, 9, 12, 13, 13, 14, 18]
        marks = [mark for p in document.provisions() if not p.clauses for mark in p.marks]
        assert [mark.line for mark in marks] == [9, 13, 14, 18]
        assert measure.responsibility is not None
        assert measure.responsibility.line == 15
        assert {mark.line for mark in measure.responsibility.agencies} == {15}

    def test_a_part_read_alone_can_count_its_lines_from_elsewhere(self) -> None:
        part = read_part("(五)甲。\n乙。\n", TOY_REGISTRY, first_line=7)
        assert (part.line, part.sentences[0].line) == (7, 8)

    def test_marks_take_their_tag_from_the_concept(self) -> None:
        line = (
            "[1000万元|最高限额][3张|每年张数][5年|有效期][2024年5月23日|施行日期][“四新”|名称]"
            "[一事一议|一事一议][市发展改革委|单位]"
        )
        tags = [mark.tag for mark in sentence(line).marks]
        assert tags == ["quantity", "quantity", "quantity", "date", "term", "term", "organization"]

    @pytest.mark.parametrize(
        ("name", "agency"),
        [("市发展改革委", "fgw"), ("发展改革委", "fgw"), ("市场监管局", "scjgj"),
         ("市委金融办", "jrb"), ("深圳市税务局", "swuj"), ("各区", "gq")],
    )  # fmt: skip
    def test_the_city_prefix_may_stand_or_not(self, name: str, agency: str) -> None:
        clause = read_clause(f"(一)甲。\n乙。\n(责任部门:{name})\n")
        assert clause.responsibility == Responsibility(
            "para_1__resp", "责任部门", (Mark(name, "organization", agency),)
        )

    @pytest.mark.parametrize("name", ["市各区", "市深圳市税务局", "市市委金融办", "市市场监管局"])
    def test_a_prefix_in_front_of_what_takes_none_is_no_name(self, name: str) -> None:
        with pytest.raises(PolicyError, match=f"“{name}”不是已登记的单位名称"):
            read_clause(f"(一)甲。\n乙。\n(责任单位:{name})\n")

    def test_every_finding_of_a_text_is_told_at_once_in_the_order_of_its_lines(self) -> None:
        text = f"{FRONT}\n(五)甲。\n[1|乙]\n[2|丙]\n\n【尾】\n戊]\n".replace("版本", "年份")
        with pytest.raises(PolicyError) as caught:
            read_lines(text, TOY_REGISTRY, "甲.txt")
        assert [(f.place.line, f.code) for f in caught.value.findings] == [
            (1, "markup-front-missing"),
            (4, "markup-front-line"),
            (7, "markup-concept-unknown"),
            (8, "markup-concept-unknown"),
            (10, "markup-section-unknown"),
            (11, "markup-bracket-stray"),
        ]
        assert {f.place.file for f in caught.value.findings} == {"甲.txt"}

    def test_a_word_like_no_concept_is_answered_with_all_of_them(self) -> None:
        with pytest.raises(PolicyError) as caught:
            sentence("[甲|zzz]")
        near = dict(caught.value.findings[0].words)["nearest"].split("、")
        assert near == [c.id for c in TOY_REGISTRY.concepts if c.kind != "role"] + ["单位"]

    def test_an_empty_registry_has_no_name_to_offer(self) -> None:
        with pytest.raises(PolicyError) as caught:
            read_part("【附则】\n[甲|单位]\n", Registry((), (), ()))
        assert dict(caught.value.findings[0].words) == {"name": "甲", "nearest": "—"}


class TestTolerance:
    @pytest.mark.parametrize(
        "form",
        [
            lambda t: t.replace("\n", "\r\n"),
            lambda t: "\ufeff" + t,
            lambda t: t.removesuffix("\n"),
            lambda t: t.replace("\n", " \n"),
            lambda t: t.replace("\n", "\t\u3000 \n"),
            lambda t: t.replace("\n\n", "\n\n \n\n"),
            lambda t: "\n\n" + t + "\n\n",
            lambda t: t.replace("】\n", "】\n\n").replace("节能。\n支", "节能。\n\n支"),
            lambda t: t.replace("(试点", "\\(试点"),
        ],
        ids=["crlf", "mark", "no end", "blanks", "tabs", "blank lines", "edges", "below headers", "escape"],
    )  # fmt: skip
    def test_what_is_tolerated_reads_the_same_and_is_written_canonical(
        self, form: Callable[[str], str]
    ) -> None:
        document = read_lines(form(LINES), TOY_REGISTRY)
        assert document == DOCUMENT
        assert write_lines(document, TOY_REGISTRY) == LINES

    @pytest.mark.parametrize(
        "form",
        [
            lambda t: t.replace("\n", "\r"),
            lambda t: t.replace("\n", "\u2028"),
            lambda t: t.replace("\n\n(五)", "\n(五)"),
            lambda t: t.replace("  按", " 按"),
            lambda t: t.replace("  按", "\t按"),
            lambda t: t.replace("  按", "   按"),
            lambda t: t.replace("(五)", "(五) "),
            lambda t: t.replace("标题:", "标题: "),
            lambda t: t.replace("(五)", "\uff08五\uff09"),
            lambda t: t.replace("(责任单位:", "(责任单位\uff1a"),
        ],
        ids=[
            "cr",
            "u+2028",
            "no blank line",
            "one space",
            "tab",
            "three",
            "heading",
            "title",
            "head",
            "colon",
        ],
    )
    def test_nothing_else_is(self, form: Callable[[str], str]) -> None:
        with pytest.raises(PolicyError):
            read_lines(form(LINES), TOY_REGISTRY)


class TestMessages:
    @pytest.mark.parametrize("example", EXAMPLES, ids=[e["zh"].split()[2] for e in EXAMPLES])
    def test_a_fault_is_told_in_both_languages(self, example: dict[str, Any]) -> None:
        read: dict[str, Callable[[str], object]] = {
            "document": lambda text: read_lines(text, TOY_REGISTRY),
            "part": lambda text: read_part(text, TOY_REGISTRY, "", example.get("expected")),
        }
        with pytest.raises(PolicyError) as caught:
            read[example["reads"]](example["text"])
        assert told(caught.value, "zh") == example["zh"].splitlines()
        assert told(caught.value, "en") == example["en"].splitlines()

    def test_every_message_of_the_markup_has_an_example(self) -> None:
        shown = {line.split()[2] for example in EXAMPLES for line in example["zh"].splitlines()}
        # The only message that no text can cause is tested with writing.
        assert {code for code in sentences() if code.startswith("markup-")} == shown | {"markup-unwritable"}
