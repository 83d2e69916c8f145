"""The words of explanations: sentences of ``explain.toml``, and names for everything that has an id."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Literal

from kb.model.facts import APPLICANT, GRANT, LEVEL, Fact
from kb.model.policy import Policy
from kb.model.values import Count, Ends, Interval, Measured, Money, Rate, Span
from kb.model.words.catalogue import read_catalogue
from kb.model.words.errors import Language
from kb.model.writing import write_sum, write_value

FORMS = {True: "holds", False: "fails", None: "open"}
"""The forms of a sentence for true, false and unknown."""

_BETWEEN = {"zh": "、", "en": ","}
"""The separators of a list. A longer one is used where a member contains the shorter one."""


def sentences() -> dict[str, dict[str, dict[str, str]]]:
    """The catalogue: kind → form → language → sentence, with slots such as ``{name}``."""
    return read_catalogue("kb.explain", "explain.toml")


def sentence(key: str, form: str, lang: Language, /, **words: str) -> str:
    """A sentence of the catalogue with its slots filled. Raises ``KeyError`` for an unknown sentence."""
    return sentences()[key][form][lang].format_map(words)


def is_sentence(key: str, form: str) -> bool:
    """Whether the catalogue has a sentence of this kind in this form."""
    return form in sentences().get(key, {})


def begin(text: str) -> str:
    """A text with a capital at its beginning, where its script has capitals."""
    return text[:1].upper() + text[1:]


@dataclass(frozen=True, slots=True)
class Teller:
    """The words for a policy in one language, and for claims of one kind (empty for any kind)."""

    policy: Policy
    lang: Language
    kind: str = ""

    def say(self, key: str, form: str, /, **words: str) -> str:
        """A sentence of the catalogue in the language of the teller."""
        return sentence(key, form, self.lang, **words)

    def fact(self, key: str) -> str:
        """The name of a fact, an open term or anything else that a result waits for."""
        found = self._fact(key)
        if found is not None:
            return found.label(self.lang)
        return self.say("case", key) if is_sentence("case", key) else self.concept(key)

    def fact_of_grant(self, key: str) -> str:
        """The name of a fact of an earlier grant."""
        found = self._fact(key, (GRANT,))
        return self.say("grant", "fact", fact=found.label(self.lang) if found else self.fact(key))

    def why(self, key: str) -> str:
        """The reason why a fact is presumed, as a sentence; empty where none is declared."""
        found = self._fact(key)
        return found.why.get(self.lang, "") if found else ""

    def value(self, fact: str, value: object) -> str:
        """The value of a fact: yes or no, a choice by its name in quotation marks, or a name unchanged."""
        if isinstance(value, bool):
            return self.say("answer", "yes" if value else "no")
        found, key = self._fact(fact), str(value)
        if found is not None and found.sort == "truth":
            return self.say("answer", key)
        return self.quote(self._choice(found, key))

    def choice(self, fact: str, value: object) -> str:
        """As :meth:`value`, without quotation marks."""
        return self._choice(self._fact(fact), str(value))

    def level(self, value: object) -> str:
        """The level of government that paid a grant."""
        return self._choice(self._fact(LEVEL, (GRANT,)), str(value))

    def concept(self, key: str) -> str:
        """The name of a registered concept, or its id where it has none."""
        found = self.policy.registry.concept_by_id.get(key)
        return key if found is None else found.label(self.lang)

    def support(self, key: str) -> str:
        """A support with the number of its measure."""
        support = self.policy.support(key)
        measure = self.policy.measure(support.measure)
        name = self.policy.support_name(support, self.lang)
        form = "article" if measure.is_article else "holds"
        number, behind = measure.clause.written(self.lang)
        return self.say("support", form, measure=number, behind=behind, support=name)

    def supports(self, keys: Sequence[str]) -> str:
        """Several supports by their names, and all of a policy as such."""
        if len(keys) > 1 and len(keys) == len(self.policy.supports):
            return self.say("together", "all")
        return self.join(map(self.support, keys), "and")

    def item(self, claim: str, support: str) -> str:
        """A claim with the support that it is made under."""
        return self.say("support", "claimed", claim=claim, support=self.support(support))

    def agencies(self, keys: Iterable[str]) -> str:
        """Agencies by their full names; where none is named, a phrase for the responsible agency."""
        known = self.policy.registry.agency_by_id
        names = [known[key].label(self.lang) for key in keys if key in known]
        return self.join(names, "and") if names else self.say("outcome", "agencies")

    def quote(self, name: str) -> str:
        """A name in quotation marks."""
        return self.say("list", "quoted", name=name)

    def join(self, names: Iterable[str], last: Literal["and", "or", ""] = "") -> str:
        """A list in words, with ``last`` before its last member; without ``last`` only separators."""
        names = list(names)
        if not last or len(names) < 2:
            long = any(_BETWEEN[self.lang] in name for name in names)
            return self.say("list", "between-long" if long else "between").join(names)
        return self.say("list", last).join((self.say("list", "between").join(names[:-1]), names[-1]))

    def day(self, value: object) -> str:
        """A day."""
        return write_value(value, self.lang) if isinstance(value, date) else str(value)

    def sum(self, value: Money | int | Fraction) -> str:
        """A sum; a number is one of fen."""
        return write_sum(value.fen if isinstance(value, Money) else value, self.lang)

    def tell(self, value: object) -> str:
        """A value in words according to its type: a sum, a range, a day, a number, or the name of something
        with an id.
        """
        match value:
            case Money():
                return self.sum(value)
            case Measured() | Count() | Rate() | Span():
                return write_value(value, self.lang)
            case Ends():
                return self.say("range", "between", low=self.tell(value.low), high=self.tell(value.high))
            case Interval():
                return self.range(value)
            case date():
                return self.day(value)
            case str():
                return self.fact(value)
            case _:
                return str(value)

    def range(self, value: object) -> str:
        """An interval of fen: the sum where it is exact, else its bounds."""
        assert isinstance(value, Interval)
        low = self.sum(value.low)
        if value.high is None:
            return self.say("range", "at-least" if value.low else "open", low=low)
        high = self.sum(value.high)
        if value.is_exact:
            return self.say("range", "exact", low=low)
        return self.say("range", "between" if value.low else "from-nothing", low=low, high=high)

    def _fact(self, key: str, kinds: tuple[str, ...] = ()) -> Fact | None:
        """The declaration of a fact: for the teller's kind of claim, the applicant, the ledger, or any."""
        for kind in kinds or (self.kind, APPLICANT, GRANT):
            for fact in self.policy.facts_of(kind):
                if fact.id == key:
                    return fact
        return next((fact for fact in self.policy.facts if fact.id == key), None)

    def _choice(self, fact: Fact | None, key: str) -> str:
        choice = fact.choice(key) if fact else None
        return choice.label(self.lang) if choice else self.concept(key)
