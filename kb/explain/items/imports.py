"""The recognised content of an imported file as items: the report of ``tiaowen import --report``.

Sums are exact and in whole units of their currency (yuan and not fen), as in the text.
"""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Annotated

from msgspec import Meta, Raw

from kb.explain.items.parts import About, Day, Item, named, write_json
from kb.importing.provisions import Imported, Sum
from kb.importing.rows import Unread
from kb.importing.texts import Recognised
from kb.model.words.errors import Language, sentences

Amount = Annotated[
    Raw,
    named(
        "数额",
        "amount",
        "以元计（外币以其单位计），精确；不确切的是 null。",
        "Whole units (yuan), exact; null where the words are not.",
    ),
    Meta(extra_json_schema={"type": ["number", "null"]}),
]
Words = Annotated[str, named("原文", "words", "照印。", "As printed.")]
Heading = Annotated[str | None, named("标题", "heading", "没有标题的是 null。", "null where there is none.")]
_NULL = Raw(b"null")


class ImportedValidity(Item, frozen=True, rename={"first": "from", "last": "to"}):
    """When a text is in force."""

    about = About("文件从哪一天施行到哪一天。", ("施行期限", "validity"))

    first: Annotated[
        Day | None, named("施行的第一天", "first day", "没有写明的是 null。", "null where it is not stated.")
    ]
    last: Annotated[
        Day | None,
        named("施行的最后一天", "last day", "没有写明或长期的是 null。", "null where it is open."),
    ]
    lines: Annotated[
        list[str],
        named(
            "可能的规则行",
            "suggested rule lines",
            "要由人核对，补上是第几句。",
            "A person confirms them and fills in the sentence.",
        ),
    ]


class ImportedSum(Item, frozen=True):
    """A sum of money that a provision names; a range consists of two sums."""

    about = About("条文写的一个金额；一个范围是两个金额。", ("金额", "sum of money"))

    text: Words
    amount: Amount
    currency: Annotated[str, named("货币", "currency", "ISO 4217 代码，如 CNY。", "ISO 4217, such as CNY.")]


class ImportedProvision(Item, frozen=True):
    """A recognised provision, with its sums and agencies."""

    about = About("认出的一个条款和它写的单位、金额、比例、日期。", ("条款", "provision"))

    label: Annotated[str, named("编号", "label", "照印，如第五条、（三）。", "As printed: 第五条, （三）.")]
    chapter: Annotated[
        str | None,
        named("章", "chapter", "最外一层的章；没有的是 null。", "The outermost part around it, or null."),
    ]
    heading: Heading
    agencies: Annotated[list[str], named("责任单位", "responsible agencies")]
    possible_agencies: Annotated[
        list[str],
        named(
            "可能的责任单位",
            "possible agencies",
            "句子里做某件事的单位（应当、审核、解释），没有写明由它负责。",
            "Agencies that a sentence lets act without putting them in charge.",
        ),
    ]
    sums: Annotated[list[ImportedSum], named("金额", "sums of money")]
    rates: Annotated[
        list[str], named("比例", "rates", "照印，如 30%、三分之一。", "As printed: 30%, 三分之一.")
    ]
    dates: Annotated[list[Day], named("日期", "days", "年月日齐全的。", "Those of year, month and day.")]
    line: Annotated[
        int,
        named(
            "行", "line", "从 1 数起；Word 和网页是第几段。", "From 1; the paragraph in a Word file or page."
        ),
        Meta(ge=1),
    ]


class UnreadWords(Item, frozen=True):
    """A line, or words of one, that were not understood."""

    about = About("看不懂的一行，或一行里的几个字。", ("看不懂的地方", "what was not understood"))

    line: Annotated[
        int, named("行", "line", "0 表示不属于哪一行。", "0 where it belongs to no line."), Meta(ge=0)
    ]
    text: Words
    why: Annotated[str, named("原因", "why")]


class ImportReport(Item, frozen=True):
    """The recognised content of a file. People confirm it; nothing of it counts as reviewed."""

    about = About(
        "一份文件里认出的内容，由人核对；导入的内容不算审核过。", ("导入报告", "report of an import")
    )

    title: Annotated[
        str | None,
        named("标题", "title", "所印发的文件的标题；没有的是 null。", "Of what is issued, or null."),
    ]
    number: Annotated[
        str | None,
        named("文号", "number", "照印；没有的是 null。", "As printed, or null."),
    ]
    issuers: Annotated[list[str], named("印发单位", "issuers")]
    issued: Annotated[
        Day | None, named("印发日期", "day of issue", "没有写明的是 null。", "null where it is not stated.")
    ]
    validity: ImportedValidity
    provisions: Annotated[list[ImportedProvision], named("条款", "provisions")]
    unread: Annotated[list[UnreadWords], named("看不懂的地方", "what was not understood")]


def write_import(recognised: Recognised, lang: Language = "zh") -> str:
    """The report as JSON text; ``lang`` is the language of the reasons in ``unread``."""
    return write_json(import_item(recognised, lang))


def import_item(recognised: Recognised, lang: Language) -> ImportReport:
    """The report on the recognised content of a file."""
    front, validity = recognised.front, recognised.validity
    return ImportReport(
        title=front.title or None,
        number=front.number or None,
        issuers=list(front.issuers),
        issued=_day(front.issued),
        validity=ImportedValidity(_day(validity.first), _day(validity.last), list(validity.lines)),
        provisions=[_provision(one) for one in recognised.provisions],
        unread=[_unread(one, lang) for one in recognised.unread],
    )


def _provision(one: Imported) -> ImportedProvision:
    return ImportedProvision(
        label=one.label,
        chapter=one.chapter or None,
        heading=one.heading or None,
        agencies=list(one.agencies),
        possible_agencies=list(one.possible_agencies),
        sums=[_sum(each) for each in one.sums],
        rates=list(one.rates),
        dates=list(one.dates),
        line=one.line,
    )


def _sum(one: Sum) -> ImportedSum:
    return ImportedSum(text=one.text, amount=_amount(one.amount), currency=one.currency)


def _amount(amount: Fraction | None) -> Raw:
    """The amount as a JSON number, with only its own decimals; null where its decimals do not end."""
    if amount is None:
        return _NULL
    for places in range(13):
        scaled = amount * 10**places
        if scaled.denominator == 1:
            digits = f"{scaled.numerator:0{places + 1}d}"
            return Raw((f"{digits[:-places]}.{digits[-places:]}" if places else digits).encode())
    return _NULL


def _unread(one: Unread, lang: Language) -> UnreadWords:
    return UnreadWords(line=one.line, text=one.text, why=sentences()["unread"][one.why][lang])


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
