"""The Chinese words of a finished page, separated from its markup so that they can be converted.

The attribute ``lang`` decides what is Chinese, as it does for browsers and screen readers. Content of
``translate="no"``, of code, scripts and styles is never changed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

_PIECE = re.compile(
    r"<[!?].*?>|<(?P<raw>script|style|code)\b[^>]*>.*?</(?P=raw)>|<(?P<close>/?)(?P<name>[a-zA-Z]\w*)"
    r"(?P<rest>[^>]*)>|&#?\w+;|[^<&]+|[<&]",
    re.DOTALL,
)
_LANGUAGE = re.compile(r'\slang="([^"]*)"')
_SEEN = re.compile(
    r'(?P<head>\s(?:aria-label|aria-description|title|alt|placeholder|content|data-label)=")(?P<words>[^"]*)'
)
_SAID = re.compile(r'(?P<head>\sdata-[a-z_-]+=")(?P<words>[^"]*)')
"""The attributes of a form that hold words which its script displays."""

_CHINESE = re.compile(r"[\u3400-\u9fff]")
_EMPTY = {"meta", "link", "input", "br", "hr", "img", "source", "wbr", "col"}

Change = Callable[[str, str, str], str]
"""A function that converts words; it also gets the character before them and the one after, if any."""


class Piece(NamedTuple):
    """A tag or some words of a page, and whether they are Chinese; ``name`` is empty for words alone."""

    text: str
    name: str
    is_chinese: bool


def read_pieces(markup: str) -> Iterator[Piece]:
    """A page split into pieces in order. The joined texts of its pieces are the page."""
    inside: list[tuple[str, str, bool]] = []  # open elements: tag, language, is left alone
    for match in _PIECE.finditer(markup):
        text, name = match[0], match["name"]
        language, alone = inside[-1][1:] if inside else ("", False)
        if name is None:
            is_words = text[0] not in "<&"
            chinese = is_words and language.startswith("zh") and not alone
            yield Piece(text, "" if is_words else "!", chinese)
        elif match["close"]:
            while inside and inside.pop()[0] != name:
                pass
            yield Piece(text, "/" + name, False)
        else:
            own = _LANGUAGE.search(match["rest"])
            language = own[1] if own else language
            alone = alone or 'translate="no"' in match["rest"]
            if name not in _EMPTY and not match["rest"].endswith("/"):
                inside.append((name, language, alone))
            yield Piece(text, name, language.startswith("zh") and not alone)


def _attribute(found: re.Match[str], change: Change) -> str:
    words = found["words"]
    if not _CHINESE.search(words):
        return found["head"] + words
    # A reference such as &amp; is not a word, although punctuation ends it.
    parts = re.split(r"(&#?\w+;)", words)
    return found["head"] + "".join(part if n % 2 else change(part, "", "") for n, part in enumerate(parts))


def rewrite(markup: str, change: Change) -> str:
    """A page with its Chinese words converted, including those in attributes that people see or hear."""
    pieces = list(read_pieces(markup))
    if not any(piece.is_chinese for piece in pieces):
        return markup
    words = [n for n, piece in enumerate(pieces) if not piece.name]
    before = dict(zip(words[1:], (pieces[n].text[-1] for n in words), strict=False))
    after = dict(zip(words, (pieces[n].text[0] for n in words[1:]), strict=False))
    written = []
    for n, piece in enumerate(pieces):
        if not piece.is_chinese:
            written.append(piece.text)
        elif not piece.name:
            written.append(change(piece.text, before.get(n, ""), after.get(n, "")))
        else:
            seen = _SAID if piece.name == "form" else _SEEN
            written.append(seen.sub(lambda found: _attribute(found, change), piece.text))
    return "".join(written)
