"""The sentences of findings about the policy, with the answer of the program and the words of the text."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from kb.core.outcomes import Outcome
from kb.core.ruleset import Ruleset
from kb.explain.words import Teller
from kb.model.policy import Policy
from kb.model.words.errors import LANGUAGES, Language
from kb.verify.proof.session import COMMAND, say_outcome
from kb.verify.report.result import say_answer
from kb.verify.results import Result, Verdict
from kb.verify.sentences import Words, fill_in, sentences


def finding(law: str, at: tuple[str, ...], words: Words, form: str = "fails", **more: Any) -> Result:
    """A finding about the policy; program and text are described in the same words."""
    program, text = (fill_in(sentences(COMMAND)[law][part], words) for part in ("program", "text"))
    more = {"program": program, "text": text, **more}
    return Result(COMMAND, law, Verdict.REFUTED, form, at, words, about="policy", **more)


def name_others(policy: Policy, law: str, supports: Collection[str]) -> dict[str, str]:
    """The sentence that names the other supports with the same finding, by language; empty where there are
    none.
    """

    def in_language(lang: Language) -> str:
        teller = Teller(policy, lang)
        told = teller.join([teller.support(one) for one in supports])
        return sentences(COMMAND)[law]["also"][lang].format(items=told) if supports else ""

    return {lang: in_language(lang) for lang in LANGUAGES}


def name_outcome(rules: Ruleset, outcome: Outcome) -> dict[str, str]:
    """The answer of the program to one claim under one support, by language."""
    return {lang: say_outcome(rules, outcome, lang) for lang in LANGUAGES}


def name_options(policy: Policy, chosen: Mapping[str, str]) -> dict[str, str]:
    """Options of readings by their ids, each with its answer, by language."""
    form = sentences("case")["reading"]["named"]

    def in_language(lang: Language) -> str:
        told = []
        for key, option in sorted(chosen.items()):
            text = say_answer(policy, key, option, lang).rstrip("。.")
            told.append(form[lang].format(key=key, option=option, text=text))
        return Teller(policy, lang).join(told, "and")

    return {lang: in_language(lang) for lang in LANGUAGES}
