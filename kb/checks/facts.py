"""The facts that a policy asks for: distinct, answerable, and without figures of their own."""

from __future__ import annotations

from collections.abc import Iterator

from kb.checks.wording import typed_figures
from kb.model.fact_types import FACT_TYPES
from kb.model.facts import APPLICANT, CLAIM, GRANT, Fact
from kb.model.policy import Policy
from kb.model.values import MEASURES
from kb.model.words.errors import LANGUAGES, Finding, Place, error


def check_facts(policy: Policy) -> Iterator[Finding]:
    """Findings about each fact, in the order of the file."""
    file = f"{policy.folder}/facts.xml"
    kinds = tuple(dict.fromkeys(support.per for support in policy.supports))
    for number, fact in enumerate(policy.facts):
        place = Place(file, fact.line, fact.id)
        yield from _check_owners(fact, policy.facts[:number], kinds, place)
        yield from _check_choices(fact, place)
        if fact.judged and fact.type != "yes-no":
            yield error("fact-judged-unfit", place, id=fact.id, type=fact.type)
        if fact.bounds and (fact.type != "money" or {APPLICANT, GRANT} & set(fact.of) or not fact.presumed):
            yield error("fact-bounds-unfit", place, id=fact.id, type=fact.type)
        if FACT_TYPES[fact.type].has_unit != bool(fact.unit):
            yield error("fact-unit-unfit", place, id=fact.id, type=fact.type, known="、".join(MEASURES))
        yield from _check_presumption(fact, place)
        yield from _check_agreements(fact, policy.facts, place)
        yield from _check_words(fact, place)


def _check_owners(
    fact: Fact, before: tuple[Fact, ...], kinds: tuple[str, ...], place: Place
) -> Iterator[Finding]:
    """The owner of a fact exists, and has only one fact of this id."""
    known = (APPLICANT, CLAIM, GRANT, *kinds)
    for owner in fact.of:
        if owner not in known:
            yield error("fact-owner-unknown", place, id=fact.id, owner=owner, known="、".join(known))
    for other in before:
        if other.id == fact.id and _owners(other, kinds) & _owners(fact, kinds):
            yield error("id-twice", place, id=fact.id, first=other.line)
            return


def _owners(fact: Fact, kinds: tuple[str, ...]) -> set[str]:
    """The owners of a fact, with "every claim" replaced by all kinds of claim."""
    return {owner for named in fact.of for owner in (kinds if named == CLAIM else (named,))}


def _check_choices(fact: Fact, place: Place) -> Iterator[Finding]:
    if fact.type == "choice" and not fact.choices:
        yield error("fact-choices-missing", place, id=fact.id)
    if not FACT_TYPES[fact.type].has_choices and fact.choices:
        yield error("fact-choices-idle", place, id=fact.id, type=fact.type)
    ids = [choice.id for choice in fact.choices]
    for key in dict.fromkeys(ids):
        if ids.count(key) > 1:
            yield error("fact-choice-twice", place, id=fact.id, choice=key)


def _check_presumption(fact: Fact, place: Place) -> Iterator[Finding]:
    if not fact.presumed:
        return
    known = _presumable(fact)
    if fact.presumed not in known:
        yield error(
            "fact-presumed-unfit",
            place,
            id=fact.id,
            presumed=fact.presumed,
            type=fact.type,
            known="、".join(known) or "—",
        )
    if not fact.why:
        yield error("fact-presumed-unexplained", place, id=fact.id, presumed=fact.presumed)


def _presumable(fact: Fact) -> tuple[str, ...]:
    """The values that may be presumed; a fact is never presumed from itself."""
    of_claims = not {APPLICANT, GRANT} & set(fact.of)
    match fact.type:
        case "yes-no":
            return ("yes", "no")
        case "choice":
            return tuple(choice.id for choice in fact.choices)
        case "date":
            drawn = {"@case-date": GRANT not in fact.of, "@date": fact.of == (GRANT,)}
        case "name":
            drawn = {"@claim": of_claims, "@object": APPLICANT not in fact.of}
        case "money" if fact.bounds:
            # If no sum is requested in figures, no sum is bounded.
            return ("none",)
        case _:
            return ()
    return ("none", *(value for value, fits in drawn.items() if fits and value != f"@{fact.id}"))


_COMPARED = {
    "at-most": ("money", "money"),
    "not-before": ("date", "date"),
    "past": ("", "date"),
    "one": ("", "count"),
    "several": ("", "count"),
}
"""The types of the two facts of a relation; empty where any type is allowed."""


def _check_agreements(fact: Fact, facts: tuple[Fact, ...], place: Place) -> Iterator[Finding]:
    """A fact agrees with an existing fact of the type that the relation compares."""
    values = ("yes", "no") if fact.type == "yes-no" else tuple(choice.id for choice in fact.choices)
    for one in fact.agrees:
        mine, theirs = _COMPARED.get(one.relation, ("", ""))
        others = tuple(other.id for other in facts if other.type == theirs and _meet(fact, other))
        fits = mine in ("", fact.type) and one.other in others
        if not fits or (one.when and one.when not in values):
            words = {"other": one.other, "relation": one.relation, "when": one.when or "—"}
            known, whens = "、".join(dict.fromkeys(others)) or "—", "、".join(values) or "—"
            yield error("fact-agrees-unfit", place, id=fact.id, known=known, values=whens, **words)


def _meet(one: Fact, other: Fact) -> bool:
    """Whether one claim or grant may state both facts."""
    claims = (CLAIM in one.of and GRANT not in other.of) or (CLAIM in other.of and GRANT not in one.of)
    return claims or bool(set(one.of) & set(other.of))


def _check_words(fact: Fact, place: Place) -> Iterator[Finding]:
    for lang in LANGUAGES:
        names = [choice.label(lang) for choice in fact.choices]
        asked = [fact.label(lang), fact.question.get(lang, ""), *names]
        reason = fact.why.get(lang, "")
        if not all(asked) or (fact.why and not reason):
            yield error("fact-language-missing", place, id=fact.id, language=lang)
        for text in (*asked, reason):
            for figure, around in typed_figures(text, lang):
                yield error("fact-number", place, figure=figure, around=around)
