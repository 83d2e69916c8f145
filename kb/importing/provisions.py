"""The outline → provisions: the labelled parts with content, and their agencies, sums and days."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction

from kb.importing.front import is_title
from kb.importing.headings import CHARGE, HEADS, Headed, headed_kinds, heading_of, joined
from kb.importing.outline import Outline, Unit
from kb.importing.rows import Row, Unread, full_signs
from kb.importing.tables import agencies_of_table, counting, measured, tables_of
from kb.model.agencies import agencies_in_prose, find_agencies
from kb.model.definitions import defined_term
from kb.model.numbers import Number, find_numbers
from kb.model.numbers.labels import Shape
from kb.model.values import Money

CURRENCIES = {
    "元": "CNY", "块钱": "CNY", "美元": "USD", "美金": "USD", "欧元": "EUR", "港元": "HKD", "港币": "HKD",
    "日元": "JPY", "英镑": "GBP", "澳门元": "MOP", "澳元": "AUD", "新台币": "TWD", "台币": "TWD",
    "加元": "CAD", "新加坡元": "SGD", "卢布": "RUB", "韩元": "KRW",
}  # fmt: skip
"""The names of currencies, each with its code (ISO 4217)."""

_END = re.compile("[。；;！？]")
_SAID = re.compile("[，,；;]|给予|奖励|补助|补贴|资助|不超过|最高|应当|不得|[0-9]")
_NO_NOUN = re.compile(
    "$|不同|不等|[、，,。；;）)以的至/]|[.!?](?![0-9])|[（(]不?含|奖励|补助|补贴|资助|[\u4e00-\u9fff]{2,8}[0-9]"
)
_MONEY_BEFORE = re.compile(
    "(?:奖励|补助|补贴|资助|奖金|津贴|给予|金额|资金|经费|投资|投入|资本|资产|产值|收入|营收|[费款税额息价]|最高|封顶|一次性)"
    "[^0-9。；;人户]{0,6}$"
    "|(?:奖励|补助|补贴|资助)[^0-9。；;人户]{0,14}(?:不超过|不高于|至多)$"
    "|单[家户个][^0-9。；;人户]{0,8}(?:不超过|不高于|至多)$|(?:各|首年|次年|第[一二三四五]年)$"
)
_MONEY_AFTER = re.compile("[、，,和或及/]?[^0-9。；;的]{0,8}[0-9.]+[万亿]元")
_NEXT_OF_LIST = re.compile(
    "(?:以[上下])?(?:[（(]不?含[^()（）]{0,12}[)）])?(?:以[上下])?[、，,和或及][^0-9，、。；;人户]{0,8}|[（(]不?含|以上"
)
_TWO_NUMBERS = re.compile("[0-9] (?!000)[0-9]")
"""Digits with a blank between: one number in groups, or two numbers of a table whose cells were lost."""
_INCLUDES = re.compile(r"\s*[(（]不?含[)）]$")
_OF_MONEY = re.compile("(?:费|金|补[助贴偿]|奖励|资助|津贴|贷款)(?:标准|额度)?$")
"""The end of a heading that says that the provision is about money."""
_OF_PEOPLE = re.compile("人口|人数|面积|数量|产[能量]|用户|粉丝|流量|[放问]量|[^一二三]次")
"""The words before a number that is no sum under such a heading."""
_FINED = re.compile("以上[0-9〇零一二两三四五六七八九十百千万]{1,12}元(?:以下)?的?(?:罚款|$)")
"""What follows the lesser sum of a fine: 五千以上一万元以下罚款."""


@dataclass(frozen=True, slots=True)
class Sum:
    """A sum of money: its words, its exact amount in whole units of its currency, and the currency's code.

    ``amount`` is ``None`` where the words are not exact.
    """

    text: str
    amount: Fraction | None
    currency: str


@dataclass(frozen=True, slots=True)
class Imported:
    """A recognised provision, with the words it is based on.

    ``agencies`` are the responsible ones that a label, a table or a sentence names, and ``possible_agencies``
    those that only act in a sentence. ``label`` is as printed, ``chapter`` is the outermost part around it
    and ``path`` all parts around it.
    ``text`` holds its words after the label, one paragraph per line; items keep their labels.
    """

    label: str
    chapter: str
    path: tuple[str, ...]
    heading: str
    text: str
    agencies: tuple[str, ...]
    possible_agencies: tuple[str, ...]
    sums: tuple[Sum, ...]
    rates: tuple[str, ...]
    dates: tuple[str, ...]
    line: int
    shape: Shape
    definitions: tuple[str, ...]
    unread: tuple[Unread, ...]


def find_provisions(outline: Outline) -> tuple[Imported, ...]:
    """Every provision of a text in order.

    An article is a provision, together with its paragraphs and items. Elsewhere each labelled part with words
    of its own is one, and so is each part inside it, unless those are items of a list (most end with a
    semicolon).
    """
    headed = headed_kinds(outline)
    own = _annexed_text(outline)
    units = [unit for top in outline.units for unit in (top.units if top is own else (top,))]
    return tuple(provision for unit in units for provision in _provisions(unit, (), headed))


def _annexed_text(outline: Outline) -> Unit | None:
    """The annex that is the text itself, as where a notice has it after its signature. It is no chapter.

    It is the only one that holds articles, or the only one that holds labelled parts.
    """
    if not all(unit.label.shape == "附件" for unit in outline.units):
        return None
    articles = [unit for unit in outline.units if any(inner.label.shape == "条" for inner in unit.walk())]
    holding = articles or [unit for unit in outline.units if unit.units]
    return holding[0] if len(holding) == 1 and not _has_words(holding[0]) else None


def _provisions(unit: Unit, path: tuple[str, ...], headed: Headed) -> Iterator[Imported]:
    shape = unit.label.shape
    inside = (*path, _title_of(unit, headed))
    holds_articles = any(inner.label.shape == "条" for inner in unit.walk() if inner is not unit)
    if shape == "条" or not unit.units:
        if shape not in HEADS or _has_words(unit):
            yield _imported(unit, tuple(unit.all_rows()), path, headed)
    elif shape in HEADS or holds_articles or not (_is_list(unit) and (unit.introduces or _has_words(unit))):
        if _has_words(unit):
            yield _imported(unit, unit.rows, path, headed)
        for inner in unit.units:
            yield from _provisions(inner, inside, headed)
    else:
        yield _imported(unit, tuple(unit.all_rows()), path, headed)


def _is_list(unit: Unit) -> bool:
    """Whether the parts inside are items of one list: most except the last end with a semicolon or comma."""
    ends = [_last_words(inner)[-1:] for inner in unit.units[:-1]]
    fragments = sum(end in "；;，,、" for end in ends if end)
    if ends:
        return 2 * fragments >= len(ends)
    return unit.introduces


def _last_words(unit: Unit) -> str:
    words = [row.text.strip() for row in unit.all_rows() if row.text.strip()]
    return words[-1] if words else ""


def _has_words(unit: Unit) -> bool:
    """Whether a part has content besides its heading. An annex has content if it has a sentence, sum or
    agency.
    """
    if unit.label.shape == "附件":
        words = [_words(row) for row in unit.rows]
        kinds = {number.kind for text in words for number in find_numbers(text) if number.values}
        charged = any(agencies_of_table(table) for table in tables_of(unit.rows))
        is_measured = any(any(measured(table, _above(unit.rows, table))) for table in tables_of(unit.rows))
        says = any("。" in text for text in words) or bool(kinds & {"money", "currency", "rate"})
        return charged or is_measured or says
    if len(unit.rows) > 1:
        return True
    text = full_signs(unit.text.strip())
    bare = re.sub("[。：:]$", "", text)
    says = bool(_SAID.search(bare)) and (len(bare) > 40 or text.endswith("。"))
    return says or bool(_END.search(bare)) or bool(CHARGE.search(text))


def _title_of(unit: Unit, headed: Headed) -> str:
    """The label and heading of a part that contains others, without blanks inside Chinese words."""
    heading = heading_of(unit, headed)[0] or joined(unit.text.strip()).rstrip("。：:")
    if (
        not heading
        and unit.label.shape == "附件"
        and len(unit.rows) > 1
        and not _END.search(unit.rows[1].text)
    ):
        heading = _title_over(unit.rows[1:])
    apart = " " if unit.label.shape in (*HEADS, "条") or unit.label.text[-1:].isdecimal() else ""
    return f"{unit.label.text.strip()}{apart}{heading}".strip()


def _title_over(rows: tuple[Row, ...]) -> str:
    """The title of an annex, which may take several of its first rows."""
    title = joined(rows[0].text.strip())
    for row in rows[1:3]:
        if is_title(title) or row.cells or _END.search(row.text) or not is_title(title + row.text.strip()):
            break
        title += row.text.strip()
    return title


def _imported(unit: Unit, rows: tuple[Row, ...], path: tuple[str, ...], headed: Headed) -> Imported:
    heading, rest = heading_of(unit, headed)
    labels = {id(inner.rows[0]): inner.label.text for inner in unit.walk() if inner is not unit}
    text = "\n".join(labels.get(id(row), "") + _words(row) for row in rows)
    behind_heading = text[len(_words(rows[0])) - len(rest.rstrip()) :] if heading else text
    tables = tuple(tables_of(rows))
    charged = [name for table in tables for name in agencies_of_table(table)]
    labelled = tuple(dict.fromkeys((*find_agencies(behind_heading), *charged)))
    told = agencies_in_prose(behind_heading)
    bare = [one for table in tables for one in measured(table, _above(rows, table))]
    known = {(one.line, one.number) for one in bare}.union(*map(counting, tables))
    behind = {id(unit.rows[0]), *labels}  # the rows after a label
    found = [
        (number, row.line, words)
        for row in rows
        for words in _said(row)
        if (row.line, words) not in known
        for number in find_numbers(words, begins_line=not row.cells and id(row) not in behind)
    ]
    sums: list[tuple[int, Sum]] = []  # with their lines, and so the rates
    rates: list[tuple[int, str]] = []
    dates: list[str] = []
    unread: list[Unread] = []
    is_of_money = _OF_MONEY.search(heading) is not None
    sum_end = (0, 0)  # the line and position at which the last sum ends
    for number, line, words in found:
        said = words[number.start : number.end]
        is_listed = (
            sum_end[0] == line and _NEXT_OF_LIST.fullmatch(words, sum_end[1], number.start) is not None
        )
        if number.kind in ("money", "currency"):
            if _TWO_NUMBERS.search(said):
                number = replace(number, values=())
            sums += ((line, each) for each in _sums(number, said))
            sum_end = (line, number.end)
            if not number.values:
                unread.append(Unread(line, said, "number"))
        elif number.kind == "rate":
            rates += ((line, each) for each in (_halves(said) if len(number.values) == 2 else [said]))
        elif number.kind == "day":
            dates += [value.isoformat() for value in number.values if isinstance(value, date)]
        elif number.kind == "number" and (
            _is_sum_without_yuan(words, number, is_listed=is_listed)
            or (is_of_money and _is_bare_sum(words, number))
        ):
            sums += ((line, each) for each in _sums(replace(number, noun="元"), said))
            sum_end = (line, number.end)
        elif number.kind == "number" or (
            number.kind in ("count", "span", "time", "points") and not number.values
        ):
            around = words[max(0, number.start - 6) : number.end + 6]
            unread.append(Unread(line, around, "number"))
    for one in bare:
        (number,) = find_numbers(one.number + one.unit, begins_line=False)
        if number.kind == "rate":
            rates.append((one.line, one.number + one.unit))
        else:
            sums += [(one.line, replace(each, text=one.number)) for each in _sums(number, one.number)]
    return Imported(
        label=unit.label.text.strip(),
        chapter=path[0] if path else "",
        path=path,
        heading=heading,
        text=text,
        agencies=labelled or told.firm,
        possible_agencies=tuple(
            name for name in (*(told.firm if labelled else ()), *told.possible) if name not in labelled
        ),
        sums=tuple(each for _, each in sorted(sums, key=lambda one: one[0])),
        rates=tuple(each for _, each in sorted(rates, key=lambda one: one[0])),
        dates=tuple(dict.fromkeys(dates)),
        line=unit.line,
        shape=unit.label.shape,
        definitions=tuple(filter(None, map(defined_term, re.split("[。\n]", text)))),
        unread=tuple(unread),
    )


def _above(rows: tuple[Row, ...], table: tuple[Row, ...]) -> str:
    """The words of the row above a table, which may say its unit."""
    at = next(n for n, row in enumerate(rows) if row is table[0])
    return rows[at - 1].text if at else ""


def _words(row: Row) -> str:
    return "\u3000".join(cell.text for cell in row.cells) if row.cells else row.text.strip()


def _said(row: Row) -> list[str]:
    """The words of a row, and of each cell of a table separately."""
    return [cell.text.strip() for cell in row.cells] or [row.text.strip()]


def _is_sum_without_yuan(words: str, number: Number, *, is_listed: bool) -> bool:
    """Whether a number such as 500万 or 5-10万 is a sum: words about money or another sum are next to it."""
    said, after = words[number.start : number.end], words[number.end : number.end + 24]
    if number.values and _FINED.match(after):
        return True
    if not number.values or said[-1] not in "万亿" or not _NO_NOUN.match(after):
        return False
    before = words[max(0, number.start - 24) : number.start]
    return bool(_MONEY_BEFORE.search(before) or _MONEY_AFTER.match(after) or is_listed)


def _is_bare_sum(words: str, number: Number) -> bool:
    """Whether a number such as 10万 is a sum where the heading says that the provision is about money."""
    before = words[max(0, number.start - 6) : number.start]
    is_scaled = bool(number.values) and words[number.end - 1] in "万亿"
    is_alone = _NO_NOUN.match(words[number.end : number.end + 24]) is not None
    return is_scaled and is_alone and not _OF_PEOPLE.search(before)


def _sums(number: Number, said: str) -> Iterator[Sum]:
    """The sum that a number states, or the two sums of a range, each with its own words where possible."""
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
    """The two bounds of a range, each with its own unit; the whole where the first has none (5-20%)."""
    halves = re.split(r"\s*(?:--?|[~～〜∼—–－―‐‑‒﹣至到]+)\s*", said, maxsplit=1)
    halves = [_INCLUDES.sub("", half) for half in halves]
    has_unit = re.search("[元%％‰]|[百千]分之", halves[0]) or all(half[-1:] in "万亿" for half in halves)
    return halves if len(halves) == 2 and has_unit else [said]


def _amount(value: object) -> Fraction | None:
    if isinstance(value, Money):
        return Fraction(value.fen, 100)
    return value if isinstance(value, Fraction) else None
