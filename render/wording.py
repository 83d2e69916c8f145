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
    sentence = _escaped(key, lang)
    # Markup.format reads a sentence character by character in Python; that of a plain text does not.
    filled = {name: escape(part) for name, part in parts.items()}
    return Markup(str.format(sentence, **filled)) if parts else sentence


@cache
def _escaped(key: str, lang: Language) -> Markup:
    return escape(wording()[key][lang])
