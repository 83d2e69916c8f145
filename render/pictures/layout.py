"""Layout for pictures of links: the order of a column, the positions in it, and line breaks of words."""

from __future__ import annotations

import unicodedata
from bisect import bisect_left
from collections.abc import Iterator, Sequence

_NARROW, _WIDE = frozenset("iljtfrI.,:;'|!()[]/- "), frozenset("mwMW@%")
CLOSING, OPENING = frozenset("、，。：；）》”’,.:;)"), frozenset("（《“‘(")
"""Punctuation that may not begin a line, and punctuation that may not end one."""

_PASSES = 8


def width_of(text: str, size: float) -> float:
    """The greatest width of ``text`` in the fonts that readers are likely to have, in pixels."""
    return size * sum(map(_ems, text))


def wrap(text: str, width: float, size: float) -> tuple[str, ...]:
    """``text`` in as few lines of ``width`` as possible, of about the same length.

    No word is cut. No line begins with closing punctuation or ends with opening punctuation. A single word
    wider than ``width`` has a line of its own.
    """
    words = [(word, width_of(word, size)) for word in split_words(text)]
    lines = _fill(words, width)
    if len(lines) == 1:
        return (text.strip(),)
    # The narrowest width with the same number of lines makes them even.
    low, high = width / len(lines) / 2, width
    while high - low > 1:
        middle = (low + high) / 2
        if len(_fill(words, middle)) > len(lines):
            low = middle
        else:
            high = middle
    return tuple(line.strip() for line in _fill(words, high))


def split_words(text: str) -> Iterator[str]:
    """The pieces between which a line may be broken: words with their blank, and single Chinese
    characters.
    """
    word = ""
    for character, following in zip(text, [*text[1:], ""], strict=True):
        word += character
        if following in CLOSING or character in OPENING:
            continue
        loose = _is_ideograph(character) or character in " -" or _is_ideograph(following)
        if following and not loose:
            continue
        yield word
        word = ""
    if word:
        yield word


def order_rows(rows: Sequence[Sequence[int]]) -> list[int]:
    """An order of rows with few crossing lines; each row is linked to positions of a fixed column.

    Rows are sorted by their barycentre, the mean of these positions. Then neighbours are swapped while that
    reduces the crossings. Rows without links come last.
    """
    order = sorted(range(len(rows)), key=lambda row: (_mean(rows[row]), row))
    places = [sorted(row) for row in rows]
    for _ in range(_PASSES):
        changed = False
        for at in range(len(order) - 1):
            above, below = places[order[at]], places[order[at + 1]]
            if below and _crossings(above, below) > _crossings(below, above):
                order[at], order[at + 1] = order[at + 1], order[at]
                changed = True
        if not changed:
            break
    return order


def spread(
    wanted: Sequence[float], heights: Sequence[float], gap: float, top: float, bottom: float
) -> list[float]:
    """The positions closest to the wanted ones, in the same order, without overlaps.

    Heights and gaps that do not fit between ``top`` and ``bottom`` extend below.
    """
    offsets: list[float] = []
    reach = 0.0
    for height in heights:
        offsets.append(reach + height / 2)
        reach += height + gap
    most = max(top, bottom - reach + gap)
    blocks: list[tuple[float, int]] = []  # mean and number of merged neighbours
    for want, offset in zip(wanted, offsets, strict=True):
        mean, size = want - offset, 1
        while blocks and blocks[-1][0] > mean:
            other, count = blocks.pop()
            mean, size = (other * count + mean * size) / (count + size), count + size
        blocks.append((mean, size))
    starts = (min(max(mean, top), most) for mean, size in blocks for _ in range(size))
    return [start + offset for start, offset in zip(starts, offsets, strict=True)]


def _ems(character: str) -> float:
    if unicodedata.east_asian_width(character) in "WFA":
        return 1.0
    if character in _NARROW:
        return 0.36
    return 0.92 if character in _WIDE else 0.72 if character.isupper() else 0.6


def _is_ideograph(character: str) -> bool:
    return character != "" and unicodedata.east_asian_width(character) in "WF"


def _fill(words: Sequence[tuple[str, float]], width: float) -> list[str]:
    lines, room = [""], width
    for word, length in words:
        if lines[-1] and length - (0.36 if word.endswith(" ") else 0) > room:
            lines.append("")
            room = width
        lines[-1] += word
        room -= length
    return lines


def _mean(places: Sequence[int]) -> float:
    return sum(places) / len(places) if places else float("inf")


def _crossings(above: Sequence[int], below: Sequence[int]) -> int:
    """The number of crossings: pairs of lines in which one of ``above`` ends lower than one of ``below``."""
    return sum(bisect_left(below, place) for place in above)
