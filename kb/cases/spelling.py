"""Normalised names in a case, so that the rules compare names by equality only."""

from __future__ import annotations

from dataclasses import replace

from kb.cases.case import Case, Facts
from kb.model.words.names import fold_name


def name_things(case: Case, facts: frozenset[str]) -> Case:
    """The case with equal names in one spelling (:func:`kb.model.words.names.fold_name`); ``facts`` hold
    names.

    A name takes the spelling of the claim that has it, otherwise the least of its spellings. The order of
    claims and grants does not matter.
    """
    used = _names_in(case, facts)
    names = used.union([claim.id for claim in case.claims or ()])
    if len(set(map(fold_name, names))) == len(names):
        return case
    spelt = {fold_name(name): name for name in sorted(used, reverse=True)}
    spelt |= {fold_name(claim.id): claim.id for claim in case.claims or ()}
    if all(spelt[fold_name(name)] == name for name in used):
        return case

    def respell(given: Facts) -> Facts:
        return {
            key: spelt[fold_name(one)] if key in facts and isinstance(one, str) else one
            for key, one in given.items()
        }

    claims = case.claims and tuple(replace(one, facts=respell(one.facts)) for one in case.claims)
    ledger = case.ledger and tuple(replace(one, facts=respell(one.facts)) for one in case.ledger)
    return replace(case, claims=claims, ledger=ledger)


def _names_in(case: Case, facts: frozenset[str]) -> set[str]:
    """The names that claims and grants state."""
    stated = [one.facts for one in case.claims or ()] + [one.facts for one in case.ledger or ()]
    return {
        name for fact in facts for given in stated if fact in given and isinstance(name := given[fact], str)
    }
