"""Chinese punctuation in full width, as GB/T 15834 requires, on pages only. The stored text is not changed.

The published page writes ``,`` ``:`` and ``(`` in half width. Readers see the same words with ``，`` and
``（``, character for character. Digits stay in half width, as GB/T 15835 requires.
"""

from __future__ import annotations

import re

from render.text.html_text import rewrite

_WIDE = {",": "，", ":": "：", ";": "；", "(": "（", ")": "）", "!": "！", "?": "？"}
_MARK = re.compile(r"[,:;()!?]")
_GAP = re.compile(r"(?<=[，。；：！？])\s+(?=[\u3400-\u9fff“])")
_CHINESE = re.compile(r"[\u3400-\u9fff]")


def typeset_page(markup: str) -> str:
    """A page or picture with the punctuation of its Chinese in full width and without the blank after it."""
    return rewrite(markup, typeset_words)


def typeset_words(words: str, before: str, after: str) -> str:
    """Chinese words of a page like :func:`typeset`, and without the blank after a full-width mark.

    Such a blank separates two sentences of a template; the mark brings its own space.
    """
    return _GAP.sub("", typeset(words, before, after))


def typeset(words: str, before: str = "", after: str = "") -> str:
    """Chinese words with punctuation in full width; ``before`` and ``after`` are the neighbouring characters.

    A mark between two letters or digits belongs to them, as in ``1,000`` or ``12:30``, and stays.
    """
    return _MARK.sub(lambda mark: _write(words, mark.start(), before, after), words)


def typeset_data(text: str) -> str:
    """The script of a page's data with the punctuation of its Chinese sentences in full width.

    A sentence is a JSON string that contains Chinese. Any other string is code, or English.
    """
    return re.sub(r'"(?:[^"\\]|\\.)*"', _typeset_string, text)


def _typeset_string(match: re.Match[str]) -> str:
    return typeset(match[0]) if _CHINESE.search(match[0]) else match[0]


def _write(words: str, at: int, before: str, after: str) -> str:
    mark = words[at]
    last = words[at - 1] if at else before
    following = words[at + 1] if at + 1 < len(words) else after
    return mark if _is_plain(last) and (_is_plain(following) or following == "/") else _WIDE[mark]


def _is_plain(character: str) -> bool:
    return character.isascii() and character.isalnum()
