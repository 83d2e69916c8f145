"""The pages of the guide as items: the content of each page, and the parts that pages share.

Rates are decimal fractions of one as text. Words are given in both languages, and what the text does not
state is left out. Every figure cites its provision and its words there.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from msgspec import UNSET, Meta, UnsetType

from kb.explain.items.parts import About, Day, Edition, Eid, Fen, Hash, Item, Number, described

Index = Annotated[int, Meta(ge=0)]
Amount = Annotated[Fen | UnsetType, described("金额，以分计。", "A sum in fen.")]
Rate = Annotated[
    Annotated[str, Meta(pattern=r"^(\d+(\.\d+)?|\d+/\d+)$")] | UnsetType,
    described(
        "比例，写成小数；小数写不尽的写成分数。",
        "A share of one, as a decimal fraction, or as a fraction where decimals have no end.",
    ),
]
Count = Annotated[Index | UnsetType, described("个数。", "A number of things.")]
Years = Annotated[Index | UnsetType, described("年数。", "A span of years.")]
Months = Annotated[
    Index | UnsetType,
    described("月数，用于不足整年的期限。", "A span of months, where it is not of whole years."),
]
AnyDay = Annotated[Day | UnsetType, described("日期。", "A day.")]
OfUnit = Annotated[
    str | UnsetType, described("有单位的数，单位在 unit。", "A number of a unit, which stands in unit.")
]
Measure = Annotated[str | UnsetType, described("这个数的单位。", "The unit of the number.")]
Ends = Annotated[
    list[str] | UnsetType,
    described("两头的数：金额以元计，比例以一计。", "Two ends: sums in yuan, rates as shares of one."),
]
Source = Annotated[
    Literal["provision", "chapter", "document", "issuer"],
    described(
        "写在哪里：这一条自己、它的章、整份文件统一规定，或者都没有写，只是发文机关。",
        "Where it is stated: in the provision, in its chapter or for the whole document; or nowhere, so that "
        "it is only the body that issued the document.",
    ),
]
ONE_VALUE = {
    "oneOf": [
        {"required": [key]} for key in ("fen", "rate", "count", "years", "months", "day", "number", "ends")
    ]
}
"""A figure has one value, of one kind."""


class Said(Item, frozen=True):
    """The same words in Chinese and English."""

    about = About("同一句话的中文和英文。")

    zh: str
    en: str


class Place(Item, frozen=True):
    """The provision of a figure, and its position there, from 0."""

    about = About("一个数写在哪一句，是那一句的第几个（从 0 数起）。")

    provision: Eid
    index: Index


class Quantity(Item, frozen=True):
    """A figure of the text: its place, its words and its value."""

    about = About("条文里写着的一个数：在哪里，怎样写，值是多少。", limits=ONE_VALUE)

    provision: Eid
    index: Index
    concept: str
    words: str
    fen: Amount = UNSET
    rate: Rate = UNSET
    count: Count = UNSET
    years: Years = UNSET
    months: Months = UNSET
    day: AnyDay = UNSET
    number: OfUnit = UNSET
    unit: Measure = UNSET
    ends: Ends = UNSET
    level: Annotated[str | UnsetType, described("它是哪一级的上限。", "The level whose ceiling it is.")] = (
        UNSET
    )


class Derived(Item, frozen=True, rename={"sources": "from"}):
    """A figure that is derived from others: the derivation, its quantities and its value."""

    about = About("推算的数：怎样算，用到哪些数，值是多少。", limits=ONE_VALUE)

    derive: Literal["binds-from", "anniversary", "last-day"]
    sources: list[Place]
    fen: Amount = UNSET
    rate: Rate = UNSET
    count: Count = UNSET
    years: Years = UNSET
    months: Months = UNSET
    day: AnyDay = UNSET
    number: OfUnit = UNSET
    unit: Measure = UNSET
    ends: Ends = UNSET


class Sentence(Item, frozen=True):
    """A plain sentence, with the provisions and readings that it depends on."""

    about = About("一句说明，和它依据的条文、读法。")

    says: str
    cites: list[Eid]
    readings: list[str]


class PlainInOne(Item, frozen=True, rename={"to_whom": "for"}):
    """Plain wording in one language: what is offered, to whom, how it is decided, what is open."""

    about = About("一种文字的说明：能得到什么、给谁、怎样决定、没有说清的。")

    summary: Sentence | UnsetType = UNSET
    offers: list[Sentence] | UnsetType = UNSET
    to_whom: list[Sentence] | UnsetType = UNSET
    decided: list[Sentence] | UnsetType = UNSET
    open: list[Sentence] | UnsetType = UNSET


class Plain(Item, frozen=True):
    """Plain wording."""

    about = About("通俗说明。")

    zh: PlainInOne | UnsetType = UNSET
    en: PlainInOne | UnsetType = UNSET


class Provision(Item, frozen=True):
    """A sentence as published, and its clauses."""

    about = About("公布的一句话，和其中的分句。")

    eid: Eid
    text: str
    clauses: list[Provision] | UnsetType = UNSET


class Closing(Item, frozen=True):
    """The bracket of a measure that names the agencies."""

    about = About("一条措施末尾写责任单位的括号。")

    eid: Eid
    text: str


class TextPart(Item, frozen=True, kw_only=True):
    """A measure or another part as published."""

    about = About("公布的一条措施，或措施以外的一部分。")

    eid: Eid
    num: str | UnsetType = UNSET
    heading: str | UnsetType = UNSET
    sentences: list[Provision]
    closing: Closing | UnsetType = UNSET


class Quoted(Item, frozen=True):
    """A concept taken from the text, with the words that state it."""

    about = About("取自条文的一个概念，和写着它的几个字。")

    id: str
    provision: Eid
    words: str
    under: Annotated[
        list[Annotated[list[str], Meta(min_length=2, max_length=2)]] | UnsetType,
        described("只在这些读法的这些选项下才算。", "Only under these options of these readings."),
    ] = UNSET


class SupportAmount(Item, frozen=True):
    """The amount of a support. Where no sum is stated, figures is empty."""

    about = About("一项支持值多少。没有写金额的，figures 是空的。")

    says: Said
    figures: list[Quantity]
    binds: Annotated[
        Derived | UnsetType,
        described("基数达到多少就到了上限。", "The base at which the ceiling binds."),
    ] = UNSET


class Support(Item, frozen=True):
    """A support: its form, its unit, its selection, its subjects and its amount."""

    about = About("一项支持：给什么、按什么给、怎样决定、为了什么事、值多少。")

    id: Eid
    measure: Eid
    provision: Eid
    name: Said
    form: str
    per: str
    selection: Literal["competitive", "assessed", "discretionary", "by-rule", "unstated"]
    subjects: list[Quoted]
    terms: list[Quoted]
    amount: SupportAmount
    readings: list[str]


class Duty(Item, frozen=True):
    """A responsible agency and its place in the published order."""

    about = About("一个责任单位和它的次序。")

    id: str
    rank: Number
    label: str
    provision: Eid
    words: str
    source: Source


class MeasureDuty(Item, frozen=True):
    """A measure for which an agency is responsible, and its place in the published order."""

    about = About("一个单位负责的一条措施，和它在其中的次序。")

    eid: Eid
    rank: Number
    label: str
    source: Source


class Agency(Item, frozen=True):
    """An agency, with the measures and final provisions that name it. The text gives no contact details."""

    about = About("一个单位，点到它的措施和附则。条文没有写联系方式。")

    id: str
    name: Said
    body: Literal["department", "party", "national", "group"]
    short: list[str]
    measures: list[MeasureDuty]
    rules: list[str]


class Option(Item, frozen=True):
    """An option of a reading, and whether it promises less than the others, as much or more."""

    about = About("一处读法的一个选项，以及它比别的答应得少、一样还是多。")

    id: str
    says: Said
    promises: Literal["less", "as", "more"]


class Basis(Item, frozen=True):
    """A place of the text and its words."""

    about = About("条文里的一处和那里的字。")

    provision: Eid
    words: str


class Reading(Item, frozen=True):
    """A place that can be read in several ways; used is the option that the site uses."""

    about = About("一处可以有不止一种读法的地方；used 是本站采用的选项。")

    id: str
    question: Said
    used: str
    changes_money: bool
    options: list[Option]
    least: str
    because: Said | None
    bases: list[Basis]


class Rule(Item, frozen=True, kw_only=True):
    """A final provision as a rule."""

    about = About("附则的一条规则。")

    kind: str
    provision: Eid
    words: str
    # A list of items of two classes; a union would need a key that distinguishes them.
    figures: list[
        Annotated[
            Any,
            described(
                "条文里的数，或由它们推算的数。",
                "A figure of the text, or one worked out of several.",
            ),
            Meta(extra_json_schema={"oneOf": [{"$ref": "#/$defs/Quantity"}, {"$ref": "#/$defs/Derived"}]}),
        ]
    ]
    agency: str | UnsetType = UNSET
    against: str | UnsetType = UNSET
    readings: list[str]


class Gloss(Item, frozen=True):
    """The explanation of a concept, in the available languages."""

    about = About("一个术语的意思，写在有说明的文字里。")

    zh: str | UnsetType = UNSET
    en: str | UnsetType = UNSET


class Concept(Item, frozen=True):
    """A concept."""

    about = About("一个术语。")

    id: str
    kind: str
    name: Said
    gloss: Gloss | UnsetType = UNSET


class Lines(Item, frozen=True):
    """Lines of a slot of a page; of names the supports that they apply to, where that is not the whole
    measure.
    """

    about = About("页面一栏里的几行；of 是它们所说的支持，说的是整条措施时没有这一项。")

    lines: list[str]
    of: list[str] | UnsetType = UNSET


class Slot(Item, frozen=True):
    """A slot of the page of a measure in both languages."""

    about = About("措施页面的一栏，有中文和英文。")

    zh: list[Lines]
    en: list[Lines]


class Page(Item, frozen=True):
    """What every page has."""

    version: Edition
    page: Annotated[
        str,
        described("页面在各语言文件夹里的路径。", "The path of the page inside the folder of each language."),
    ]


class MeasureTitle(Item, frozen=True):
    """A measure by its number and title."""

    about = About("一条措施的序号和标题。")

    eid: Eid
    number: int
    num: str
    title: Said


class PagePolicy(Page, frozen=True, kw_only=True):
    """The first page: the policy, its measures, agencies and domains, and every page that has data."""

    about = About("首页：政策、各条措施、单位、领域，和有数据的每一页。")

    kind: Literal["policy"]
    work: str
    date: Day
    title: Said
    published_title: str
    measures: list[MeasureTitle]
    agencies: list[str]
    domains: list[str]
    issued: Quantity | UnsetType = UNSET
    in_force: Quantity | UnsetType = UNSET
    last_day: Derived | UnsetType = UNSET
    pages: Annotated[list[str], described("有数据的每一页。", "Every page that has data.")]


class FormSupports(Item, frozen=True):
    """A form of support, and the supports of the form."""

    about = About("一种支持形式，和这种形式的支持。")

    id: str
    name: Said
    supports: list[Eid]


class SubjectSupports(Item, frozen=True):
    """A subject of supports, its unit, and the supports for it."""

    about = About("可以为它申请的一种对象，按什么申请，和给它的支持。")

    id: str
    name: Said
    per: str
    supports: list[Eid]


class PageNeeds(Page, frozen=True):
    """The page for finding a support by what is needed or by its subject."""

    about = About("按需要或者按对象找支持。")

    kind: Literal["needs"]
    forms: list[FormSupports]
    subjects: list[SubjectSupports]


class PageText(Page, frozen=True):
    """The text as published."""

    about = About("公布的条文。")

    kind: Literal["text"]
    parts: list[TextPart]


class PageTerms(Page, frozen=True):
    """The final provisions."""

    about = About("附则。")

    kind: Literal["terms"]
    rules: list[Rule]
    plain: Plain
    scope: Plain


class PageReadings(Page, frozen=True):
    """The readings."""

    about = About("各处读法。")

    kind: Literal["readings"]
    readings: list[Reading]


class Definition(Item, frozen=True):
    """A term that the text defines, and the sentence that defines it."""

    about = About("条文自己定义的一个用语，和定义它的那一句。")

    term: str
    provision: Eid
    words: str


class PageGlossary(Page, frozen=True):
    """The concepts, and the terms that the text defines."""

    about = About("术语。")

    kind: Literal["glossary"]
    concepts: list[Concept]
    definitions: list[Definition]


class Responsibility(Item, frozen=True):
    """The agencies responsible for a measure, and its domains."""

    about = About("一条措施由谁负责，属于哪些领域。")

    eid: Eid
    agencies: list[Duty]
    domains: list[str]


class PageGraph(Page, frozen=True):
    """The graph of agencies and measures."""

    about = About("谁负责什么。")

    kind: Literal["graph"]
    measures: list[Responsibility]


class PageAbout(Page, frozen=True):
    """The sources of the site."""

    about = About("本站由什么生成。")

    kind: Literal["about"]
    work: str
    date: Day
    text: Annotated[Hash, described("文本的校验值（SHA-256）。", "The SHA-256 of the text.")]
    files: dict[str, Hash]
    program: str
    counts: dict[str, int]


class PageGrants(Page, frozen=True):
    """The supports with a stated sum."""

    about = About("写明金额的支持。")

    kind: Literal["grants"]
    supports: list[Support]


class PageContacts(Page, frozen=True):
    """The agencies."""

    about = About("各单位。")

    kind: Literal["contacts"]
    agencies: list[Agency]


class Situation(Item, frozen=True):
    """A situation by its name."""

    about = About("一种情形的名称。")

    id: str
    name: Said


class PageSituations(Page, frozen=True):
    """The situations that have a guide."""

    about = About("有专门指引的各种情形。")

    kind: Literal["situations"]
    situations: list[Situation]


class PageSituation(Page, frozen=True):
    """The guide of a situation."""

    about = About("一种情形的指引。")

    kind: Literal["situation"]
    id: str
    name: Said
    subjects: list[str]
    supports: list[Eid]
    also: list[Eid]
    readings: list[str]


class AnswerLines(Item, frozen=True):
    """The lines of an answer in both languages."""

    about = About("一个回答的各行，有中文和英文。")

    zh: list[str]
    en: list[str]


class FrequentQuestion(Item, frozen=True):
    """A frequent question, with its answer and the readings on which it depends."""

    about = About("一个常见问题、它的回答和回答所依据的读法。")

    id: str
    question: Said
    answer: AnswerLines
    readings: list[str]


class PageQuestions(Page, frozen=True):
    """Questions that people ask."""

    about = About("常见问题。")

    kind: Literal["questions"]
    questions: list[FrequentQuestion]


class MeasureGroup(Item, frozen=True, kw_only=True):
    """Measures that the picture shows together; those of no group have no name."""

    about = About("一图读懂里放在一起的措施；不属于任何一组的没有名称。")

    id: str | UnsetType = UNSET
    name: Said | UnsetType = UNSET
    measures: list[Eid]


class PagePicture(Page, frozen=True):
    """The policy in one picture."""

    about = About("一图读懂。")

    kind: Literal["picture"]
    groups: list[MeasureGroup]


class Act(Item, frozen=True):
    """An act of a provision other than support."""

    about = About("一句条文在支持之外规定的事。")

    kind: str
    provision: Eid
    words: str


class Cited(Item, frozen=True):
    """An outside instrument that a provision cites, and the effect of the citation."""

    about = About("条文引用的一份别的文件，以及怎样引用。")

    id: str
    effect: str
    provision: Eid
    words: str


class PageMeasure(Page, frozen=True):
    """A measure."""

    about = About("一条措施。")

    kind: Literal["measure"]
    eid: Eid
    number: int
    title: Said
    published: TextPart
    slots: dict[str, Slot]
    plain: Plain
    supports: list[Support]
    agencies: list[Duty]
    domains: list[str]
    acts: list[Act]
    instruments: list[Cited]
    readings: list[str]


class PageAgency(Page, frozen=True):
    """An agency."""

    about = About("一个单位。")

    kind: Literal["agency"]
    id: str
    name: Said
    body: Literal["department", "party", "national", "group"]
    short: list[str]
    measures: list[MeasureDuty]
    rules: list[str]


class Field(Item, frozen=True):
    """A field of a domain, with the examples that the text gives."""

    about = About("一个领域里的一个方面，和条文举的例子。")

    id: str
    name: Said
    examples: list[str]


class PageDomain(Page, frozen=True):
    """A domain of the industry."""

    about = About("产业的一个领域。")

    kind: Literal["domain"]
    id: str
    name: Said
    provision: Eid
    fields: list[Field]
    measures: list[Eid]


PAGES: tuple[type[Page], ...] = (
    PagePolicy,
    PageNeeds,
    PageText,
    PageTerms,
    PageReadings,
    PageGlossary,
    PageGraph,
    PageAbout,
    PageGrants,
    PageContacts,
    PageSituations,
    PageSituation,
    PageQuestions,
    PagePicture,
    PageMeasure,
    PageAgency,
    PageDomain,
)
"""Every kind of page."""
