"""The fixed words of the site in both languages, from ``templates/wording.toml``."""

from __future__ import annotations

from functools import cache

from markupsafe import Markup, escape

from kb.model.words.catalogue import read_catalogue
from kb.model.words.errors import Language


@cache
def wording() -> dict[str, dict[str, str]]:
    """The catalogue: key → language → sentence, with ``{name}`` for an inserted component or link."""
    found: dict[str, dict[str, str]] = {}
    for section, entries in read_catalogue("render", "templates/wording.toml").items():
        for key, sentence in entries.items():
            found[f"{section}.{key}"] = sentence
    return found


def say(key: str, lang: Language, **parts: Markup | str) -> Markup:
    """A fixed sentence with its placeholders filled. Raises ``KeyError`` for an unknown key."""
    sentence = wording()[key][lang]
    return escape(sentence).format(**parts) if parts else escape(sentence)
