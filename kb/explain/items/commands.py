"""The output of the commands for readings and of the workbench, as items: readings,
results, replayed cases.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from msgspec import UNSET, Meta, UnsetType

from kb.core.claim import Status
from kb.explain.items.pages import Said
from kb.explain.items.parts import About, Day, Eid, Fen, Item, named
from kb.explain.items.results import Amount, AnyStatus, Interval, Outcome, Unchecked

Mark = Annotated[
    Unchecked | UnsetType,
    named(
        "没有经过检查",
        "without regard to the check",
        "只在要求检查没有通过也照样回答时才有。",
        "There only where an answer was asked for though the check may reject the policy.",
    ),
]
Case = Annotated[
    dict[str, Any], named("情况", "case", "如 case.schema.json 所写。", "As case.schema.json says.")
]
ChosenOptions = Annotated[
    dict[str, str],
    named("不取默认的读法", "readings other than the defaults", "键是读法的编号。", "By their ids."),
]


class OptionText(Item, frozen=True):
    """An option of a reading in the requested language."""

    about = About("一处读法的一个选项，用所要的语言。", ("选项", "option"))

    id: Annotated[str, named("编号", "id")]
    text: Annotated[str, named("说法", "words")]
    cautious: Annotated[
        Literal["less", "as", "more"],
        named("比别的答应得少、一样还是多", "whether it promises less than the others, as much or more"),
    ]


class ExampleAnswer(Item, frozen=True):
    """The result of an option in an example."""

    about = About("一个选项在例子里给出什么。", ("例子的回答", "answer of an example"))

    option: Annotated[str, named("选项", "option")]
    total: Annotated[Interval, named("合计", "total")]
    status: Annotated[
        Status | None, named("结论", "status", "看合计的是 null。", "Null where the totals are compared.")
    ]
    amount: Amount
    ceiling: Annotated[bool, named("金额是上限，不是应给的数", "the sum is a ceiling and not due")]
    command: Annotated[str, named("怎样重算", "how to make it again")]


class ReadingExample(Item, frozen=True):
    """An example whose result differs by the option of a reading."""

    about = About("结果随读法的选项不同的一个例子。", ("例子", "example"))

    name: Annotated[str, named("例子的名称", "name of the example")]
    title: Annotated[str, named("标题", "title")]
    claim: Annotated[str | None, named("申请的名称", "name of the claim")]
    support: Annotated[Eid | None, named("支持", "support")]
    differs: Annotated[
        Fen | None, named("相差多少", "how far apart", "没有上限的是 null。", "Null where nothing bounds it.")
    ]
    answers: Annotated[list[ExampleAnswer], named("各选项的回答", "answers by option")]


class ReadingText(Item, frozen=True, rename="camel"):
    """A reading in the requested language, with an example computed under each option."""

    about = About("一处读法，用所要的语言，和一个逐项算过的例子。", ("读法", "reading"))

    id: Annotated[str, named("编号", "id")]
    question: Annotated[str, named("问题", "question")]
    options: Annotated[list[OptionText], named("选项", "options")]
    default: Annotated[str, named("默认的选项", "default option")]
    least: Annotated[str, named("答应得最少的选项", "option that promises least")]
    because: Annotated[str | None, named("为什么取默认的这一种", "why the default is what it is")]
    turns_rules: Annotated[bool, named("影响规则", "whether a rule turns on it")]
    changes_money: Annotated[bool, named("影响金额", "whether money turns on it")]
    example: Annotated[
        ReadingExample | None,
        named("例子", "example", "没有例子的是 null。", "Null where no example shows it."),
    ]
    unchecked: Mark = UNSET


class LawResult(Item, frozen=True, rename={"about_what": "about"}):
    """The result of a command of the workbench for one law."""

    about = About("检验工作台的一个命令对一条规律查明了什么。", ("检验的结果", "result of a test"))

    command: Annotated[str, named("命令", "command")]
    law: Annotated[str, named("规律", "law")]
    verdict: Annotated[
        Literal["proved", "refuted", "undecided", "sampled"],
        named("结论", "verdict", "已证明、不成立、未定、抽测。", "How far the law is known to hold."),
    ]
    about_what: Annotated[
        Literal["rules", "policy"], named("说的是规则还是政策", "whether it is of the rules or the policy")
    ]
    trouble: Annotated[bool, named("要不要改", "whether something is to be mended")]
    support: Annotated[str, named("支持", "support", "不是一项支持的是空的。", "Empty where it is of none.")]
    clauses: Annotated[list[str], named("依据的条款", "clauses it rests on")]
    sentence: Annotated[Said, named("一句话的结果", "the result in a sentence")]
    readings: ChosenOptions
    case: Annotated[Case | None, named("例证", "case", "没有的是 null。", "Null where there is none.")]
    program: Annotated[dict[str, str], named("程序怎样说", "what the program says")]
    text: Annotated[dict[str, str], named("条文怎样说", "what the text says")]
    samples: Annotated[int, named("试了几例", "cases tried"), Meta(ge=0)]
    stake: Annotated[Fen, named("影响的金额", "money at stake")]
    kept: Annotated[str, named("留存的用例", "kept case", "没有留存的是空的。", "Empty where none is kept.")]
    replay: Annotated[str, named("怎样重做", "how to do it again")]
    unchecked: Mark = UNSET


class ExpectedOutcome(Item, frozen=True):
    """The expected outcome of a claim under a support, and the person who confirmed it."""

    about = About("一个申请在一项支持下预期的结论，和由谁确认。", ("预期的结论", "expected outcome"))

    claim: Annotated[str | None, named("申请的名称", "name of the claim")]
    support: Annotated[Eid, named("支持", "support")]
    status: AnyStatus
    amount: Amount
    by: Annotated[str | None, named("由谁确认", "who confirmed it")]
    on: Annotated[Day | None, named("哪一天确认", "day of confirming")]
    clause: Annotated[str | None, named("依据的条款", "clause it was confirmed by")]


class ExpectedTotal(Item, frozen=True):
    """The expected total of the best combination, and the person who confirmed it."""

    about = About("最好的组合预期合计多少，和由谁确认。", ("预期的合计", "expected total"))

    total: Amount
    by: Annotated[str | None, named("由谁确认", "who confirmed it")]
    on: Annotated[Day | None, named("哪一天确认", "day of confirming")]
    clause: Annotated[str | None, named("依据的条款", "clause it was confirmed by")]


class ReplayedCase(Item, frozen=True, rename={"source": "from"}):
    """A replayed kept case: the expected and the present results, and whether they agree."""

    about = About("重算一个留存的用例：预期什么，现在得出什么，一致不一致。", ("重算的用例", "replayed case"))

    id: Annotated[str, named("编号", "id")]
    sentence: Annotated[str, named("说的是什么", "what it is about")]
    state: Annotated[
        Literal["to-be-confirmed", "confirmed"], named("是否经人确认", "whether it is confirmed")
    ]
    source: Annotated[str, named("从哪里来", "what it came from")]
    clauses: Annotated[list[str], named("依据的条款", "clauses it rests on")]
    changed: Annotated[list[str], named("文字有变的条款", "clauses whose words have changed")]
    readings: ChosenOptions
    case: Case
    # A list of items of two classes; a union would need a key that distinguishes them.
    expected: Annotated[
        list[
            Annotated[
                Any,
                Meta(
                    extra_json_schema={
                        "oneOf": [{"$ref": "#/$defs/ExpectedOutcome"}, {"$ref": "#/$defs/ExpectedTotal"}]
                    }
                ),
            ]
        ],
        named("预期的", "what is expected"),
    ]
    agrees: Annotated[bool, named("是否一致", "whether it agrees")]
    outcomes: Annotated[list[Outcome], named("现在的结论", "outcomes now")]
    total: Annotated[Interval, named("现在的合计", "total now")]
    unchecked: Mark = UNSET
