"""Hypothesis strategies for documents with a toy registry, with the most difficult text that pages can
contain.

Every document made here is valid and canonical: eIds are numbered in order, adjacent plain runs are merged,
no run is empty, a sentence has no clauses or at least two, and marks fit their concept and can be read.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import count, groupby

from hypothesis import strategies as st

from kb.model.document import Clause, Document, Mark, Paragraph, Provision, Responsibility, Run, Section, Tag
from kb.model.numbers import write_numeral
from kb.model.registry import Agency, Concept, Registry
from kb.model.values import Unit

TOY_REGISTRY = Registry(
    agencies=(
        Agency("fgw", "深圳市发展和改革委员会", "Reform Commission", ("发展改革委",), "department"),
        Agency("gxj", "深圳市工业和信息化局", "Industry Bureau", ("工业和信息化局",), "department"),
        Agency("scjgj", "深圳市市场监督管理局", "Market Regulation", ("市场监管局",), "department"),
        Agency("jrb", "中共深圳市委金融委员会办公室", "Financial Office", ("市委金融办",), "party"),
        Agency("swuj", "国家税务总局深圳市税务局", "Tax Service", ("深圳市税务局",), "national"),
        Agency("gq", "各区", "The districts", ("各区",), "group"),
        # These are no real names; names are text too, and the line form must accept them.
        Agency("lb", "绿色办(筹)、[试点|甲\\乙]", "Green Office", ("绿办、甲",), "party"),
    ),
    domains=(),
    concepts=(
        Concept("最高限额", "quantity", "最高限额", "ceiling", "money"),
        Concept("资助比例", "quantity", "资助比例", "rate", "rate"),
        Concept("每年张数", "quantity", "每年张数", "certificates a year", "count"),
        Concept("阶段数", "quantity", "阶段数", "number of phases", "count"),
        Concept("有效期", "quantity", "有效期", "validity", "years"),
        Concept("施行日期", "quantity", "施行日期", "effective date", "date"),
        Concept("印发日期", "quantity", "印发日期", "date of issue", "date"),
        Concept("一定比例", "term", "一定比例", "a certain share", None),
        Concept("一事一议", "term", "一事一议", "case by case", None),
        Concept("名称", "name", "名称", "name", None),
        Concept("责任单位", "role", "责任单位", "responsible unit", None),
        Concept("责任部门", "role", "责任部门", "responsible department", None),
    ),
    no_numbers=("一批",),
)
"""Agencies of every kind and concepts of every unit, under the ids of the real policy."""

AGENCY_NAMES = tuple(
    (name, agency.id)
    for agency in TOY_REGISTRY.agencies
    for name in dict.fromkeys(
        (agency.name, *agency.short_names, *(f"市{short}" for short in agency.short_names))
    )
    if TOY_REGISTRY.find_agency(name) is agency
)
"""Every name that the toy registry knows, with the id of its agency."""

NASTY = (
    "[", "]", "|", "\\", "[[", "]]", "\\\\", "[|]", "[1000万元|最高限额]", "\\[", "【", "】", "、",
    "【附则】", "【通知", "(一)", "(二十四)加强。", "(责任单位:", "(责任单位:市发展改革委)", "()",
    "\uff08一\uff09", "\uff08责任部门\uff1a", "(责任", "标题:", "编号:", "标题\uff1a", "\uff5c", "#", "# ",
    "。", ";", "\uff1b",
    " ", "  ", "   ", "\t", "\u3000", "\u00a0", "\u200b", "\ufeff", "\u202e",
    "“互联网+”", "&amp;", "<p>", "]]>", "😀", "👩‍💻", "é", "\u0301", "𠮷", "字" * 600,
)  # fmt: skip
"""Pieces of text that look like structure, are invisible, or take several code points."""

WORKS = (
    "/akn/cn-440300/act/cuoshi/fgw/2024-05-11/anjie-huanbao",
    "/akn/cn-440300/act/cuoshi/fgw/2023/toy",
    "/akn/cn/act/2020-01-31/5",
)

_CHARACTERS = st.characters(
    codec="utf-8", exclude_categories=("Cc", "Cs", "Zl", "Zp"), exclude_characters="\ufffe\uffff"
)
_CHINESE = st.text(st.sampled_from("对经评定的示范项目给予资助支持建设"), min_size=1, max_size=12)
_DAYS = st.dates(date(1900, 1, 1), date(2999, 12, 31))

Body = tuple[tuple[Run, ...], ...]
"""A sentence before it is numbered: its runs, or the runs of each of its clauses."""


def merged(pieces: Sequence[Run]) -> tuple[Run, ...]:
    """``pieces`` with neighbouring plain runs joined."""
    out: list[Run] = []
    for is_plain, group in groupby(pieces, key=lambda piece: isinstance(piece, str)):
        members = list(group)
        out += ["".join(piece for piece in members if isinstance(piece, str))] if is_plain else members
    return tuple(out)


_WIDE = str.maketrans("0123456789.", "０１２３４５６７８９．")


def quantities(unit: Unit) -> st.SearchStrategy[str]:
    """The words of a readable quantity of one unit."""
    small = st.integers(1, 9999)
    number = st.one_of(small.map(str), small.map(write_numeral))
    match unit:
        case "money":
            scale = st.sampled_from(("元", "万元", "万", "亿元", "亿", "万亿元"))
            hundredths = small.map(lambda n: f"{n // 100}.{n % 100:02d}万元")
            thousands = small.map(lambda n: f"{n}千元")
            grouped = st.one_of(small.map(lambda n: f"{n:,}万元"), small.map(lambda n: f"{n} 万元"))
            mixed = small.map(lambda n: f"{n}亿{n}万元")
            written = st.one_of(st.tuples(number, scale).map("".join), hundredths, thousands, grouped, mixed)
            return st.one_of(written, written.map(lambda text: text.translate(_WIDE)))
        case "rate":
            percent = st.integers(1, 100)
            chinese = percent.map(lambda n: f"百分之{write_numeral(n)}")
            signs = st.sampled_from(("%", "％", "‰"))
            others = st.sampled_from(
                ("三分之一", "百分之三点五", "千分之五", "百分之 5", "三成", "八五折", "减半", "全额", "1:1")
            )
            return st.one_of(st.tuples(percent.map(str), signs).map("".join), chinese, others)
        case "count":
            return st.tuples(number, st.sampled_from(("张", "个阶段", "项"))).map("".join)
        case "years":
            # No span is longer than a hundred years: 031年 is a year of the calendar that is broken.
            years = st.integers(1, 100).map(lambda n: f"{n}年")
            months = st.integers(1, 1200).map(lambda n: f"{n}个月")
            return st.one_of(years, months, st.sampled_from(("半年", "一年半", "十年")))
        case "date":
            return _DAYS.map(lambda day: f"{day.year}年{day.month}月{day.day}日")


def marks_of(concept: Concept) -> st.SearchStrategy[Mark]:
    """Words marked with one concept."""
    if concept.unit is None:
        return words.map(lambda text: Mark(text, "term", concept.id))
    tag: Tag = "date" if concept.unit == "date" else "quantity"
    return quantities(concept.unit).map(lambda text: Mark(text, tag, concept.id))


words = st.lists(
    st.one_of(_CHINESE, st.sampled_from(NASTY), st.text(_CHARACTERS, min_size=1, max_size=6)),
    min_size=1,
    max_size=3,
).map("".join)
"""Non-empty text: Chinese words, any Unicode characters, and the difficult pieces, in any order."""

agency_marks = st.sampled_from(AGENCY_NAMES).map(lambda pair: Mark(pair[0], "organization", pair[1]))
"""The name of an agency as a clause may write it."""

marks = st.one_of(
    agency_marks,
    *(marks_of(concept) for concept in TOY_REGISTRY.concepts if concept.kind in ("quantity", "term", "name")),
)
"""Marked words of every tag."""

runs = st.lists(st.one_of(words, marks), min_size=1, max_size=3).map(merged)
"""Plain and marked runs; neighbouring plain ones are merged, none is empty."""

_bodies: st.SearchStrategy[Body] = st.one_of(
    runs.map(lambda only: (only,)),
    runs.map(lambda only: (only,)),
    st.lists(runs, min_size=2, max_size=3).map(tuple),
)
_paragraphs = st.lists(_bodies, min_size=1, max_size=2)
_section_bodies = st.lists(_paragraphs, min_size=1, max_size=2)
_responsibilities = st.none() | st.tuples(
    st.sampled_from(("责任单位", "责任部门")), st.lists(agency_marks, min_size=1, max_size=3)
)
_numbers = st.one_of(st.integers(1, 24), st.integers(1, 9999))


def sections(eid: str) -> st.SearchStrategy[Section]:
    """A section of one or two paragraphs."""
    return _section_bodies.map(lambda paragraphs: Section(eid, _numbered(eid, paragraphs)))


def clauses(number: int = 5) -> st.SearchStrategy[Clause]:
    """The measure with this number, with or without responsible agencies."""
    eid, num = f"para_{number}", f"({write_numeral(number)})"

    def build(parts: tuple[tuple[Run, ...], list[Body], tuple[str, list[Mark]] | None]) -> Clause:
        heading, bodies, closing = parts
        agencies = closing and Responsibility(f"{eid}__resp", closing[0], tuple(closing[1]))
        return Clause(eid, num, heading, _numbered(eid, [bodies])[0], agencies)

    return st.tuples(runs, _paragraphs, _responsibilities).map(build)


@st.composite
def documents(draw: st.DrawFn) -> Document:
    """A complete document: any of the sections, up to three measures, gaps in their numbers allowed."""
    found = {
        eid: draw(sections(eid)) for eid in ("preface", "preamble", "scope", "final") if draw(st.booleans())
    }
    numbers = sorted(draw(st.sets(_numbers, max_size=3)))
    return Document(
        title=draw(words),
        work=draw(st.sampled_from(WORKS)),
        language=draw(st.sampled_from(("zho", "eng"))),
        version=draw(_DAYS).isoformat(),
        preface=found.get("preface"),
        preamble=found.get("preamble"),
        scope=found.get("scope"),
        clauses=tuple(draw(clauses(number)) for number in numbers),
        final=found.get("final"),
    )


def _numbered(part: str, paragraphs: list[list[Body]]) -> tuple[Paragraph, ...]:
    numbers = count(1)
    return tuple(
        tuple(_sentence(f"{part}__s_{next(numbers)}", body) for body in bodies) for bodies in paragraphs
    )


def _sentence(eid: str, body: Body) -> Provision:
    if len(body) == 1:
        return Provision(eid, body[0])
    return Provision(eid, clauses=tuple(Provision(f"{eid}__c_{n}", runs) for n, runs in enumerate(body, 1)))
