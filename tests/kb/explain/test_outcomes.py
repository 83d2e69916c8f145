"""The explanation in words: every reason of every case, in both languages, and the exact sentences."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import pytest

from kb import Policy
from kb.assess.assessment import assess
from kb.cases.reading import read_case
from kb.core.outcomes import Assessment, Bar, Combination, Judged, Note, Outcome, Part, Reason, Status
from kb.core.reasons import (
    VALUES_OF,
    JointlyUsedUp,
    UsedUp,
)
from kb.explain import words as say_words
from kb.explain.outcomes import say_combination, say_note, say_outcome, say_status, say_tree, write_line
from kb.model.document import Provision
from kb.model.values import Interval, Money
from kb.model.words.errors import LANGUAGES, Language
from tests.conftest import DISTRICT, TOGETHER
from tests.corpus.runner import CorpusCase, read_corpus
from tests.kb.core.lowered import kinds_of, programs, told_nodes
from tests.kb.explain.test_conditions import EXAMPLES

CHINESE = re.compile(r"[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]")
ENGLISH = re.compile(r"[a-z]{2,}")
HALF_WIDTH = re.compile(r"[,;:!?()\"']")
PLACEHOLDER = re.compile(r"\{([a-z_]+)\}")


FIVE, NINE, CERTIFICATE = "para_5__sup_1", "para_9__sup_1", "para_12__sup_2"
UNUSUAL = (
    Outcome("", "para_5", FIVE, Status.UNDETERMINED, Interval(0, None), True, ("claims",), (), (), (), ()),
    Outcome(
        "甲",
        "para_5",
        FIVE,
        Status.JUDGEMENT,
        Interval(0, 100),
        True,
        (),
        (Judged("long-service", ()),),
        (),
        (),
        (),
    ),
)
"""Outcomes that no case of the corpus has: without stated claims, or without an agency that judges."""

_PART = Part("甲", FIVE, Interval(100_000_000, 100_000_000))
COMBINATIONS = (
    Combination((), Interval(0, 0), Interval(0, 0), ()),
    Combination(
        (), Interval(0, 0), Interval(0, 0), (Bar("甲", FIVE, "none", (("乙", NINE),), "final__s_2"),)
    ),
    Combination(
        (_PART,),
        Interval(100_000_000, 200_000_000),
        Interval(100_000_000, 200_000_000),
        (
            Bar("甲", NINE, "once", (("甲", FIVE),), "final__s_2"),
            Bar("乙", FIVE, "first", (("甲", FIVE),), "final__s_2"),
            Bar("丙", CERTIFICATE, "quota", (), "para_12__s_3"),
            Bar("丁", FIVE, "used-up", (), "para_5__s_4"),
        ),
        settled=False,
        proved=False,
    ),
)

_DAY, _LATER = date(2026, 3, 1), date(2026, 6, 1)
NOTES = (
    Note("excess", ("甲",), "final__s_2", (Interval(12, 12), Interval(10, 10), Interval(9, 9))),
    Note("near", (), "final__s_2", values=("机房A", "机房B")),
    Note("above-ceiling", (), "para_5__s_4", (Interval(30, 30), Interval(10, 10)), 0),
    Note("at-most", ("甲",), "", values=("other-support", Money(60), "verified-total-investment", Money(50))),
    Note("not-before", ("甲",), "", values=("paid-on", _DAY, "selected-on", _LATER)),
    Note("past", ("甲",), "", values=("selected", True, "selected-on", _LATER)),
    Note("past", (), "", grant=0, values=("date", _LATER, "date", _LATER)),
    Note("one", ("甲",), "", values=("drafting-role", "sole-lead", "leads", 3)),
    Note("several", ("甲",), "", values=("drafting-role", "first-lead", "leads", 0)),
)
"""A note of each kind that few cases produce."""


@dataclass
class Told:
    """The content that the corpus gives to explain: each different reason, with the names of its case."""

    reasons: dict[tuple[str, Reason], frozenset[str]] = field(default_factory=dict)
    outcomes: list[tuple[Outcome, frozenset[str]]] = field(default_factory=list)
    assessments: list[tuple[Assessment, frozenset[str]]] = field(default_factory=list)


@pytest.fixture(scope="module")
def told(policy: Policy) -> Told:
    found = Told()
    for case in read_corpus():
        names = frozenset(_names(case.data["case"]))
        assessment = _assess(policy, case)
        found.assessments.append((assessment, names))
        for outcome in assessment.outcomes:
            kind = policy.support(outcome.support).per
            for reason in _all(outcome.reasons):
                found.reasons.setdefault((kind, reason), names)
            if outcome.claim:
                found.outcomes.append((outcome, names))
    return found


def _assess(policy: Policy, case: CorpusCase) -> Assessment:
    text = json.dumps(case.data["case"], ensure_ascii=False)
    return assess(policy, read_case(policy, text, case.id), readings=case.readings)


def _all(reasons: Iterable[Reason]) -> Iterator[Reason]:
    for reason in reasons:
        yield reason
        yield from _all(reason.parts)


def _names(data: Any) -> Iterator[str]:
    """All names that a case gives."""
    if isinstance(data, str):
        yield data
    elif isinstance(data, Mapping):
        for value in data.values():
            yield from _names(value)
    elif isinstance(data, list):
        for value in data:
            yield from _names(value)


def _without(text: str, names: Iterable[str]) -> str:
    """A text without the names of the case."""
    for name in sorted(names, key=len, reverse=True):
        text = text.replace(f"“{name}”", "")
    return text


def _doubt(text: str, lang: Language) -> str:
    """What is wrong with a sentence: remaining placeholders, or words of the other language."""
    if re.search(r"[{}]|\bNone\b(?! of)", text):
        return f"not filled in: {text}"
    other = ENGLISH if lang == "zh" else CHINESE
    return f"not in {lang}: {text}" if other.search(text) else ""


class TestTheWholeCorpus:
    """Every reason, outcome, combination and note of the corpus."""

    @pytest.mark.parametrize("lang", LANGUAGES)
    def test_every_reason_is_told_in_one_language(self, policy: Policy, told: Told, lang: Language) -> None:
        assert len(told.reasons) > 1000
        for (kind, reason), names in told.reasons.items():
            text = say_tree(policy, [reason], lang, kind)[0].text
            assert not _doubt(_without(text, names), lang), reason
            assert not text.endswith(("。", ".")), text

    @pytest.mark.parametrize("lang", LANGUAGES)
    def test_every_outcome_is_told_in_whole_sentences(
        self, policy: Policy, told: Told, lang: Language
    ) -> None:
        for outcome, names in told.outcomes:
            for text in say_outcome(policy, outcome, lang):
                # The words of a clause follow its eId in quotation marks.
                own = re.sub(r" ?[(\uff08][a-z_0-9]+( ?“[^“”]*(“[^“”]*”[^“”]*)*”)?[)\uff09]", "", text)
                assert not _doubt(_without(own, names), lang), text
                assert text.endswith(("。", ".", "）", ")")), text

    @pytest.mark.parametrize("lang", LANGUAGES)
    def test_every_combination_and_note_is_told(self, policy: Policy, told: Told, lang: Language) -> None:
        for assessment, _ in told.assessments:
            texts = say_combination(policy, assessment.combination, lang)
            texts += tuple(say_note(policy, note, lang) for note in assessment.notes)
            assert not [text for text in texts if "{" in text or not text.endswith(("。", ".", ")", "）"))]

    def test_words_are_quoted_as_published(self, policy: Policy, told: Told) -> None:
        for kind, reason in told.reasons:
            for line in say_tree(policy, (reason,), "zh", kind):
                assert line.provision in policy or not line.provision
                provision = policy[line.provision] if line.words else None
                assert provision is None or (
                    isinstance(provision, Provision) and line.words in provision.text
                ), line


class TestTheCatalogue:
    """The sentences: complete, in both languages, and none unused."""

    def test_every_sentence_stands_in_both_languages(self) -> None:
        for key, forms in say_words.sentences().items():
            for form, texts in forms.items():
                assert set(texts) == set(LANGUAGES), (key, form)
                zh, en = (PLACEHOLDER.sub("", texts[lang]) for lang in LANGUAGES)
                assert not ENGLISH.search(zh), (key, form)
                assert not CHINESE.search(en), (key, form)
                assert not HALF_WIDTH.search(zh), (key, form)

    def test_every_kind_that_the_engine_makes_has_its_sentences(self, policy: Policy) -> None:
        made = {*VALUES_OF} | {
            kind for program in programs(policy) for node in told_nodes(program) for kind in kinds_of(node)
        }
        told_with_its_ceiling = {"cost"}
        assert len(made) > 35
        assert made - told_with_its_ceiling - set(say_words.sentences()) == set()

    def test_no_sentence_stands_there_for_nothing(
        self,
        policy: Policy,
        district: Policy,
        together: Policy,
        told: Told,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        every = {(key, form) for key, forms in say_words.sentences().items() for form in forms}
        used: set[tuple[str, str]] = set()
        plain = say_words.sentence

        def record(key: str, form: str, lang: Language, /, **words: str) -> str:
            used.add((key, form))
            return plain(key, form, lang, **words)

        monkeypatch.setattr("kb.explain.words.sentence", record)
        monkeypatch.setattr("kb.explain.outcomes.sentence", record)
        reasons = [*told.reasons, *(("", reason) for reason, _, _ in EXAMPLES)]
        everything = tuple(support.id for support in policy.supports)
        shared = JointlyUsedUp(everything, "object", Interval(100, 100))
        reasons.append(("", Reason("joint-used-up", False, values=shared)))
        for kind, reason in reasons:
            for line in say_tree(policy, (reason,), "zh", kind):
                write_line(line, "zh")
        for outcome in (*(outcome for outcome, _ in told.outcomes), *UNUSUAL):
            say_outcome(policy, outcome, "zh")
        for other, folder in ((district, DISTRICT), (together, TOGETHER)):
            for case in read_corpus(folder.parent / "corpus"):
                found = _assess(other, case)
                say_combination(other, found.combination, "zh")
                for outcome in found.outcomes:
                    say_outcome(other, outcome, "zh")
                    for line in say_tree(other, outcome.reasons, "zh", other.support(outcome.support).per):
                        write_line(line, "zh")
        for combination in (*(assessment.combination for assessment, _ in told.assessments), *COMBINATIONS):
            say_combination(policy, combination, "zh")
        for note in (*NOTES, *(note for assessment, _ in told.assessments for note in assessment.notes)):
            say_note(policy, note, "zh")
        for status in Status:
            say_status(status, "zh")
        assert every - used == set()


CASE = """
date: 2026-03-01
applicant: {applicant-kind: enterprise}
claims:
  - id: 换变压器
    kind: project
    is: [transformer]
    verified-total-investment: 5000万元
    achieved-on: 2025-12-01
    long-service: yes
    poor-state: yes
ledger: []
"""


class TestResults:
    """The exact words of outcomes, explanations, combinations and notes."""

    def _outcome(self, policy: Policy, text: str = CASE, **readings: str) -> Outcome:
        return assess(policy, read_case(policy, text, "case.yaml"), readings=readings).outcome(
            "换变压器", FIVE
        )

    def test_an_outcome_in_chinese(self, policy: Policy) -> None:
        why = next(fact.why for fact in policy.facts_of("project") if fact.id == "applied-on")
        assert say_outcome(policy, self._outcome(policy), "zh") == (
            "措施5“基础设施节能降碳项目资助”，“换变压器”：待认定。",
            "最高1000万元，是上限，不是承诺。",
            "由深圳市发展和改革委员会、深圳市工业和信息化局认定：有较强示范推广性。",
            "“申请日期”是推定的：" + why["zh"],
        )

    def test_an_outcome_in_english(self, policy: Policy) -> None:
        why = next(fact.why for fact in policy.facts_of("project") if fact.id == "applied-on")
        assert say_outcome(policy, self._outcome(policy), "en") == (
            "Measure 5 (“Grant for energy and carbon savings in infrastructure”), “换变压器”: to be judged.",
            "Up to 10 million yuan: a ceiling, not a promise.",
            "For Shenzhen Municipal Development and Reform Commission and Shenzhen Municipal Bureau of "
            "Industry and Information Technology to judge: strong demonstration value.",
            "“day of application” is presumed: " + why["en"][0].lower() + why["en"][1:],
        )

    def test_an_explanation_in_chinese(self, policy: Policy) -> None:
        lines = say_tree(policy, self._outcome(policy).reasons, "zh", "project")
        assert [(line.depth, line.holds, write_line(line, "zh")) for line in lines] == [
            (
                0,
                True,
                "属于下列对象之一，也符合对它的要求：数据中心、通信基站、变压器（para_5__s_1“数据中心”）",
            ),
            (1, True, "下列各项都符合（para_5__s_3“变压器”）"),
            (2, True, "属于变压器（para_5__s_3“变压器”）"),
            (2, True, "运行年限长：已认定符合（para_5__s_3“运行年限长”）"),
            (2, True, "运行状态差：已认定符合（para_5__s_3“运行状态差”）"),
            (0, None, "有较强示范推广性：待责任单位认定（para_5__s_4“具有较强示范推广性”）"),
            (
                0,
                True,
                "申请日期2026年3月1日，在有效期内（2024年5月23日至2029年5月22日）（final__s_4“有效期”）",
            ),
            (0, True, "完成日期2025年12月1日，不早于施行之日（2024年5月23日）（final__s_4“有效期”）"),
            (
                0,
                True,
                "经核定总投资 5000万元 × 30% = 1500万元，超过最高1000万元，按1000万元"
                "（para_5__s_4“经核定总投资的30%给予资助,最高1000万元”）",
            ),
        ]

    def test_what_a_claim_is_refused_for_is_told_with_its_clause(self, policy: Policy) -> None:
        outcome = self._outcome(policy, CASE.replace("poor-state: yes", "poor-state: no"))
        assert say_outcome(policy, outcome, "zh")[:2] == (
            "措施5“基础设施节能降碳项目资助”，“换变压器”：不符合。",
            "不属于下列对象，或者不符合对它的要求：数据中心、通信基站、变压器（para_5__s_1“数据中心”）。",
        )

    def test_a_sum_that_is_due_is_no_ceiling(self, policy: Policy) -> None:
        outcome = self._outcome(policy, G17="b")
        assert say_outcome(policy, outcome, "zh")[1] == "按所选的读法，应给 1000万元。"
        assert say_outcome(policy, outcome, "en")[1] == "As the text is read here, 10 million yuan is due."

    def test_a_fact_of_an_earlier_grant_is_told_from_one_of_the_claim(self, policy: Policy) -> None:
        text = CASE.replace("ledger: []", "ledger: [{level: city, amount: 100, date: 2025-01-01}]")
        told = say_outcome(policy, self._outcome(policy, text), "zh")
        assert "还缺：以前那笔资助的“所关的东西”。" in told
        used = Reason(
            "used-up", None, "para_5__s_4", "1000万元", "amount", UsedUp("object", Money.yuan(10_000_000))
        )
        outcome = UNUSUAL[0]._replace(missing=("amount",), reasons=(used,))
        assert "Still missing: sum (the earlier grant)." in say_outcome(policy, outcome, "en")

    def test_what_an_instrument_decides_is_not_for_the_agencies(self, policy: Policy) -> None:
        grant = "{level: district, object: 换变压器, amount: 100, date: 2025-01-01}"
        outcome = self._outcome(policy, CASE.replace("ledger: []", f"ledger: [{grant}]"), G5="c")
        assert "还要看各区配套措施怎样规定。" in say_outcome(policy, outcome, "zh")

    def test_nothing_claimed(self, policy: Policy) -> None:
        outcome = assess(policy, read_case(policy, "date: 2026-03-01\nclaims: []\n", "c.yaml")).outcome(
            "", FIVE
        )
        assert say_outcome(policy, outcome, "zh") == (
            "措施5“基础设施节能降碳项目资助”：不符合。",
            "没有提出“项目”一类的申请（para_5__s_4）。",
        )
        assert say_outcome(policy, UNUSUAL[0], "en") == (
            "Measure 5 (“Grant for energy and carbon savings in infrastructure”): information missing.",
            "The sum cannot be worked out yet.",
            "Still missing: what is claimed.",
        )

    def test_a_combination_in_chinese(self, policy: Policy) -> None:
        assert say_combination(policy, COMBINATIONS[0], "zh") == ("没有可以合计的资助。",)
        assert say_combination(policy, COMBINATIONS[2], "zh") == (
            "最好的组合，假如都给，合计 100万元至200万元。",
            "“甲”的措施5“基础设施节能降碳项目资助”：100万元。",
            "有的能不能同时得，条文没有说清，所以合计是一个区间。",
            "组合太多，没有逐一比完，可能还有更好的。",
            "“甲”的措施9“资源循环利用示范项目资助”没有计入：与措施5“基础设施节能降碳项目资助”只能得一项"
            "（final__s_2“不得重复享受”）。",
            "“乙”的措施5“基础设施节能降碳项目资助”不能得：“甲”的措施5“基础设施节能降碳项目资助”申请在先"
            "（final__s_2“不得重复享受”）。",
            "“丙”的措施12“碳足迹标识认证证书资助”没有计入：数量已满"
            "（para_12__s_3“同一企业每年受资助不超过3张证书”）。",
            "“丁”的措施5“基础设施节能降碳项目资助”没有计入：最高限额已由计入的各项用完"
            "（para_5__s_4“最高1000万元”）。",
        )

    def test_a_combination_in_english(self, policy: Policy) -> None:
        assert say_combination(policy, COMBINATIONS[1], "en") == (
            "Nothing here is available.",
            "“甲” under measure 5 (“Grant for energy and carbon savings in infrastructure”) "
            "is not available: it was claimed together with “乙” under measure 9 "
            "(“Grant for recycling demonstration projects”), and neither is given "
            "(final__s_2 “不得重复享受”).",
        )

    def test_notes(self, policy: Policy) -> None:
        amounts = (Interval(2_000_000_000, 2_000_000_000), Interval(1_000_000_000, 1_000_000_000))
        split = Note("split", ("一期", "二期"), "para_5__s_4", amounts)
        assert say_note(policy, split, "zh") == (
            "“一期”、“二期”拆成 2 个申报，合计 2000万元；按一个项目算，为 1000万元。"
            "文字没有禁止这样拆分，应当报告。（para_5__s_4）"
        )
        assert say_note(policy, split, "en") == (
            "Split into 2 claims (“一期” and “二期”), the project comes to 20 million yuan; as one project, "
            "to 10 million yuan. The words do not forbid such a split; it should be reported. (para_5__s_4)"
        )
        excess = Note("excess", ("甲",), "final__s_2", amounts)
        assert say_note(policy, excess, "zh") == (
            "“甲”得到的资助合计 2000万元，超过投资额 1000万元，应当报告。（final__s_2）"
        )

    def test_every_status_has_a_name_of_its_own(self) -> None:
        for lang in LANGUAGES:
            assert len({say_status(status, lang) for status in Status}) == len(Status)


def test_a_policy_with_few_facts_is_told_too(toy: Policy) -> None:
    text = """
date: 2030-03-01
claims:
  - {id: 甲, kind: project, is: [windmill-project], investment: 100万元, object: 甲}
ledger: []
"""
    assessment = assess(toy, read_case(toy, text, "toy.yaml"))
    for lang in LANGUAGES:
        for outcome in assessment.outcomes:
            for line in say_tree(toy, outcome.reasons, lang, toy.support(outcome.support).per):
                assert not _doubt(_without(line.text, {"甲"}), lang)
            assert say_outcome(toy, outcome, lang)
        assert say_combination(toy, assessment.combination, lang)
