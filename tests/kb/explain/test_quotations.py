"""Quotations: the published words of a reason, widened where they are little more than a number."""

from __future__ import annotations

import pytest

from kb import Policy
from kb.core.outcomes import Reason
from kb.explain.quotations import quote_reason, span, widen


@pytest.mark.parametrize(
    ("text", "words", "quoted"),
    [
        ("对项目给予资助,最高800万元;另行。", "800万元", "最高800万元"),
        ("最高1,000万元，不重复。", "1,000万元", "最高1,000万元"),
        ("一、条件：取得证书。", "证书", "取得证书"),
        ("取得证书", "证书", "取得证书"),
        ("取得证书", "水车", "水车"),
    ],
)
def test_words_are_widened_to_the_marks_around_them_and_not_to_commas_of_a_number(
    text: str, words: str, quoted: str
) -> None:
    assert widen(text, words) == quoted


def test_a_stretch_reaches_from_the_first_words_to_the_last() -> None:
    assert span("按投资的40%给予资助,最高800万元。", ("800万元", "投资")) == "投资的40%给予资助,最高800万元"
    assert span("甲。", ("乙", "丙")) == "丙"


def test_a_reason_is_quoted_as_its_provision_has_it(toy: Policy) -> None:
    share = Reason("share", None, "para_1__s_1", "核定投资")
    cap = Reason("cap", None, "para_1__s_1", "800万元")
    assert quote_reason(toy, share) == "核定投资"
    assert quote_reason(toy, cap) == "最高800万元"
    least = Reason("least", None, "para_1__s_1", parts=(share, cap))
    assert quote_reason(toy, least) == "核定投资的40%给予资助,最高800万元"


def test_a_reason_without_words_or_without_a_provision_of_the_policy_has_no_quotation(toy: Policy) -> None:
    assert quote_reason(toy, Reason("judged", None, "para_1__s_1")) == ""
    assert quote_reason(toy, Reason("cap", None, "para_99__s_1", "800万元")) == ""
