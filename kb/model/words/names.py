"""Names of things: whether two spellings are the same name, and which names are similar.

The browser's evaluator folds names in the same way (``foldName`` in ``render/calculator/case.js``). A test
compares the two over every character.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from difflib import get_close_matches
from functools import lru_cache
from unicodedata import normalize

UNSEEN = (
    r"\u0000-\u001f\u007f-\u009f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f"
    r"\u2028-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\ufffe\uffff"
)
"""Characters that cannot be seen, as the inside of a character class of a regular expression.

They are controls, line separators, marks of direction, everything that Unicode lets a program ignore when
text is shown (``Default_Ignorable_Code_Point``), and code points that are no characters. Those beyond U+FFFF,
which programs write in different ways, are matched by :data:`HIDDEN` as well.
"""

_BEYOND = "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff"

HIDDEN = re.compile(rf"[{UNSEEN}{_BEYOND}]")
"""The pattern of a character that cannot be seen."""

_LAID_OUT = "\t\n\r"
"""Controls that only affect the layout of a text."""

_ALIKE = re.compile(
    "[\u00a0\u1680\u2000-\u200a\u202f\u205f\u2e80-\u2fdf\uf900-\ufaff\ue000-\uf8ff\ufffd\U000f0000-\U0010fffd]"
)
"""Characters that look like others: other blanks, radicals and duplicates of Han characters, private ones."""

_DROPPED = re.compile(rf"[\s\u2800{UNSEEN}{_BEYOND}]+")


_NOT_PRINTED = re.compile(rf"[^\S ]|{HIDDEN.pattern}|[\ud800-\udfff]")


def clip(text: str, most: int = 40) -> str:
    """``text`` as a message can show it: on one line, without invisible characters, shortened."""
    shown = _NOT_PRINTED.sub(" ", text[: most + 1])
    return shown if len(text) <= most else f"{shown[:most]}…"


def unseen_in(text: str) -> Iterator[tuple[re.Match[str], bool]]:
    """The characters of a text that cannot be seen (true) or look like others (false), each once."""
    found = {match[0]: (match, True) for match in HIDDEN.finditer(text) if match[0] not in _LAID_OUT}
    found |= {match[0]: (match, False) for match in _ALIKE.finditer(text)}
    yield from found.values()


def mark_unseen(text: str) -> str:
    """The text with the code of each character that cannot be seen or looks like another: ``⟨U+200B⟩``."""
    if text.isascii() and text.isprintable():
        return text
    text = HIDDEN.sub(lambda one: one[0] if one[0] in _LAID_OUT else _code(one), text)
    return _ALIKE.sub(_code, text)


def _code(found: re.Match[str]) -> str:
    return f"⟨U+{ord(found[0]):04X}⟩"


SERIALS = "〇零一二三四五六七八九十百千两甲乙丙丁戊己庚辛壬癸东南西北上下前后新旧老早晚大小兩東後舊"
"""Characters that number things or distinguish them, in simplified and traditional writing."""

_SERIAL = re.compile(rf"[0-9]+|(?<![a-z])[ivx]+(?![a-z])|(?<![a-z])[a-z](?![a-z])|[{SERIALS}]")
_SIGNS = re.compile(r"[\W_]+")

LIKENESS = 60
"""The similarity, in percent, that a name needs to be proposed for what was written."""

NONE = "—"
"""What stands for a list of similar names where there are none."""

MOST_NEAR = 20
"""The greatest number of pairs of similar names that are listed."""


def find_nearest(written: str, known: Iterable[str], most: int = 3, *, likeness: int = LIKENESS) -> list[str]:
    """The known names that ``written`` may stand for, the most similar first: at most ``most``.

    ``likeness`` is the required similarity in percent of shared characters.
    """
    return get_close_matches(written, list(dict.fromkeys(known)), n=most, cutoff=likeness / 100)


def say_nearest(
    written: str, known: Iterable[str], most: int = 3, *, likeness: int = LIKENESS, or_all: bool = False
) -> str:
    """The names that :func:`find_nearest` finds, as a list for a sentence; a dash where there are none.

    With ``or_all`` the list holds every known name where none is similar.

    >>> say_nearest("wether", ["weather", "windmill"]), say_nearest("x", ["weather"])
    ('weather', '—')
    >>> say_nearest("x", ["weather", "windmill"], or_all=True)
    'weather、windmill'
    """
    names = list(known)
    near = find_nearest(written, names, most, likeness=likeness)
    return "、".join(near or (names if or_all else ())) or NONE


def find_near(names: Iterable[str]) -> list[tuple[str, str]]:
    """Pairs of different names that may be meant to be the same: at most :data:`MOST_NEAR`, in order.

    Two names are similar where they differ by one edit (a character replaced, missing or added, or two
    neighbours swapped) or by punctuation alone. Characters that number things (a number, a single letter, 一,
    甲, 东) must be equal, since 一期 and 二期 are two things by design. Names of one or two characters are
    never similar by an edit.
    """
    found: dict[tuple[str, str], None] = {}
    groups: dict[tuple[tuple[str, ...], str], list[str]] = defaultdict(list)
    for name in sorted(names):
        serials, rest = _parts(name)
        shorter = {rest, *(rest[:n] + rest[n + 1 :] for n in range(len(rest)))}
        for key in sorted(shorter):
            for other in groups[serials, key]:
                if len(found) < MOST_NEAR and _is_near(other, name):
                    found[other, name] = None
            groups[serials, key].append(name)
    return sorted(found)


def _is_near(one: str, other: str) -> bool:
    if fold_name(one) == fold_name(other):
        return False
    (_, mine), (_, theirs) = _parts(one), _parts(other)
    if mine == theirs:
        return True
    return min(len(fold_name(one)), len(fold_name(other))) > 2 and _is_one_edit(mine, theirs)


def _is_one_edit(one: str, other: str) -> bool:
    """Whether one edit makes two words equal, in the sense of Damerau and Levenshtein: a swap of neighbours
    is one edit.
    """
    short, long = sorted((one, other), key=len)
    n = next((n for n, (a, b) in enumerate(zip(short, long, strict=False)) if a != b), len(short))
    if len(short) < len(long):
        return short[n:] == long[n + 1 :]
    is_swap = short[n : n + 2] == long[n : n + 2][::-1] and short[n + 2 :] == long[n + 2 :]
    return is_swap or short[n + 1 :] == long[n + 1 :]


@lru_cache(maxsize=20_000)
def _parts(name: str) -> tuple[tuple[str, ...], str]:
    """The characters of a name that number things, and the rest of it without punctuation and blanks."""
    plain = normalize("NFKC", normalize("NFKC", name).lower().upper().lower()).replace("\u03c2", "\u03c3")
    return tuple(_SERIAL.findall(plain)), _SIGNS.sub("", _SERIAL.sub("", plain))


@lru_cache(maxsize=20_000)
def fold_name(name: str) -> str:
    """The form that all spellings of one name share. It ignores width, case, blanks and invisible characters.

    >>> fold_name("机房（一期）") == fold_name("机房 (一期)"), fold_name("DC1") == fold_name("ｄｃ1")
    (True, True)
    >>> fold_name("机房一期") == fold_name("机房二期")
    False
    """
    if name.isascii() and name.isprintable():
        return name.lower().replace(" ", "")
    plain = normalize("NFKC", name).lower().upper().lower()
    # Sigma has a special form at the end of a word.
    return normalize("NFKC", _DROPPED.sub("", plain.replace("\u03c2", "\u03c3")))
