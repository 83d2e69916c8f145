"""Properties of every case, as sentences. The cases are generated from the policy itself."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from kb.assess.assessment import assess
from kb.assess.tariff import make_tariff
from kb.cases.case import Case, Claim
from kb.core.outcomes import REFUSED, Assessment, Outcome, Reason, Status
from kb.core.ruleset import read_policy
from kb.model.amounts import Agreed, Least, Share
from kb.model.values import Interval, Money
from tests import case_strategies as make
from tests.case_strategies import MOST_FEN, POLICY, VALIDITY
from tests.sampling import examples

SUPPORTS = {support.id: support for support in POLICY.supports}

SHARED = tuple(
    s.id
    for s in POLICY.supports
    if isinstance(s.amount, Least) and any(isinstance(part, Share | Agreed) for part in s.amount.parts)
)
"""Grants that are a share of a base."""

LENT = Fraction(3, 10)
"""The rate of measure 5, which a reading lends to measure 16."""

several = settings(max_examples=examples(60), deadline=None)
many = settings(max_examples=examples(150), deadline=None)


def claimed(assessment: Assessment) -> Iterator[Outcome]:
    """The outcomes that have a claim."""
    return (outcome for outcome in assessment.outcomes if outcome.claim)


def amounts_of(assessment: Assessment) -> dict[tuple[str, str], tuple[int, int | None]]:
    """The bounds of each sum that is not refused, by claim and support."""
    return {
        (one.claim, one.support): (one.amount.low, one.amount.high)
        for one in claimed(assessment)
        if one.amount is not None and one.status not in REFUSED
    }


def everything(value: object) -> Iterator[object]:
    """A value and all its parts."""
    yield value
    if is_dataclass(value) and not isinstance(value, type):
        for field in fields(value):
            yield from everything(getattr(value, field.name))
    elif isinstance(value, dict):
        for key, one in value.items():
            yield from everything(key)
            yield from everything(one)
    elif isinstance(value, tuple | list | set | frozenset):
        for one in value:
            yield from everything(one)


def reasons_of(outcome: Outcome) -> Iterator[Reason]:
    """Every reason of an outcome, including inner ones."""
    return (one for one in everything(outcome.reasons) if isinstance(one, Reason))


def same_whatever_the_order(assessment: Assessment) -> object:
    """The parts of an answer that must not depend on the order of claims or grants: all but the order of
    lists.
    """
    outcomes = {
        (o.claim, o.support): (
            o.status,
            o.amount,
            o.ceiling,
            frozenset(o.missing),
            frozenset(o.judged),
            o.presumed,
            frozenset(o.clauses),
            frozenset(map(repr, o.reasons)),
        )
        for o in assessment.outcomes
    }
    notes = frozenset((n.kind, frozenset(n.claims), n.provision, n.amounts) for n in assessment.notes)
    return outcomes, assessment.combination, notes


def with_fact(case: Case, number: int, **facts: Any) -> Case:
    """A case with changed facts of one claim."""
    claims = list(case.claims or ())
    told = {key.replace("_", "-"): value for key, value in facts.items()}
    claims[number] = replace(claims[number], facts={**claims[number].facts, **told})
    return replace(case, claims=tuple(claims))


class TestSums:
    """Properties of sums."""

    @many
    @given(make.partial_cases(), make.readings)
    def test_award_never_exceeds_its_cap(self, case: Case, readings: dict[str, str]) -> None:
        found = assess(POLICY, case, readings=readings)
        for outcome in claimed(found):
            support = SUPPORTS[outcome.support]
            if outcome.amount is None or support.form != "grant":
                continue
            cap = max(limit.money.fen for limit in support.amount.ceilings)
            assert outcome.amount.high is not None
            assert outcome.amount.high <= cap
            assert 0 <= outcome.amount.low <= cap
        for part in found.combination.best:
            whole = found.outcome(part.claim, part.support).amount
            assert whole is not None
            assert whole.high is None or (part.amount.high is not None and part.amount.high <= whole.high)

    @many
    @given(make.partial_cases(), make.readings)
    def test_award_never_exceeds_its_base(self, case: Case, readings: dict[str, str]) -> None:
        facts = {claim.id: claim.facts for claim in case.claims or ()}
        for outcome in claimed(assess(POLICY, case, readings=readings)):
            amount = SUPPORTS[outcome.support].amount
            fact = amount.base or ("certificate-cost" if outcome.support == "para_12__sup_2" else "")
            base = facts[outcome.claim].get(fact)
            if not isinstance(base, Money) or (
                fact == "certificate-cost" and readings.get("M12d", "a") != "a"
            ):
                continue
            assert outcome.amount is not None
            assert outcome.amount.high is not None
            assert outcome.amount.high <= base.fen
            parts = amount.parts if isinstance(amount, Least) else (amount,)
            shares = [part.rate.rate.of_one for part in parts if isinstance(part, Share)]
            assert all(outcome.amount.high <= base.fen * share + 1 for share in shares)

    @many
    @given(make.partial_cases(), make.money, make.readings)
    def test_award_is_monotone_in_its_base(self, case: Case, more: Money, readings: dict[str, str]) -> None:
        fact = {"project": "verified-total-investment", "certificate": "certificate-cost"}
        before = assess(POLICY, case, readings=readings)
        for n, claim in enumerate(case.claims or ()):
            base = claim.facts.get(fact.get(claim.kind, ""))
            if not isinstance(base, Money):
                continue
            higher = with_fact(case, n, **{fact[claim.kind]: Money(min(MOST_FEN, base.fen + more.fen))})
            after = assess(POLICY, higher, readings=readings)
            for one, other in zip(before.outcomes, after.outcomes, strict=True):
                # A higher base may exceed the earlier grant, which is deducted.
                assert one.status is other.status or one.status is Status.BARRED
                if one.amount is not None and other.amount is not None:
                    assert one.amount.low <= other.amount.low
                    assert other.amount.high is None or one.amount.high <= other.amount.high
            assert after.combination.total.high is None or (
                before.combination.total.high <= after.combination.total.high
            )

    @many
    @given(make.partial_cases(), make.readings)
    def test_money_is_integer(self, case: Case, readings: dict[str, str]) -> None:
        found = assess(POLICY, case, readings=readings)
        assert not any(isinstance(one, float) for one in everything(found))
        for one in everything(found):
            if isinstance(one, Interval):
                assert type(one.low) is int
                assert one.high is None or (type(one.high) is int and one.low <= one.high)

    @several
    @given(st.sampled_from(make.BREAK_FLOATS), st.sampled_from(SHARED), make.reading_of("G16", "M16a"))
    def test_sums_that_floats_cannot_hold_are_exact(
        self, fen: int, support: str, readings: dict[str, str]
    ) -> None:
        amount = SUPPORTS[support].amount
        facts = {"verified-total-investment": Money(fen)}
        is_all = dict.fromkeys(make.subjects_of("project"), True)
        claim = Claim("甲", "project", {"is": is_all, **facts})
        found = assess(POLICY, Case(VALIDITY.first, {}, (claim,), ()), readings=readings)
        got = found.outcome("甲", support).amount
        shares = [p.rate.rate.of_one for p in amount.parts if isinstance(p, Share)]
        rate = shares[0] if shares else LENT
        cap = amount.ceilings[0].money.fen
        down, rest = divmod(fen * rate.numerator, rate.denominator)
        if readings.get("G16") == "b" and 2 * rest >= rate.denominator:
            down += 1
        if shares or readings.get("M16a") == "b":
            assert got.high == min(cap, down)
        else:
            assert got == Interval(0, min(cap, fen))


class TestOrder:
    """Independence of the order in which facts are stated."""

    @many
    @given(make.partial_cases(), make.readings, st.randoms(use_true_random=False))
    def test_order_of_claims_does_not_matter(
        self, case: Case, readings: dict[str, str], chance: random.Random
    ) -> None:
        claims = list(case.claims or ())
        chance.shuffle(claims)
        other = replace(case, claims=None if case.claims is None else tuple(claims))
        assert same_whatever_the_order(assess(POLICY, case, readings=readings)) == same_whatever_the_order(
            assess(POLICY, other, readings=readings)
        )

    @many
    @given(make.partial_cases(), make.readings, st.randoms(use_true_random=False))
    def test_order_of_the_ledger_does_not_matter(
        self, case: Case, readings: dict[str, str], chance: random.Random
    ) -> None:
        ledger = list(case.ledger or ())
        chance.shuffle(ledger)
        other = replace(case, ledger=None if case.ledger is None else tuple(ledger))
        assert same_whatever_the_order(assess(POLICY, case, readings=readings)) == same_whatever_the_order(
            assess(POLICY, other, readings=readings)
        )


class TestBounds:
    """Upper bounds of sums, and changes without an effect."""

    @many
    @given(make.partial_cases(), make.readings, st.data())
    def test_nothing_is_granted_outside_validity(
        self, case: Case, readings: dict[str, str], data: st.DataObject
    ) -> None:
        assume(case.claims)
        validity = read_policy(POLICY, readings).validity
        assert validity is not None
        before = st.dates(date(2000, 1, 1), validity.first - timedelta(1))
        after = st.dates(validity.last + timedelta(1), date(2100, 12, 31))
        outside = data.draw(st.one_of(before, after, st.just(validity.last + timedelta(1))))
        fact = data.draw(st.sampled_from(validity.days))
        for n, claim in enumerate(case.claims or ()):
            facts = {key: value for key, value in claim.facts.items() if key != validity.deadline}
            case = with_fact(case, n)
            claims = list(case.claims or ())
            claims[n] = replace(claim, facts={**facts, fact: outside})
            case = replace(case, claims=tuple(claims))
        found = assess(POLICY, case, readings=readings)
        assert {outcome.status for outcome in claimed(found)} <= REFUSED
        assert found.combination.total == Interval(0, 0)
        assert found.combination.best == ()

    @many
    @given(make.partial_cases(), make.readings, make.days, make.days_inside)
    def test_nothing_is_granted_after_a_deadline_of_its_own(
        self, case: Case, readings: dict[str, str], day: date, deadline: date
    ) -> None:
        assume(day > deadline)
        days = read_policy(POLICY, readings).validity.days
        for n in range(len(case.claims or ())):
            case = with_fact(case, n, own_deadline=deadline, **dict.fromkeys(days, day))
        assert {o.status for o in claimed(assess(POLICY, case, readings=readings))} <= REFUSED

    @many
    @given(make.partial_cases(), make.readings, st.data())
    def test_an_ineligible_claim_changes_nothing(
        self, case: Case, readings: dict[str, str], data: st.DataObject
    ) -> None:
        assume(case.claims is not None)
        kind = data.draw(st.sampled_from(make.KINDS))
        other = data.draw(make.claims_of(kind, "丁"))
        is_none = dict.fromkeys(make.subjects_of(kind), False)
        other = replace(other, facts={**other.facts, "is": is_none})
        before = assess(POLICY, case, readings=readings)
        after = assess(POLICY, replace(case, claims=(*case.claims, other)), readings=readings)
        assert list(claimed(before)) == [o for o in claimed(after) if o.claim != "丁"]
        assert before.combination == after.combination
        assert before.notes == tuple(note for note in after.notes if "丁" not in note.claims)

    @many
    @given(make.partial_cases(), make.readings)
    def test_refused_claims_change_nothing(self, case: Case, readings: dict[str, str]) -> None:
        whole = assess(POLICY, case, readings=readings)
        open_to = {o.claim for o in claimed(whole) if o.status not in REFUSED}
        assume(case.claims and len(open_to) < len(case.claims))
        kept = tuple(claim for claim in case.claims if claim.id in open_to)
        alone = assess(POLICY, replace(case, claims=kept), readings=readings)
        assert alone.combination == whole.combination
        assert alone.notes == tuple(note for note in whole.notes if set(note.claims) <= open_to)

    @many
    @given(make.partial_cases(), make.readings)
    def test_an_outcome_depends_on_no_other_claim(self, case: Case, readings: dict[str, str]) -> None:
        whole = assess(POLICY, case, readings=readings)
        for claim in case.claims or ():
            alone = assess(POLICY, replace(case, claims=(claim,)), readings=readings)
            assert list(claimed(alone)) == [o for o in claimed(whole) if o.claim == claim.id]

    @many
    @given(make.partial_cases(), make.readings, st.data())
    def test_facts_of_other_kinds_change_nothing(
        self, case: Case, readings: dict[str, str], data: st.DataObject
    ) -> None:
        assume(case.claims)
        claims = []
        for claim in case.claims or ():
            own = {fact.id for fact in POLICY.facts_of(claim.kind)}
            strange = data.draw(make.facts_of(data.draw(st.sampled_from(make.KINDS))))
            added = {fact: value for fact, value in strange.items() if fact not in own}
            claims.append(replace(claim, facts={**claim.facts, **added}))
        before = assess(POLICY, case, readings=readings)
        assert before == assess(POLICY, replace(case, claims=tuple(claims)), readings=readings)


class TestKnowing:
    """Cases with unknown facts."""

    @settings(max_examples=examples(400), deadline=None)
    @given(make.poorer_and_richer(), make.readings)
    def test_learning_a_fact_only_narrows(self, cases: tuple[Case, Case], readings: dict[str, str]) -> None:
        poorer, richer = (assess(POLICY, case, readings=readings) for case in cases)
        for after in richer.outcomes:
            before = poorer.outcome("" if cases[0].claims is None else after.claim, after.support)
            may = before.status.may_become
            if before.status is Status.BY_REFERENCE and "selected" not in {r.fact for r in reasons_of(after)}:
                may = may - {Status.INELIGIBLE}
            assert after.status in may
            if before.range is None or after.range is None:
                # A possible sum turns out to be unstated where the text does not name the level.
                assert before.range is after.range or "unstated" in {r.kind for r in reasons_of(after)}
            else:
                assert before.range.holds(after.range)

    @settings(max_examples=examples(400), deadline=None)
    @given(make.cases(most_claims=1), make.readings, st.data())
    def test_a_fact_that_matters_is_named_when_it_is_missing(
        self, case: Case, readings: dict[str, str], data: st.DataObject
    ) -> None:
        spot = data.draw(st.sampled_from(sorted(make.spots_of(case))))
        assume(spot not in (make.Spot("claims"), make.Spot("ledger")))
        richer = assess(POLICY, case, readings=readings)
        poorer = assess(POLICY, make.leave_out(case, [spot]), readings=readings)
        for before, after in zip(poorer.outcomes, richer.outcomes, strict=True):
            if before.status in REFUSED or (before.status, before.amount) == (after.status, after.amount):
                continue
            named = {*before.missing, *(judged.term for judged in before.judged)}
            named |= {r.fact for r in reasons_of(before) if r.kind == "choosing"}
            assert spot.fact in named or (spot.part == "ledger" and "ledger" in named)


class TestSources:
    """The sources of an answer."""

    @many
    @given(make.partial_cases(), make.readings)
    def test_every_quoted_word_stands_in_its_clause(self, case: Case, readings: dict[str, str]) -> None:
        for outcome in assess(POLICY, case, readings=readings).outcomes:
            for reason in reasons_of(outcome):
                assert not reason.words or reason.provision
                assert reason.words in (POLICY[reason.provision].text if reason.provision else "")

    @many
    @given(make.partial_cases(), make.readings)
    def test_every_outcome_cites_its_clause(self, case: Case, readings: dict[str, str]) -> None:
        found = assess(POLICY, case, readings=readings)
        for outcome in found.outcomes:
            assert SUPPORTS[outcome.support].provision in outcome.clauses
            assert all(clause in POLICY for clause in outcome.clauses)
            quoted = {reason.provision for reason in reasons_of(outcome) if reason.provision}
            assert quoted <= set(outcome.clauses)
        for bar in found.combination.barred:
            assert bar.provision in POLICY
        for note in found.notes:
            assert note.provision in POLICY

    @many
    @given(make.partial_cases(), make.readings)
    def test_every_support_has_an_outcome(self, case: Case, readings: dict[str, str]) -> None:
        found = assess(POLICY, case, readings=readings)
        told = [(outcome.claim, outcome.support) for outcome in found.outcomes]
        assert len(told) == len(set(told))
        kinds = {claim.kind for claim in case.claims or ()}
        expected = {(c.id, s.id) for c in case.claims or () for s in POLICY.supports if s.per == c.kind}
        assert set(told) == expected | {("", s.id) for s in POLICY.supports if s.per not in kinds}

    @many
    @given(make.partial_cases(), make.readings)
    def test_the_same_case_has_the_same_answer(self, case: Case, readings: dict[str, str]) -> None:
        assert repr(assess(POLICY, case, readings=readings)) == repr(assess(POLICY, case, readings=readings))

    @many
    @given(make.partial_cases(), make.readings)
    def test_amounts_worked_out_alone_are_the_same(self, case: Case, readings: dict[str, str]) -> None:
        assert make_tariff(POLICY, readings).amounts(case) == amounts_of(
            assess(POLICY, case, readings=readings)
        )

    @settings(max_examples=examples(600), deadline=None)
    @given(make.long_ledgers(), make.some_readings("G2", "G3", "G19", "M12a", "M14b", "X2"))
    def test_amounts_after_many_grants_are_the_same(self, case: Case, readings: dict[str, str]) -> None:
        assert make_tariff(POLICY, readings).amounts(case) == amounts_of(
            assess(POLICY, case, readings=readings)
        )


class TestSplitting:
    """One project claimed in parts."""

    @several
    @given(st.sampled_from(["para_5__sup_1", "para_9__sup_1", "para_10__sup_2"]), make.money, make.money)
    def test_splitting_is_reported(self, support: str, one: Money, other: Money) -> None:
        amount = SUPPORTS[support].amount
        cap, rate = amount.ceilings[0].money.fen, amount.parts[0].rate.rate.of_one
        facts = {
            "is": {
                key: key == SUPPORTS[support].subjects[0].concept.id for key in make.subjects_of("project")
            },
            "battery-kind": "vehicle",
            "high-value-use": True,
            "demonstration-value": True,
            "selected": True,
            "part-of": "全部",
            "achieved-on": VALIDITY.first,
        }
        claims = tuple(
            Claim(name, "project", {**facts, "verified-total-investment": base})
            for name, base in (("甲", one), ("乙", other))
        )

        def share(fen: int) -> int:
            return min(cap, int(fen * rate))

        case = Case(VALIDITY.first, {}, claims, ())
        found = assess(POLICY, case)
        apart, whole = share(one.fen) + share(other.fen), share(one.fen + other.fen)
        notes = [note for note in found.notes if note.kind == "split"]
        assert found.combination.total == Interval(apart, apart)
        if apart == whole:
            assert notes == []
        else:
            (note,) = notes
            assert set(note.claims) == {"甲", "乙"}
            assert note.amounts == (Interval(apart, apart), Interval(whole, whole))
        together = assess(POLICY, case, readings={"G18": "b"})
        assert together.combination.total == Interval(min(cap, apart), min(cap, apart))
