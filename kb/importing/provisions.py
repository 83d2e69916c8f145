"""The outline → provisions: the labelled parts that say something, with whom, how much and when."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from kb.importing.agencies import find_agencies
from kb.importing.outline import Outline, Unit
from kb.importing.rows import Row, Unread
from kb.model.numbers import Number, find_numbers
from kb.model.numbers.labels import Shape
from kb.model.values import Money

HEADS: tuple[Shape, ...] = ("附件", "编", "章", "节")
"""The ways of numbering of parts that hold provisions and are none where they hold some."""

CURRENCIES = {
    "元": "CNY", "块钱": "CNY", "美元": "USD", "美金": "USD", "欧元": "EUR", "港元": "HKD", "港币": "HKD",
    "日元": "JPY", "英镑": "GBP", "澳门元": "MOP", "澳元": "AUD", "新台币": "TWD", "台币": "TWD",
    "加元": "CAD", "新加坡元": "SGD", "卢布": "RUB", "韩元": "KRW",
}  # fmt: skip
"""What money is called, and its code (ISO 4217)."""

_END = re.compile("[。；;！？]")
_HEADING = re.compile(r"^(?P<heading>[^。；;：:]{2,40}?)(?:。|：(?=.{8,}))")
_SAID = re.compile("[，,；;]|给予|奖励|补助|补贴|资助|不超过|最高|应当|不得|[0-9]")
_BRACKETED = re.compile(r"^[(（【〔\[](?P<heading>[^()（）【】〔〕\[\]]{2,30})[)）】〕\]][ \u3000]*")
_SPACED = re.compile(r"^(?P<heading>[^ \u3000。，；：、,;:]{2,24})[ \u3000]{1,4}(?=\S{6,})")
_CHARGE = re.compile("(?:责任|牵头|配合|实施|负责)(?:单位|部门)|负责[)）]")
_DEFINES = re.compile(
    "(?:本(?:办法|规定|条例|细则|措施|意见|政策|规程|方案)?(?:中)?)?所(?:称|指|述)(?:的)?(?P<term>[^，。；：]{2,40}?)[，,]?(?:是指|，指|系指|包括|为)"
)
_MEANS = re.compile("^(?P<term>[^，。；：（）()]{2,30}?)[，,]?是指")


@dataclass(frozen=True, slots=True)
class Sum:
    """A sum of money: its words, its amount in whole units of its currency (exact), and the currency's code.

    ``amount`` is ``None`` where the words are not exact.
    """

    text: str
    amount: Fraction | None
    currency: str


@dataclass(frozen=True, slots=True)
class Imported:
    """A provision as it was recognised, with the words it rests on.

    ``label`` is as printed, ``chapter`` the outermost part around it and ``path`` all of them. ``text`` holds
    its words behind the label, a line a paragraph, those of its items with their labels. ``numbers`` are the
    numbers of ``text``.
    """

    label: str
    chapter: str
    path: tuple[str, ...]
    heading: str
    text: str
    agencies: tuple[str, ...]
    sums: tuple[Sum, ...]
    rates: tuple[str, ...]
    dates: tuple[str, ...]
    line: int
    shape: Shape
    numbers: tuple[Number, ...]
    definitions: tuple[str, ...]
    unread: tuple[Unread, ...]


def find_provisions(outline: Outline) -> tuple[Imported, ...]:
    """Every provision of a text in order.

    An article is one, with its paragraphs and items. Elsewhere each labelled part with words of its own is
    one, and so is each part inside it, unless those are items of a list (most end with a semicolon).
    """
    return tuple(provision for unit in outline.units for provision in _provisions(unit, ()))


def _provisions(unit: Unit, path: tuple[str, ...]) -> Iterator[Imported]:
    shape = unit.label.shape
    inside = (*path, _title_of(unit))
    holds_articles = any(inner.label.shape == "条" for inner in unit.walk() if inner is not unit)
    if shape == "条" or not unit.units:
        if shape not in HEADS or _has_words(unit):
            yield _imported(unit, tuple(unit.all_rows()), path)
    elif shape in HEADS or holds_articles or not (_is_list(unit) and (unit.introduces or _has_words(unit))):
        if _has_words(unit):
            yield _imported(unit, unit.rows, path)
        for inner in unit.units:
            yield from _provisions(inner, inside)
    else:
        yield _imported(unit, tuple(unit.all_rows()), path, unit)


def _is_list(unit: Unit) -> bool:
    """Whether the parts inside are items of one list: most but the last end with a semicolon or comma."""
    ends = [_last_words(inner)[-1:] for inner in unit.units[:-1]]
    fragments = sum(end in "；;，,、" for end in ends if end)
    if ends:
        return 2 * fragments >= len(ends)
    return unit.introduces


def _last_words(unit: Unit) -> str:
    words = [row.text.strip() for row in unit.all_rows() if row.text.strip()]
    return words[-1] if words else ""


def _has_words(unit: Unit) -> bool:
    """Whether a part says something of its own beyond its heading."""
    if len(unit.rows) > 1:
        return True
    text = unit.text.strip()
    bare = re.sub("[。：:]$", "", text)
    says = bool(_SAID.search(bare)) and (len(bare) > 40 or text.endswith("。"))
    return says or bool(_END.search(bare)) or bool(_CHARGE.search(text))


def _title_of(unit: Unit) -> str:
    """The label and heading of a part that holds others, blanks inside Chinese words closed."""
    heading = _heading(unit)[0] or _joined(unit.text.strip()).rstrip("。：:")
    apart = " " if unit.label.shape in (*HEADS, "条") else ""
    return f"{unit.label.text.strip()}{apart}{heading}".strip()


def _joined(text: str) -> str:
    return re.sub(r"(?<=[\u4e00-\u9fff])[ \u3000\u00a0]+(?=[\u4e00-\u9fff](?:$|[ \u3000]))", "", text)


def _heading(unit: Unit) -> tuple[str, str]:
    """The heading of a part, and the words of its first row behind it."""
    text = unit.text.strip(" \t\u3000\u00a0")
    if (found := _BRACKETED.match(text)) and not _CHARGE.search(found["heading"]):
        return found["heading"], text[found.end() :]
    if not text or unit.label.shape in HEADS:
        return _joined(text).rstrip("。：:"), ""
    has_more = len(unit.rows) > 1 or bool(unit.units)
    is_short = len(text) <= 30 and not _END.search(text.rstrip("。")) and not text.endswith(("，", ","))
    if is_short and has_more and (text[-1] not in "：:。" or not _SAID.search(text)):
        return _joined(text).rstrip("。：:"), ""
    found = _HEADING.match(text)
    if found and not _SAID.search(found["heading"]) and (len(text) > found.end() or has_more):
        return found["heading"], text[found.end() :]
    if unit.label.shape == "条" and (found := _SPACED.match(text)) and not _SAID.search(found["heading"]):
        return found["heading"], text[found.end() :]
    return "", text


def split_heading(unit: Unit) -> tuple[str, str]:
    """The heading of a part with its signs as printed, and the words of its first row behind it."""
    text = unit.text.strip(" \t\u3000\u00a0")
    heading, rest = _heading(unit)
    return text[: len(text) - len(rest)].strip(" \t\u3000\u00a0") if heading else "", rest


def _imported(
    unit: Unit, rows: tuple[Row, ...], path: tuple[str, ...], whole: Unit | None = None
) -> Imported:
    heading, _ = _heading(unit)
    labels = {id(inner.rows[0]): inner.label.text for inner in (whole or unit).walk() if inner is not unit}
    lines = [(row.line, labels.get(id(row), "") + _words(row)) for row in rows]
    text = "\n".join(words for _, words in lines)
    found = [(number, line, words) for line, words in lines for number in find_numbers(words)]
    sums: list[Sum] = []
    rates: list[str] = []
    dates: list[str] = []
    unread: list[Unread] = []
    for number, line, words in found:
        said = words[number.start : number.end]
        if number.kind in ("money", "currency"):
            sums += _sums(number, said)
            if not number.values:
                unread.append(Unread(line, said, "number"))
        elif number.kind == "rate":
            rates += _halves(said) if len(number.values) == 2 else [said]
        elif number.kind == "day":
            dates += [value.isoformat() for value in number.values if isinstance(value, date)]
        elif number.kind == "number" or (number.kind in ("count", "span", "time") and not number.values):
            around = words[max(0, number.start - 6) : number.end + 6]
            unread.append(Unread(line, around, "number"))
    return Imported(
        label=unit.label.text.strip(),
        chapter=path[0] if path else "",
        path=path,
        heading=heading,
        text=text,
        agencies=find_agencies(text),
        sums=tuple(sums),
        rates=tuple(rates),
        dates=tuple(dict.fromkeys(dates)),
        line=unit.line,
        shape=unit.label.shape,
        numbers=tuple(number for number, _, _ in found),
        definitions=tuple(_definitions(text)),
        unread=tuple(unread),
    )


def _words(row: Row) -> str:
    return "\u3000".join(cell.text for cell in row.cells) if row.cells else row.text.strip()


def _sums(number: Number, said: str) -> Iterator[Sum]:
    """The sum that a number states, or the two of a range, each with its own words where it has some."""
    noun = number.noun or "元"
    code = CURRENCIES.get(noun, "CNY" if number.kind == "money" else noun or "")
    if len(number.values) != 2:
        amount = _amount(number.values[0]) if number.values else None
        yield Sum(said, amount, code)
        return
    halves = _halves(said)
    for value, half in zip(number.values, halves if len(halves) == 2 else (said, said), strict=True):
        yield Sum(half, _amount(value), code)


def _halves(said: str) -> list[str]:
    """The two ends of a range, each with its own unit; the whole where the first has none (5-20%)."""
    halves = re.split(r"\s*(?:--?|[~～—–－―至到]+)\s*", said, maxsplit=1)
    return halves if len(halves) == 2 and re.search("[元%％‰]|[百千]分之", halves[0]) else [said]


def _amount(value: object) -> Fraction | None:
    if isinstance(value, Money):
        return Fraction(value.fen, 100)
    return value if isinstance(value, Fraction) else None


def _definitions(text: str) -> Iterator[str]:
    for sentence in re.split("[。\n]", text):
        if found := _DEFINES.search(sentence[:200]) or _MEANS.match(sentence[:200]):
            yield found["term"].strip('“”"‘’ 　的')
