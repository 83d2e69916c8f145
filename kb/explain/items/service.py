"""The answers of the service. Every answer names the version of the policy, and every sum its clauses."""

from __future__ import annotations

from typing import Annotated

from msgspec import UNSET, Meta, UnsetType

from kb.core.claim import Status
from kb.explain.items.pages import Basis, Reading, Said, Support
from kb.explain.items.parts import About, Day, Eid, Fen, Hash, Item, Number, named
from kb.explain.items.results import Judged, Program, Readings, Unsure, Version

Clauses = Annotated[list[Eid], named("依据的条款", "clauses it rests on")]
Claim = Annotated[str, named("申请的名称", "name of the claim")]
SupportOf = Annotated[Eid, named("支持", "support")]


class Source(Item, frozen=True):
    """The inputs of an answer: the version of the policy, the day, and the option used for each reading."""

    about = About("回答依据什么：政策的版本、评估的日期、每处读法采用的选项。", ("依据", "source"))

    program: Program
    policy: Annotated[Version, named("政策", "policy")]
    rules: Annotated[Hash, named("规则的校验值", "fingerprint of the rules")]
    on: Annotated[Day, named("按哪一天", "day")]
    readings: Readings
    unchecked: Unsure


class Sum(Item, frozen=True):
    """A sum in fen with its status and its clauses. It never occurs without them."""

    about = About(
        "一笔金额（分），以及它是什么情形下的数、依据哪些条款；没有这两样就不说金额。", ("金额", "sum")
    )

    low: Annotated[Fen, named("最少", "least")]
    high: Annotated[Fen | None, named("最多", "most", "没有上限的是 null。", "null where nothing bounds it.")]
    status: Annotated[
        str,
        named(
            "情形",
            "status",
            "一项支持的是它的结论（eligible、candidate 等）；合计的是 settled（条文说清了能不能同时得）、"
            "unsettled（没有说清）或 unproved（没有求出最好的组合）；条文里写的是 stated；"
            "一个问题关系到的是 at-stake。",
            "For a support its status (eligible, candidate and so on); for a total settled, unsettled where "
            "the text leaves open what may be had together, or unproved where the search was given up; "
            "stated for what the text states; at-stake for what a question is about.",
        ),
    ]
    clauses: Clauses


class ClaimAmount(Item, frozen=True):
    """The bounds of a grant for a claim, without a status of the claim itself."""

    about = About(
        "一个申请在一项资助下至多、至少多少，不带理由；不能得到的不列。", ("一项金额", "amount of a claim")
    )

    claim: Claim
    support: SupportOf
    provision: Annotated[Eid, named("条款", "provision")]
    low: Annotated[Fen, named("最少", "least")]
    high: Annotated[Fen | None, named("最多", "most", "没有上限的是 null。", "null where nothing bounds it.")]


class Amounts(Item, frozen=True):
    """The bounds of each grant for each claim, and nothing else."""

    about = About("每个申请在每项资助下能有多少。", ("金额", "amounts"))

    source: Source
    amounts: Annotated[list[ClaimAmount], named("逐项金额", "amounts")]


class Standing(Item, frozen=True):
    """The result of a claim under a support."""

    about = About("一个申请在一项支持下的情形。", ("一项结论", "outcome"))

    claim: Claim
    measure: Annotated[Eid, named("措施的编号", "eId of the measure")]
    support: SupportOf
    name: Annotated[Said, named("支持的名称", "name of the support")]
    status: Annotated[Status, named("结论", "status")]
    says: Annotated[Said, named("结论的说法", "the status in words")]
    amount: Annotated[
        Sum | None, named("金额", "sum", "条文没有写金额的是 null。", "null where the text states no sum.")
    ]
    ceiling: Annotated[bool, named("金额是上限，不是应给的数", "the sum is a ceiling and not due")]
    missing: Annotated[list[str], named("还缺的事实", "facts that are missing")]
    judged: Annotated[list[Judged], named("待认定的说法和由谁认定", "open terms and who judges them")]
    presumed: Annotated[list[str], named("推定的事实", "facts presumed")]
    clauses: Clauses


class Chosen(Item, frozen=True):
    """A claim and a support in the best combination, with its sum."""

    about = About("最好的组合计入的一份。", ("一份", "part"))

    claim: Claim
    support: SupportOf
    amount: Sum


class Together(Item, frozen=True):
    """The combination with the greatest total."""

    about = About("可以同时得到的支持中最好的组合。", ("组合", "combination"))

    best: Annotated[list[Chosen], named("计入的", "what it takes")]
    total: Annotated[Sum, named("合计", "total")]
    if_given: Annotated[Sum, named("假如都给，合计", "total if all of it is given")]
    waits: Annotated[
        list[str],
        named("合计要看的", "what the total depends on", "事实和要认定的说法。", "Facts and open terms."),
    ]


class Standings(Item, frozen=True):
    """The result of every claim under every support of its kind, and the best combination."""

    about = About("每个申请在每项支持下的情形，和最好的组合。", ("结论", "outcomes"))

    source: Source
    outcomes: Annotated[list[Standing], named("逐项结论", "outcomes")]
    together: Annotated[Together, named("最好的组合", "the best combination")]


class Entry(Item, frozen=True):
    """A statement with its reasons, and its claim and support where it is about one."""

    about = About("说明的一条，和它的理由；说的是一项申请和支持时，写明是哪一项。", ("一条", "entry"))

    says: Annotated[str, named("说明", "sentence")]
    lines: Annotated[list[str], named("接着说的", "further sentences")]
    reasons: Annotated[
        list[str],
        named(
            "理由",
            "reasons",
            "每行一条，缩进的属于上一条。",
            "A line each; an indented one is of the one above.",
        ),
    ]
    status: Annotated[
        str,
        named(
            "情形",
            "status",
            "说的是一项申请和支持的是它的结论，否则是所在部分的编号。",
            "The status of the claim and support that it is about, or else the id of the section.",
        ),
    ]
    clauses: Clauses
    claim: Annotated[str | UnsetType, named("申请的名称", "name of the claim")] = UNSET
    support: Annotated[Eid | UnsetType, named("支持", "support")] = UNSET


class Section(Item, frozen=True):
    """A part of an explanation."""

    about = About("说明的一部分。", ("一部分", "section"))

    key: Annotated[str, named("编号", "id")]
    title: Annotated[str, named("标题", "title")]
    entries: Annotated[list[Entry], named("各条", "entries")]


class Explanation(Item, frozen=True):
    """An answer in sentences, with the reasons and the words of the clauses."""

    about = About("用句子说的回答，带理由和条文原文。", ("说明", "explanation"))

    source: Source
    lang: Annotated[str, named("语言", "language")]
    sections: Annotated[list[Section], named("各部分", "sections")]
    clauses: Clauses


class Choice(Item, frozen=True):
    """A value that can be chosen."""

    about = About("可以选的一个值。", ("选项", "choice"))

    id: Annotated[str, named("编号", "id")]
    name: Annotated[Said, named("名称", "name")]


class Asked(Item, frozen=True):
    """A question that still matters: whom it is asked of, its words, and the supports that depend on the
    answer.
    """

    about = About("一个还要紧的问题：问谁，问什么，什么等着它。", ("问题", "question"))

    of: Annotated[
        str | None,
        named(
            "问谁",
            "asked of whom",
            "申请的名称，或 applicant；问整个情况的是 null。",
            "The name of a claim, or applicant; null for the case itself.",
        ),
    ]
    fact: Annotated[str, named("事实", "fact")]
    type: Annotated[str, named("值的种类", "kind of value")]
    question: Annotated[Said, named("问题", "question")]
    why: Annotated[Said, named("为什么问", "why it is asked")]
    choices: Annotated[list[Choice], named("可以选的值", "choices")]
    supports: Annotated[list[Eid], named("等着它的支持", "supports that depend on it")]
    stake: Annotated[Sum, named("关系到的金额", "money at stake")]
    judged: Annotated[bool, named("由主管部门认定", "an agency judges it")]
    bases: Annotated[list[Basis], named("条文里要求它的字", "words of the text that ask for it")]
    grant: Annotated[
        Number | UnsetType,
        named("问哪一笔以前的资助", "asked of which earlier grant", "从 1 数起。", "Counted from 1."),
    ] = UNSET


class Questions(Item, frozen=True):
    """The next questions, the most important first, and the total of the case so far."""

    about = About("接下来问什么，最要紧的在前；以及到现在为止的合计。", ("问题", "questions"))

    source: Source
    questions: Annotated[list[Asked], named("问题", "questions")]
    total: Annotated[Sum, named("合计", "total")]


class Difference(Item, frozen=True):
    """The result of a claim under another option."""

    about = About("另一个选项下一个申请的情形。", ("不同的结论", "outcome that differs"))

    claim: Claim
    support: SupportOf
    status: Annotated[Status, named("结论", "status")]
    amount: Annotated[Sum | None, named("金额", "sum")]


class OptionResult(Item, frozen=True):
    """The total under an option of a reading if everything is given, and the outcomes that it changes."""

    about = About("一个选项下假如都给合计多少，以及它改变的结论。", ("一个选项的结果", "result of an option"))

    option: Annotated[str, named("选项", "option")]
    total: Annotated[Sum, named("合计", "total")]
    changes: Annotated[list[Difference], named("不同的结论", "outcomes that differ")]


class ReadingResult(Item, frozen=True):
    """A reading on which the case depends, and the total under each of its options."""

    about = About(
        "这份情况所依据的一处读法，以及每个选项的结果。", ("一处读法的结果", "results of a reading")
    )

    reading: Annotated[Reading, named("读法", "reading")]
    chosen: Annotated[str, named("采用的选项", "option used")]
    options: Annotated[list[OptionResult], named("各选项的结果", "results of the options")]


class ReadingResults(Item, frozen=True):
    """The readings that affect a case, those with the most money first, and the total under the least
    favourable option of each.
    """

    about = About(
        "情况所依据的读法，影响金额最大的在前；以及处处按答应得最少的读法算的合计。", ("读法", "readings")
    )

    source: Source
    readings: Annotated[list[ReadingResult], named("读法", "readings")]
    cautious: Annotated[Sum, named("谨慎的数额", "cautious figure")]


class ReadingList(Item, frozen=True):
    """Every reading of a version."""

    about = About("一个版本的各处读法。", ("读法", "readings"))

    source: Source
    readings: Annotated[list[Reading], named("读法", "readings")]


class Work(Item, frozen=True):
    """A policy and its versions."""

    about = About("一份政策和它的各个版本。", ("政策", "work"))

    id: Annotated[str, named("文件编号", "identifier of the work")]
    title: Annotated[str, named("标题", "title")]
    versions: Annotated[list[Version], named("版本", "versions")]


class Works(Item, frozen=True):
    """The policies that the service answers for."""

    about = About("服务能回答的政策。", ("政策", "works"))

    program: Program
    works: Annotated[list[Work], named("政策", "works")]


class FactItem(Item, frozen=True):
    """A fact that a case may state, with its question and the words of the text that ask for it."""

    about = About("情况里可以写的一项事实，它的问题，和条文里要求它的字。", ("事实", "fact"))

    id: Annotated[str, named("编号", "id")]
    type: Annotated[str, named("值的种类", "kind of value")]
    name: Annotated[Said, named("名称", "name")]
    question: Annotated[Said, named("问题", "question")]
    choices: Annotated[list[Choice], named("可以选的值", "choices")]
    judged: Annotated[bool, named("由主管部门认定", "an agency judges it")]
    required: Annotated[bool, named("必须写", "required")]
    bases: Annotated[list[Basis], named("条文里要求它的字", "words of the text that ask for it")]


class FactPart(Item, frozen=True):
    """A part of a case, and the facts that it may state."""

    about = About("情况的一部分，和它可以写的事实。", ("情况的一部分", "part of a case"))

    id: Annotated[str, named("编号", "id")]
    name: Annotated[Said, named("名称", "name")]
    facts: Annotated[list[FactItem], named("事实", "facts")]


class Facts(Item, frozen=True):
    """The facts that a case may state: of the whole, the applicant, a claim of each kind, and an earlier
    grant.
    """

    about = About("一份情况可以写什么：整体、申请人、每一种申请、以前的一笔资助。", ("事实", "facts"))

    source: Source
    parts: Annotated[list[FactPart], named("各部分", "parts")]


class SupportOffer(Item, frozen=True):
    """A support as the text offers it. Its sums are those that the text states."""

    about = About("条文写明的一项支持；其中的金额是条文写的数。", ("支持", "support"))

    support: Annotated[Support, named("支持", "support")]
    status: Annotated[
        str,
        named(
            "情形",
            "status",
            "总是 stated：条文写的数，不是应得的数。",
            "Always stated: what the text states, and nothing that is due.",
        ),
    ]
    clauses: Clauses


class Supports(Item, frozen=True):
    """The supports of a version."""

    about = About("一个版本的各项支持。", ("支持", "supports"))

    source: Source
    supports: Annotated[list[SupportOffer], named("支持", "supports")]


class OneSupport(Item, frozen=True):
    """One support of a version."""

    about = About("一个版本的一项支持。", ("支持", "support"))

    source: Source
    offer: Annotated[SupportOffer, named("支持", "support")]


class ProvisionText(Item, frozen=True):
    """A provision as published, and the rules that depend on it."""

    about = About("公布的一处条文，以及依据它的规则。", ("条文", "provision"))

    eid: Eid
    measure: Annotated[Eid, named("所在的措施或部分", "measure or part that contains it")]
    title: Annotated[str, named("标题", "title")]
    text: Annotated[str, named("原文", "text")]
    supports: Annotated[list[Eid], named("支持", "supports")]
    readings: Annotated[list[str], named("读法", "readings")]
    agencies: Annotated[list[str], named("责任单位", "responsible agencies")]


class OneProvision(Item, frozen=True):
    """One provision of a version."""

    about = About("一个版本的一处条文。", ("条文", "provision"))

    source: Source
    provision: Annotated[ProvisionText, named("条文", "provision")]


class Found(Item, frozen=True):
    """The provisions that contain some words, those with the most of them first."""

    about = About("含有某些字的条文，含得多的在前。", ("查到的条文", "provisions found"))

    source: Source
    provisions: Annotated[list[ProvisionText], named("条文", "provisions")]


class Health(Item, frozen=True):
    """Whether the service answers, and from which works."""

    about = About("服务在运行，用的是哪个程序、哪套规则。", ("状态", "health"))

    status: Annotated[str, named("状态", "status")]
    program: Program
    rules: Annotated[Hash, named("全部规则的校验值", "fingerprint of all rules")]


class Fault(Item, frozen=True):
    """One fault of a request: its place, the problem and the remedy."""

    about = About("请求里的一处错误：在哪里，是什么，怎样改。", ("一处错误", "fault"))

    code: Annotated[str, named("错误的种类", "kind of fault")]
    line: Annotated[
        int,
        named("行", "line", "从 1 数起；0 是不在哪一行。", "From 1; 0 where no line is meant."),
        Meta(ge=0),
    ]
    place: Annotated[str, named("位置", "place", "如 claims[0].is。", "For example claims[0].is.")]
    message: Annotated[Said, named("怎么了", "what is wrong")]
    remedy: Annotated[Said, named("怎样改", "how to mend it")]


class Problem(Item, frozen=True):
    """The reason why a request has no answer, in the form of RFC 9457."""

    about = About("请求为什么没有回答（RFC 9457）。", ("问题", "problem"))

    type: Annotated[str, named("问题的种类", "kind of problem")]
    title: Annotated[str, named("怎么了", "what is wrong")]
    status: Annotated[int, named("HTTP 状态码", "HTTP status")]
    detail: Annotated[str, named("怎样改", "how to mend it")]
    instance: Annotated[str, named("请求的路径", "path of the request")]
    says: Annotated[Said, named("中文和英文的标题", "title in both languages")]
    remedy: Annotated[Said, named("中文和英文的改法", "how to mend it in both languages")]
    errors: Annotated[list[Fault], named("逐处的错误", "faults")]
