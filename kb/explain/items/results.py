"""An assessed case as items: the complete result, and its receipt."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from msgspec import UNSET, Meta, UnsetType

from kb.core.claim import Status
from kb.explain.items.parts import About, Day, Edition, Eid, Fen, Hash, Id, Item, Number, SupportId, named

ClaimName = Annotated[str, named("申请的名称", "name of the claim"), Meta(min_length=1)]
AnyClaim = Annotated[
    str | None,
    named("申请的名称", "name of the claim", "没有申请的是 null。", "null where nothing is claimed."),
]
MoneyAtStake = Annotated[
    Fen | None, named("影响的金额", "money at stake", "没有上限的是 null。", "null where nothing bounds it.")
]


class Interval(Item, frozen=True):
    """From a least to a greatest sum, in fen."""

    about = About(titles=("从多少到多少", "from and up to"))

    low: Annotated[Fen, named("最少", "least")]
    high: Annotated[Fen | None, named("最多", "most", "没有上限的是 null。", "null where nothing bounds it.")]


Amount = Annotated[
    Interval | None, named("金额", "sum", "条文没有写金额的是 null。", "null where the text states no sum.")
]
AnyStatus = Annotated[
    Status,
    named(
        "结论",
        "status",
        "可申报、可参评、缺信息、待认定、一事一议、按相关政策、不符合、受限。",
        "Whether it may be had, and if not yet, what it waits for.",
    ),
]
Value = Annotated[
    str | int | bool | Interval | None,
    named(
        "值",
        "value",
        "金额以分计，比例写成分数，日期按 ISO 8601；不知道的是 null。",
        "Sums in fen, rates as fractions, days as in ISO 8601, null for what is not known.",
    ),
]


class Judged(Item, frozen=True):
    """An open term, and the agencies that judge it in published order."""

    about = About("一个有待认定的说法和认定它的单位，单位按公布的次序。", ("待认定", "to be judged"))

    term: Annotated[Id, named("要认定的说法", "open term")]
    agencies: Annotated[list[str], named("由谁认定", "who judges it")]


class Reason(Item, frozen=True):
    """A test, whether it holds, and the words of the text that state it."""

    about = About("问的是什么，成立不成立，条文里哪些字要求它。", ("理由", "reason"))

    kind: Annotated[
        str,
        named("种类", "kind", "见程序的 explain.toml。", "As in explain.toml of the program."),
        Meta(pattern=r"^[a-z-]+$"),
    ]
    holds: Annotated[
        bool | None,
        named("是否成立", "whether it holds", "还不知道的是 null。", "null where it is not known."),
    ]
    provision: Annotated[Eid | None, named("条款", "provision")]
    words: Annotated[str | None, named("条款里的字", "words of the provision")]
    fact: Annotated[str | None, named("所依据的事实", "fact it rests on")]
    values: Annotated[list[Value], named("所用的值", "values used")]
    parts: Annotated[list[Reason], named("组成它的理由", "reasons it is made of")]


class Outcome(Item, frozen=True):
    """The outcome of one claim under one support."""

    about = About("一个申请在一项支持下能得到什么。", ("一项结论", "outcome"))

    claim: AnyClaim
    measure: Annotated[str, named("措施的编号", "eId of the measure")]
    support: Annotated[SupportId, named("支持", "support")]
    status: AnyStatus
    amount: Annotated[
        Amount,
        named("金额", "sum", "假如给，按条文得出多少。", "What the words arrive at if it is given."),
    ]
    ceiling: Annotated[bool, named("金额是上限，不是应给的数", "the sum is a ceiling and not due")]
    missing: Annotated[list[Id], named("还缺的事实", "facts that are missing")]
    judged: Annotated[list[Judged], named("待认定的说法和由谁认定", "open terms and who judges them")]
    presumed: Annotated[list[Id], named("推定的事实", "facts presumed")]
    clauses: Annotated[list[Eid], named("依据的条款", "clauses it rests on")]
    reasons: Annotated[list[Reason], named("理由", "reasons")]


class Part(Item, frozen=True):
    """A claim and a support in a combination, with its sum."""

    about = About("组合计入的一份。", ("一份", "part"))

    claim: ClaimName
    support: Annotated[SupportId, named("支持", "support")]
    amount: Annotated[Interval, named("金额", "sum")]


class Barring(Item, frozen=True):
    """A claim and support that bars another."""

    about = About("挡住别的申请的一个申请和支持。", ("因为它", "because of"))

    claim: ClaimName
    support: Annotated[SupportId, named("支持", "support")]


class Bar(Item, frozen=True):
    """A claim and support that a combination leaves out, and the reason."""

    about = About("组合没有计入的一个申请和支持，以及原因。", ("没有计入的", "left out"))

    claim: ClaimName
    support: Annotated[SupportId, named("支持", "support")]
    kind: Annotated[
        Literal[
            "once", "topped-up", "prefers", "may-prefer", "none", "first", "quota", "joint-number", "used-up"
        ],
        named("原因", "why"),
    ]
    by: Annotated[list[Barring], named("因为哪些", "because of which")]
    provision: Annotated[Eid, named("条款", "provision")]


class Combination(Item, frozen=True):
    """The combination with the greatest total."""

    about = About("可以同时得到的支持中最好的组合。", ("组合", "combination"))

    best: Annotated[list[Part], named("计入的", "what it takes")]
    total: Annotated[
        Interval,
        named(
            "合计",
            "total",
            "从拿定的最少到可能的最多；以后多说明什么，都不会超出。",
            "From the least certain sum to the greatest possible one, whatever is stated later.",
        ),
    ]
    if_given: Annotated[Interval, named("假如都给，合计", "total if all of it is given")]
    settled: Annotated[bool, named("条文说清了能不能同时得", "the text settles what may be had together")]
    proved: Annotated[bool, named("已证明没有更好的", "nothing better is proved to exist")]
    waits: Annotated[
        list[Annotated[str, named("事实或者说法", "fact or term"), Meta(min_length=1)]],
        named(
            "合计要看的",
            "what the total depends on",
            "弄清了就能缩小合计的事实和要认定的说法。",
            "The facts and open terms that would narrow the total.",
        ),
    ]
    barred: Annotated[list[Bar], named("没有计入的", "what it leaves out")]


class Note(Item, frozen=True):
    """Something about the case that a person should see."""

    about = About("情况中需要人看一看的地方。", ("要注意的", "note"))

    kind: Annotated[
        Literal[
            "split",
            "excess",
            "near",
            "above-ceiling",
            "at-most",
            "not-before",
            "past",
            "one",
            "several",
        ],
        named(
            "种类",
            "kind",
            "split：拆分的项目；excess：资助连同以前的超过投资；near：两个名称只差一点；"
            "above-ceiling：以前的一笔超过限额；其余：两处回答不会都对。",
            "split: a project in parts; excess: support, earlier grants included, above the investment; "
            "near: two names that may be one; above-ceiling: an earlier grant above its ceiling; the "
            "others: two answers that cannot both be true.",
        ),
    ]
    claims: Annotated[list[ClaimName], named("哪些申请", "claims")]
    provision: Annotated[Eid, named("条款", "provision")]
    amounts: Annotated[list[Interval], named("金额", "sums")]
    values: Annotated[
        list[Value],
        named(
            "说到的",
            "what it is about",
            "两个名称；或者一项事实、它的回答、另一项事实、它的回答。",
            "Two names; or a fact, its answer, another fact and its answer.",
        ),
    ]
    grant: Annotated[
        Number | UnsetType,
        named(
            "哪一笔以前的资助",
            "which earlier grant",
            "从 1 数起；说的不是以前的资助就没有这一项。",
            "Counted from 1; left out where it is not about an earlier grant.",
        ),
    ] = UNSET


class Change(Item, frozen=True):
    """The change of an outcome under another option."""

    about = About("另一种读法下不同的一项结论。", ("不同的结论", "outcome that differs"))

    claim: AnyClaim
    support: Annotated[SupportId, named("支持", "support")]
    status: AnyStatus
    amount: Amount
    ceiling: Annotated[bool, named("金额是上限，不是应给的数", "the sum is a ceiling and not due")]


class Alternative(Item, frozen=True):
    """Another option of a reading, and its effect."""

    about = About("一处读法的另一个选项，以及它带来的不同。", ("另一种读法", "another option"))

    option: Annotated[str, named("选项", "option")]
    total: Annotated[Interval, named("合计", "total")]
    changes: Annotated[list[Change], named("不同的结论", "outcomes that differ")]


class Stake(Item, frozen=True):
    """A reading on which the result depends."""

    about = About("结果所依据的一处读法。", ("一处读法", "reading"))

    reading: Annotated[str, named("读法的编号", "id of the reading")]
    chosen: Annotated[str, named("采用的选项", "option used")]
    total: Annotated[Interval, named("合计", "total")]
    most: MoneyAtStake
    alternatives: Annotated[list[Alternative], named("别的选项", "the other options")]


class Question(Item, frozen=True):
    """A fact that is worth asking, and the supports that depend on it."""

    about = About("一项值得问的事实，以及等着它的支持。", ("值得问的", "question"))

    of: Annotated[
        str | None,
        named(
            "问谁",
            "asked of whom",
            "申请的名称，或 applicant；问整个情况的是 null。",
            "The name of a claim, or applicant; null for the case itself.",
        ),
    ]
    fact: Annotated[Id, named("事实", "fact")]
    supports: Annotated[list[SupportId], named("等着它的支持", "supports that depend on it")]
    stake: MoneyAtStake
    judged: Annotated[bool, named("由主管部门认定", "an agency judges it")]
    grant: Annotated[
        Number | UnsetType,
        named(
            "问哪一笔以前的资助",
            "asked of which earlier grant",
            "按情况里的次序，从 1 数起；问的不是以前的资助就没有这一项。",
            "Its number in the order of the case, from 1; left out where no earlier grant is asked about.",
        ),
    ] = UNSET


class FactChange(Item, frozen=True, rename={"now": "is"}):
    """The value of a fact, and the value that would be needed."""

    about = About("一项事实现在怎样，要怎样才行。", ("要变的事实", "fact to change"))

    fact: Annotated[Id, named("事实", "fact")]
    now: Annotated[Value, named("现在", "now")]
    needed: Annotated[Value, named("要是", "needed")]


class NearMiss(Item, frozen=True):
    """A refused claim that changes of a few facts would make eligible."""

    about = About("改变少数事实就能得到的支持。", ("只差一点的", "near miss"))

    claim: ClaimName
    support: Annotated[SupportId, named("支持", "support")]
    changes: Annotated[list[FactChange], named("要变的事实", "facts to change"), Meta(min_length=1)]
    status: Annotated[Status, named("那时的结论", "status then")]
    amount: Annotated[Amount, named("那时的金额", "sum then")]


class Version(Item, frozen=True, rename="kebab"):
    """The version of a policy, and whether it is in force on the day of assessment."""

    about = About("政策的一个版本，以及评估的那一天它是否施行。", ("政策", "policy"))

    work: Annotated[str, named("文件编号", "identifier of the work")]
    date: Annotated[Day, named("版本日期", "date of the version")]
    first_day: Annotated[Day, named("这一版开始施行的日子", "first day on which the version is in force")]
    last_day: Annotated[
        Day | None,
        named(
            "这一版施行的最后一天",
            "last day on which the version is in force",
            "没有写明、也没有更新的版本时为空。",
            "Null where neither the text nor a later version ends it.",
        ),
    ]
    in_force: Annotated[
        bool,
        named("评估的那一天这一版是否施行", "whether the version is in force on the day of assessment"),
    ]
    draft: Annotated[
        bool,
        named(
            "是否草案",
            "whether it is a draft",
            "这一版没有公布的文字，而别的版本有。",
            "It has no published text, while another version has.",
        ),
    ]
    text: Annotated[Hash, named("条文的校验值", "fingerprint of the text")]
    trial: Annotated[
        bool | UnsetType,
        named(
            "是否试行",
            "whether it is on trial",
            "名称写着试行、暂行时为真。",
            "True where the title calls the text a trial.",
        ),
    ] = UNSET


class Unchecked(Item, frozen=True):
    """The findings of the check where an answer was requested in spite of them."""

    about = About(
        "要求检查没有通过也照样评估时，检查查出的问题。", ("没有经过检查", "without regard to the check")
    )

    errors: Annotated[int, named("错误的个数", "number of errors"), Meta(ge=0)]
    unreviewed: Annotated[list[str], named("规则没有复核的条款", "parts whose rules await review")]


class Cautious(Item, frozen=True):
    """The total where every reading has the option that promises least."""

    about = About("每一处都按答应得最少的读法算得的数额。", ("谨慎的数额", "cautious figure"))

    total: Annotated[Interval, named("假如都给，合计", "total if all of it is given")]
    readings: Annotated[
        dict[str, str],
        named(
            "与采用的不同、又与这份情况相干的读法",
            "readings that affect the case and have another option",
        ),
    ]


Program = Annotated[str, named("程序的版本", "version of the program")]
RulesHash = Annotated[Hash, named("规则的校验值", "fingerprint of the rules")]
CaseHash = Annotated[Hash, named("情况的校验值", "fingerprint of the case")]
ResultHash = Annotated[Hash, named("结果的校验值", "fingerprint of the result")]
On = Annotated[Day, named("按哪一天评估", "day of assessment")]
Policy = Annotated[Version, named("政策", "policy")]
Unsure = Annotated[
    Unchecked | None,
    named(
        "没有经过检查",
        "without regard to the check",
        "要求检查没有通过也照样评估时，写明还有几个错误、哪几条的规则没有复核；平常是 null。",
        "Set where an answer was asked for though the check may reject the policy; null as a rule.",
    ),
]
Readings = Annotated[
    dict[Annotated[str, Meta(pattern=r"^[GMX][0-9]+[a-z]?$")], Annotated[str, Meta(pattern=r"^[a-z]$")]],
    named(
        "每处读法采用的选项",
        "the option used for each reading",
        "键是读法的编号。",
        "By the ids of the readings.",
    ),
]


class Result(Item, frozen=True):
    """The result of assessing a case under a choice of readings. Sums are integers of fen."""

    about = About(
        "一份情况按一种读法评估的结果。金额都是整数，以分计。", ("评估结果", "result of an assessment")
    )

    version: Edition
    program: Program
    policy: Policy
    rules: RulesHash
    case: CaseHash
    result: ResultHash
    unchecked: Unsure
    on: On
    readings: Readings
    outcomes: Annotated[
        list[Outcome],
        named(
            "逐项结论",
            "outcomes",
            "每个申请和每项支持各一个；没有申请的支持也各有一个。",
            "One for each claim and support, and one for each support that nothing is claimed of.",
        ),
    ]
    combination: Annotated[Combination, named("最好的组合", "the best combination")]
    notes: Annotated[list[Note], named("要注意的", "notes")]
    cautious: Annotated[
        Cautious,
        named(
            "谨慎的数额",
            "cautious figure",
            "每一处都按答应得最少的读法算；特意另选的读法不变。",
            "Every reading is taken at the option that promises least; one chosen otherwise than by "
            "default stays.",
        ),
    ]
    stakes: Annotated[
        list[Stake],
        named(
            "结果所依据的读法",
            "readings that the result turns on",
            "影响金额最大的在前。",
            "The most money first.",
        ),
    ]
    questions: Annotated[
        list[Question],
        named(
            "还值得问的",
            "what is worth asking",
            "最要紧的在前；由主管部门认定的在最后。",
            "What matters most first; what an agency decides last.",
        ),
    ]
    near: Annotated[list[NearMiss], named("只差一点的", "near misses")]


class Receipt(Item, frozen=True):
    """All inputs of an answer, so that anybody can repeat it and compare."""

    about = About("一个回答由什么得出，可以据此重算核对。", ("凭据", "receipt"))

    version: Edition
    program: Program
    policy: Policy
    rules: RulesHash
    case: CaseHash
    on: On
    readings: Readings
    result: ResultHash
    unchecked: Unsure
    facts: Annotated[
        dict[str, Any], named("情况", "case", "如 case.schema.json 所写。", "As case.schema.json says.")
    ]
