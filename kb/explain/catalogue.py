"""The sentences of ``answer.toml``; values of facts and the formalities of supports in words."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from kb.explain.words import Teller
from kb.model.policy import Policy
from kb.model.values import Measured, Money
from kb.model.words.catalogue import read_catalogue
from kb.model.words.errors import Language
from kb.model.writing import write_term


def sentences() -> dict[str, dict[str, dict[str, str]]]:
    """The catalogue: part → form → language → sentence, with slots such as ``{name}``."""
    return read_catalogue("kb.explain", "answer.toml")


def sentence(key: str, form: str, lang: Language, /, **words: str) -> str:
    """A sentence of the catalogue with its slots filled. Raises ``KeyError`` for an unknown sentence."""
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
        case Measured():
            return teller.tell(value)
        case date():
            return teller.day(value)
        case dict():
            return teller.join(teller.choice(fact, key) for key, holds in value.items() if holds)
        case _:
            return teller.choice(fact, value)


def say_formalities(policy: Policy, support: str, lang: Language) -> Iterator[str]:
    """The steps, the documents and the duties of a support: each with its time limit, the provision and the
    words.
    """
    for one in policy.together.formalities_of(support):
        name = sentence(one.sort, one.kind or "one", lang)
        words = {"name": name, "provision": one.provision, "words": one.words}
        term = "" if one.term is None else write_term(one.term, lang)
        yield sentence("formality", "term" if term else "plain", lang, **words, term=term)
