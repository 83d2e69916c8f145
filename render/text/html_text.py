"""The Chinese words of a finished page, separated from its markup so that they can be converted.

The attribute ``lang`` decides what is Chinese, as it does for browsers and screen readers. Content of
``translate="no"``, of code, scripts and styles is never changed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

_PIECE = re.compile(
    r"[^<&]+|<(?P<raw>script|style|code)\b[^>]*>.*?</(?P=raw)>|<(?P<close>/?)(?P<name>[a-zA-Z]\w*)"
    r"(?P<rest>[^>]*)>|<[!?].*?>|&#?\w+;|[<&]",
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


Piece = tuple[str, str, bool]
"""A tag or some words of a page, the name of the tag, and whether they are Chinese. Words alone have an empty
name. A page has thousands of pieces, so they are plain tuples.
"""


def read_pieces(markup: str) -> Iterator[Piece]:
    """A page split into pieces in order. The joined texts of its pieces are the page."""
    inside: list[tuple[str, str, bool]] = []  # open elements: tag, language, is left alone
    language, alone, chinese = "", False, False  # of the innermost
    for match in _PIECE.finditer(markup):
        text = match[0]
        if match.lastgroup != "rest":
            is_words = text[0] not in "<&"
            yield text, "" if is_words else "!", is_words and chinese
            continue
        _, close, name, rest = match.groups()
        if close:
            while inside and inside.pop()[0] != name:
                pass
            language, alone = inside[-1][1:] if inside else ("", False)
            chinese = not alone and language.startswith("zh")
            yield text, "/" + name, False
            continue
        own = _LANGUAGE.search(rest) if "lang=" in rest else None
        its_language = own[1] if own else language
        its_alone = alone or 'translate="no"' in rest
        is_chinese = not its_alone and its_language.startswith("zh")
        if name not in _EMPTY and not rest.endswith("/"):
            inside.append((name, its_language, its_alone))
            language, alone, chinese = its_language, its_alone, is_chinese
        yield text, name, is_chinese


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
    if not any(is_chinese for _, _, is_chinese in pieces):
        return markup
    words = [text for text, name, _ in pieces if not name]
    met = 0
    written = []
    for text, name, is_chinese in pieces:
        if not name:
            met += 1
        if not is_chinese or (name and text.isascii()):
            written.append(text)
        elif not name:
            before = words[met - 2][-1] if met > 1 else ""
            written.append(change(text, before, words[met][0] if met < len(words) else ""))
        else:
            seen = _SAID if name == "form" else _SEEN
            written.append(seen.sub(lambda found: _attribute(found, change), text))
    return "".join(written)
