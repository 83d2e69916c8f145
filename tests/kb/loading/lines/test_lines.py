"""The line form: what it reads, what it refuses with which words, and that both directions are lossless."""

from __future__ import annotations

import re
import tomllib
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
from kb.model.document import Clause, Document, Mark, Provision, Responsibility, Run, Section
from kb.model.registry import Registry
from kb.model.words.errors import Finding, PolicyError, sentences
from tests import strategies
from tests.strategies import TOY_REGISTRY, documents

T = TypeVar("T")
# Time is measured by the benchmarks, since a busy machine is no fault of the text.
patiently = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
EXAMPLES: list[dict[str, Any]] = tomllib.loads(
    Path(__file__).with_name("markup_errors.toml").read_text(encoding="utf-8")
)["example"]
GUIDE = Path(__file__).parents[4] / "docs" / "markup.md"
FRONT = "标题:甲\n编号:/akn/cn/act/2024/1\n语言:zho\n版本:2024-05-11\n"
LINES = f"""{FRONT}
【通知】
各有关单位:

[2024年5月11日|印发日期]

(五)推动节能。
支持节能(试点)。
最高[1000万元|最高限额];
  按[30%|资助比例]。
(责任单位:市发展改革委、工业和信息化局)

【附则】
由[各区|单位]解释。
"""
DOCUMENT = Document(
    title="甲",
    work="/akn/cn/act/2024/1",
    language="zho",
    version="2024-05-11",
    preface=Section(
        "preface",
        (
            (Provision("preface__s_1", ("各有关单位:",)),),
            (Provision("preface__s_2", (Mark("2024年5月11日", "date", "印发日期"),)),),
        ),
    ),
    preamble=None,
    scope=None,
    clauses=(
        Clause(
            "para_5",
            "(五)",
            ("推动节能。",),
            (
                Provision("para_5__s_1", ("支持节能(试点)。",)),
                Provision(
                    "para_5__s_2",
                    clauses=(
                        Provision(
                            "para_5__s_2__c_1", ("最高", Mark("1000万元", "quantity", "最高限额"), ";")
                        ),
                        Provision("para_5__s_2__c_2", ("按", Mark("30%", "quantity", "资助比例"), "。")),
                    ),
                ),
            ),
            Responsibility(
                "para_5__resp",
                "责任单位",
                (
                    Mark("市发展改革委", "organization", "fgw"),
                    Mark("工业和信息化局", "organization", "gxj"),
                ),
            ),
        ),
    ),
    final=Section(
        "final", ((Provision("final__s_1", ("由", Mark("各区", "organization", "gq"), "解释。")),),)
    ),
)


def read_clause(text: str) -> Clause:
    """The measure that lines spell."""
    part = read_part(text, TOY_REGISTRY)
    assert isinstance(part, Clause)
    return part


def sentence(spelled: str) -> Provision:
    """The only sentence in a line."""
    return read_clause(f"(一)甲。\n{spelled}\n").sentences[0]


def spelled(text: str) -> str:
    """The line for one plain sentence."""
    clause = Clause("para_1", "(一)", ("甲。",), (Provision("para_1__s_1", (text,)),), None)
    return write_part(clause, TOY_REGISTRY).split("\n")[1]


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


class TestEscapes:
    @pytest.mark.parametrize(
        ("text", "line"),
        [
            ("见[附件]|乙", r"见\[附件\]\|乙"),
            ("C:\\甲", r"C:\\甲"),
            ("甲\uff5c乙", "甲\\\uff5c乙"),
            ("(一)甲。", r"\(一)甲。"),
            ("\uff08二十四\uff09甲", "\\\uff08二十四\uff09甲"),
            ("(责任保险)甲", r"\(责任保险)甲"),
            ("【附则】", r"\【附则】"),
            (" 甲", r"\ 甲"),
            ("甲 ", "甲\\ "),
            (" ", "\\ "),
            ("  ", "\\ \\ "),
            ("\u3000甲\t", "\\\u3000甲\\\t"),
            ("甲\\ ", "甲\\\\\\ "),
            ("(1)甲(一)乙【丙】", "(1)甲(一)乙【丙】"),
            ("# 甲", "# 甲"),
            ("标题:甲", "标题:甲"),
        ],
    )
    def test_text_that_looks_like_structure_is_escaped_and_no_more(self, text: str, line: str) -> None:
        assert spelled(text) == line
        assert sentence(line).runs == (text,)

    def test_a_further_clause_escapes_only_a_blank_at_its_beginning(self) -> None:
        clauses = (
            Provision("para_1__s_1__c_1", ("甲;",)),
            Provision("para_1__s_1__c_2", ("(一)乙;",)),
            Provision("para_1__s_1__c_3", (" 丙。",)),
        )
        clause = Clause("para_1", "(一)", ("甲。",), (Provision("para_1__s_1", clauses=clauses),), None)
        assert write_part(clause, TOY_REGISTRY) == "(一)甲。\n甲;\n  (一)乙;\n  \\ 丙。\n"

    def test_an_editor_that_trims_an_escaped_blank_is_found_out(self) -> None:
        trimmed = spelled("甲 ").rstrip()
        with pytest.raises(PolicyError, match="反斜杠"):
            sentence(trimmed)


class TestWriting:
    def test_a_document_becomes_its_lines(self) -> None:
        assert write_lines(DOCUMENT, TOY_REGISTRY) == LINES

    @pytest.mark.parametrize(
        ("change", "code", "eid"),
        [
            ({"title": "甲\n乙"}, "markup-front-line", ""),
            ({"title": "甲\r"}, "markup-unwritable", ""),
            ({"version": "2024"}, "markup-front-form", ""),
            ({"final": Section("final", ())}, "markup-part-empty", "final"),
            (
                {"final": Section("scope", ((Provision("scope__s_1", ("甲",)),),))},
                "markup-part-order",
                "scope",
            ),
        ],
    )
    def test_what_lines_cannot_hold_is_refused_at_its_place(
        self, change: dict[str, Any], code: str, eid: str
    ) -> None:
        with pytest.raises(PolicyError) as caught:
            write_lines(replace(DOCUMENT, **change), TOY_REGISTRY, "text.xml")
        first = caught.value.findings[0]
        assert (first.code, first.place.eid, first.place.file) == (code, eid, "text.xml")

    @pytest.mark.parametrize(
        ("eid", "runs", "clauses", "code"),
        [
            ("final__s_2", ("甲",), (), "markup-unwritable"),
            ("final__s_1", ("甲", "乙"), (), "markup-unwritable"),
            ("final__s_1", ("甲\n乙",), (), "markup-unwritable"),
            ("final__s_1", (Mark("1", "quantity", "最高限额"),), (), "markup-quantity-unreadable"),
            ("final__s_1", (Mark("5年", "date", "有效期"),), (), "markup-unwritable"),
            ("final__s_1", (Mark("各区", "organization", "fgw"),), (), "markup-unwritable"),
            ("final__s_1", (Mark("各区", "term", "单位"),), (), "markup-unwritable"),
            ("final__s_1", (), (Provision("final__s_1__c_1", ("乙",)),), "markup-unwritable"),
        ],
        ids=["eId", "runs apart", "line break", "no sum", "tag", "agency", "reserved word", "one clause"],
    )
    def test_a_sentence_that_lines_cannot_hold_is_refused_by_its_eid(
        self, eid: str, runs: tuple[Run, ...], clauses: tuple[Provision, ...], code: str
    ) -> None:
        final = Section("final", ((Provision(eid, runs, clauses),),))
        with pytest.raises(PolicyError) as caught:
            write_lines(replace(DOCUMENT, final=final), TOY_REGISTRY)
        assert [(f.code, f.place.eid) for f in caught.value.findings] == [(code, eid)]

    def test_a_finding_names_the_line_of_the_document_it_was_read_from(self) -> None:
        final = Section("final", ((Provision("final__s_1", ("甲", "乙"), line=310),),), line=309)
        with pytest.raises(PolicyError) as caught:
            write_part(final, TOY_REGISTRY, "text.xml")
        assert caught.value.findings[0].place.line == 310

    def test_the_message_of_a_refusal_says_what_to_look_for(self) -> None:
        with pytest.raises(PolicyError) as caught:
            write_lines(replace(DOCUMENT, title="甲\r"), TOY_REGISTRY)
        finding = caught.value.findings[0]
        assert finding.message("zh") == "这里的内容无法用条文标记原样写出。"
        assert finding.message("en") == "What stands here cannot be written in lines without a change."
        assert finding.remedy("en") == (
            "See that no sentence has a line break, that sentences and clauses are numbered from one on, "
            "that marks fit their concept, and that there are at least two clauses. Restore a file from "
            "elsewhere, or report it to the maintainers."
        )


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
