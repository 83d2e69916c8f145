"""The toy policy with facts of every type, under the ids of the real policy, for tests of case files."""

from __future__ import annotations

from dataclasses import replace

from kb.model.facts import Choice, Fact
from kb.model.policy import Policy, Quoted
from kb.model.registry import Concept

ENTERPRISE = Choice("enterprise", "企业", "enterprise")
KINDS_OF_APPLICANT = (
    ENTERPRISE,
    Choice("association", "行业协会", "industry association"),
    Choice("research-institute", "科研机构", "research institute"),
    Choice("other", "其他", "other"),
)
LEVELS = (
    Choice("international", "国际", "international"),
    Choice("national", "国家", "national"),
    Choice("industry", "行业", "industry"),
)
SETTLED = (
    Choice("new", "新落地深圳", "newly settled"),
    Choice("existing", "原已在深圳", "settled before"),
    Choice("no", "不在深圳", "not settled"),
)
DISTRICTS = tuple(Choice(f"district-{n}", f"第{n}区", f"district {n}") for n in range(1, 22))
SUBJECTS = tuple(
    Concept(key, "subject", name, name_en)
    for key, name, name_en in (
        ("data-centre", "数据中心", "data centres"),
        ("base-station", "通信基站", "mobile base stations"),
        ("transformer", "变压器", "transformers"),
    )
)
"""The possible subjects of a project."""


def _fact(key: str, of: str, kind: str, name: str, name_en: str, choices: tuple[Choice, ...] = ()) -> Fact:
    question = {"zh": f"{name}是什么？", "en": f"What is the {name_en}?"}
    return Fact(key, tuple(of.split()), kind, name, name_en, question, choices=choices)


FACTS = (
    _fact("applicant-kind", "applicant", "choice", "申请人是哪一类", "sort of applicant", KINDS_OF_APPLICANT),
    _fact("leading-enterprise", "applicant", "yes-no", "龙头企业", "leading enterprise"),
    _fact("is", "claim", "choices", "申请的是什么", "what is claimed"),
    _fact("object", "claim grant", "name", "同一件事物", "object"),
    _fact("applied-on", "claim grant", "date", "申请日期", "day of application"),
    _fact("achieved-on", "claim grant", "date", "完成日期", "day of completion"),
    _fact("selected", "claim", "yes-no", "已被选上", "selected"),
    _fact("verified-total-investment", "project", "money", "经核定总投资", "verified total investment"),
    _fact("demonstration-value", "project", "yes-no", "示范推广性", "demonstration value"),
    _fact("certificate-cost", "certificate", "money", "取得证书的费用", "cost of the certificate"),
    _fact("standard-level", "standard-document grant", "choice", "标准级别", "level of the standard", LEVELS),
    _fact("leads", "standard-document", "count", "牵头单位数", "number of leads"),
    _fact("settled-in-shenzhen", "carrier", "choice", "落地深圳", "settled in Shenzhen", SETTLED),
    _fact("district", "enterprise", "choice", "所在的区", "district", DISTRICTS),
    _fact("support", "grant", "name", "得到的是哪项支持", "support received"),
    _fact("amount", "grant", "money", "金额", "amount"),
    _fact("date", "grant", "date", "支付日期", "day of payment"),
    _fact("agency", "grant", "name", "由哪个单位给", "agency that paid"),
)
"""One fact or more of each type, of the applicant, of claims and of the ledger."""


def asking(toy: Policy) -> Policy:
    """The toy policy with these facts and subjects in place of its own."""
    quoted = tuple(Quoted(concept, "para_1__s_1", concept.name) for concept in SUBJECTS)
    measures = tuple(
        replace(
            measure,
            supports=tuple(
                replace(support, subjects=quoted) if support.per == "project" else support
                for support in measure.supports
            ),
        )
        for measure in toy.measures
    )
    return replace(toy, measures=measures, facts=FACTS)
