"""Ceilings that earlier grants share with a claim: whether one does, and what all of them leave."""

from __future__ import annotations

from kb.core.facts import Facts, Ledger, same
from kb.core.terms import (
    Number,
    Range,
    Tri,
    Truth,
    both,
    conj,
    decided,
    disj,
    eq,
    greatest,
    ite,
    minus,
    neg,
    year,
)
from kb.model.facts import AMOUNT, APPLIED_ON, GROUP, HOLDER, OBJECT, PART_OF, PHASE


def left_of(limit: Number, ledger: Ledger, counts: object, shares: object) -> Range:
    """The remainder of a ceiling in fen after the grants that count, as far as each shares it."""
    assert callable(counts)
    assert callable(shares)

    def may(entry: Facts) -> Truth:
        return conj(counts(entry), neg(shares(entry).fails))

    def sure(entry: Facts) -> Truth:
        return conj(counts(entry), shares(entry).holds, entry.get(AMOUNT).known)

    # An unknown sum may have used the whole ceiling.
    unknown = ledger.any(lambda entry: conj(may(entry), neg(entry.get(AMOUNT).known)))
    all_off = ledger.sum(
        lambda entry: ite(conj(may(entry), entry.get(AMOUNT).known), entry.get(AMOUNT).value, 0)
    )
    sure_off = ledger.sum(lambda entry: ite(sure(entry), entry.get(AMOUNT).value, 0))
    low = ite(unknown, 0, greatest(0, minus(limit, all_off)))
    return Range(low, greatest(0, minus(limit, sure_off)))


def shares_ceiling(key: str, facts: Facts, entry: Facts) -> Tri:
    """Whether an earlier grant shares the ceiling of a claim.

    The ceiling of a thing is one ceiling for all recipients. The ceiling of an enterprise is filled by its
    own grants, and not by those of other members of its group.
    """
    about = same(facts, entry, OBJECT)
    group = entry.is_choice(HOLDER, GROUP)
    match key:
        case "enterprise":
            return Tri(neg(group), group)
        case "enterprise-year":
            one, other = facts.get(APPLIED_ON), entry.get(APPLIED_ON)
            years = decided(conj(one.known, other.known), eq(year(one.value), year(other.value)))
            return Tri(conj(neg(group), years.holds), disj(group, years.fails))
        case "whole":
            whole, name = facts.get(PART_OF)
            known, thing = entry.get(OBJECT)
            of_whole = decided(known, eq(name, thing))
            plain = disj(neg(whole), about.holds)
            return Tri(ite(plain, about.holds, of_whole.holds), ite(plain, about.fails, of_whole.fails))
        case "phase":
            found = both((about, same(facts, entry, PHASE)))
            # For another thing it certainly fails; for the same thing the phase decides; otherwise it is
            # open.
            return Tri(found.holds, disj(about.fails, conj(about.holds, found.fails)))
        case _:
            return about
