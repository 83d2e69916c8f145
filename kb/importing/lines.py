"""The recognised content of a file → the lines of its text, and a list of what a person must confirm."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from datetime import date
from itertools import chain

from kb.importing.headings import Headed, headed_kinds, split_heading
from kb.importing.outline import Unit
from kb.importing.proposals import propose_supports
from kb.importing.rows import Row
from kb.importing.texts import Recognised
from kb.loading.lines.levels import SHAPES, STAR, Levels, labelled, level_sentence, table_lines
from kb.loading.lines.shapes import FRONT, LEVELS
from kb.model.document import Cell, Provision
from kb.model.numbers.labels import ORDER, Shape
from kb.model.words.errors import Language, sentences

_NAMES = {shape: name for name, shape in SHAPES.items()}
_OFTEN = 7
"""A way of numbering is common where at least one provision in this many has it."""
_ENDS, _OPENING, _CLOSING = "。！？", "“‘（(《〈「『【[", "”’）)》〉」』】]"


def write_text(recognised: Recognised, day: date) -> str:
    """The text in lines, with every word of the file; ``day`` is the version where the text states no day.

    Title and address are as recognised, for people to correct.
    """
    names = _levels(recognised)
    first = recognised.validity.first or recognised.front.issued or day
    title = recognised.front.title or recognised.name.rpartition(".")[0] or recognised.name
    values = (title, f"/akn/cn/act/{first.isoformat()}/daoru", "zho", first.isoformat())
    lines = [f"{key}:{_plain(value)}" for key, value in zip(FRONT, values, strict=True)]
    lines.append(f"{LEVELS}:{' '.join(names)}")
    if words := list(_paragraphs(recognised.outline.front, apart=True, with_tables=False)):
        lines += ["", "【通知】", *words]
    writer = _Writer(Levels.of(names), headed_kinds(recognised.outline))
    annexes = [unit for unit in recognised.units_at_top if unit.label.shape == "附件"]
    for outline in recognised.outlines:
        above = writer.provision if outline is not recognised.outline else None
        for unit in outline.units:
            if unit.label.shape != "附件":
                lines += writer.lines(unit, above if writer.is_item(unit) else None)
    around = (rows for one in recognised.later for rows in (one.front, one.closing))
    closing = (recognised.outline.closing, *around)
    if words := list(_paragraphs(tuple(chain(*closing)), apart=True, with_tables=False)):
        lines += ["", "【附则】", *words]
    for unit in annexes:
        lines += writer.lines(unit)
    return "\n".join(lines) + "\n"


def write_confirmations(recognised: Recognised, lang: Language = "zh") -> str:
    """The list of what a person must confirm, as Markdown with check boxes. It decides nothing."""
    front, validity = recognised.front, recognised.validity
    words = _WORDS[lang]
    missing = words["missing"]
    rows = [
        f"# {words['heading']}",
        "",
        words["about"],
        "",
        f"## {words['front']}",
        "",
        f"- [ ] {words['title']}: {front.title or missing}",
        f"- [ ] {words['number']}: {front.number or missing}",
        f"- [ ] {words['issuers']}: {'、'.join(front.issuers) or missing}",
        f"- [ ] {words['issued']}: {front.issued or missing}",
        f"- [ ] {words['validity']}: {validity.first or missing} — {validity.last or missing}",
        *(f"- [ ] {words['lines']}: `{line}`" for line in validity.lines),
        "",
        f"## {words['provisions']}",
        "",
    ]
    for one in recognised.provisions:
        facts = [*one.agencies, *(each.text for each in one.sums), *one.rates]
        possible = words["possible"].format("、".join(one.possible_agencies)) if one.possible_agencies else ""
        told = "；".join(filter(None, (one.heading, "、".join(facts), possible)))
        rows.append(f"- [ ] {one.line} {one.label} {told}".rstrip())
    rows += ["", f"## {words['proposals']}", ""]
    for each in propose_supports(recognised.provisions):
        state = words["firm"] if each.is_firm else f"{words['left']} {'、'.join(each.left)}"
        rows.append(f"- [ ] {each.line} {each.label} {_FORMS[lang][each.form]}（{state}）：{each.words}")
    rows += ["", f"## {words['unread']}", ""]
    rows += [
        f"- [ ] {one.line} {sentences()['unread'][one.why][lang]} {one.text}" for one in recognised.unread
    ]
    return "\n".join(rows) + "\n"


_WORDS: dict[Language, dict[str, str]] = {
    "zh": {
        "heading": "核对清单",
        "about": "以下都是程序认出来的。逐项对照原文，对的打勾，错的改条文；没有核对过的不算审核过。",
        "front": "文件",
        "title": "标题",
        "number": "文号",
        "issuers": "印发单位",
        "issued": "印发日期",
        "validity": "施行",
        "lines": "可能的规则行",
        "missing": "没有写明",
        "provisions": "条款（行、编号、标题、单位、金额、比例）",
        "possible": "可能的责任单位：{}",
        "proposals": "可能的支持",
        "firm": "用到了句中所有的数",
        "left": "没有用到",
        "unread": "看不懂的地方",
    },
    "en": {
        "heading": "What is to be confirmed",
        "about": "A program recognised all this. Compare it with the text; what is unticked is not reviewed.",
        "front": "The document",
        "title": "title",
        "number": "number",
        "issuers": "issued by",
        "issued": "issued on",
        "validity": "in force",
        "lines": "suggested rule line",
        "missing": "not stated",
        "provisions": "Provisions (line, label, heading, agencies, sums, rates)",
        "possible": "possible agencies: {}",
        "proposals": "Sentences that may give support",
        "firm": "every number is used",
        "left": "not used:",
        "unread": "What was not understood",
    },
}

_FORMS: dict[Language, dict[str, str]] = {
    "zh": {
        "fixed": "定额", "per-unit": "按件", "cap": "最高额", "share": "比例",
        "share-with-cap": "比例加最高额", "tier": "分档", "tier-with-cap": "分档加最高额", "match": "配套",
        "range": "范围", "cap-tier": "分档的最高额", "interest": "贴息",
        "scaled": "另一个标准的几成（规则里要写明是哪一项支持的标准）",
    },
    "en": {
        "fixed": "fixed sum", "per-unit": "per unit", "cap": "a most", "share": "share",
        "share-with-cap": "share with a most", "tier": "tiers", "tier-with-cap": "tiers with a most",
        "match": "matching", "range": "range", "cap-tier": "tiers of ceilings", "interest": "interest",
        "scaled": "a part of another standard (the rule must name the support that is the standard)",
    },
}  # fmt: skip


def _levels(recognised: Recognised) -> tuple[str, ...]:
    """The ways of numbering of a text, the outermost first.

    The star marks articles, or else the innermost way that is common among the provisions.
    """
    shapes = {unit.label.shape for unit in recognised.units} - {"附件"}
    if not shapes:
        return (f"{STAR}第一条",)
    ordered = sorted(shapes, key=ORDER.index)
    for unit in recognised.units:
        if unit.label.shape == "一、" and any(inner.label.shape == "条" for inner in unit.units):
            ordered.remove("一、")
            ordered.insert(ordered.index("条"), "一、")
            break
    found = Counter(one.shape for one in recognised.provisions if one.shape in shapes)
    often = [shape for shape in ordered if _OFTEN * found[shape] >= found.total()]
    star: Shape = "条" if "条" in shapes else often[-1] if often else ordered[0]
    return tuple(f"{STAR if shape == star else ''}{_NAMES[shape]}" for shape in ordered)


class _Writer:
    """Writes units as lines: as divisions, provisions or items by the depth of their labels."""

    def __init__(self, levels: Levels, headed: Headed) -> None:
        self._levels = levels
        self._headed = headed

    @property
    def provision(self) -> int:
        """The depth of the provisions."""
        return self._levels.provision + 1

    def is_item(self, unit: Unit) -> bool:
        """Whether the lines read a unit as an item of the provision above, if there is one."""
        return (self._levels.depth(unit.label.shape) or 0) > self.provision

    def lines(self, unit: Unit, inside: int | None = None) -> Iterator[str]:
        """A unit and those in it; ``inside`` is the depth of the provision around it, if any."""
        depth = self._levels.depth(unit.label.shape) or 0
        num = unit.label.text.strip()
        first, *others = unit.rows
        if inside is not None and depth > max(inside, self.provision):
            words = _split(first.text)
            yield labelled(num, (words[0],) if words else ())
            for sentence in words[1:]:
                yield from _spelled(sentence)
            yield from _paragraphs(tuple(others), apart=False, after=True)
            below: int | None = inside
        else:
            heading, rest = split_heading(unit, self._headed)
            yield ""
            yield labelled(num, (heading,) if heading else ())
            for sentence in _split(rest):
                yield from _spelled(sentence)
            yield from _paragraphs(tuple(others), apart=True, after=bool(_split(rest)))
            below = depth if depth >= self.provision else None
        for inner in unit.units:
            yield from self.lines(inner, below)


def _paragraphs(
    rows: tuple[Row, ...], *, apart: bool, after: bool = False, with_tables: bool = True
) -> Iterator[str]:
    """Rows as paragraphs, separated by blank lines where they are ``apart``, and tables.

    Where a section can hold no tables, the cells of a row form one paragraph.
    """
    table: list[Row] = []
    is_first = not after
    for row in (*rows, None):
        if row is not None and row.cells and with_tables:
            table.append(row)
            continue
        if table:
            if not is_first:
                yield ""
            yield from _table(table)
            table, is_first = [], False
        if row is None:
            break
        if words := _split(row.text or "\u3000".join(cell.text for cell in row.cells)):
            if apart and not is_first:
                yield ""
            is_first = False
            for sentence in words:
                yield from _spelled(sentence)


def _table(rows: list[Row]) -> Iterator[str]:
    """A table whose cells form a grid; otherwise its cells one by one."""
    taken: dict[tuple[int, int], bool] = {}
    grid, words = [], []
    for n, row in enumerate(rows):
        column, cells = 0, []
        for cell in row.cells:
            while (n, column) in taken:
                column += 1
            down = min(cell.rows, len(rows) - n)
            for place in ((n + d, column + a) for d in range(down) for a in range(cell.columns)):
                taken[place] = place not in taken
            cells.append(Cell(cell.columns, down, bool(cell.text)))
            words += [_provision(cell.text)] if cell.text else []
            column += cell.columns
        grid.append(tuple(cells))
    widths = Counter(n for n, _ in taken)
    if all(taken.values()) and len(set(widths.values())) == 1 and len(widths) == len(rows):
        yield from table_lines(tuple(grid), tuple(words))
        return
    for one in words:
        yield from level_sentence(one)


def _spelled(sentence: str) -> Iterator[str]:
    return level_sentence(_provision(sentence))


def _provision(text: str) -> Provision:
    return Provision("", (text,))


def _plain(text: str) -> str:
    return re.sub(r"([\[\]|\\｜])", r"\\\1", text.strip())


def _split(text: str) -> list[str]:
    """The sentences of a paragraph. A full stop within quotation marks or brackets does not end one."""
    found, start, depth = [], 0, 0
    for at, char in enumerate(text):
        if char in _OPENING:
            depth += 1
        elif char in _CLOSING:
            depth = max(0, depth - 1)
        elif char in _ENDS and not depth:
            found.append(text[start : at + 1])
            start = at + 1
    return [sentence for one in (*found, text[start:]) if (sentence := one.strip(" \u3000\u00a0\t"))]
