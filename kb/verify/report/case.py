"""A case in sentences: the day, the applicant, the claims and the earlier grants.

The sentences are in ``words/case.toml``. They contain no ids.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import groupby

from kb.cases.case import Case, Claim, Facts, Grant
from kb.cases.form import Part, form_of
from kb.core.ruleset import read_policy
from kb.explain.answer import Entry
from kb.explain.catalogue import say_value
from kb.explain.words import Teller
from kb.model.facts import AGENCY, APPLICANT, GRANT, IS, OBJECT, SUPPORT
from kb.model.policy import Policy
from kb.model.words.errors import Language
from kb.model.writing import write_value
from kb.verify.sentences import sentences

MOST_DENIED = 3
"""The greatest number of denied choices that are listed one by one, where fewer are left open."""


def say_case(
    policy: Policy, case: Case, lang: Language, readings: Mapping[str, str] | None = None
) -> tuple[Entry, ...]:
    """A case part by part, under some readings.

    Claims or grants with the same facts are described once, with all their names.
    """
    return tuple(_Telling(policy, lang, readings or {}).case(case))


def case_lines(
    policy: Policy, case: Case, lang: Language, readings: Mapping[str, str] | None = None
) -> Iterator[str]:
    """A case line by line; lines of a part are indented by two blanks."""
    for entry in say_case(policy, case, lang, readings):
        yield entry.head
        yield from (f"  {line}" for line in entry.lines)


class _Telling:
    """Describes cases of one policy in one language, under some readings."""

    def __init__(self, policy: Policy, lang: Language, readings: Mapping[str, str]) -> None:
        self._policy, self._lang = policy, lang
        self._supports = read_policy(policy, readings).supports
        self._teller = Teller(policy, lang)
        self._form = form_of(policy)

    def case(self, case: Case) -> Iterator[Entry]:
        say = self._say
        yield Entry(say("date", day=write_value(case.date, self._lang)))
        if case.applicant:
            yield Entry(say("applicant"), tuple(self._facts(case.applicant, self._form.applicant, APPLICANT)))
        # Apart from ids and names many entries are identical.
        for (kind, _), group in groupby(case.claims or (), key=lambda claim: (claim.kind, repr(claim.facts))):
            yield self._claims(kind, tuple(group))
        numbered = enumerate(case.ledger or (), 1)
        for _, grants in groupby(numbered, key=lambda one: _but_object(*one)):
            yield self._grants(tuple(grants))
        if not case.claims:
            yield Entry(say("no-claims" if case.claims is None else "nothing-claimed"))
        if not case.ledger:
            yield Entry(say("no-ledger" if case.ledger is None else "empty-ledger"))
        yield Entry(say("silent"))

    def _claims(self, kind: str, claims: tuple[Claim, ...]) -> Entry:
        ids = "".join(self._teller.quote(claim.id) for claim in claims)
        if self._lang == "en":
            ids = self._teller.join([self._teller.quote(claim.id) for claim in claims], "and")
        form = "claim" if len(claims) == 1 else "claims"
        head = self._say(form, ids=ids, kind=self._teller.concept(kind))
        return Entry(head, tuple(self._facts(claims[0].facts, self._form.kind(kind), kind)))

    def _grants(self, grants: tuple[tuple[int, Grant], ...]) -> Entry:
        """Grants with their numbers that differ only in their objects."""
        numbers = [str(number) for number, _ in grants]
        facts = dict(grants[0][1].facts)
        if len(grants) > 1:
            facts[OBJECT] = self._teller.join([str(grant.facts[OBJECT]) for _, grant in grants], "and")
        head = self._say("grant" if len(grants) == 1 else "grants", number=numbers[0], last=numbers[-1])
        return Entry(head, tuple(self._facts(facts, self._form.grant, GRANT)))

    def _facts(self, facts: Facts, part: Part | None, kind: str) -> Iterator[str]:
        teller = Teller(self._policy, self._lang, kind)
        # The subject of a claim comes before its other facts.
        for key, value in sorted(facts.items(), key=lambda told: not isinstance(told[1], Mapping)):
            if isinstance(value, Mapping):
                fact = part.fact(key) if part else None
                choices = [one.id for one in fact.choices] if fact else []
                asked = self._asked(kind, key, choices)
                # If nothing is denied, choices that no rule uses are not listed as denied either.
                told = self._choices(teller, key, value, asked if False in value.values() else choices)
            else:
                told = self._named(key, value) or say_value(teller, key, value)
            yield self._say("fact", fact=teller.fact(key), value=told)

    def _asked(self, kind: str, key: str, choices: list[str]) -> list[str]:
        """The choices that these readings ask about; some subjects exist under another reading only."""
        if key != IS:
            return choices
        subjects = {one.concept.id for support in self._supports.get(kind, ()) for one in support.subjects}
        return [one for one in choices if one in subjects]

    def _choices(self, teller: Teller, key: str, value: Mapping[str, bool], choices: list[str]) -> str:
        """The choices that hold and those that do not; in short form where all others, or nearly all, are
        denied.
        """
        yes, no = ([teller.choice(key, one) for one in value if value[one] is said] for said in (True, False))
        open_ = [teller.choice(key, one) for one in choices if one not in value]
        if not open_ or MOST_DENIED < len(no) > len(open_):
            brief = self._say("only", values=teller.join(yes, "and")) if yes else self._say("none")
            return self._say("but", told=brief, values=teller.join(open_, "or")) if open_ else brief
        told = [self._say("is", values=teller.join(yes, "and"))] if yes else []
        told += [self._say("is-not", values=teller.join(no, "or"))] if no else []
        return self._say("choices").join(told) or self._say("unknown")

    def _named(self, key: str, value: object) -> str:
        """The name of the support or agency that an earlier grant gives by its id; empty for
        anything else.
        """
        if key == SUPPORT and value in {support.id for support in self._policy.supports}:
            return self._teller.support(str(value))
        return self._teller.agencies((str(value),)) if key == AGENCY and str(value) in self._policy else ""

    def _say(self, key: str, /, **words: str) -> str:
        return sentences("case")["show"][key][self._lang].format_map(words)


def _but_object(number: int, grant: Grant) -> str:
    """The facts of a grant without its object, for grants that are described together; its number where it
    names no object.
    """
    return repr({**grant.facts, OBJECT: ""}) if OBJECT in grant.facts else str(number)
