"""The sentences of ``answer.toml``, and values of facts in words."""

from __future__ import annotations

import tomllib
from datetime import date
from functools import cache
from importlib import resources

from kb.assess.say_words import Teller
from kb.errors import Language
from kb.terms import Money


@cache
def sentences() -> dict[str, dict[str, dict[str, str]]]:
    """The catalogue: part → form → language → sentence, with ``{name}`` where something is filled in."""
    return tomllib.loads(resources.files("kb.assess").joinpath("answer.toml").read_text(encoding="utf-8"))


def sentence(key: str, form: str, lang: Language, /, **words: str) -> str:
    """A sentence of the catalogue, filled in. Raises ``KeyError`` for what is not in it."""
    return sentences()[key][form][lang].format_map(words)


def say_value(teller: Teller, fact: str, value: object) -> str:
    """The value of a fact: yes or no, a choice by its name, a sum or a day, without quotation marks."""
    match value:
        case None:
            return sentence("value", "unknown", teller.lang)
        case bool():
            return teller.value(fact, value)
        case Money():
            return teller.sum(value)
        case date():
            return teller.day(value)
        case dict():
            return teller.join(teller.choice(fact, key) for key, holds in value.items() if holds)
        case _:
            return teller.choice(fact, value)
