"""The whole policy as one long picture: every measure with its supports, ceilings and first agency.

The strip is as wide as a phone. The sheet has several columns and fills a page of A4. Both have the same
content.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from kb.model.amounts import Quantity
from kb.model.figures import figure_value, last_day_of
from kb.model.policy import Measure, Support
from kb.model.values import Money
from kb.model.wording import Figure, Inline, Link
from kb.model.words.errors import Language
from kb.model.writing import write_quantity, write_value
from render.index import Lookups
from render.links import PICTURE, Links
from render.page_writer import Pen
from render.pictures.layout import CLOSING, split_words, width_of
from render.pictures.rows import fill
from render.text.amounts import say_amount
from render.text.figures import machine_value

SIZE, LINE = 14, 19
"""The font size and the line height, in pixels of the picture."""

STRIP = 336
"""The width of the strip. A phone of 320 pixels shows its words at 12 pixels."""

COLUMN: dict[Language, int] = {"zh": 300, "en": 336}
"""The width of a column of the sheet. In both languages the sheet then has about the shape of A4."""

COLUMNS = 3
"""The number of columns of the sheet."""

_EDGE, _GAP, _PAD = 10, 8, 10
_HEAD_SIZE = 20
_BAR, _BAR_ROOM, _LEAST_BAR = 6, 12, 4

_BOLD: dict[Language, float] = {"zh": 1.02, "en": 1.14}
"""The width of bold words relative to plain ones."""

Style = Literal["head", "band", "title", "sum", "soft"]


@dataclass(frozen=True, slots=True)
class Word:
    """Words in a line; ``source`` are the attributes that state the source of a figure."""

    text: str
    source: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Line:
    """A line of words and its position; ``mark`` is the number of a measure before it."""

    x: int
    y: int
    style: Style
    words: tuple[Word, ...]
    eid: str = ""


@dataclass(frozen=True, slots=True)
class Bar:
    """A ceiling relative to the largest one: ``width`` pixels."""

    x: int
    y: int
    width: int


@dataclass(frozen=True, slots=True)
class Card:
    """A measure, or the band above a group, which has no lines of its own. Heights are measured
    from its top.
    """

    height: int
    lines: tuple[Line, ...]
    bars: tuple[Bar, ...] = ()
    kind: Literal["band", "money", "plain"] = "plain"


@dataclass(frozen=True, slots=True)
class Placed:
    """A card with its position."""

    x: int
    y: int
    width: int
    card: Card


def draw_strip(lookups: Lookups, lang: Language) -> str:
    """The picture in a single column, as SVG for a file or for a page."""
    return _draw(lookups, lang, "strip", STRIP, 1)


def draw_sheet(lookups: Lookups, lang: Language) -> str:
    """The picture in columns for a page of A4, as SVG for a page that also has the strip and its style."""
    return _draw(lookups, lang, "sheet", COLUMN[lang], COLUMNS)


def flow(parts: Iterable[Inline], width: float, size: float, lang: Language) -> tuple[tuple[Word, ...], ...]:
    """A sentence in lines no wider than ``width``. No figure is broken, and no closing mark begins a line."""
    lines: list[list[Word]] = [[]]
    room = width
    for token in _tokens(parts, lang):
        length = sum(width_of(word.text, size) for word in token)
        if lines[-1] and length - (0.36 * size if token[-1].text.endswith(" ") else 0) > room:
            lines.append([])
            room = width
        lines[-1] += token
        room -= length
    return tuple(tuple(_merged(line)) for line in lines)


def _tokens(parts: Iterable[Inline], lang: Language) -> Iterator[list[Word]]:
    """The pieces between which a line may be broken."""
    last: list[Word] = []
    for part in parts:
        pieces = [_figure(part, lang)] if isinstance(part, Figure) else list(map(Word, _split(part)))
        for piece in pieces:
            # A closing mark stays with the word before it, and an English word with a figure next to it.
            if last and (piece.text[:1] in CLOSING or not _may_break(last[-1].text, piece.text)):
                last.append(piece)
                continue
            if last:
                yield last
            last = [piece]
    if last:
        yield last


def _split(part: str | Link) -> Iterator[str]:
    return split_words(part if isinstance(part, str) else part.text)


def _may_break(before: str, after: str) -> bool:
    return (
        not (before[-1:].isascii() and after[:1].isascii()) or before.endswith(" ") or after.startswith(" ")
    )


def _figure(figure: Figure, lang: Language) -> Word:
    first = figure.quantities[0]
    value = figure_value(figure)
    words = write_value(value, lang) if figure.derive else write_quantity(first, lang)
    index = ",".join(str(quantity.index) for quantity in figure.quantities)
    source = {
        "data-value": machine_value(value),
        "data-eid": ",".join(figure.provisions),
        "data-index": index,
    }
    source |= {"data-derive": figure.derive} if figure.derive else {"data-words": first.text}
    return Word(words, tuple(source.items()))


def _merged(line: Sequence[Word]) -> Iterator[Word]:
    """Adjacent words as one piece, so that the file stays small."""
    text = ""
    for word in line:
        if not word.source:
            text += word.text
            continue
        if text:
            yield Word(text)
        yield word
        text = ""
    if text:
        yield Word(text)


@dataclass(frozen=True)
class _Drawing:
    """The cards of one picture, each ``width`` wide."""

    pen: Pen
    width: int

    @property
    def lang(self) -> Language:
        return self.pen.lang

    def groups(self) -> Iterator[tuple[Card, ...]]:
        lookups = self.pen.lookups
        for group in lookups.policy.groups:
            cards = [self._measure(lookups.measure[eid]) for eid in group.measures]
            yield self._band(group.label(self.lang)), *cards
        if lookups.ungrouped:
            key = "home.ungrouped" if lookups.policy.groups else "part.measures"
            yield self._band(str(self.pen.t(key))), *map(self._measure, lookups.ungrouped)

    def head(self, width: int) -> Card:
        lookups, pen = self.pen.lookups, self.pen
        lines: list[Line] = []
        y = self._write(lines, [str(pen.work_title().striptags())], 0, 4, width, "head")
        validity = lookups.term("validity")
        if validity is not None:
            last = last_day_of(validity)
            days: list[Inline] = [str(pen.t("picture.days")), Figure(validity.quantities[:1])]
            days += [str(pen.t("picture.onwards"))] if last is None else [str(pen.t("picture.to")), last]
            y = self._write(lines, days, 0, y + 4, width, "soft")
        notes = [str(pen.t(key)) for key in ("picture.ceiling", "picture.bars", "site.only_text")]
        y = self._write(lines, [("" if self.lang == "zh" else " ").join(notes)], 0, y, width, "soft")
        return Card(y + 8, tuple(lines))

    def _band(self, name: str) -> Card:
        lines: list[Line] = []
        y = self._write(lines, [name], _PAD, 5, self.width - 2 * _PAD, "band")
        return Card(y + 5, tuple(lines), kind="band")

    def _measure(self, measure: Measure) -> Card:
        pen, inner = self.pen, self.width - 2 * _PAD
        lines: list[Line] = []
        bars: list[Bar] = []
        title = str(pen.title(measure).striptags())
        mark = measure.num if self.lang == "zh" else measure.clause.place
        indent = width_of(mark, SIZE) * _BOLD[self.lang] + 8
        y = self._write(lines, [title], _PAD + indent, 8, inner - indent, "title")
        lines.append(Line(_PAD, lines[0].y, "title", (Word(mark),), measure.eid))
        grants = [support for support in measure.supports if support.is_money]
        for support in grants:
            name = [f"{pen.support_name(support)}{pen.t('site.colon')}"] if len(grants) > 1 else []
            said = list(say_amount(support.amount, pen.policy.registry, self.lang))
            if not name and isinstance(said[0], str):
                said[0] = _begin(said[0])
            y = self._write(lines, [*name, *said], _PAD, y, inner, "sum")
            bars.append(Bar(_PAD, y + 1, max(_LEAST_BAR, round(inner * self._share(support)))))
            y += _BAR_ROOM
        forms = dict.fromkeys(support.form for support in measure.supports if not support.is_money)
        if forms:
            names = pen.t("site.and").join(
                pen.policy.registry.concept_by_id[f].label(self.lang) for f in forms
            )
            words = str(pen.t("picture.also" if grants else "picture.forms", forms=names))
            y = self._write(lines, [_begin(words)], _PAD, y, inner, "soft")
        if measure.agencies:
            words = str(pen.t("picture.agency", agency=measure.agencies[0].label(self.lang)))
            y = self._write(lines, [words], _PAD, y, inner, "soft")
        return Card(y + 8, tuple(lines), tuple(bars), "money" if grants else "plain")

    def _write(
        self, lines: list[Line], parts: Sequence[Inline], x: float, y: int, width: float, style: Style
    ) -> int:
        """Add the lines of a sentence below ``y``. Returns where they end."""
        size, step = (_HEAD_SIZE, 28) if style == "head" else (SIZE, LINE)
        room = width / _BOLD[self.lang] if style in ("head", "band", "title") else width
        for words in flow(parts, room, size, self.lang):
            lines.append(Line(round(x), round(y + step * 0.76), style, words))
            y += step
        return y

    def _share(self, support: Support) -> float:
        """The largest ceiling of a measure as a share of the largest of all."""
        most = max(_largest(other) for other in self.pen.lookups.money)
        return _largest(support) / most if most else 0.0


def _largest(support: Support) -> int:
    return max((_fen(quantity) for quantity in support.amount.ceilings), default=0)


def _fen(quantity: Quantity) -> int:
    value = quantity.value
    return value.fen if isinstance(value, Money) else 0


def _begin(words: str) -> str:
    return words[:1].upper() + words[1:]


def _draw(lookups: Lookups, lang: Language, key: str, column: int, columns: int) -> str:
    drawing = _Drawing(Pen(lookups, Links(lang, PICTURE)), column - 2 * _EDGE)
    stacks = cut_columns(list(drawing.groups()), columns)
    width = column * len(stacks) - _EDGE * (len(stacks) - 1)
    head = drawing.head(width - 2 * _EDGE)
    placed = [Placed(_EDGE, _EDGE, width - 2 * _EDGE, head)]
    top = _EDGE + head.height + _GAP
    for at, stack in enumerate(stacks):
        y = top
        for card in stack:
            placed.append(Placed(_EDGE + at * (column - _EDGE), y, column - 2 * _EDGE, card))
            y += card.height + _GAP
    height = max(place.y + place.card.height for place in placed) + _EDGE
    return fill(
        "long.svg",
        key=key,
        lang=lang,
        width=width,
        height=height,
        title=drawing.pen.t("picture.title"),
        desc=drawing.pen.t("picture.desc"),
        placed=placed,
        bar=_BAR,
    )


def cut_columns(groups: Sequence[Sequence[Card]], columns: int) -> list[list[Card]]:
    """Groups, each a band and its cards, in columns of the least possible height.

    A group that is cut repeats its band at the top of the next column. No band stands alone at the bottom.
    """
    low = max((card.height + _GAP for cards in groups for card in cards), default=1)
    high = low + sum(card.height + _GAP for cards in groups for card in cards)
    while low < high:
        middle = (low + high) // 2
        if len(_stack(groups, middle)) <= columns:
            high = middle
        else:
            low = middle + 1
    return _stack(groups, high)


def _stack(groups: Sequence[Sequence[Card]], most: int) -> list[list[Card]]:
    """Columns that are filled one after another, none higher than ``most`` unless a card needs it."""
    stacks: list[list[Card]] = [[]]
    room = most
    for band, *cards in groups:
        for at, card in enumerate(cards):
            needed = card.height + _GAP + (band.height + _GAP if at == 0 else 0)
            if needed > room and stacks[-1]:
                stacks.append([])
                room = most
            if at == 0 or not stacks[-1]:
                stacks[-1].append(band)
                room -= band.height + _GAP
            stacks[-1].append(card)
            room -= card.height + _GAP
    return stacks
