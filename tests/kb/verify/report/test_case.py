"""A case is described in sentences: no ids, no repetitions, and nothing that it does not state."""

from __future__ import annotations

import re
from datetime import date

import pytest

from kb import Policy
from kb.cases.case import Case, Claim, Grant
from kb.model.values import Money
from kb.model.words.errors import LANGUAGES, Language
from kb.verify.abuse.run import abuse
from kb.verify.fuzz.generator import Maker
from kb.verify.report.case import case_lines, say_case
from kb.verify.report.result import say_option, say_result

DAY = date(2026, 3, 1)


def tell(policy: Policy, case: Case, lang: Language = "zh") -> list[str]:
    return list(case_lines(policy, case, lang))


def project(policy: Policy, name: str, *, yes: str, left_out: tuple[str, ...] = ()) -> Claim:
    kinds = {concept.concept.id for s in policy.supports if s.per == "project" for concept in s.subjects}
    stated = {key: key == yes for key in sorted(kinds) if key not in left_out}
    return Claim(name, "project", {"verified-total-investment": Money.yuan(10_000_000), "is": stated})


def test_a_case_is_told_as_people_speak_of_it(policy: Policy) -> None:
    grant = Grant({"support": "para_9__sup_1", "object": "甲", "amount": Money.yuan(4_000_000)})
    case = Case(DAY, {"registered-in-shenzhen": True}, (project(policy, "甲", yes="data-centre"),), (grant,))
    assert tell(policy, case) == [
        "评估日期：2026年3月1日",
        "申请人",
        "  在深圳注册：是",
        "申请事项“甲”（项目）",
        "  申请的是什么：数据中心，不是别的",
        "  经核定总投资：1000万元",
        "以前拿过的第1笔",
        "  本措施的哪项支持：措施9“资源循环利用示范项目资助”",
        "  所关的东西：甲",
        "  金额：400万元",
        "没有写的都不知道",
    ]


def test_a_long_list_of_denials_names_only_what_is_left_open(policy: Policy) -> None:
    claim = project(policy, "甲", yes="data-centre", left_out=("base-station",))
    told = tell(policy, Case(DAY, {}, (claim,), ()))
    assert "  申请的是什么：数据中心，不是别的；是不是通信基站没有写明" in told


def test_what_counts_under_another_reading_alone_is_not_called_open(policy: Policy) -> None:
    claim = project(policy, "甲", yes="data-centre", left_out=("other-infrastructure",))
    case = Case(DAY, {}, (claim,), ())
    assert "  申请的是什么：数据中心，不是别的" in tell(policy, case)
    told = list(case_lines(policy, case, "zh", {"M5a": "b"}))
    assert "  申请的是什么：数据中心，不是别的；是不是其他基础设施没有写明" in told


def test_a_short_list_of_denials_is_told_whole(policy: Policy) -> None:
    claim = Claim("甲", "project", {"is": {"data-centre": True, "base-station": False, "transformer": False}})
    told = tell(policy, Case(DAY, {}, (claim,), ()))
    assert "  申请的是什么：是数据中心，不是通信基站或变压器" in told


def test_claims_that_state_the_same_are_told_once(policy: Policy) -> None:
    same = [project(policy, name, yes="data-centre") for name in ("甲", "乙")]
    entries = say_case(policy, Case(DAY, {}, (*same, project(policy, "丙", yes="base-station")), ()), "zh")
    heads = [entry.head for entry in entries if entry.head.startswith("申请事项")]
    assert heads == ["申请事项“甲”“乙”（项目），写的都一样", "申请事项“丙”（项目）"]


def test_grants_that_differ_in_their_object_alone_are_told_once(policy: Policy) -> None:
    had = [
        Grant({"support": "para_12__sup_2", "object": name, "date": day})
        for name, day in (("证书一", DAY), ("证书二", DAY), ("证书三", date(2025, 3, 1)))
    ]
    nameless = (Grant({"level": "city"}), Grant({"level": "city"}))
    told = tell(policy, Case(DAY, {}, (), (*had, *nameless)))
    assert told[1:-2] == [
        "以前拿过的第1至第2笔，只有所关的东西不同",
        "  本措施的哪项支持：措施12“碳足迹标识认证证书资助”",
        "  所关的东西：证书一、证书二",
        "  发放日期：2026年3月1日",
        "以前拿过的第3笔",
        "  本措施的哪项支持：措施12“碳足迹标识认证证书资助”",
        "  所关的东西：证书三",
        "  发放日期：2025年3月1日",
        "以前拿过的第4笔",
        "  由哪一级给的：市级",
        "以前拿过的第5笔",
        "  由哪一级给的：市级",
    ]


@pytest.mark.parametrize(
    ("claims", "ledger", "said"),
    [
        (None, (), "没有写明申请什么"),
        ((), (), "什么都没有申请"),
        ((), None, "没有写明以前拿过什么"),
        ((), (), "以前什么都没有拿过"),
    ],
)
def test_what_is_not_stated_is_told_apart_from_nothing(
    policy: Policy, claims: tuple[()] | None, ledger: tuple[()] | None, said: str
) -> None:
    assert said in tell(policy, Case(DAY, {}, claims, ledger))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_case_is_told_with_ids(policy: Policy, lang: Language) -> None:
    """For every support a claim that meets all its requirements: no id of a fact or a choice is left."""
    maker = Maker(policy)
    for support in policy.supports:
        claim = Claim("甲", support.per, maker.templates[support.id][0])
        told = "\n".join(tell(policy, Case(DAY, maker.applicants[support.id], (claim,), ()), lang))
        if lang == "zh":
            assert not re.findall(r"[a-z_]{2,}", told), told
            assert not re.findall("[一-鿿][,:;?!]", told), told
        else:
            ids = {key for key in (*claim.facts, *maker.applicants[support.id]) if "-" in key}
            assert not any(key in told for key in ids), told


def test_a_finding_tells_every_reading_that_it_names_in_words(policy: Policy) -> None:
    found = next(one for one in abuse(policy, "para_5") if one.law == "split")
    told = list(say_result(policy, found, "zh"))
    assert found.options
    for key, option in found.options:
        assert f"{key}={option}" in told[0]
        assert say_option(policy, key, option, "zh") in told
    assert "    拆自哪个项目：整个项目" in told
    assert not any("verified-total-investment" in line for line in told)
