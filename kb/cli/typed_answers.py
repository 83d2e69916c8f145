"""Typed answers → values of facts, in Chinese or English, by name or by number."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from kb.cases.case import FactValue
from kb.cli.choices import read_typed
from kb.model.facts import Choice, Fact
from kb.model.words.errors import LANGUAGES, Language, PolicyError
from kb.model.words.names import find_nearest

_YES_NO = {
    **dict.fromkeys(("是", "是的", "有", "对", "要", "y", "yes", "true", "1"), True),
    **dict.fromkeys(("否", "不是", "没有", "没", "不", "不要", "n", "no", "false", "0", "2"), False),
}
_BETWEEN = re.compile(r"[\s,\u3001;]+")
_UNREAD: dict[str, dict[Language, str]] = {
    "yes-no": {"zh": "请回答是或否。", "en": "Please answer yes or no."},
    "choice": {
        "zh": "没有“{typed}”这一项，请写前面的号码或名称。",
        "en": "There is no choice “{typed}”; give a number or a name from the list.",
    },
    "near": {
        "zh": "没有“{typed}”这一项，是不是“{near}”？请写前面的号码或名称。",
        "en": "There is no choice “{typed}”. Is “{near}” meant? Give a number or a name from the list.",
    },
}


class Misread(Exception):
    """An answer that cannot be read; ``told`` is the message with the right form, by language."""

    def __init__(self, told: dict[Language, str]) -> None:
        super().__init__(told["zh"])
        self.told = told


def read_answer(fact: Fact, typed: str) -> FactValue:
    """The value typed for a fact. Raises :class:`Misread` where the text is no value of the fact."""
    match fact.type:
        case "yes-no":
            text = unicodedata.normalize("NFKC", typed).strip().lower()
            if text not in _YES_NO:
                raise _misread("yes-no", typed)
            return _YES_NO[text]
        case "choice":
            return _choose(fact.choices, typed)
        case "choices":
            chosen = _choose_several(fact.choices, typed)
            return {choice.id: choice.id in chosen for choice in fact.choices}
        case "name" if fact.choices and typed.strip().isdecimal():
            return _choose(fact.choices, typed)
        case _:
            try:
                return read_typed(fact, typed)
            except PolicyError as problem:
                first = problem.findings[0]
                between = {"zh": "", "en": " "}
                raise Misread(
                    {lang: f"{first.message(lang)}{between[lang]}{first.remedy(lang)}" for lang in LANGUAGES}
                ) from None


def _choose_several(choices: Sequence[Choice], typed: str) -> set[str]:
    """Several choices; a name that contains a separator is recognised as a whole."""
    try:
        return {_choose(choices, typed)}
    except Misread:
        words = [word for word in _BETWEEN.split(unicodedata.normalize("NFKC", typed).strip()) if word]
        if len(words) < 2:
            raise
        return {_choose(choices, word) for word in words}


def _choose(choices: Sequence[Choice], typed: str) -> str:
    text = unicodedata.normalize("NFKC", typed).strip().rstrip(".").lower()
    if text.isdecimal() and 1 <= int(text) <= len(choices):
        return choices[int(text) - 1].id
    names = {
        unicodedata.normalize("NFKC", name).lower(): choice.id
        for choice in choices
        for name in (choice.id, choice.name, choice.name_en)
    }
    if text in names:
        return names[text]
    holding = {choice for name, choice in names.items() if len(text) > 1 and text in name}
    if len(holding) == 1:
        return holding.pop()
    if near := find_nearest(text, names, 1):
        raise _misread("near", typed, near=near[0])
    raise _misread("choice", typed)


def _misread(key: str, typed: str, **words: str) -> Misread:
    return Misread({lang: _UNREAD[key][lang].format(typed=typed.strip(), **words) for lang in LANGUAGES})
