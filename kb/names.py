"""Names of things: when two spellings are one name.

The browser's evaluator folds names in the same way (``foldName`` in ``render/calculator/case.js``); a test
holds the two together over every character.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from unicodedata import normalize

UNSEEN = (
    r"\u0000-\u001f\u007f-\u009f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f"
    r"\u2028-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\ufffe\uffff"
)
"""Characters that cannot be seen, as the inside of a class of characters in a regular expression.

They are controls, separators of lines, marks of direction, all that Unicode lets a program ignore when text
is shown (``Default_Ignorable_Code_Point``) and what is no character at all. Those beyond U+FFFF, which
programs write in different ways, :data:`HIDDEN` finds too.
"""

_BEYOND = "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff"

HIDDEN = re.compile(rf"[{UNSEEN}{_BEYOND}]")
"""Finds a character that cannot be seen."""

_LAID_OUT = "\t\n\r"
"""Controls that only lay a text out."""

_ALIKE = re.compile(
    "[\u00a0\u1680\u2000-\u200a\u202f\u205f\u2e80-\u2fdf\uf900-\ufaff\ue000-\uf8ff\ufffd\U000f0000-\U0010fffd]"
)
"""Characters that look like others: other blanks, radicals and duplicates of Han characters, private ones."""

_DROPPED = re.compile(rf"[\s\u2800{UNSEEN}{_BEYOND}]+")


def unseen_in(text: str) -> Iterator[tuple[re.Match[str], bool]]:
    """The characters of a text that cannot be seen (true) or look like others (false), each once."""
    found = {match[0]: (match, True) for match in HIDDEN.finditer(text) if match[0] not in _LAID_OUT}
    found |= {match[0]: (match, False) for match in _ALIKE.finditer(text)}
    yield from found.values()


def mark_unseen(text: str) -> str:
    """The text with a code in place of what cannot be seen or looks like another: ``⟨U+200B⟩``."""
    if text.isascii() and text.isprintable():
        return text
    text = HIDDEN.sub(lambda one: one[0] if one[0] in _LAID_OUT else _code(one), text)
    return _ALIKE.sub(_code, text)


def _code(found: re.Match[str]) -> str:
    return f"⟨U+{ord(found[0]):04X}⟩"


@lru_cache(maxsize=20_000)
def fold_name(name: str) -> str:
    """The form that all spellings of one name share: width, case, blanks and unseen characters do not count.

    >>> fold_name("机房（一期）") == fold_name("机房 (一期)"), fold_name("DC1") == fold_name("ｄｃ1")
    (True, True)
    >>> fold_name("机房一期") == fold_name("机房二期")
    False
    """
    if name.isascii() and name.isprintable():
        return name.lower().replace(" ", "")
    plain = normalize("NFKC", normalize("NFKC", name).lower().upper().lower())
    # At the end of a word, sigma has a form of its own.
    return _DROPPED.sub("", plain.replace("\u03c2", "\u03c3"))
