"""The Chinese words of a finished page, separated from its markup so that they can be changed.

The attribute ``lang`` decides what is Chinese, as it does for browsers and screen readers. Content of
``translate="no"``, of code, scripts and styles is never changed.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from markupsafe import Markup, escape

_TAG = re.compile(
    r"(<(?:(script|style|code)\b[^>]*>.*?</\2>|/?[a-zA-Z][^>]*>|[!?].*?>)|&#?\w+;|[<&])",
    re.DOTALL,
)
"""What is between words: a tag, an element without words, a comment, or a reference to a character."""

_OPENING = re.compile(r"<[a-zA-Z][^>]*>")
_LANGUAGE = re.compile(r'\slang="([^"]*)"')
_SEEN = re.compile(
    r'(?P<head>\s(?:aria-label|aria-description|title|alt|placeholder|content|data-label)=")(?P<words>[^"]*)'
)
_SAID = re.compile(r'(?P<head>\sdata-[a-z_-]+=")(?P<words>[^"]*)')
"""The attributes of a form that hold words which its script displays."""

_CHINESE = re.compile(r"[\u3400-\u9fff]")
_CHINESE_RUN = re.compile("([\u3400-\u9fff](?:[\u3000-\u9fff\uff00-\uffef]*[\u3400-\u9fff])?)")
_EMPTY = {"meta", "link", "input", "br", "hr", "img", "source", "wbr", "col"}

Change = Callable[[str, str, str], str]
"""A function that converts words; it also gets the character before them and the one after, if any."""


class ChineseWords:
    """The Chinese words of a page or picture, including those in attributes that people see or hear."""

    def __init__(self, markup: str) -> None:
        pieces = _TAG.split(markup)
        del pieces[2::3]  # the names of elements without words
        self._pieces = pieces
        """Words at even places, which may be empty, and what is between them at odd ones."""
        chinese = _find_chinese(pieces)
        self._written = [at for at in range(0, len(pieces), 2) if pieces[at]]
        self._words = [n for n, at in enumerate(self._written) if chinese[at] and not pieces[at].isspace()]
        self._tags = [
            at
            for at in range(1, len(pieces), 2)
            if chinese[at] and not pieces[at].isascii() and _OPENING.fullmatch(pieces[at])
        ]

    def change(self, change: Change) -> str:
        """The page after a change of the words. The next change starts from them."""
        pieces, written = self._pieces, self._written
        around = ["", *(pieces[at] for at in written), ""]
        for n in self._words:
            pieces[written[n]] = change(around[n + 1], around[n][-1:], around[n + 2][:1])
        for at in self._tags:
            seen = _SAID if pieces[at].startswith("<form") else _SEEN
            pieces[at] = seen.sub(lambda found: _attribute(found, change), pieces[at])
        return "".join(pieces)


def mark_chinese(words: str, element: str = "span") -> Markup:
    """Words of a page in English, with ``element`` around the Chinese ones among them, which says so."""
    if not _CHINESE.search(words):
        return escape(words)
    opening = Markup('<{0} lang="zh-Hans">{{}}</{0}>').format(Markup(element))
    pieces = _CHINESE_RUN.split(words)
    return Markup("").join(opening.format(one) if n % 2 else escape(one) for n, one in enumerate(pieces))


def _find_chinese(pieces: list[str]) -> list[bool]:
    """Whether each piece is inside an element in Chinese that may be changed, or opens one."""
    chinese = [False] * len(pieces)
    alone = [False] * len(pieces)
    for at in range(1, len(pieces), 2):
        tag = pieces[at]
        if (" lang=" not in tag and " translate=" not in tag) or not _OPENING.fullmatch(tag) or alone[at]:
            continue
        its = slice(at, _end_of(pieces, at))
        count = its.stop - at
        if 'translate="no"' in tag:
            alone[its] = [True] * count
            chinese[its] = [False] * count
        elif own := _LANGUAGE.search(tag):
            chinese[its] = [own[1].startswith("zh")] * count
    return chinese


def _end_of(pieces: list[str], at: int) -> int:
    """The place of the tag that closes the element which is opened at ``at``, or else the end of the page."""
    tag = pieces[at]
    name = tag[1:-1].split(maxsplit=1)[0]
    if name in _EMPTY or tag.endswith("/>"):
        return at + 1
    same = f"<{name} ", f"<{name}>"
    end, opened = at, 1
    while opened:
        begin = end
        try:
            end = pieces.index(f"</{name}>", begin + 1)
        except ValueError:
            return len(pieces)
        opened += sum(piece.startswith(same) for piece in pieces[begin + 2 : end : 2]) - 1
    return end


def _attribute(found: re.Match[str], change: Change) -> str:
    words = found["words"]
    if not _CHINESE.search(words):
        return found["head"] + words
    # A reference such as &amp; is not a word, although punctuation ends it.
    parts = re.split(r"(&#?\w+;)", words)
    return found["head"] + "".join(part if n % 2 else change(part, "", "") for n, part in enumerate(parts))


def rewrite(markup: str, change: Change) -> str:
    """A page with its Chinese words changed."""
    return ChineseWords(markup).change(change)
