"""The redline of two texts: unchanged, deleted and inserted words, in an order that a person can read.

Numbers and short expressions in brackets are atoms: no change begins or ends inside one. Unchanged words
between two changes are merged into them if they are too few to help a reader. A single change is moved to the
beginning or end of a clause of the sentence, as a person would mark it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from typing import Literal

from kb.model.numbers import find_numbers

Op = Literal["same", "gone", "new"]
Run = tuple[Op, str]
"""Unchanged, deleted or inserted words."""

FEWEST = 3
"""The number of atoms between two changes that are shown as unchanged, unless there is a stop among them."""

LONGEST = 12
"""The length of the longest expression in brackets that is an atom, in characters."""

_STOPS = frozenset("，,。.；;：:、！？!?\n")
_BRACKETED = re.compile(rf"[（(〔\[][^（()）〔〕\[\]]{{1,{LONGEST}}}[）)〕\]]")
_WHOLE = re.compile(
    r"第[零〇一二三四五六七八九十百千0-9]+[章节条款项目](?:之[一二三四五六七八九十]+)?"
    r"|[A-Za-z]+|[0-9]+(?:[.,][0-9]+)*|\s+"
)

_Change = tuple[list[str], list[str]]
"""The deleted and the inserted atoms; where both are equal, the unchanged atoms."""


def split_atoms(text: str, *, brackets: bool = True) -> list[str]:
    """The atoms of a text in order: numbers with their units, short brackets, words, single characters.

    Without ``brackets``, what stands in short brackets is split like any other words.
    """
    spans = [(number.start, number.end) for number in find_numbers(text)]
    for pattern in (_WHOLE, _BRACKETED) if brackets else (_WHOLE,):
        spans += [found.span() for found in pattern.finditer(text)]
    atoms: list[str] = []
    at = 0
    for start, end in _joined(spans):
        atoms += text[at:start]
        atoms.append(text[start:end])
        at = end
    return [*atoms, *text[at:]]


def redline(old: str, new: str, *, brackets: bool = True) -> tuple[Run, ...]:
    """The unchanged, deleted and inserted words between two texts.

    The unchanged and deleted runs form the old text, the unchanged and inserted runs the new one. Deleted
    words come before their replacement. Without ``brackets``, changes may begin and end inside short
    brackets.
    """
    before, after = (split_atoms(text, brackets=brackets) for text in (old, new))
    changes: list[_Change] = []
    for op, i, j, k, m in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        changes.append((before[i:j], before[i:j] if op == "equal" else after[k:m]))
    runs: list[Run] = []
    for gone, come in _moved(_melted(changes)):
        if gone == come:
            runs.append(("same", "".join(gone)))
            continue
        runs += [("gone", "".join(gone))] if gone else []
        runs += [("new", "".join(come))] if come else []
    return tuple(run for run in runs if run[1])


def _joined(spans: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Spans, with overlapping ones merged."""
    last: tuple[int, int] | None = None
    for start, end in sorted(spans):
        if last is not None and start < last[1]:
            last = (last[0], max(last[1], end))
            continue
        if last is not None:
            yield last
        last = (start, end)
    if last is not None:
        yield last


def _melted(changes: Sequence[_Change]) -> list[_Change]:
    """The changes, with too few unchanged atoms between two of them merged into one change."""
    found: list[_Change] = []
    for number, (gone, come) in enumerate(changes):
        is_same = gone == come
        is_inner = 0 < number < len(changes) - 1
        is_island = is_same and is_inner and len(gone) < FEWEST and not _STOPS.intersection(gone)
        if found and (is_island or not is_same) and not _is_same(found[-1]):
            found[-1] = (found[-1][0] + gone, found[-1][1] + come)
        else:
            found.append((list(gone), list(come)))
    return found


def _is_same(change: _Change) -> bool:
    return change[0] == change[1]


def _moved(changes: list[_Change]) -> list[_Change]:
    """The changes; each pure insertion or deletion is moved to where a clause of the sentence begins."""
    for n in range(1, len(changes) - 1):
        gone, come = changes[n]
        if _is_same(changes[n]) or (gone and come):
            continue
        before, after = changes[n - 1][0], changes[n + 1][0]
        if not (_is_same(changes[n - 1]) and _is_same(changes[n + 1])):
            continue
        left, moved, right = _best_place(list(before), list(gone or come), list(after))
        changes[n - 1], changes[n + 1] = (left, list(left)), (right, list(right))
        changes[n] = (moved, []) if gone else ([], moved)
    return changes


def _best_place(
    left: list[str], moved: list[str], right: list[str]
) -> tuple[list[str], list[str], list[str]]:
    """The best place of a change among the unchanged atoms around it. Sliding it there changes
    neither text.
    """
    while left and left[-1] == moved[-1]:
        moved, right, left = [left[-1], *moved[:-1]], [moved[-1], *right], left[:-1]
    best, score = (left, moved, right), -1
    while True:
        begins = not left or left[-1] in _STOPS
        ends = moved[-1] in _STOPS or not right
        if (value := 2 * begins + ends) > score:
            best, score = (left, moved, right), value
        if not right or right[0] != moved[0]:
            return best
        left, moved, right = [*left, moved[0]], [*moved[1:], right[0]], right[1:]
