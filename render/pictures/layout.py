"""Where things go in a picture of links: the order of a column, the places in it, words broken into lines."""

from __future__ import annotations

import unicodedata
from bisect import bisect_left
from collections.abc import Iterator, Sequence

_NARROW, _WIDE = frozenset("iljtfrI.,:;'|!()[]/- "), frozenset("mwMW@%")
CLOSING, OPENING = frozenset("、，。：；）》”’,.:;)"), frozenset("（《“‘(")
"""Marks that no line begins with, and marks that none ends with."""

_PASSES = 8


def width_of(text: str, size: float) -> float:
    """How wide ``text`` is at most in the fonts a reader is likely to have, in pixels."""
    return size * sum(map(_ems, text))


def wrap(text: str, width: float, size: float) -> tuple[str, ...]:
    """``text`` in as few lines as fit ``width``, of about the same length.

    No word is cut, and no line begins with a mark that closes or ends with one that opens; a single word
    wider than ``width`` stands alone.
    """
    words = [(word, width_of(word, size)) for word in split_words(text)]
    lines = _fill(words, width)
    # The narrowest width that needs no more lines makes them even.
    low, high = width / len(lines) / 2, width
    while high - low > 1:
        middle = (low + high) / 2
        if len(_fill(words, middle)) > len(lines):
            low = middle
        else:
            high = middle
    return tuple(line.strip() for line in _fill(words, high))


def split_words(text: str) -> Iterator[str]:
    """The pieces that a line may be broken between: words with their blank, single Chinese characters."""
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
    """The order of rows that crosses few lines, where each row is linked to places of a fixed column.

    Rows go by their barycentre, the mean of their places; then neighbours change places for as long as that
    crosses fewer lines. Rows without links come last.
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
    """The middles nearest to those wanted, in the same order, such that nothing overlaps.

    Heights and gaps that do not fit between ``top`` and ``bottom`` reach below.
    """
    offsets: list[float] = []
    reach = 0.0
    for height in heights:
        offsets.append(reach + height / 2)
        reach += height + gap
    most = max(top, bottom - reach + gap)
    blocks: list[tuple[float, int]] = []  # mean and number of neighbours that have been pushed together
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
    """The pairs of lines that cross: those of ``above`` that lead lower than one of ``below``."""
    return sum(bisect_left(below, place) for place in above)
